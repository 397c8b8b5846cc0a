"""The page in Chinese, in a real Chromium: choosing it without JavaScript, and a whole ballot in it."""

import json
import re
import time

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from api.kit.language import COOKIE, COOKIE_SECONDS
from api.web.words import script_words
from symbia.words import speaking
from tests.e2e.browser import SCREENS, Watched, watched
from tests.e2e.stack import Served
from tests.e2e.test_page import FOREIGN_WALLET, OPEN, PATHS, _latecomer, _member_without_ballot, _tally

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLURALS = {"left": {"one": "1 ballot left", "other": "{n} ballots left"}, "plain": "{n} {what}"}


@pytest.fixture
def locale() -> str:
    return "zh-CN"


def test_a_language_is_chosen_and_kept_without_javascript(browser: Browser, seeded: Served) -> None:
    with watched(browser, seeded.url, locale="en-US", java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"/proposals/{OPEN}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh")
        expect(page.get_by_role("heading", name="你的选票")).to_be_visible()
        (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
        assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == ("zh", True, "Lax")
        assert COOKIE_SECONDS - 600 < cookie["expires"] - time.time() <= COOKIE_SECONDS
        page.get_by_role("link", name="权益").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh")
        assert "lang=" not in page.url
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        seen.require_quiet()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_fits_in_chinese_too(browser: Browser, seeded: Served, screen: str) -> None:
    with watched(browser, seeded.url, viewport=SCREENS[screen], locale="zh-CN") as seen:
        for path in PATHS:
            seen.page.goto(path)
            expect(seen.page.locator("html")).to_have_attribute("lang", "zh")
            expect(seen.page.get_by_role("button", name="连接钱包")).to_be_visible()
            seen.require_fit()
        assert [one for one in seen.complaints if "404" not in one] == []  # the last path is not there on purpose


def test_a_ballot_from_the_first_click_to_the_count_in_chinese(visit: Watched, seeded: Served) -> None:
    page, number, asked = visit.page, _member_without_ballot(seeded), _requests(visit.page)
    before = _tally(seeded)
    page.goto(f"/proposals/{OPEN}")
    said = _said(page)
    _connect(page, number)
    expect(page.locator("#you")).to_contain_text(re.compile("你在这里可以投[\\d,]+票。"))
    page.get_by_role("radio", name="赞成").check()
    page.get_by_label("理由（可不填）").fill("杜松 forever")
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("#progress")).to_have_text("你的选票已计入。")
    expect(page.locator("#you")).to_contain_text(re.compile("你以[\\d,]+票投了：赞成。"))
    assert _tally(seeded)["for"] > before["for"]
    expect(page.locator("#live-note")).to_contain_text("票赞成")
    notes = page.evaluate("said")
    assert {"正在向合约核对……", "请在钱包中确认……", "你的选票已计入。"} <= set(notes)
    assert all(CHINESE.search(note) for note in notes if note)
    assert said
    api = [request for request in asked if "/v1/" in request.url]
    assert {request.url.partition("/v1/")[2] for request in api} >= {"ballots/prepare", "status"}
    assert {request.header_value("accept-language") for request in api} == {"zh"}


def test_what_the_api_refuses_is_said_in_chinese(browser: Browser, seeded: Served) -> None:
    number = _member_without_ballot(seeded)
    with watched(browser, seeded.url, locale="zh-CN") as seen:
        page = seen.page
        page.goto(f"/proposals/{OPEN}")
        _connect(page, number)
        expect(page.locator("#you")).to_contain_text("你在这里可以投")
        page.eval_on_selector("form[data-proposal]", "form => { form.dataset.proposal = 'x'; }")
        page.get_by_role("radio", name="赞成").check()
        page.get_by_role("button", name="提交选票").click()
        expect(page.locator("#progress[data-tone=bad]")).to_have_text("proposal：输入值应为整数。")
        assert all("422" in one for one in seen.complaints), seen.complaints


