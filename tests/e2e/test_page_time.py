"""The page and time, in a real Chromium: whose zone times are in, and how old a page says it is when nobody answers."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browser import Watched, watched
from tests.e2e.stack import Served, eventually, is_level
from tests.e2e.test_page import OPEN

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000  # milliseconds
MOMENT = "less than a minute"


@contextmanager
def alone(browser: Browser, url: str, path: str, **options: str) -> Iterator[Page]:
    """A page whose clock is in the test's hands. What it asks in vain is a complaint of the browser, and no fault."""
    with watched(browser, url, **options) as seen:
        seen.page.clock.install()
        seen.page.goto(path)
        expect(seen.page.locator("#age")).to_be_visible()
        yield seen.page
        assert [one for one in seen.complaints if "Failed to load resource" not in one] == []


@pytest.fixture(autouse=True)
def fresh_block(seeded: Served) -> None:
    """On a quiet local chain the newest block is as old as what happened last."""
    now: Any = seeded.stack.web3.eth.get_block("latest")
    seeded.stack.rpc("evm_mine", max(now["timestamp"] + 1, int(time.time())))
    eventually(lambda: is_level(seeded), "the block is indexed")


def age_of(page: Page) -> Locator:
    return page.locator("#age")


@pytest.mark.parametrize(
    ("passes", "age"),
    [
        (80 * SECOND, r"\((1 minute|2 minutes) ago\)"),
        (59 * MINUTE, r"\((59|60) minutes ago\)|\(1 hour ago\)"),
        (3 * HOUR + 30 * SECOND, r"\(3 hours( 1 minute)? ago\)"),
        (2 * DAY + 5 * HOUR + 30 * SECOND, r"\(2 days 5 hours ago\)"),
        (11 * DAY + HOUR, r"\(11 days ago\)"),
    ],
)
def test_offline_a_page_grows_old_and_says_so(browser: Browser, seeded: Served, passes: int, age: str) -> None:
    with alone(browser, seeded.url, f"/proposals/{OPEN}") as page:
        expect(page.locator("#offline")).to_be_hidden()
        page.context.set_offline(True)
        page.clock.fast_forward(passes)
        expect(age_of(page)).to_have_text(re.compile(age))
        expect(page.locator("#offline")).to_contain_text("You are offline.")
        expect(page.locator("#offline")).to_contain_text("may be out of date")
        page.context.set_offline(False)
        expect(page.locator("#offline")).to_be_hidden()
        expect(age_of(page)).to_have_text(f"({MOMENT} ago)")


def test_a_server_that_answers_no_more_is_said_too(browser: Browser, seeded: Served) -> None:
    with alone(browser, seeded.url, "/") as page:
        page.route("**/?lang=*", lambda route: route.abort())
        page.clock.run_for(5 * SECOND)
        expect(page.locator("#offline")).to_be_hidden()
        page.clock.run_for(75 * SECOND)
        expect(page.locator("#offline")).to_contain_text("This site does not answer.")
        expect(age_of(page)).to_have_text(re.compile(r"\((1 minute|2 minutes) ago\)"))
        page.unroute("**/?lang=*")
        page.clock.run_for(61 * SECOND)
        expect(page.locator("#offline")).to_be_hidden()
        expect(age_of(page)).to_have_text(f"({MOMENT} ago)")


def test_an_error_of_the_server_is_no_answer(browser: Browser, seeded: Served) -> None:
    with alone(browser, seeded.url, "/") as page:
        page.route("**/?lang=*", lambda route: route.fulfill(status=503, body=""))
        page.clock.run_for(80 * SECOND)
        expect(page.locator("#offline")).to_contain_text("This site does not answer.")


def test_a_page_of_what_is_not_there_is_answered(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url) as seen:
        seen.page.clock.install()
        seen.page.goto("/proposals/99")
        seen.page.clock.run_for(80 * SECOND)
        expect(seen.page.locator("#offline")).to_be_hidden()
        assert [one for one in seen.complaints if "404" not in one] == []


