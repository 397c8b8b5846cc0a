"""The formula of docs/decisions/0006 on its own; on Ganache it is compared with the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.drops.formula import MAX_AHEAD, ROOM, PeriodPrice, TimeLeft, change, highest_cost

YEAR = 365 * 86_400
amounts = st.integers(min_value=0, max_value=2**128 - 1)
durations = st.sampled_from([0, 1, 30 * 86_400, YEAR, MAX_AHEAD])
prices = st.builds(PeriodPrice, amounts, durations)
seconds = st.integers(min_value=0, max_value=MAX_AHEAD)
FOR_LIFE, GIVEN_FOR_LIFE = TimeLeft(5, 0, 1, 1), TimeLeft(5, 0, 0, 0)


def left_of(tier: PeriodPrice, held: int, remaining: int, paid: int, later: int) -> TimeLeft:
    """A membership of the tier, as a contract could have it."""
    if not tier.duration:
        return TimeLeft(held, 0, paid % 2, 0)
    return TimeLeft(held, remaining, min(paid, remaining), min(paid, remaining, later))


@pytest.mark.parametrize(
    ("previous", "following", "left", "cost", "time"),
    [
        (PeriodPrice(100, 0), PeriodPrice(250, 0), FOR_LIFE, 150, 0),
        (PeriodPrice(100, 0), PeriodPrice(250, 0), GIVEN_FOR_LIFE, 250, 0),
        # A life is one period that has begun: towards what is not dearer it is spent.
        (PeriodPrice(250, 0), PeriodPrice(100, 0), FOR_LIFE, 100, 0),
        (PeriodPrice(250, 0), PeriodPrice(250, 0), FOR_LIFE, 250, 0),
        (PeriodPrice(250, 0), PeriodPrice(251, YEAR), FOR_LIFE, 1, YEAR),
        # Half a year that was paid for counts towards what is dearer, a whole year of which is bought.
        (
            PeriodPrice(100, YEAR),
            PeriodPrice(300, YEAR),
            TimeLeft(YEAR // 2, YEAR // 2, YEAR // 2, YEAR // 2),
            250,
            YEAR,
        ),
        (PeriodPrice(100, YEAR), PeriodPrice(300, YEAR), TimeLeft(YEAR // 2, YEAR // 2, 0, 0), 300, YEAR),
        # Towards what is not dearer the year that has begun is spent.
        (
            PeriodPrice(300, YEAR),
            PeriodPrice(100, YEAR),
            TimeLeft(YEAR // 2, YEAR // 2, YEAR // 2, YEAR // 2),
            100,
            YEAR,
        ),
        (PeriodPrice(300, YEAR), PeriodPrice(100, YEAR), TimeLeft(0, YEAR, YEAR, YEAR), 100, YEAR),
        (
            PeriodPrice(300, YEAR),
            PeriodPrice(100, YEAR),
            TimeLeft(1, 2 * YEAR - 1, 2 * YEAR - 1, 2 * YEAR - 1),
            0,
            3 * YEAR,
        ),
        (PeriodPrice(300, YEAR), PeriodPrice(300, YEAR), TimeLeft(1, YEAR - 1, YEAR - 1, YEAR - 1), 300, YEAR),
        # What was given away comes first, and is no credit; what a friend paid for comes later, and is.
        (PeriodPrice(300, YEAR), PeriodPrice(100, YEAR), TimeLeft(1, 2 * YEAR - 1, YEAR, YEAR), 0, 3 * YEAR),
        # What was paid at the issue lies in the year that has begun, whatever gift comes after it.
        (PeriodPrice(300, YEAR), PeriodPrice(100, YEAR), TimeLeft(1, 2 * YEAR - 1, YEAR - 1, 0), 100, YEAR),
        (PeriodPrice(100, YEAR), PeriodPrice(1_000, 0), TimeLeft(0, YEAR // 4, YEAR // 4, YEAR // 4), 975, 0),
        (PeriodPrice(600, 0), PeriodPrice(300, YEAR), FOR_LIFE, 300, YEAR),
        (
            PeriodPrice(600, YEAR),
            PeriodPrice(1, YEAR),
            TimeLeft(1, 2 * YEAR - 1, 2 * YEAR - 1, 2 * YEAR - 1),
            0,
            MAX_AHEAD,
        ),
        (PeriodPrice(1, YEAR), PeriodPrice(0, YEAR), TimeLeft(0, 9 * YEAR, 9 * YEAR, 9 * YEAR), 0, YEAR),
        (PeriodPrice(3, YEAR), PeriodPrice(10, YEAR), TimeLeft(0, YEAR // 2, YEAR // 2, YEAR // 2), 9, YEAR),
    ],
)
def test_by_hand(previous: PeriodPrice, following: PeriodPrice, left: TimeLeft, cost: int, time: int) -> None:
    found = change(previous, following, left)
    assert (found.cost, found.time) == (cost, time)


@given(prices, prices, seconds, seconds, seconds, seconds, st.integers(min_value=0, max_value=ROOM))
def test_the_highest_cost_is_enough_for_an_hour(
    previous: PeriodPrice, following: PeriodPrice, held: int, remaining: int, paid: int, later: int, wait: int
) -> None:
    left = left_of(previous, held, remaining, paid, later)
    later = change(previous, following, left.after(wait))
    assert change(previous, following, left).cost <= later.cost <= highest_cost(previous, following, left)


@given(prices, prices, seconds, seconds, seconds, seconds)
def test_entering_a_tier_pays_for_a_period_of_it(
    previous: PeriodPrice, following: PeriodPrice, held: int, remaining: int, paid: int, later: int
) -> None:
    left = left_of(previous, held, remaining, paid, later)
    found = change(previous, following, left)
    assert found.credit + found.cost >= following.amount
    assert following.duration <= found.time <= MAX_AHEAD
    assert found.credit * max(1, previous.duration) <= previous.amount * left.paid
