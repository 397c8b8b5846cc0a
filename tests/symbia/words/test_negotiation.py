"""Which language is answered in, for browsers' headers, odd ones, and broken ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.words import LANGUAGES, negotiate

HEADERS = [
    (None, "en"),
    ("", "en"),
    ("en", "en"),
    ("en-US,en;q=0.9", "en"),
    ("EN-gb", "en"),
    ("zh", "zh"),
    ("zh-CN", "zh"),
    ("ZH-cn", "zh"),
    ("zh_CN", "zh"),
    ("zh-SG", "zh"),
    ("zh-Hans", "zh"),
    ("zh-Hans-TW", "zh"),
    ("zh-Hans-CN;q=0.4", "zh"),
    ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),  # Chrome, Simplified
    ("zh-CN,zh;q=0.8,zh-TW;q=0.7,zh-HK;q=0.5,en-US;q=0.3,en;q=0.2", "zh"),  # Firefox, Simplified
    ("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh"),  # Chrome, Traditional: names zh itself
    ("en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7", "en"),
    ("en;q=0.8,zh;q=0.9", "zh"),
    ("en;q=0.5, zh;q=0.4", "en"),
    ("zh,en", "zh"),
    ("en,zh", "en"),
    ("de-DE,de;q=0.9,zh;q=0.2", "zh"),
    ("de-DE,fr;q=0.9", "en"),
    # Traditional Chinese
    ("zh-TW", "zh"),
    ("zh-Hant", "zh"),
    ("zh-Hant-HK", "zh"),
    ("zh-HK;q=0.1", "zh"),
    ("zh-TW,fr;q=0.9", "zh"),
    ("zh-TW,en;q=0.5", "en"),
    ("zh-Hant;q=0.9,en;q=0.1", "en"),
    ("zh-TW,*;q=0.5", "zh"),
    ("zh-TW,en;q=0", "zh"),
    ("zh-TW;q=0", "en"),
    # anything else
    ("*", "en"),
    ("fr, *;q=0.5", "en"),
    ("zh, *;q=0.5", "zh"),
    ("zh;q=0.5, *", "en"),
    ("en;q=0, *", "zh"),
    ("en;q=0", "en"),
    ("en;q=0,zh;q=0", "en"),
    ("*;q=0", "en"),
    ("zh;q=0", "en"),
    ("zh;q=0.000,zh-CN;q=0.5", "zh"),
    # white space, other parameters
    (" zh ; q = 0.9 , en ; q = 0.1 ", "zh"),
    ("zh;level=1;q=0.9,en;q=0.95", "en"),
    ("zh;Q=0.9,en;q=0.1", "zh"),
    # broken
    (",,,", "en"),
    (";q=1", "en"),
    ("zh;q=", "en"),
    ("zh;q=x", "en"),
    ("zh;q=nan", "en"),
    ("zh;q=inf", "en"),
    ("zh;q=1e0", "en"),
    ("zh;q=-1", "en"),
    ("zh;q=2", "en"),
    ("zh;q=1_0", "en"),
    ("zh;q=\u0660", "en"),
    ("zh;q=.", "en"),
    ("zh;q=1.2.3", "en"),
    ("zh;q=x,zh;q=0.3", "zh"),
    ("zh;q", "en"),
    ("zh;;;", "zh"),
    ("zh-", "zh"),
    ("-zh", "en"),
    ("zhx", "en"),
    ("zh\x00", "en"),
    ("中文", "en"),
    ("english", "en"),
    ("zh," * 5_000, "zh"),
    ("x" * 100_000, "en"),
]


@pytest.mark.parametrize(("header", "language"), HEADERS)
def test_headers(header: str | None, language: str) -> None:
    assert negotiate(header, None) == language


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("zh", "zh"),
        ("en", "en"),
        ("ZH", "zh"),
        (" zh ", "zh"),
        ("zh-CN", "zh"),
        ("zh_Hans", "zh"),
        ("zh-TW", "zh"),
        ("en-GB", "en"),
    ],
)
@pytest.mark.parametrize("header", ["en", "zh", "fr", "*", None, ";;"])
def test_what_the_address_asks_for_wins(asked: str, language: str, header: str | None) -> None:
    assert negotiate(header, asked) == language


@pytest.mark.parametrize("asked", [None, "", " ", "fr", "*", "zhx", "zh,en", "zh;q=1", "../en", "\x00", "语"])
def test_an_unknown_wish_leaves_the_choice_to_the_header(asked: str | None) -> None:
    assert negotiate("zh-CN", asked) == "zh"
    assert negotiate("en", asked) == "en"
    assert negotiate(None, asked) == "en"


@given(st.text(), st.text())
def test_anything_gets_one_of_our_languages(header: str, asked: str) -> None:
    assert negotiate(header, asked) in LANGUAGES


@given(st.lists(st.sampled_from(["zh", "en", "*", "zh-TW", ";", "q=", "0.5", "1", ",", " ", "-", "=", "é"])))
def test_headers_of_broken_pieces_get_one_of_our_languages(pieces: list[str]) -> None:
    assert negotiate("".join(pieces), None) in LANGUAGES
