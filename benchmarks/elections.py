"""Elections as the model sees them: who gave which ballot when, and what must come of it. No chain, no bits."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.tallies import (
    APPROVAL,
    CURVES,
    FOR_AGAINST,
    METHODS,
    RANKED,
    SINGLE,
    SPLIT,
    Ballot,
    ReferenceBallot,
    ReferenceLot,
    ReferenceRound,
    ReferenceTally,
    count,
    least_of_winner,
    run_off,
    votes_of,
)

DELAY, PERIOD = 10, 400  # seconds
EXTENSION = 500  # seconds by a late quorum: whoever reaches it moves the deadline
BPS = 10_000
CAPS = (0, 0, 1, 40, 3_000)
MOST_OPTIONS = {FOR_AGAINST: 3, SINGLE: 10, APPROVAL: 10, SPLIT: 10, RANKED: 6}


@dataclass(frozen=True)
class BallotKind:
    """What a proposal type says about ballots."""

    curve: int
    cap: int
    option_bps: int
    approval_bps: int
    quorum_bps: int

    def struct(self) -> tuple[object, ...]:
        """The Solidity struct ProposalType: advisory, all methods."""
        first = (DELAY, PERIOD, 1, self.quorum_bps, self.approval_bps, 0, False, True)
        return (*first, (1 << len(METHODS)) - 1, self.curve, self.cap, self.option_bps, 0, 1, 0, "Any")


# Every governor needs a type that reaches governance: for and against only, at a third for and nine tenths of them.
GOVERNANCE_TYPE = (90 * 86_400, 90 * 86_400, 1, 3_333, 9_000, 1, True, True, 1, 0, 0, 0, 0, 1, 2, "Governance")


@dataclass(frozen=True)
class Given:
    """One ballot: the second of its block, which voter, and the ballot; None for one that counts nothing."""

    at: int
    voter: int
    ballot: Ballot | None


@dataclass(frozen=True)
class Expected:
    """What the governor must say. `voted`: whose ballots count, in order; `ballots` and `votes` of each of them."""

    result: ReferenceTally
    rounds: tuple[ReferenceRound, ...]
    quorum: int
    deadline: int
    succeeded: bool
    voted: tuple[int, ...]
    ballots: tuple[Ballot, ...]
    votes: tuple[int, ...]


@dataclass
class DuelElection:
    """One proposal. `deadline`: as it was at its creation; `excluded`: voters who take no part; `base`: units of the
    others one second before it."""

    number: int
    kind: BallotKind
    method: int
    options: int
    deadline: int
    excluded: frozenset[int]
    base: int
    given: list[Given] = field(default_factory=list)

    def expected(self, units: Sequence[int], supply: int, seed: int = 0) -> Expected:
        """The outcome, if each voter had these units at the snapshot out of this supply. `seed`: of lots."""
        others = supply - sum(units[voter] for voter in self.excluded)
        held = sorted((self.base, others, self.base * 5 // 4))[1]
        quorum = max(-(-held * self.kind.quorum_bps // BPS), 1)
        counted, deadline = self._counted(units, quorum)
        cast = [ReferenceBallot(units[one.voter], ballot) for one, ballot in counted]
        kind = self.kind
        lot = ReferenceLot(seed, sum(one.units for one in cast), self.labels())
        result = count(self.method, self.options, kind.curve, kind.cap, kind.option_bps, cast, lot)
        return Expected(
            result=result,
            rounds=self._rounds(cast, lot),
            quorum=quorum,
            deadline=deadline,
            succeeded=result.participation >= quorum and self._carried(result),
            voted=tuple(one.voter for one, _ in counted),
            ballots=tuple(ballot for _, ballot in counted),
            votes=tuple(votes_of(one.units, kind.curve, kind.cap) for one in cast),
        )

    def _counted(self, units: Sequence[int], quorum: int) -> tuple[list[tuple[Given, Ballot]], int]:
        """Ballots that count, in order, and the deadline after them."""
        counted: dict[int, tuple[Given, Ballot]] = {}
        deadline, participation, reached = self.deadline, 0, False
        for one in self.given:
            silent = one.voter in self.excluded or units[one.voter] == 0 or one.voter in counted
            if one.ballot is None or silent or one.at > deadline:
                continue
            counted[one.voter] = one, one.ballot
            against = self.method == FOR_AGAINST and one.ballot == 0
            participation += 0 if against else units[one.voter]
            if participation >= quorum and not reached:
                reached, deadline = True, max(deadline, one.at + EXTENSION)
        return list(counted.values()), deadline

    def labels(self) -> tuple[str, ...]:
        """What the options are called."""
        return tuple(f"{number}" for number in range(self.options))

    def _rounds(self, cast: Sequence[ReferenceBallot], lot: ReferenceLot) -> tuple[ReferenceRound, ...]:
        if self.method != RANKED or not cast:
            return ()
        kind = self.kind
        weighted = [(votes_of(one.units, kind.curve, kind.cap), one.ballot) for one in cast]
        needed = least_of_winner(sum(votes for votes, _ in weighted), kind.option_bps, 0)
        return tuple(run_off(self.options, weighted, lot, needed)[0])

    def _carried(self, result: ReferenceTally) -> bool:
        if self.method != FOR_AGAINST:
            return result.winner != 0
        against, in_favour, _ = result.options
        return in_favour * BPS > (in_favour + against) * self.kind.approval_bps


def random_kind(chance: random.Random) -> BallotKind:
    """Rules at random."""
    return BallotKind(
        curve=chance.randrange(len(CURVES)),
        cap=chance.choice(CAPS),
        option_bps=chance.choice((0, 0, 3_500, 5_000)),
        approval_bps=chance.choice((5_000, 6_000, 9_999)),
        quorum_bps=chance.choice((1, 1_000, 4_000, 9_000)),
    )


def random_ballot(chance: random.Random, method: int, options: int) -> Ballot:
    """A valid ballot of a method."""
    everyone = range(1, options + 1)
    if method == FOR_AGAINST:
        return chance.randrange(3)
    if method == SINGLE:
        return chance.randint(1, options)
    if method == APPROVAL:
        return frozenset(chance.sample(everyone, chance.randint(1, options)))
    if method == RANKED:
        return tuple(chance.sample(everyone, chance.randint(1, options)))
    cuts = sorted(chance.randint(0, 10_000) for _ in range(options - 1))
    return tuple(end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True))


def tied_profile(chance: random.Random, names: Sequence[str]) -> list[tuple[int, str]]:
    """Votes and rankings by name (a letter each): few, and often the same for each option in turn, so ties go deep."""
    kinds = ["".join(chance.sample(names, chance.randint(1, len(names)))) for _ in range(chance.randint(1, 4))]
    profile = [(chance.randint(1, 2), kind) for kind in kinds]
    for _ in range(chance.randint(0, 2)):
        turned = dict(zip(names, [*names[1:], names[0]] if chance.random() < 0.6 else reversed(names), strict=True))
        profile += [(votes, "".join(turned[name] for name in kind)) for votes, kind in profile]
    return profile


def no_choice(chance: random.Random, method: int, options: int) -> int:
    """A number that is not a choice of such a proposal, and fits into a batch."""
    if method == FOR_AGAINST:
        return chance.choice((3, 4, 255))
    if method == SINGLE:
        return chance.choice((0, options + 1, 255))
    if method == APPROVAL:
        return chance.choice((0, 1 << options, 1 | 1 << options))
    if method == SPLIT:
        return chance.choice((0, 9_999, 10_001, 1 << 16))
    return chance.choice((0, 0x11, options + 1, 0x101))
