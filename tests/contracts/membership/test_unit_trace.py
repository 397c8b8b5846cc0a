"""UnitTrace against a dictionary of the last amount in each second."""

from typing import Any

import pytest
from brownie import UnitTraceMock, accounts
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import create, refusal, rewound, send

MAX_UNITS = 2**40 - 1
MAX_TIME = 2**32 - 1
# Mostly small gaps (0 is the same second again), sometimes large, so that lookups fall between and upon entries.
GAPS = st.one_of(st.integers(0, 3), st.integers(0, 10_000))
AMOUNTS = st.one_of(st.integers(0, 5), st.integers(0, MAX_UNITS))


@pytest.fixture(scope="module")
def trace() -> Any:
    """The library behind a contract."""
    return create(UnitTraceMock, sender=accounts[0])


def expected(pushes: list[tuple[int, int]], time: int) -> int:
    """The amount at `time`: of the last push not after it."""
    return next((units for pushed, units in reversed(pushes) if pushed <= time), 0)


@settings(max_examples=30)
@given(st.lists(st.tuples(GAPS, AMOUNTS), min_size=1, max_size=40), st.integers(1, 100))
def test_random_pushes_read_back_at_every_second_around_them(
    trace: Any, steps: list[tuple[int, int]], start: int
) -> None:
    pushes: list[tuple[int, int]] = []
    for gap, units in steps:
        pushes.append(((pushes[-1][0] if pushes else start) + gap, units))
    times = sorted({second + near for second, _ in pushes for near in (-1, 0, 1)} | {0, MAX_TIME})
    with rewound():
        send(trace.push, [time for time, _ in pushes], [units for _, units in pushes], sender=accounts[0])
        assert trace.lookup(times) == [expected(pushes, time) for time in times]
        assert trace.latest() == pushes[-1][1]
        assert trace.length() == len({time for time, _ in pushes})


@pytest.mark.parametrize("count", range(14))
def test_every_length_around_the_words_of_three(trace: Any, count: int) -> None:
    pushes = [(10 * (index + 1), index + 100) for index in range(count)]
    times = list(range(10 * count + 20))
    send(trace.push, [time for time, _ in pushes], [units for _, units in pushes], sender=accounts[0])
    assert trace.lookup(times) == [expected(pushes, time) for time in times]


def test_two_changes_in_a_second_keep_the_last_even_when_the_word_is_full(trace: Any) -> None:
    send(trace.push, [1, 2, 3, 3, 4, 4], [1, 2, 3, 30, 4, 40], sender=accounts[0])
    assert trace.lookup([1, 2, 3, 4]) == [1, 2, 30, 40]
    assert trace.length() == 4


def test_extremes_fit(trace: Any) -> None:
    send(trace.push, [1, MAX_TIME], [MAX_UNITS, MAX_UNITS - 1], sender=accounts[0])
    assert trace.lookup([0, 1, MAX_TIME - 1, MAX_TIME]) == [0, MAX_UNITS, MAX_UNITS, MAX_UNITS - 1]


def test_time_cannot_go_back(trace: Any) -> None:
    send(trace.push, [5, 9], [1, 2], sender=accounts[0])
    assert refusal(trace.push, [8], [3], sender=accounts[0]) == ("UnitTrace_UnorderedInsertion", 9, 8)


@pytest.mark.parametrize(("time", "units"), [(MAX_TIME + 1, 0), (1, MAX_UNITS + 1), (2**256 - 1, 2**256 - 1)])
def test_what_does_not_fit_is_refused(trace: Any, time: int, units: int) -> None:
    assert refusal(trace.push, [time], [units], sender=accounts[0]) == ("UnitTrace_Overflow", time, units)
