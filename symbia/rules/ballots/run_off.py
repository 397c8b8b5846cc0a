"""The instant run-off and its ties (docs/decisions/0009, contracts/governance/RunOff.sol).

In each round a ballot counts for the first of its preferences that is still in. More than half of what counts wins,
once that is as much as a winner needs or two options are left; a tie of the last two is a tie. Else those with the
fewest votes are looked at. Several that together have fewer than the
next option go out together: whoever went first, the others would follow. Otherwise one goes: the one with the fewest
first preferences on all ballots, then the fewest second ones, and so on to the last but one; of those that are equal in
all of them, whoever draws the lot. No rule reads the order in which options are listed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from eth_utils.crypto import keccak

from symbia.rules.ballots.choices import RANK_BITS

TieBreak = Literal["none", "together", "preferences", "lot"]
TIE_BREAKS: tuple[TieBreak, ...] = get_args(TieBreak)  # as contracts/interfaces/IBallotLens.sol numbers them

RANK_MASK = (1 << RANK_BITS) - 1
DIGEST_BYTES = 4


@dataclass(frozen=True, slots=True)
class Weighted:
    """Votes behind one choice (as a number); ballots that are alike may be one."""

    choice: int
    votes: int


@dataclass(frozen=True, slots=True)
class RunOffRound:
    """One round of a run-off. `votes` of each option, 0 for one that is out; `exhausted`: of ballots without one left;
    `eliminated`: the options that go out after it, none in the last. `tie_break`: what chose them among those with the
    fewest votes; `preference`: which preferences did, from 1, 0 if none."""

    votes: tuple[int, ...]
    exhausted: int
    eliminated: tuple[int, ...] = ()
    tie_break: TieBreak = "none"
    preference: int = 0

    @property
    def eliminated_bits(self) -> int:
        """`eliminated` as the contracts have it: a bit for each option, option 1 lowest."""
        return sum(1 << (option - 1) for option in self.eliminated)


@dataclass(frozen=True, slots=True)
class Lot:
    """What a lot is drawn from. `seed`: of the block of the first ballot; `participation`: units that took part, which
    nobody knows when the seed comes about; `digests`: first four bytes of Keccak-256 of each option's label."""

    seed: int
    participation: int
    digests: tuple[int, ...]

    def draw(self, tied: Collection[int]) -> int:
        """Number of the option that goes out."""
        return min(tied, key=self._hash)

    def _hash(self, option: int) -> bytes:
        words = (self.seed, self.participation, self.digests[option - 1])
        return keccak(b"".join(word.to_bytes(32) for word in words))


def label_digest(label: str) -> int:
    """What a lot knows of an option."""
    return int.from_bytes(keccak(text=label)[:DIGEST_BYTES])


def run_off(
    options: int, ballots: Sequence[Weighted], lot: Lot, needed: int = 0
) -> tuple[tuple[RunOffRound, ...], int]:
    """Rounds of an instant run-off and who wins it, 0 for nobody. No round without ballots. `needed`: votes below which
    a majority does not end it while others can still hand on theirs; whether the last round has them is not asked."""
    if not ballots:
        return (), 0
    standing = frozenset(range(1, options + 1))
    rounds: list[RunOffRound] = []
    preferences = _Preferences(options, ballots)
    while True:
        votes, exhausted = _votes(options, ballots, standing)
        leader = _leader(votes, standing, needed)
        if leader is not None:
            return (*rounds, RunOffRound(votes, exhausted)), leader
        out, tie_break, preference = _last(votes, standing, preferences)
        if tie_break == "lot":
            out = (lot.draw(out),)
        rounds.append(RunOffRound(votes, exhausted, out, tie_break, preference))
        standing -= set(out)


def wins_whatever_the_lot(options: int, ballots: Sequence[Weighted], option: int, needed: int = 0) -> int:
    """Votes of the option in the last round if it wins however lots are drawn; else 0. `needed` as for `run_off`."""
    preferences = _Preferences(options, ballots)
    seen: dict[frozenset[int], int] = {}

    def least(standing: frozenset[int]) -> int:
        """Of all ways to go on from here. What comes of a round depends only on who is in."""
        if standing not in seen:
            seen[standing] = _least(standing)
        return seen[standing]

    def _least(standing: frozenset[int]) -> int:
        votes, _ = _votes(options, ballots, standing)
        leader = _leader(votes, standing, needed)
        if leader is not None:
            return votes[option - 1] if leader == option else 0
        out, tie_break, _ = _last(votes, standing, preferences)
        return min(map(least, _ways(standing, out, tie_break)))

    return least(frozenset(range(1, options + 1))) if ballots else 0


def _ways(standing: frozenset[int], out: tuple[int, ...], tie_break: TieBreak) -> list[frozenset[int]]:
    """Who may be in after a round in which these go out, or one of them by lot."""
    return [standing - {one} for one in out] if tie_break == "lot" else [standing - set(out)]


def _votes(options: int, ballots: Sequence[Weighted], standing: Collection[int]) -> tuple[tuple[int, ...], int]:
    """Of each option in a round, and of ballots without a preference left."""
    votes, exhausted = [0] * options, 0
    for one in ballots:
        preferred = _preferred(one.choice, standing)
        if preferred:
            votes[preferred - 1] += one.votes
        else:
            exhausted += one.votes
    return tuple(votes), exhausted


def _leader(votes: Sequence[int], standing: Collection[int], needed: int) -> int | None:
    """Who wins the run-off in this round: an option with more than half; 0 if nobody will; None if it goes on."""
    best, over = max(votes), len(standing) <= 2
    if best * 2 > sum(votes) and (over or best >= needed):
        return votes.index(best) + 1
    return 0 if over else None


def _last(
    votes: Sequence[int], standing: Collection[int], preferences: "_Preferences"
) -> tuple[tuple[int, ...], TieBreak, int]:
    """Who goes out, what broke the tie, and which preferences did. By lot: all of whom one goes."""
    fewest = min(votes[option - 1] for option in standing)
    tied = tuple(option for option in sorted(standing) if votes[option - 1] == fewest)
    if len(tied) == 1:
        return tied, "none", 0
    others = [votes[option - 1] for option in standing if option not in tied]
    if others and fewest * len(tied) < min(others):
        return tied, "together", 0
    for place, sums in enumerate(preferences(), start=1):
        fewest = min(sums[option - 1] for option in tied)
        tied = tuple(option for option in tied if sums[option - 1] == fewest)
        if len(tied) == 1:
            return tied, "preferences", place
    return tied, "lot", 0


class _Preferences:
    """Votes of each option as first preference, as second, and so on; counted when somebody asks, since ties are rare.
    A ranking of all options is kept without its last, so last preferences are not counted."""

    def __init__(self, options: int, ballots: Sequence[Weighted]) -> None:
        self._options, self._ballots = options, ballots
        self._sums: list[list[int]] | None = None

    def __call__(self) -> list[list[int]]:
        if self._sums is None:
            self._sums = [[0] * self._options for _ in range(self._options - 1)]
            for one in self._ballots:
                for place, sums in enumerate(self._sums):
                    option = one.choice >> (RANK_BITS * place) & RANK_MASK
                    if option:
                        sums[option - 1] += one.votes
        return self._sums


def _preferred(ranking: int, standing: Collection[int]) -> int:
    while ranking:
        option = ranking & RANK_MASK
        if option in standing:
            return option
        ranking >>= RANK_BITS
    return 0
