"""How many units must take part in a proposal: the arithmetic of `TypeBook.quorumOf`."""

from dataclasses import dataclass

from symbia.rules.ballots.names import Method
from symbia.units import BASIS_POINTS

RISE_PART = 4  # the supply counts as at most a quarter more than before the proposal


@dataclass(frozen=True, slots=True)
class QuorumTerms:
    """What a proposal froze. `bps`: share in basis points. `base`: units one second before the proposal, without those
    of excluded accounts. `least`: units that must take part in any case. `in_launch`: it was submitted before the
    launch of memberships was over, when units are few and come fast."""

    bps: int
    base: int
    least: int
    in_launch: bool = False

    def held(self, units: int) -> int:
        """Units that the share is taken of: those at the snapshot, held between the base and five quarters of it; in
        the launch at least the base."""
        held = max(units, self.base)
        return held if self.in_launch else min(held, self.base + self.base // RISE_PART)

    def of_winner(self, method: Method, binding: bool, units: int | None) -> int:
        """Votes that the winner must have. Of a binding choice as many as must take part, or those against it would
        fill its quorum; else, and while nobody can have voted (`units` None), 0."""
        return self.required(units) if binding and method != "for_against" and units is not None else 0

    def required(self, units: int) -> int:
        """Units that must take part, with `units` at the snapshot. A share is rounded up."""
        return max(-(-self.held(units) * self.bps // BASIS_POINTS), self.least)
