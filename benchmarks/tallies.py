"""What ballots should come to, in plain Python over lists and fractions: no bits, no numbering of rankings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from eth_abi.abi import encode as abi_encode
from eth_utils.crypto import keccak

METHODS = ("for_against", "single_choice", "approval", "split", "ranked")
CURVES = ("units", "square_root", "one_member_one_vote")
FOR_AGAINST, SINGLE, APPROVAL, SPLIT, RANKED = range(5)
UNITS, SQUARE_ROOT, ONE_EACH = range(3)
PARTS = 10_000
TIE_BREAKS = ("none", "together", "preferences", "lot")

# A ballot, by method: support 0, 1, 2 | option | set of options | parts of each option | options by preference.
Ballot = int | frozenset[int] | tuple[int, ...]


@dataclass(frozen=True)
class ReferenceBallot:
    """A ballot and the units behind it."""

    units: int
    ballot: Ballot


@dataclass(frozen=True)
class ReferenceTally:
    """Units that took part, votes of all ballots, votes of each option (of each support for method 0), the winner."""

    participation: int
    votes: int
    options: tuple[int, ...]
    winner: int

    def parts(self) -> tuple[int, int, tuple[int, ...], int]:
        """In the order of BallotTally, after method and quorum."""
        return self.participation, self.votes, self.options, self.winner


@dataclass(frozen=True)
class ReferenceRound:
    """Votes of each option, votes of ballots without one left, which options go out, what broke their tie: the first
    preferences (1), the second, and so on."""

    votes: tuple[int, ...]
    exhausted: int
    eliminated: frozenset[int] = frozenset()
    tie_break: str = "none"
    preference: int = 0

    @classmethod
    def of_chain(cls, said: Sequence[Any]) -> "ReferenceRound":
        """A Round of IBallotLens."""
        votes, exhausted, bits, tie_break, preference = said
        out = frozenset(option for option in range(1, len(votes) + 1) if bits >> (option - 1) & 1)
        return cls(tuple(votes), exhausted, out, TIE_BREAKS[tie_break], preference)

    @classmethod
    def of_rules(cls, said: Any) -> "ReferenceRound":
        """A RunOffRound of symbia.rules."""
        return cls(said.votes, said.exhausted, frozenset(said.eliminated), said.tie_break, said.preference)

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> "ReferenceRound":
        """A round of the API's tally."""
        out, preference = frozenset(said["eliminated"]), said["preference"] or 0
        return cls(tuple(said["votes"]), said["exhausted"], out, said["tie_break"], preference)


@dataclass(frozen=True)
class ReferenceLot:
    """Who goes out by lot: the smallest hash of seed, units that took part, and the beginning of the label's hash."""

    seed: int
    participation: int
    labels: tuple[str, ...]

    def draw(self, tied: Iterable[int]) -> int:
        """Number of the option."""
        digests = {option: keccak(text=self.labels[option - 1])[:4] for option in tied}
        drawn = {
            int.from_bytes(
                keccak(abi_encode(["uint256"] * 3, [self.seed, self.participation, int.from_bytes(digest)]))
            ): option
            for option, digest in digests.items()
        }
        return drawn[min(drawn)]


def votes_of(units: int, curve: int, cap: int) -> int:
    """Votes of a voter."""
    votes = {UNITS: units, SQUARE_ROOT: isqrt(units), ONE_EACH: min(units, 1)}[curve]
    return min(votes, cap) if cap else votes


def encode(method: int, ballot: Ballot) -> int:
    """The choice as the contracts take it."""
    if isinstance(ballot, int):
        return ballot
    if isinstance(ballot, frozenset):
        return sum(1 << (option - 1) for option in ballot)
    width = 16 if method == SPLIT else 4
    return sum(value << (width * place) for place, value in enumerate(ballot))


