"""Numbers and times in every language: exact, and as Babel writes them where Babel can."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from api.kit.times import duration as duration_of_the_api
from api.web.formats import bps
from api.web.formats import duration as duration_of_the_page
from api.web.formats import ether as ether_of_the_page
from symbia.text import Text
from symbia.words import LANGUAGES, word
from symbia.words.figures import DAY, HOUR, amount, duration, ether, grouped, moment, percent, span
from symbia.words.languages import tongue

EN, ZH = tongue("en"), tongue("zh")


@given(st.integers(-(10**24), 10**24))
def test_numbers_are_grouped_as_babel_groups_them(number: int) -> None:
    for spoken in map(tongue, LANGUAGES):
        assert grouped(number, spoken) == format_decimal(number, locale=spoken.locale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_any_size_are_whole(language: str) -> None:
    assert grouped(2**256 - 1, tongue(language)).replace(",", "") == str(2**256 - 1)
    assert grouped(10**4_000, tongue(language)).count(",") == 1_333


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (-5, "0 seconds", "0秒钟"),
        (0, "0 seconds", "0秒钟"),
        (1, "1 second", "1秒钟"),
        (59, "59 seconds", "59秒钟"),
        (60, "1 minute", "1分钟"),
        (HOUR + 1, "1 hour 1 second", "1小时1秒钟"),
        (2 * DAY + 4 * HOUR + 59, "2 days 4 hours", "2天4小时"),
        (1_000 * DAY, "1000 days", "1000天"),
        ((2**256 - 1) * DAY, f"{2**256 - 1} days", f"{2**256 - 1}天"),
    ],
)
def test_durations(seconds: int, en: str, zh: str) -> None:
    assert (duration(seconds, EN), duration(seconds, ZH)) == (en, zh)


@given(st.integers(0, 2**48))
def test_durations_in_english_are_those_of_the_api(seconds: int) -> None:
    assert duration(seconds, EN) == duration_of_the_api(seconds)


@pytest.mark.parametrize("count", [1_000_000_001, 10**30 + 1, 10**30 + 2])
def test_amounts_that_are_too_large_for_babel_keep_every_digit(count: int) -> None:
    assert amount(count, "day", "en") == f"{count} days"


@given(st.integers(-100, 2**48))
def test_spans_in_english_are_those_of_the_page(seconds: int) -> None:
    assert word(Text.of("left.opens", span=" ".join(word(part) for part in span(seconds)))) == (
        f"Voting opens in {duration_of_the_page(seconds)}"
    )


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [(59, "不到1分钟"), (60, "1分钟"), (DAY, "1天"), (DAY + HOUR, "1天1小时"), (11 * DAY + HOUR, "11天")],
)
def test_spans_in_chinese(seconds: int, zh: str) -> None:
    assert "".join(word(part, "zh") for part in span(seconds)) == zh


@given(st.integers(0, 2**256 - 1))
def test_ether_is_that_of_the_page(wei: int) -> None:
    assert ether(wei, EN) == ether(wei, ZH) == ether_of_the_page(wei)


@given(st.integers(0, 99_999))
def test_percents_are_those_of_the_page(points: int) -> None:
    assert percent(points, EN) == percent(points, ZH) == bps(points)


@given(st.integers(-(2**255), 2**255))
def test_no_wei_is_lost(wei: int) -> None:
    text = ether(wei, EN).removesuffix(" ETH").replace(",", "")
    sign, digits, exponent = Decimal(text).as_tuple()
    assert isinstance(exponent, int)
    assert (-1) ** sign * int("".join(map(str, digits))) * 10 ** (18 + exponent) == wei


def test_amounts_below_zero() -> None:
    assert ether(-15 * 10**17, EN) == "-1.5 ETH"
    assert ether(-1, EN) == "-0.000000000000000001 ETH"
    assert percent(-1_250, EN) == "-12.5%"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01 12:00:00 UTC"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01 00:00:00 UTC"),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "9999-12-31 23:59:59 UTC"),
    ],
)
def test_moments(at: datetime, text: str) -> None:
    assert moment(at) == text
