"""The model that the contracts are held to, against what others count: a library of run-offs, and real elections."""

import random

import pytest
from pyrankvote import Ballot, Candidate, instant_runoff_voting

from benchmarks.elections import random_ballot
from benchmarks.tallies import RANKED, Round, encode, listed, run_off
from symbia.rules.ballots import counting

ELECTIONS = 2_000
Kinds = list[tuple[int, tuple[int, ...]]]  # how many ballots with which ranking


def counted(options: int, kinds: Kinds) -> tuple[list[Round], int]:
    """Rounds and winner of the model; the count that the API makes must be the same."""
    rounds, winner = run_off(options, [(votes, ranking) for votes, ranking in kinds])
    weighted = [counting.Weighted(encode(RANKED, ranking), votes) for votes, ranking in kinds]
    others, other = counting.run_off(options, weighted)
    assert [(one.votes, one.exhausted, one.eliminated) for one in others] == [
        (one.votes, one.exhausted, one.eliminated) for one in rounds
    ]
    assert other == winner
    return rounds, winner


def is_close(rounds: list[Round]) -> bool:
    """Whether somebody has exactly half, or two are last: there the library follows rules of its own."""
    for one in rounds:
        standing = [votes for option, votes in enumerate(one.votes, 1) if votes or option == one.eliminated]
        if max(one.votes) * 2 == sum(one.votes) or standing.count(min(standing)) > 1:
            return True
    return False


def test_winners_are_those_of_pyrankvote() -> None:
    chance = random.Random(5)
    compared = 0
    while compared < ELECTIONS:
        options = chance.randint(2, 6)
        rankings = [listed(random_ballot(chance, RANKED, options)) for _ in range(chance.randint(1, 40))]
        rounds, winner = counted(options, [(1, ranking) for ranking in rankings])
        if is_close(rounds):
            continue
        compared += 1
        candidates = [Candidate(str(option)) for option in range(1, options + 1)]
        ballots = [Ballot([candidates[option - 1] for option in ranking]) for ranking in rankings]
        result = instant_runoff_voting(candidates, ballots)
        assert [one.name for one in result.get_winners()] == [str(winner)], rankings
        first = {int(one.candidate.name): round(one.number_of_votes) for one in result.rounds[0].candidate_results}
        assert tuple(first[option] for option in range(1, options + 1)) == rounds[0].votes


def test_tennessee_s_capital() -> None:
    """Wikipedia's example of the method, "Instant-runoff voting": in percent."""
    kinds: Kinds = [(42, (1, 2, 3, 4)), (26, (2, 3, 4, 1)), (15, (3, 4, 2, 1)), (17, (4, 3, 2, 1))]
    rounds, winner = counted(4, kinds)
    assert winner == 4
    assert [one.votes for one in rounds] == [(42, 26, 15, 17), (42, 26, 0, 32), (42, 0, 0, 58)]


def test_burlington_2009() -> None:
    """The mayor of Burlington, Vermont, by the last three: Wright led, Kiss won, Montroll went out."""
    wright, kiss, montroll = 1, 2, 3
    kinds: Kinds = [
        (1_332, (montroll, kiss, wright)),
        (767, (montroll, wright, kiss)),
        (455, (montroll,)),
        (2_043, (kiss, montroll, wright)),
        (371, (kiss, wright, montroll)),
        (568, (kiss,)),
        (1_513, (wright, montroll, kiss)),
        (495, (wright, kiss, montroll)),
        (1_289, (wright,)),
    ]
    assert counted(3, kinds) == ([Round((3_297, 2_982, 2_554), 0, montroll), Round((4_064, 4_314, 0), 455, 0)], kiss)


PELTOLA, PALIN, BEGICH = 1, 2, 3
ALASKA: Kinds = [
    (47_407, (PELTOLA, BEGICH, PALIN)),
    (4_645, (PELTOLA, PALIN, BEGICH)),
    (23_747, (PELTOLA,)),
    (34_049, (PALIN, BEGICH, PELTOLA)),
    (3_652, (PALIN, PELTOLA, BEGICH)),
    (21_272, (PALIN,)),
    (27_053, (BEGICH, PALIN, PELTOLA)),
    (15_467, (BEGICH, PELTOLA, PALIN)),
    (11_290, (BEGICH,)),
]


def test_alaska_2022() -> None:
    """The House seat of Alaska, 16 August 2022, as certified: Begich's ballots made Peltola the winner."""
    first, second = Round((75_799, 58_973, 53_810), 0, BEGICH), Round((91_266, 86_026, 0), 11_290, 0)
    assert counted(3, ALASKA) == ([first, second], PELTOLA)


@pytest.mark.parametrize(("without", "votes"), [(PALIN, (79_451, 87_859)), (PELTOLA, (63_618, 101_217))])
def test_alaska_between_two(without: int, votes: tuple[int, int]) -> None:
    """What made the election famous: who went out first would have beaten either of the others."""
    left = [(votes, tuple(one for one in ranking if one != without)) for votes, ranking in ALASKA]
    renumbered: Kinds = [(votes, tuple(1 + (one == BEGICH) for one in ranking)) for votes, ranking in left if ranking]
    assert counted(2, renumbered) == ([Round(votes, 0, 0)], 2)
