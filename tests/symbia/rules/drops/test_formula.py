"""The formula of docs/decisions/0006 on its own; on Ganache it is compared with the contract."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from symbia.rules.drops.formula import MAX_AHEAD, ROOM, PeriodPrice, change, highest_cost

YEAR = 365 * 86_400
amounts = st.integers(min_value=0, max_value=2**128 - 1)
durations = st.sampled_from([0, 1, 30 * 86_400, YEAR, MAX_AHEAD])
prices = st.builds(PeriodPrice, amounts, durations)


@pytest.mark.parametrize(
    ("previous", "following", "remaining", "cost", "after"),
    [
        (PeriodPrice(100, 0), PeriodPrice(250, 0), 0, 150, 0),
        (PeriodPrice(250, 0), PeriodPrice(100, 0), 0, 0, 0),
        (PeriodPrice(100, YEAR), PeriodPrice(300, YEAR), YEAR // 2, 100, YEAR // 2),
        (PeriodPrice(300, YEAR), PeriodPrice(100, YEAR), YEAR // 2, 0, YEAR * 3 // 2),
        (PeriodPrice(100, YEAR), PeriodPrice(1_000, 0), YEAR // 4, 975, 0),
        (PeriodPrice(100, 0), PeriodPrice(300, YEAR), 0, 200, YEAR),
        (PeriodPrice(600, 0), PeriodPrice(300, YEAR), 0, 0, 2 * YEAR),
        (PeriodPrice(1, YEAR), PeriodPrice(0, YEAR), YEAR, 0, MAX_AHEAD),
        (PeriodPrice(1, YEAR), PeriodPrice(1, YEAR), 1, 1, 1),
    ],
)
def test_by_hand(previous: PeriodPrice, following: PeriodPrice, remaining: int, cost: int, after: int) -> None:
    found = change(previous, following, remaining)
    assert (found.cost, found.remaining) == (cost, after)


@given(prices, prices, st.integers(min_value=0, max_value=MAX_AHEAD), st.integers(min_value=0, max_value=ROOM))
@example(PeriodPrice(48_752, YEAR), PeriodPrice(10, YEAR), 2_518, 2_210)  # free now, free in an hour, not in between
def test_the_highest_cost_is_enough_for_an_hour(
    previous: PeriodPrice, following: PeriodPrice, remaining: int, wait: int
) -> None:
    remaining = remaining if previous.duration else 0
    later = change(previous, following, max(0, remaining - wait if previous.duration else 0))
    assert highest_cost(previous, following, remaining) >= later.cost


@given(prices, prices, st.integers(min_value=0, max_value=MAX_AHEAD))
def test_up_and_down_again_yields_neither_money_nor_time(low: PeriodPrice, high: PeriodPrice, remaining: int) -> None:
    remaining = remaining if low.duration else 0
    if change(low, high, remaining).value > change(low, high, remaining).needed:
        return  # down first
    back = change(high, low, change(low, high, remaining).remaining)
    if low.duration and high.duration:
        paid = change(low, high, remaining).cost
        assert back.remaining * low.amount <= remaining * low.amount + paid * low.duration
