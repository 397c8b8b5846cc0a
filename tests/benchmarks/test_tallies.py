"""The model that the contracts are held to, against what others count: a library of run-offs, and real elections."""

import random
from itertools import permutations

import pytest
from pyrankvote import Ballot, Candidate, instant_runoff_voting

from benchmarks import published
from benchmarks.elections import random_ballot
from benchmarks.published import BEGICH, PALIN, PELTOLA, Kinds, Published
from benchmarks.tallies import RANKED, ReferenceLot, ReferenceRound, encode, listed, run_off
from symbia.rules.ballots.run_off import Lot, Weighted, label_digest
from symbia.rules.ballots.run_off import run_off as counted_run_off

ELECTIONS = 2_000
SEED = 2_026


def counted(options: int, kinds: Kinds) -> tuple[list[ReferenceRound], int]:
    """Rounds and winner of the model; the count that the API makes must be the same."""
    labels = tuple(f"Option {number}" for number in range(1, options + 1))
    rounds, winner = run_off(options, [(votes, ranking) for votes, ranking in kinds], ReferenceLot(SEED, 1, labels))
    weighted = [Weighted(encode(RANKED, ranking), votes) for votes, ranking in kinds]
    lot = Lot(SEED, 1, tuple(label_digest(label) for label in labels))
    others, other = counted_run_off(options, weighted, lot)
    assert [ReferenceRound.of_rules(one) for one in others] == rounds
    assert other == winner
    return rounds, winner


def is_close(rounds: list[ReferenceRound]) -> bool:
    """Whether somebody has exactly half, or two are last: there the library follows rules of its own."""
    for one in rounds:
        standing = [votes for option, votes in enumerate(one.votes, 1) if votes or option in one.eliminated]
        if max(one.votes) * 2 == sum(one.votes) or standing.count(min(standing)) > 1:
            return True
    return False


def test_winners_are_those_of_pyrankvote() -> None:
    chance = random.Random(5)
    compared = 0
    while compared < ELECTIONS:
        options = chance.randint(2, 6)
        rankings = [listed(random_ballot(chance, RANKED, options)) for _ in range(chance.randint(1, 40))]
        rounds, winner = counted(options, tuple((1, ranking) for ranking in rankings))
        if is_close(rounds):
            continue
        compared += 1
        candidates = [Candidate(str(option)) for option in range(1, options + 1)]
        ballots = [Ballot([candidates[option - 1] for option in ranking]) for ranking in rankings]
        result = instant_runoff_voting(candidates, ballots)
        assert [one.name for one in result.get_winners()] == [str(winner)], rankings
        first = {int(one.candidate.name): round(one.number_of_votes) for one in result.rounds[0].candidate_results}
        assert tuple(first[option] for option in range(1, options + 1)) == rounds[0].votes


def test_what_others_say_of_the_ten_votes() -> None:
    """docs/ballots.md has a table of it. PyRankVote looks at second preferences as we do."""
    kinds: Kinds = ((4, (1, 2, 3)), (3, (2, 3, 1)), (3, (3, 2, 1)))
    assert counted(3, kinds)[1] == 2
    for listing in permutations("ABC"):
        named = {name: Candidate(name) for name in listing}
        ballots = [Ballot([named["ABC"[option - 1]] for option in kind]) for votes, kind in kinds for _ in range(votes)]
        result = instant_runoff_voting(list(named.values()), ballots)
        assert [one.name for one in result.get_winners()] == ["B"]


@pytest.mark.parametrize("election", published.ELECTIONS, ids=str)
def test_published_elections(election: Published) -> None:
    assert counted(election.options, election.kinds) == (list(election.rounds), election.winner)


@pytest.mark.parametrize(("without", "votes"), [(PALIN, (79_451, 87_859)), (PELTOLA, (63_618, 101_217))])
def test_alaska_between_two(without: int, votes: tuple[int, int]) -> None:
    """What made the election famous: who went out first would have beaten either of the others."""
    left = [(votes, tuple(one for one in ranking if one != without)) for votes, ranking in published.ALASKA.kinds]
    renumbered = tuple((votes, tuple(1 + (one == BEGICH) for one in ranking)) for votes, ranking in left if ranking)
    assert counted(2, renumbered) == ([ReferenceRound(votes, 0)], 2)
