"""What a change of tier costs: the formula of docs/decisions/0006, as the contract computes it."""

from dataclasses import dataclass

from symbia.units import CENTURY, HOUR

MAX_AHEAD = CENTURY
ROOM = HOUR  # seconds between a quote and its transaction for which the highest cost is enough


@dataclass(frozen=True, slots=True)
class PeriodPrice:
    """Of one period of `duration` seconds, or with 0 for life. In wei or an ERC-20's smallest unit."""

    amount: int
    duration: int


@dataclass(frozen=True, slots=True)
class TierChange:
    """`value`: what the old tier's rest is worth; `needed`: the new tier's price for it; `remaining`: seconds after."""

    value: int
    needed: int
    cost: int
    remaining: int


def change(previous: PeriodPrice, following: PeriodPrice, remaining: int) -> TierChange:
    """A change with `remaining` seconds left of the old tier's time (0 for life); rounded in the treasury's favour."""
    value = previous.amount
    if previous.duration:
        value = value * remaining // previous.duration
    needed, after = following.amount, following.duration
    if previous.duration and following.duration:
        needed, after = -(-needed * remaining // following.duration), remaining
    if value <= needed:
        return TierChange(value, needed, needed - value, after)
    return TierChange(value, needed, 0, _time_for(value, following))


def highest_cost(previous: PeriodPrice, following: PeriodPrice, remaining: int) -> int:
    """The most that the change costs within the next `ROOM` seconds: towards a lifetime tier the cost rises by the
    second, between expiring ones rounding can add 1."""
    now, later = change(previous, following, remaining), change(previous, following, max(0, remaining - ROOM))
    to_pay = now.value <= now.needed or later.value <= later.needed
    rounding = int(bool(previous.duration and following.duration) and to_pay)
    return max(now.cost, later.cost) + rounding


def _time_for(value: int, price: PeriodPrice) -> int:
    """A free tier gives all the time there is."""
    if not price.duration:
        return 0
    if not price.amount:
        return MAX_AHEAD
    return min(value * price.duration // price.amount, MAX_AHEAD)
