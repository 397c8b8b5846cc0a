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
    life), how much of that was paid for (for life: 1 if it was), and how much of it after the issue, at the end."""

    held: int
    remaining: int
    paid: int
    paid_later: int

    def after(self, seconds: int) -> Self:
        """Some seconds later, at worst. Time does nothing to what is for life."""
        if not self.remaining:
            return self
        left = max(0, self.remaining - seconds)
        return type(self)(self.held + seconds, left, min(left, max(0, self.paid - seconds)), min(left, self.paid_later))

    def to_come(self, duration: int) -> int:
        """Seconds paid for after the period that has begun, in which what was paid at the issue lies."""
        return min(self.paid_later, max(0, self.remaining - (duration - self.held % duration)))


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
    """Towards a tier that is not dearer, only whole periods that have not begun count; what is for life has begun."""
    dearer = following.amount > previous.amount
    if not previous.duration:
        return previous.amount if dearer and left.paid else 0
    paid = left.paid
    if not dearer:
        paid = min(paid, left.to_come(previous.duration))
        paid -= paid % previous.duration
    return previous.amount * paid // previous.duration