def count(
    method: int,
    options: int,
    curve: int,
    cap: int,
    share_bps: int,
    cast: Sequence[ReferenceBallot],
    lot: ReferenceLot | None = None,
    quorum: int = 0,
) -> ReferenceTally:
    """Everything about a proposal's ballots. `lot`: see `run_off`. `quorum`: votes that the winner of a binding choice
    must have."""
    weighted = [(votes_of(one.units, curve, cap), one.ballot) for one in cast]
    total = sum(votes for votes, _ in weighted)
    if method == FOR_AGAINST:
        supports = tuple(sum(votes for votes, ballot in weighted if ballot == support) for support in range(3))
        return ReferenceTally(sum(one.units for one in cast if one.ballot != 0), total, supports, 0)
    participation = sum(one.units for one in cast)
    if method == RANKED:
        rounds, winner = run_off(options, weighted, lot, least_of_winner(total, share_bps, quorum))
        share = Fraction(rounds[-1].votes[winner - 1] if winner else 0)
        per_option = rounds[0].votes
    else:
        per_option = tuple(sum(_part(method, option, votes, ballot) for votes, ballot in weighted)
                           for option in range(1, options + 1))  # fmt: skip
        best = max(per_option)
        winner = per_option.index(best) + 1 if best and per_option.count(best) == 1 else 0
        share = Fraction(best, PARTS if method == SPLIT else 1)
    if winner and (share * 10_000 <= total * share_bps or share < quorum):
        winner = 0
    return ReferenceTally(participation, total, per_option, winner)


def _part(method: int, option: int, votes: int, ballot: Ballot) -> int:
    if method == SINGLE:
        return votes if ballot == option else 0
    if method == APPROVAL:
        return votes if isinstance(ballot, frozenset) and option in ballot else 0
    return votes * listed(ballot)[option - 1]


def listed(ballot: Ballot) -> tuple[int, ...]:
    """A ballot that is a list of numbers. Raises TypeError for one of another method."""
    if not isinstance(ballot, tuple):
        raise TypeError(f"{ballot} is no list of parts or preferences")
    return ballot


def least_of_winner(total: int, share_bps: int, quorum: int) -> int:
    """The smallest number of votes that is more than the share and no less than the quorum."""
    least = quorum
    while least * 10_000 <= total * share_bps:
        least = max(least + 1, total * share_bps // 10_000)
    return least


def run_off(
    options: int, weighted: Sequence[tuple[int, Ballot]], lot: ReferenceLot | None = None, needed: int = 0
) -> tuple[list[ReferenceRound], int]:
    """Rounds and winner, 0 for none. A majority of fewer than `needed` votes ends it only between two. A tie between
    the last two has no winner. Of several that are last, all go out if
    together they have fewer votes than anybody else; else one does, by first preferences, second ones, and so on to the
    last but one of all options, at last by lot. Without a `lot` nobody may need one: ValueError."""
    standing = list(range(1, options + 1))
    rounds: list[ReferenceRound] = []
    while True:
        votes = dict.fromkeys(standing, 0)
        exhausted = 0
        for weight, ranking in weighted:
            choice = next((option for option in listed(ranking) if option in votes), None)
            if choice is None:
                exhausted += weight
            else:
                votes[choice] += weight
        shown = tuple(votes.get(option, 0) for option in range(1, options + 1))
        winner = next((option for option in standing if votes[option] * 2 > sum(votes.values())), 0)
        if (winner and votes[winner] >= needed) or len(standing) <= 2 or not any(shown):
            return [*rounds, ReferenceRound(shown, exhausted)], winner
        out, tie_break, preference = _out(options, votes, weighted, lot)
        rounds.append(ReferenceRound(shown, exhausted, out, tie_break, preference))
        standing = [option for option in standing if option not in out]


def _out(
    options: int, votes: dict[int, int], weighted: Sequence[tuple[int, Ballot]], lot: ReferenceLot | None
) -> tuple[frozenset[int], str, int]:
    last = frozenset(option for option, has in votes.items() if has == min(votes.values()))
    if len(last) == 1:
        return last, "none", 0
    rest = [has for option, has in votes.items() if option not in last]
    if rest and sum(votes[option] for option in last) < min(rest):
        return last, "together", 0
    for place in range(options - 1):
        liked = {option: sum(weight for weight, ranking in weighted if listed(ranking)[place : place + 1] == (option,))
                 for option in last}  # fmt: skip
        last = frozenset(option for option, has in liked.items() if has == min(liked.values()))
        if len(last) == 1:
            return last, "preferences", place + 1
    if lot is None:
        raise ValueError(f"{sorted(last)} are equal in everything, and there is no lot")
    return frozenset({lot.draw(last)}), "lot", 0
