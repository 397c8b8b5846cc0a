"""What is counted: a proposal's own rules, its ballots, and the units behind each."""

from dataclasses import dataclass

from symbia.rules.ballots.names import Curve, Method
from symbia.rules.quorum import QuorumTerms
from symbia.text import TextError


class TallyError(TextError):
    """The tally cannot be counted; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class PollRules:
    """What a proposal froze. Shares in basis points, `cap` in votes (0 for none); `labels` of its options in order, and
    for a ranked one the `digests` that lots are drawn from. `binding`: whether what wins is executed."""

    method: Method
    labels: tuple[str, ...]
    curve: Curve
    cap: int
    quorum: QuorumTerms
    approval_bps: int
    option_bps: int
    digests: tuple[int, ...] = ()
    binding: bool = False


@dataclass(frozen=True, slots=True)
class PollBallot:
    """One ballot. `choice` as a number; `votes` as its event says; `units` of the voter at the snapshot."""

    account: str
    choice: int
    votes: int
    units: int


@dataclass(frozen=True, slots=True)
class Poll:
    """A proposal with all its ballots up to a block.

    `units`: all there were at the snapshot without those of `excluded` accounts (lower case); None before it passed.
    `seed`: of lots, from the first ballot of a ranked proposal on.
    """

    proposal: int
    title: str
    block: int
    rules: PollRules
    units: int | None
    excluded: frozenset[str]
    ballots: tuple[PollBallot, ...]
    seed: int = 0
