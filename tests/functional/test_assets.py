"""Style sheets and scripts, as a browser fetches them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casebook import web
from tests.support import styles

STATIC = Path(web.__file__).parent.parent / "static"
STYLES = "vendor/bootstrap/bootstrap.used.css"


def test_a_page_names_its_files_by_version_so_that_browsers_keep_them(client: FlaskClient) -> None:
    page = client.get("/login").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", [f"/static/{STYLES}", f"/static/{STYLES}?v=0"])
def test_an_address_of_no_or_another_version_is_asked_for_again(client: FlaskClient, address: str) -> None:
    first = client.get(address, buffered=True)
    assert "immutable" not in first.headers.get("Cache-Control", "")
    again = client.get(address, buffered=True, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_styles_travel_compressed_to_browsers_that_take_it(client: FlaskClient) -> None:
    plain = client.get(f"/static/{STYLES}", buffered=True)
    small = client.get(f"/static/{STYLES}", buffered=True, headers={"Accept-Encoding": "br;q=0, gzip"})
    assert plain.data == gzip.decompress(small.data) == (STATIC / STYLES).read_bytes()
    assert len(small.data) < len(plain.data) / 4
    assert "Accept-Encoding" in small.headers["Vary"]
    assert small.content_length == len(small.data)


def test_a_compressed_file_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    tag = client.get(f"/static/{STYLES}", buffered=True, headers=headers).headers["ETag"]
    assert client.get(f"/static/{STYLES}", buffered=True, headers={**headers, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.css", "../app.py", "%2e%2e/app.py"])
def test_what_is_not_there_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}", buffered=True).status_code == 404


def test_every_class_of_bootstrap_that_pages_use_is_shipped() -> None:
    assert styles.USED.read_text(encoding="utf-8") == styles.used_part(), "run: make styles"
