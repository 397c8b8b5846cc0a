"""A real Chromium that notices what a visitor's browser would complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request, expect, sync_playwright

from scripts.toolchain.chromium import find
from scripts.toolchain.layout import Layout
from tests.e2e.stack import ROOT

SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "No Chromium was found, and this test needs a real one. Get one (`.venv/bin/python -m "
    "scripts.toolchain.chromium`, `apt-get install chromium`, or `.venv/bin/playwright install chromium`), "
    "or name one in SYMBIA_CHROMIUM."
)
PATIENCE = 30_000.0  # milliseconds for one thing to appear on a busy machine


@dataclass
class Watched:
    """A page, and everything it should not have done."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def require_quiet(self) -> None:
        """Fail if the browser complained."""
        assert self.complaints == []

    def require_fit(self) -> None:
        """Fail if the page is wider than the screen."""
        widths = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], f"{self.page.url} is {widths[0]} wide on a screen of {widths[1]}"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed at the end. Fails the test when there is none."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(playwright), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, url: str, **options: Any) -> Iterator[Watched]:
    """A page of a fresh visitor at `url`. `options` are Playwright's for a context, such as a viewport."""
    context = browser.new_context(base_url=url, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seen = Watched(page)
    host = urlsplit(url).netloc

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != host:
            seen.complaints.append(f"asked {request.url}")

    page.on("console", lambda message: message.type in ("error", "warning") and seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", on_request)
    try:
        yield seen
    finally:
        context.close()


def _program(playwright: Playwright) -> str:
    candidates = (find(Layout(ROOT)), playwright.chromium.executable_path)
    found = next((one for one in candidates if one and Path(one).exists()), None)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found
