"""The browser: the system's Chromium, driven through Playwright, and the accessibility check on its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
#: What axe calls WCAG 2.2, levels A and AA.
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
#: Milliseconds that a busy machine may take for what a person sees at once.
PATIENCE = 20_000
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",  # Chromium's sandbox refuses root, which tests in containers are
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """The path of the system's Chromium. Raises RuntimeError where there is none: browser tests are never skipped."""
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise RuntimeError(
        "The browser tests need Chromium (Debian: apt install chromium). Looked for: " + ", ".join(_NAMES)
    )


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        yield browser
        browser.close()


def new_context(browser: Browser, base_url: str, viewport: ViewportSize, **options: Any) -> BrowserContext:
    """A fresh profile of a Chinese user, on a desktop or (at the width of ``PHONE``) on a phone with a touch screen."""
    phone = viewport["width"] <= PHONE["width"]
    settings: dict[str, Any] = {
        "base_url": base_url,
        "viewport": viewport,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "has_touch": phone,
        "is_mobile": phone,
        **options,
    }
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    return context


def assert_accessible(page: Page, context: str | None = None) -> None:
    """Fail with every breach of WCAG 2.2 AA that axe finds on the page (or in the part ``context`` selects)."""
    options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    assert not found, f"{page.url} breaks WCAG 2.2 AA:\n" + "\n".join(_describe(violation) for violation in found)


def assert_fits(page: Page) -> None:
    """Fail where the page is wider than the window, so that a reader would have to scroll sideways."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= room, f"{page.url} is {width} px wide in a window of {room} px"


def _describe(violation: dict[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']} [{len(violation['nodes'])}×]\n{nodes}"
