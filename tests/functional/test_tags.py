"""Tags on the pages: the vocabulary at /tags, the form and the page of a case, the listing and its export."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.record import Role
from tests.factories import make_tag

Login = Callable[..., FlaskClient]
NEW_CASE = {
    "name": "甸亮初心", "kind": "volunteer_team", "place-province": "山东省", "place-city": "济南市",
    "place-district": "历下区", "save": "1",
}  # fmt: skip


def test_an_official_adds_a_tag_and_everybody_there_gives_it_to_cases(login: Login, db_session: Session) -> None:
    official, worker = login(Role.OFFICIAL), login(Role.WORKER)
    official.post("/tags", data={"name": "省级试点", "region": "370102 历下区"})
    assert "省级试点" in worker.get("/tags/suggest").json["items"]  # type: ignore[index]
    answer = worker.post("/cases/new", data={**NEW_CASE, "tags": ["省级试点", ""]})
    assert answer.status_code == 302
    page = worker.get(answer.location).text

    assert 'href="/cases?tag=%E7%9C%81%E7%BA%A7%E8%AF%95%E7%82%B9">省级试点</a>' in page
    found = worker.get("/cases?tag=省级试点").text
    assert "标签：省级试点" in found
    assert "甸亮初心" in found
    assert "省级试点" in worker.get("/cases/export.csv?tag=省级试点").text


def test_a_tag_that_is_not_there_is_told_and_nothing_typed_is_lost(login: Login, db_session: Session) -> None:
    make_tag(db_session, "重点")
    answer = login(Role.WORKER).post("/cases/new", data={**NEW_CASE, "tags": ["别处的标签"]})

    assert answer.status_code == 422
    assert "历下区没有标签“别处的标签”。可用的标签：重点" in answer.text
    assert 'value="别处的标签"' in answer.text


def test_who_keeps_no_tags_reads_them(login: Login, db_session: Session) -> None:
    tag = make_tag(db_session, "重点")
    worker = login(Role.WORKER)

    assert "重点" in worker.get("/tags").text
    assert "添加标签" not in worker.get("/tags").text
    assert worker.post(f"/tags/{tag.id}/name", data={"name": "别的"}).status_code == 403


def test_a_tag_beyond_the_own_region_is_refused_at_its_field_and_the_name_stays(login: Login) -> None:
    official = login(Role.OFFICIAL)
    answer = official.post("/tags", data={"name": "省级试点", "region": ""})

    assert answer.status_code == 422
    assert "适用地区要在您的辖区内" in answer.text
    assert 'value="省级试点"' in answer.text
    assert "留空表示全国" not in answer.text
    assert "留空表示全国" in login(Role.ADMIN, None).get("/tags").text


def test_a_refused_name_stays_in_the_form(login: Login, db_session: Session) -> None:
    tag = make_tag(db_session, "重点")
    make_tag(db_session, "示范")
    official = login(Role.OFFICIAL)
    answer = official.post(f"/tags/{tag.id}/name", data={"name": "示范"})

    assert answer.status_code == 422
    assert "已有标签“示范”" in answer.text
    assert official.post(f"/tags/{tag.id}/merge", data={"into": "999", "sure": "y"}).status_code == 422


def test_a_merge_names_the_cases_and_wants_to_be_confirmed_because_it_cannot_be_undone(
    login: Login, db_session: Session
) -> None:
    tag, other = make_tag(db_session, "重点"), make_tag(db_session, "示范")
    official = login(Role.OFFICIAL)
    official.post("/cases/new", data={**NEW_CASE, "tags": ["重点"]})
    assert "1 件案例带有“重点”" in official.get(f"/tags/{tag.id}").text

    answer = official.post(f"/tags/{tag.id}/merge", data={"into": other.id})
    assert answer.status_code == 422
    assert "请先确认合并后不能再分开" in answer.text
    assert f'<option selected value="{other.id}">' in answer.text
    assert official.post(f"/tags/{tag.id}/merge", data={"into": other.id, "sure": "y"}).status_code == 302
    assert official.get(f"/tags/{tag.id}").status_code == 404


def test_a_retired_tag_can_be_brought_back(login: Login, db_session: Session) -> None:
    tag = make_tag(db_session, "重点")
    official = login(Role.OFFICIAL)
    official.post(f"/tags/{tag.id}/retire")
    assert "重点" not in official.get("/tags/suggest").json["items"]  # type: ignore[index]
    official.post(f"/tags/{tag.id}/revive")
    assert "重点" in official.get("/tags/suggest").json["items"]  # type: ignore[index]
