"""Numbers and times as people read them."""

from datetime import datetime, timedelta, timezone

import pytest

from api.web.formats import TAPE, bps, counting_down, day, duration, ether, short, tape, when
from api.web.words import say
from symbia.words.figures import DAY, HOUR


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (HOUR, "1 hour"),
        (2 * HOUR + 61, "2 hours 1 minute"),
        (DAY + HOUR, "1 day 1 hour"),
        (10 * DAY + HOUR, "10 days"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("wei", "text"),
    [
        (0, "0 ETH"),
        (1, "0.000000000000000001 ETH"),
        ("1500000000000000000", "1.5 ETH"),
        (1234 * 10**18, "1,234 ETH"),
        (2**256 - 1, f"{(2**256 - 1) // 10**18:,}.584007913129639935 ETH"),
    ],
)
def test_ether_is_exact(wei: int | str, text: str) -> None:
    assert ether(wei) == text


def test_times_are_shown_in_utc() -> None:
    moment = datetime(2026, 3, 1, 23, 5, tzinfo=timezone(timedelta(hours=-2)))
    assert when(moment) == '<time datetime="2026-03-02T01:05:00+00:00">2 Mar 2026, 01:05 UTC</time>'
    title = "2 Mar 2026, 01:05 UTC"
    assert day(moment) == f'<time datetime="2026-03-02T01:05:00+00:00" title="{title}" data-day>2 Mar 2026</time>'


def test_a_span_says_until_when_it_runs() -> None:
    until = datetime(2026, 3, 1, 23, 5, tzinfo=timezone(timedelta(hours=-2)))
    shown = counting_down(lambda span: say("left.closes", span=span), until, 2 * HOUR)
    assert shown == '<span data-until="2026-03-02T01:05:00+00:00"><span>2 hours</span> left to vote</span>'


@pytest.mark.parametrize("counts", [[0, 0, 0], [1, 0, 0], [1, 1, 1], [10**12, 1, 7], [3, 0, 2]])
def test_a_tape_is_never_longer_than_itself(counts: list[int]) -> None:
    parts = tape(counts)
    assert sum(width for _, width in parts) <= TAPE
    assert [start for start, _ in parts] == [0, parts[0][1], parts[0][1] + parts[1][1]]


def test_shares_and_addresses() -> None:
    assert bps(2000) == "20%"
    assert bps(6667) == "66.67%"
    assert short("0x" + "ab" * 20) == "0xabab…abab"
    assert short("0xabc") == "0xabc"
