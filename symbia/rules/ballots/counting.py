"""What ballots come to: votes of options, rounds of a run-off, the winner; by the rules of docs/decisions/0009."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symbia.rules.ballots.choices import PARTS_BITS, RANK_BITS
from symbia.rules.ballots.names import SUPPORTS, Method
from symbia.units import BASIS_POINTS

BPS = BASIS_POINTS


@dataclass(frozen=True, slots=True)
class Weighted:
    """Votes behind one choice (as a number); ballots that are alike may be one."""

    choice: int
    votes: int


@dataclass(frozen=True, slots=True)
class RunOffRound:
    """One round of a run-off. `votes` of each option, 0 for one that is out; `exhausted`: of ballots without one left;
    `eliminated`: the option that goes out after it, 0 in the last."""

    votes: tuple[int, ...]
    exhausted: int
    eliminated: int


@dataclass(frozen=True, slots=True)
class Count:
    """`votes` of all ballots. `options`: of against, for, abstain; or of each option; for split in parts of 10,000 of a
    vote; for ranked the first preferences. `winner`: number of the option, 0 for none and for for_against."""

    votes: int
    options: tuple[int, ...]
    rounds: tuple[RunOffRound, ...] = ()
    winner: int = 0


def count(method: Method, options: int, option_bps: int, ballots: Iterable[Weighted]) -> Count:
    """Count valid choices. `option_bps`: share of all votes that the winner must exceed."""
    cast = [one for one in ballots if one.votes]
    total = sum(one.votes for one in cast)
    if method == "ranked":
        rounds, leader = run_off(options, cast)
        found = Count(total, rounds[0].votes if rounds else (0,) * options, rounds, leader)
        best = rounds[-1].votes[leader - 1] if leader else 0
    else:
        found = Count(total, _sums(method, options, cast))
        if method == "for_against":
            return found
        best = max(found.options)
        leader = found.options.index(best) + 1 if best and found.options.count(best) == 1 else 0
    if best * (1 if method == "split" else BPS) <= total * option_bps:
        leader = 0
    return replace(found, winner=leader)


def run_off(options: int, ballots: Sequence[Weighted]) -> tuple[tuple[RunOffRound, ...], int]:
    """Rounds of an instant run-off and who wins it, 0 for nobody. No round without ballots."""
    if not ballots:
        return (), 0
    standing = set(range(1, options + 1))
    rounds: list[RunOffRound] = []
    while True:
        votes, exhausted = [0] * options, 0
        for one in ballots:
            preferred = _preferred(one.choice, standing)
            if preferred:
                votes[preferred - 1] += one.votes
            else:
                exhausted += one.votes
        leader = max(standing, key=lambda option: votes[option - 1])
        if votes[leader - 1] * 2 > sum(votes):
            return (*rounds, RunOffRound(tuple(votes), exhausted, 0)), leader
        if len(standing) == 2 or not any(votes):
            return (*rounds, RunOffRound(tuple(votes), exhausted, 0)), 0
        last = _last(standing, votes, rounds)
        rounds.append(RunOffRound(tuple(votes), exhausted, last))
        standing.remove(last)


def _last(standing: set[int], votes: Sequence[int], rounds: Sequence[RunOffRound]) -> int:
    """Who goes out: fewest votes now, then in the latest earlier round that differs, then whoever is listed last."""
    tied = {option for option in standing if votes[option - 1] == min(votes[one - 1] for one in standing)}
    for earlier in reversed(rounds):
        fewest = min(earlier.votes[option - 1] for option in tied)
        tied = {option for option in tied if earlier.votes[option - 1] == fewest}
    return max(tied)


def _preferred(ranking: int, standing: set[int]) -> int:
    while ranking:
        option = ranking & ((1 << RANK_BITS) - 1)
        if option in standing:
            return option
        ranking >>= RANK_BITS
    return 0


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
