"""What the listing of a running server costs a phone on a slow line, with an empty cache.

    python -m tests.browser.slow_phone http://127.0.0.1:5000 NAME PASSWORD_FILE [/cases …] [--photos FOLDER]

400 kbit/s and 400 ms to the answer, as Chromium emulates them: bytes on the line with their headers, and milliseconds
from the click to the first text on the screen, to the page without its scripts, and to its end.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import CDPSession, Page

from tests.support.browser import PHONE, new_context, running_browser

#: Bytes a second and milliseconds.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {paint: paint.startTime, ready: page.domContentLoadedEventEnd, load: page.loadEventEnd};
}"""


def main() -> None:
    """Print a line for each address."""
    given = _arguments()
    with running_browser() as browser:
        context = new_context(browser, given.server, PHONE)
        page = context.new_page()
        _sign_in(page, given.user, given.password_file.read_text(encoding="utf-8").strip())
        line = slow_line(page)
        click.echo(f"{'page':40} {'files':>6} {'bytes':>8} {'text ms':>8} {'ready ms':>8} {'all ms':>8}")
        for number, address in enumerate(given.addresses):
            received, times = first_visit(page, line, address)
            figures = f"{len(received):6} {sum(received.values()):8.0f}"
            click.echo(f"{address:40} {figures} {times['paint']:8.0f} {times['ready']:8.0f} {times['load']:8.0f}")
            if given.photos:
                page.screenshot(path=given.photos / f"phone-{number}.png")


def slow_line(page: Page) -> CDPSession:
    """Put the page on the slow line."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    return line


def first_visit(page: Page, line: CDPSession, address: str) -> tuple[dict[str, float], dict[str, float]]:
    """Open an address with an empty cache: bytes by request, and when what was there."""
    received: dict[str, float] = {}

    def note(event: dict[str, Any]) -> None:
        received[event["requestId"]] = event["encodedDataLength"]

    line.send("Network.clearBrowserCache")
    line.on("Network.loadingFinished", note)
    page.goto(address, wait_until="networkidle")
    line.remove_listener("Network.loadingFinished", note)
    times: dict[str, float] = page.evaluate(_TIMES)
    return received, times


def _sign_in(page: Page, user: str, password: str) -> None:
    page.goto("/login")
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("server")
    parser.add_argument("user")
    parser.add_argument("password_file", type=Path)
    parser.add_argument("addresses", nargs="*", default=["/cases"])
    parser.add_argument("--photos", type=Path, help="folder for photographs of the first screen")
    return parser.parse_args()


if __name__ == "__main__":
    main()