def test_who_would_not_count_has_nothing_to_sign_in_chinese(visit: Watched, seeded: Served) -> None:
    visit.page.goto(f"/proposals/{OPEN}")
    _connect(visit.page, _latecomer(seeded))
    expect(visit.page.locator("#you")).to_contain_text("你的选票不会被计入。")
    expect(visit.page.get_by_role("button", name="提交选票")).to_have_count(0)


def test_wallets_are_spoken_of_in_chinese(browser: Browser, seeded: Served) -> None:
    account = seeded.api.get(f"/v1/members/{_member_without_ballot(seeded)}").json()["member"]["account"]
    with watched(browser, seeded.url, locale="zh-CN") as seen:
        page = seen.page
        page.add_init_script(FOREIGN_WALLET.replace("ACCOUNT", account))
        page.goto(f"/proposals/{OPEN}")
        page.get_by_role("button", name="连接钱包").click()
        page.get_by_role("dialog", name="连接钱包").get_by_role("button", name="Foreign").click()
        expect(page.locator("#account")).to_be_visible()
        page.get_by_role("radio", name="赞成").check()
        page.get_by_role("button", name="提交选票").click()
        expect(page.locator("#progress")).to_have_text("你的钱包连接的是其他网络。请切换到链1337后重试。")


def test_a_tab_keeps_its_language_when_another_is_chosen_elsewhere(visit: Watched) -> None:
    page = visit.page
    page.goto(f"/proposals/{OPEN}?lang=zh")
    other = page.context.new_page()
    other.goto("/?lang=en")
    expect(other.locator("html")).to_have_attribute("lang", "en")
    with page.expect_response(re.compile(rf"/proposals/{OPEN}\?.*lang=zh")) as looked:
        pass  # the page looks for news by itself
    assert looked.value.ok
    expect(page.get_by_role("heading", name="你的选票")).to_be_visible()
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("lang", "en")
    other.close()


@pytest.mark.parametrize(
    ("language", "plurals", "said"),
    [
        ("en", PLURALS, ["1 ballot left", "0 ballots left", "2 ballots left", "3 things"]),
        (
            "zh",
            {**PLURALS, "left": {"other": "还剩{n}张选票"}},
            ["还剩1张选票", "还剩0张选票", "还剩2张选票", "3 things"],
        ),
    ],
)
def test_scripts_choose_plurals(
    browser: Browser, seeded: Served, language: str, plurals: object, said: list[str]
) -> None:
    words = json.dumps(plurals)
    html = f'<!doctype html><html lang="{language}"><script type="application/json" id="words">{words}</script></html>'
    with watched(browser, seeded.url) as seen:
        seen.page.route("**/plurals", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        seen.page.goto("/plurals")
        script = """async () => {
            const { say } = await import("/static/words.js");
            return [...[1, 0, 2].map((n) => say("left", { n })), say("plain", { n: 3, what: "things" })];
        }"""
        assert seen.page.evaluate(script) == said


def test_the_page_has_all_that_its_scripts_say(visit: Watched) -> None:
    visit.page.goto("/")
    with speaking("zh"):
        assert visit.page.evaluate("JSON.parse(document.getElementById('words').textContent)") == script_words()


def _connect(page: Page, number: int) -> None:
    page.get_by_role("button", name="连接钱包").click()
    dialog = page.get_by_role("dialog", name="演示钱包")
    dialog.get_by_role("button", name=re.compile(rf"^第{number}号会员")).click()
    expect(page.locator("#account")).to_be_visible()


def _requests(page: Page) -> list[Request]:
    """What the page asks from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    return asked


def _said(page: Page) -> bool:
    """Keep every note of the page in `said`."""
    return bool(
        page.evaluate("""() => {
            globalThis.said = [];
            const note = document.getElementById("progress");
            const keep = () => said.push(note.textContent);
            new MutationObserver(keep).observe(note, { childList: true, characterData: true, subtree: true });
            return true;
        }""")
    )
