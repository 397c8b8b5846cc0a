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
    def struct(self) -> tuple[int, int, bool]:
        """The Solidity struct TierPrice."""
        return self.amount, self.duration, True


def change(old: Priced, new: Priced, remaining: int, most: int) -> tuple[int, int]:
    """Cost, and seconds left afterwards (0 for life), when `remaining` seconds are left (0 for life)."""
    value = floor(worth(old, remaining))
    if new.duration == 0:
        return max(0, new.amount - value), 0
    kept = remaining if old.duration else new.duration
    needed = ceil(worth(new, kept))
    if value <= needed:
        return needed - value, kept
    bought = floor(value / Fraction(new.amount, new.duration)) if new.amount else most
    return 0, min(bought, most)


def worth(tier: Priced, remaining: int) -> Fraction:
    """What a membership with `remaining` seconds left is worth."""
    return Fraction(tier.amount * remaining, tier.duration) if tier.duration else Fraction(tier.amount)