def test_offline_the_time_left_runs_out(browser: Browser, seeded: Served) -> None:
    with alone(browser, seeded.url, f"/proposals/{OPEN}") as page:
        left = page.locator("#facts [data-until]")
        before = left.inner_text()
        assert before.endswith("left to vote")
        page.context.set_offline(True)
        page.clock.fast_forward(DAY)
        expect(left).to_contain_text("left to vote")
        assert left.inner_text() != before
        page.clock.fast_forward(30 * DAY)
        expect(left).to_be_hidden()


def test_in_chinese_a_page_grows_old_too(browser: Browser, seeded: Served) -> None:
    with alone(browser, seeded.url, "/", locale="zh-CN") as page:
        page.context.set_offline(True)
        page.clock.fast_forward(2 * HOUR + 3 * MINUTE + SECOND)
        expect(age_of(page)).to_have_text(re.compile("（2小时[34]分钟前）"))
        expect(page.locator("#offline")).to_contain_text("你已离线。")


@pytest.mark.parametrize(
    ("zone", "locale", "named"),
    [
        ("America/New_York", "en-US", "E[SD]T"),
        ("Europe/Berlin", "en-GB", "CES?T"),
        ("Asia/Kolkata", "en-GB", r"GMT\+5:30|IST"),
        ("Pacific/Auckland", "fr-FR", r"GMT\+1[23]|NZ[SD]T"),
    ],
)
def test_times_are_the_reader_s_and_their_zone_is_named(
    browser: Browser, seeded: Served, zone: str, locale: str, named: str
) -> None:
    with watched(browser, seeded.url, timezone_id=zone, locale=locale) as seen:
        page = seen.page
        page.goto(f"/proposals/{OPEN}?lang=en")
        for _ in range(2):
            for shown in page.locator("#timeline time").all():
                at = datetime.fromisoformat(shown.get_attribute("datetime") or "").astimezone(ZoneInfo(zone))
                wanted = rf"{at.day} {at:%b} {at:%Y}, {at:%H:%M} ({named})"
                assert re.fullmatch(wanted, shown.inner_text()), shown.inner_text()
                assert (shown.get_attribute("title") or "").endswith(" UTC")
            with page.expect_response(re.compile(r"/proposals/7\?.*lang=en")):  # and after the page has looked for news
                pass
        seen.require_quiet()


def test_days_are_the_reader_s_too(browser: Browser, seeded: Served) -> None:
    """A moment is on two dates at once: in some zone it is always another day than in UTC."""
    joined = datetime.fromisoformat(seeded.api.get("/v1/members/1").json()["member"]["registered_at"])
    zone = "Pacific/Kiritimati" if joined.hour >= 10 else "Pacific/Pago_Pago"
    there = joined.astimezone(ZoneInfo(zone))
    assert there.date() != joined.date()
    with watched(browser, seeded.url, timezone_id=zone) as seen:
        seen.page.goto("/members/1")
        shown = seen.page.locator(".page-head time").first
        expect(shown).to_have_text(f"{there.day} {there:%b %Y}")
        expect(shown).to_have_attribute("title", f"{joined.day} {joined:%b %Y, %H:%M} UTC")


def test_times_in_sentences_are_the_reader_s_too(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url, timezone_id="Asia/Shanghai", locale="zh-CN") as seen:
        seen.page.goto(f"/proposals/{OPEN}")
        rules = seen.page.locator("section[aria-labelledby=rules-title] time")
        expect(rules.first).to_have_text(re.compile(r"\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d GMT\+8"))
        expect(rules.first).to_have_attribute("title", re.compile(r" UTC$"))


def test_without_javascript_times_are_in_utc_and_say_so(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url, timezone_id="Asia/Tokyo", java_script_enabled=False) as seen:
        seen.page.goto(f"/proposals/{OPEN}")
        expect(seen.page.locator("#timeline time").first).to_have_text(re.compile(r" UTC$"))


def test_what_waits_for_nobody(visit: Watched) -> None:
    """A page whose block is a moment old says so as the server does, and goes on saying it while it is true."""
    visit.page.goto("/")
    expect(age_of(visit.page)).to_have_text(f"({MOMENT} ago)")
