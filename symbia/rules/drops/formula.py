"""What a change of tier costs: the formula of docs/decisions/0006, as the contract computes it."""

from dataclasses import dataclass
from typing import Self

from symbia.units import CENTURY, HOUR

MAX_AHEAD = CENTURY
ROOM = HOUR  # seconds between a quote and its transaction for which the highest cost is enough


@dataclass(frozen=True, slots=True)
class PeriodPrice:
    """Of one period of `duration` seconds, or with 0 for life. In wei or an ERC-20's smallest unit."""

    amount: int
    duration: int


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """An active membership's time, in seconds: how long its holder has had it in its tier, how much is left (0 for
    life), and how much of that was paid for (for life: 1 if it was)."""

    held: int
    remaining: int
    paid: int

    def after(self, seconds: int) -> Self:
        """Some seconds later, at worst. Time does nothing to what is for life."""
        if not self.remaining:
            return self
        left = max(0, self.remaining - seconds)
        return type(self)(self.held + seconds, left, min(left, max(0, self.paid - seconds)))

    def to_come(self, duration: int) -> int:
        """Seconds after the period that has begun."""
        return max(0, self.remaining - (duration - self.held % duration))


@dataclass(frozen=True, slots=True)
class TierChange:
    """`credit`: what counts of what was paid for the old tier; `time`: seconds from the change on, 0 for life."""

    credit: int
    cost: int
    time: int


def change(previous: PeriodPrice, following: PeriodPrice, left: TimeLeft) -> TierChange:
    """A whole period of the new tier, or more where the credit is more; rounded in the treasury's favour."""
    credit = _credit(previous, following, left)
    cost, time = max(0, following.amount - credit), following.duration
    if credit > following.amount > 0:
        time = min(credit * time // following.amount, MAX_AHEAD)
    return TierChange(credit, cost, time)


def highest_cost(previous: PeriodPrice, following: PeriodPrice, left: TimeLeft) -> int:
    """The most that the change costs within the next `ROOM` seconds: the credit only falls."""
    return change(previous, following, left.after(ROOM)).cost


def _credit(previous: PeriodPrice, following: PeriodPrice, left: TimeLeft) -> int:
    """Towards a tier that is not dearer, only whole periods that have not begun count."""
    if not previous.duration:
        return previous.amount if left.paid else 0
    paid = left.paid
    if following.amount <= previous.amount:
        paid = min(paid, left.to_come(previous.duration))
        paid -= paid % previous.duration
    return previous.amount * paid // previous.duration
