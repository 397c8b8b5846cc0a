"""What ballots come to: votes of options, rounds of a run-off, the winner; by the rules of docs/decisions/0009."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symbia.rules.ballots.choices import PARTS_BITS
from symbia.rules.ballots.names import SUPPORTS, Method
from symbia.rules.ballots.run_off import Lot, RunOffRound, Weighted, run_off
from symbia.units import BASIS_POINTS

__all__ = ["BPS", "Count", "Lot", "RunOffRound", "Weighted", "count", "votes_needed"]

BPS = BASIS_POINTS


@dataclass(frozen=True, slots=True)
class Count:
    """`votes` of all ballots. `options`: of against, for, abstain; or of each option; for split in parts of 10,000 of a
    vote; for ranked the first preferences. `winner`: number of the option, 0 for none and for for_against."""

    votes: int
    options: tuple[int, ...]
    rounds: tuple[RunOffRound, ...] = ()
    winner: int = 0

    @property
    def by_lot(self) -> bool:
        """Whether somebody went out of the run-off by lot."""
        return any(one.tie_break == "lot" for one in self.rounds)


def votes_needed(votes: int, option_bps: int, quorum: int) -> int:
    """What the winner of so many votes must have at least. `quorum`: of a binding choice, else 0."""
    return max(votes * option_bps // BPS + 1, quorum)


def count(
    method: Method,
    options: int,
    option_bps: int,
    ballots: Iterable[Weighted],
    lot: Lot | None = None,
    *,
    quorum: int = 0,
) -> Count:
    """Count valid choices. `option_bps`: share of all votes that the winner must exceed. `lot`: for ranked ballots, of
    which there may be none without it; ValueError otherwise. `quorum`: units that must take part in a binding choice:
    so many votes the winner must have, or those against it would fill its quorum; 0 where nothing is executed."""
    cast = [one for one in ballots if one.votes]
    total = sum(one.votes for one in cast)
    if method == "ranked":
        rounds, leader = _run_off(options, cast, lot, votes_needed(total, option_bps, quorum))
        found = Count(total, rounds[0].votes if rounds else (0,) * options, rounds, leader)
        best = rounds[-1].votes[leader - 1] if leader else 0
    else:
        found = Count(total, _sums(method, options, cast))
        if method == "for_against":
            return found
        best = max(found.options)
        leader = found.options.index(best) + 1 if best and found.options.count(best) == 1 else 0
    share = best * (1 if method == "split" else BPS)
    if share <= total * option_bps or share < quorum * BPS:
        leader = 0
    return replace(found, winner=leader)


def _run_off(
    options: int, cast: Sequence[Weighted], lot: Lot | None, needed: int
) -> tuple[tuple[RunOffRound, ...], int]:
    if not cast:
        return (), 0
    if lot is None:
        raise ValueError("a run-off needs what lots are drawn from, whether or not one will be")
    return run_off(options, cast, lot, needed)


def _sums(method: Method, options: int, ballots: Sequence[Weighted]) -> tuple[int, ...]:
    sums = [0] * (len(SUPPORTS) if method == "for_against" else options)
    for one in ballots:
        for place in range(len(sums)):
            sums[place] += one.votes * _part(method, one.choice, place)
    return tuple(sums)


def _part(method: Method, choice: int, place: int) -> int:
    """How much of a ballot goes to the option at a place: all or nothing, for split parts of PARTS."""
    if method == "approval":
        return choice >> place & 1
    if method == "split":
        return choice >> (PARTS_BITS * place) & ((1 << PARTS_BITS) - 1)
    return int(choice == place + (method == "single_choice"))
