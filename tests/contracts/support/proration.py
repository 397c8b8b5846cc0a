"""The published formula for a change of tier, in exact fractions."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Priced:
    """A tier with its price for one period of `duration` seconds, or for life where that is 0."""

    amount: int
    duration: int

    @property
    def struct(self) -> tuple[int, int, bool, int]:
        """The Solidity struct TierPrice."""
        return self.amount, self.duration, True, 0


def change(old: Priced, new: Priced, paid: int, to_come: int, most: int) -> tuple[int, int]:
    """Cost, and seconds from now on (0 for life). `paid`: seconds paid for, or 1 if it was for life; `to_come`: seconds
    after the period that has begun."""
    owed = new.amount - credit(old, new, paid, to_come)
    cost = max(0, ceil(owed))
    if new.duration == 0:
        return cost, 0
    periods = max(Fraction(1), 1 - Fraction(owed) / new.amount if new.amount else Fraction(1))
    return cost, min(floor(periods * new.duration), most)


def credit(old: Priced, new: Priced, paid: int, to_come: int) -> int:
    """What counts of the old tier: unless the new one is dearer, only whole periods that have not begun. A life is one
    period that has."""
    if not old.duration:
        return old.amount * paid if new.amount > old.amount else 0
    periods = Fraction(paid, old.duration)
    if new.amount > old.amount:
        return floor(old.amount * periods)
    return old.amount * min(floor(periods), to_come // old.duration)


def worth(tier: Priced, paid: int) -> Fraction:
    """What so many paid seconds (1 for life) of a tier were paid with."""
    return Fraction(tier.amount * paid, tier.duration or 1)
