"""The pages in two languages: the switch, the cookie that keeps a choice, dates, and what Chinese must not lack."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

import api.web
from api.kit.language import COOKIE, COOKIE_SECONDS
from api.web.formats import day, duration, when
from api.web.words import script_words
from symbia.text import Text
from symbia.words import speaking, word
from symbia.words.files import written

from . import rows
from .conftest import Brand
from .outline import PAGES, Outline, text_of

WEB = Path(next(iter(api.web.__path__)))
PERSON = {"Accept": "text/html,application/xhtml+xml"}  # what a browser sends when somebody follows a link


def language_of(html: str) -> str | None:
    return Outline(html).named("html")[0]["lang"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_the_language_that_is_asked_for(lively: Brand, path: str) -> None:
    answer = lively.visitor.get(path, headers={"Accept-Language": "zh-CN"})
    assert (language_of(answer.text), answer.headers["content-language"]) == ("zh", "zh")
    assert "已读取至区块" in text_of(answer.text)
    assert language_of(lively.page(f"{path}?lang=zh")) == "zh"
    assert language_of(lively.page(path)) == "en"


@pytest.mark.parametrize("path", [*PAGES, "/members/99", "/proposals/x"])
def test_every_page_leads_to_itself_in_every_language(lively: Brand, path: str) -> None:
    links = [link for link in Outline(lively.visitor.get(path).text).named("a") if "hreflang" in link]
    assert [link["lang"] for link in links] == ["en", "zh"]
    assert [link.get("aria-current") for link in links] == ["true", None]
    for link in links:
        assert language_of(lively.visitor.get(str(link["href"])).text) == link["lang"]
        assert str(link["href"]).partition("?")[0] == path


def test_the_switch_keeps_the_rest_of_the_address(lively: Brand) -> None:
    html = lively.page("/?state=executed&lang=en&type=1")
    (chinese,) = [link["href"] for link in Outline(html).named("a") if link.get("hreflang") == "zh"]
    assert chinese == "/?state=executed&type=1&lang=zh"
    assert "中文" in text_of(html)


def test_a_choice_is_kept_in_a_cookie(lively: Brand) -> None:
    answer = lively.visitor.get("/proposals/1?lang=zh", headers=PERSON)
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("zh", str(COOKIE_SECONDS), "/")
    assert (cookie["samesite"], cookie["httponly"], cookie["secure"]) == ("lax", True, "")
    chosen = {"Cookie": f"{COOKIE}={cookie.value}", "Accept-Language": "en"}
    assert language_of(lively.page("/members", headers=chosen)) == "zh"
    assert language_of(lively.page("/members?lang=en", headers=chosen)) == "en"


def test_the_cookie_of_a_site_with_tls_stays_there(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(public_url="https://members.example")
    brand.add(rows.head())
    answer = brand.visitor.get("/?lang=en", headers=PERSON)
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"] is True


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", PERSON),
        ("/?lang=fr", PERSON),
        ("/?lang=", PERSON),
        ("/?lang=zh%0d%0aX: y", PERSON),
        ("/?lang=zh", {"Accept": "*/*"}),  # the page's own look for news
        ("/static/app.js?lang=zh", PERSON),
    ],
)
def test_nothing_else_is_a_choice(lively: Brand, path: str, headers: dict[str, str]) -> None:
    assert "set-cookie" not in lively.visitor.get(path, headers=headers).headers


def test_a_page_that_is_not_there_keeps_the_choice_too(lively: Brand) -> None:
    answer = lively.visitor.get("/members/99?lang=zh", headers=PERSON)
    assert answer.status_code == 404
    assert COOKIE in answer.headers["set-cookie"]
    assert "这里什么都没有" in text_of(answer.text)


def test_pages_vary_and_files_do_not(lively: Brand) -> None:
    page = lively.visitor.get("/")
    assert {name.strip() for name in page.headers["vary"].split(",")} == {"Accept-Language", "Cookie"}
    assert page.headers["etag"] != lively.visitor.get("/?lang=zh").headers["etag"]
    for path in ("/static/app.js", "/static/style.css"):
        headers = lively.visitor.get(path, headers={"Accept-Language": "zh"}).headers
        assert "vary" not in headers
        assert "content-language" not in headers


def test_a_page_carries_what_its_scripts_say(lively: Brand) -> None:
    found = re.search(r'id="words">(.*?)</script>', lively.page("/?lang=zh"), re.DOTALL)
    assert found is not None
    with speaking("zh"):
        assert json.loads(found[1]) == script_words()
    assert {"demo_name", "days", "ago"} <= script_words().keys()


def test_scripts_ask_the_api_in_the_language_of_the_page() -> None:
    """By `ask` of static/api.js alone; what else is fetched are pages, by their own address, and numbers."""
    fetches = {
        file.name: re.findall(r"\bfetch\(([^,)]+)", file.read_text(encoding="utf-8"))
        for file in (WEB / "static").glob("*.js")
    }
    assert {name: urls for name, urls in fetches.items() if urls} == {
        "api.js": ["url"],
        "demo.js": ['"/demo/network"', '"/demo/members"'],
        "live.js": ["url"],
    }


# --- Dates ---------------------------------------------------------------------------------------------------------


def test_dates_are_written_as_readers_write_them() -> None:
    moment = datetime(2026, 3, 1, 4, 5, tzinfo=UTC)
    with speaking("zh"):
        assert when(moment) == '<time datetime="2026-03-01T04:05:00+00:00">2026年3月1日 04:05 UTC</time>'
        title = "2026年3月1日 04:05 UTC"
        assert day(moment) == f'<time datetime="2026-03-01T04:05:00+00:00" title="{title}" data-day>2026年3月1日</time>'
        assert duration(2 * 86_400 + 4 * 3_600) == "2天4小时"


@pytest.mark.parametrize("month", range(1, 13))
def test_english_months_are_those_of_the_standard_library(month: int) -> None:
    moment = datetime(2026, month, 9, 16, 0, tzinfo=UTC)
    assert f">9 {moment:%b} 2026, 16:00 UTC<" in when(moment)
    assert f">9 {moment:%b} 2026<" in day(moment)


# --- Completeness --------------------------------------------------------------------------------------------------

ON_THE_WAY = (  # what a voter may meet from the frame to the counted ballot
    WEB / "templates",
    WEB / "pages" / "proposals",
    WEB / "site.py",
    WEB / "frame.py",
    WEB / "routes.py",
    WEB / "demo.py",
)
ELSEWHERE = re.compile(r"proposals\.\w+|frame\.unnamed")  # the list of proposals; a name
SECTIONS = {  # of codes that are put together, and of what any answer can say
    *("choice", "content", "demo", "kit", "left", "method", "option", "prepare", "problem", "problems", "proposal"),
    *("quorum", "result", "reverts", "script", "state", "step", "time", "units", "value", "vote", "votes"),
}


def _codes() -> set[str]:
    files = [path for place in ON_THE_WAY for path in ([place] if place.is_file() else sorted(place.rglob("*.*")))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".html"))
    named = set(re.findall(r"[\"']([a-z_]+\.[a-z0-9_.]+)[\"']", text)) & set(written("en"))
    sections = {code for code in written("en") if code.partition(".")[0] in SECTIONS}
    return {code for code in named | sections if not ELSEWHERE.fullmatch(code)}


def test_nothing_on_the_way_to_a_ballot_is_missing_in_chinese() -> None:
    codes = _codes()
    assert {"vote.cast", "frame.connect", "script.ballot_counted", "problems.would_revert", "left.closes"} <= codes
    assert codes - set(written("zh")) == set()


@pytest.mark.parametrize("code", ["kit.reading.nothing", "kit.database", "problem.unreadable"])
def test_what_goes_wrong_is_said_in_chinese(code: str) -> None:
    assert word(Text(code), "zh") != word(Text(code), "en")


def test_a_page_about_trouble_is_in_chinese(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand()
    text = text_of(brand.page("/?lang=zh", 503))
    assert "尚未索引任何内容" in text
    assert "symbia index" in text
    assert "本站没有这个地址的页面" in text_of(brand.page("/proposals/x?lang=zh", 404))


def test_a_lagging_indexer_is_said_in_chinese(make_brand: Callable[..., Brand]) -> None:
    brand = make_brand(chain_block=rows.BLOCK + 30)
    brand.add(rows.head())
    assert "本页落后于链上30个区块。" in text_of(brand.page("/?lang=zh"))


def test_the_brand_s_page_is_in_chinese(lively: Brand) -> None:
    text = text_of(lively.page("/brand?lang=zh"))
    assert "金库" in text
    assert "定义等级和权益，并发起提案。" in text
