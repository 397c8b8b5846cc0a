"""How many units must take part in a proposal: the arithmetic of `TypeBook.quorumOf`."""

from dataclasses import dataclass

from symbia.units import BASIS_POINTS

RISE_PART = 4  # the supply counts as at most a quarter more than before the proposal


@dataclass(frozen=True, slots=True)
class QuorumTerms:
    """What a proposal froze. `bps`: share in basis points. `base`: units one second before the proposal, without those
    of excluded accounts. `least`: units that must take part in any case."""

    bps: int
    base: int
    least: int

    def held(self, units: int) -> int:
        """Units that the share is taken of: those at the snapshot, held between the base and five quarters of it."""
        return min(max(units, self.base), self.base + self.base // RISE_PART)

    def required(self, units: int) -> int:
        """Units that must take part, with `units` at the snapshot. A share is rounded up."""
        return max(-(-self.held(units) * self.bps // BASIS_POINTS), self.least)
