"""One deployed and one seeded house for the end-to-end tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import SCREENS, Watched, chromium, watched
from tests.e2e.stack import Served, served
from tests.e2e.templates import Templates, templates

__all__ = ["templates"]


@pytest.fixture(scope="module")
def deployed(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A brand without members yet, indexed and served."""
    with templates.stack_after("deploy", tmp_path_factory.mktemp("deployed")) as stack, served(stack) as house:
        yield house


@pytest.fixture(scope="module")
def seeded(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo's brand, indexed and served."""
    with templates.stack_after("demo", tmp_path_factory.mktemp("seeded")) as stack, served(stack) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def locale() -> str:
    """What the visitor's browser prefers; a module may say otherwise."""
    return "en-US"


@pytest.fixture
def visit(browser: Browser, seeded: Served, locale: str) -> Iterator[Watched]:
    """A visitor with a desk and JavaScript; whatever the browser complained about fails the test."""
    with watched(browser, seeded.url, viewport=SCREENS["desk"], locale=locale) as seen:
        yield seen
        seen.require_quiet()
