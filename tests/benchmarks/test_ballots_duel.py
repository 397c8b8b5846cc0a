"""20,000 random calls, ballots among them, against the model, and that a difference would be seen.

`python -m benchmarks.ballots_duel` plays a million.
"""

import random
from dataclasses import replace

import pytest

from benchmarks.ballots_duel import Outcome, check, play, run, stage
from benchmarks.elections import Election
from benchmarks.hustings import Seen
from benchmarks.votes_duel import DifferentError

CALLS = 20_000


def test_counts_are_the_model_s() -> None:
    outcome = run(CALLS, seed=2026)
    assert outcome.calls >= CALLS
    assert outcome.ballots_counted > outcome.proposals
    assert outcome.most_counted_of_supply_bps <= 10_000


@pytest.fixture(scope="module")
def played() -> list[tuple[Seen, Election]]:
    """A round that the model agreed with."""
    with stage(random.Random(3)) as arena:
        elections = play(arena, Outcome())
        return [(arena.read(one), one) for one in elections]


def test_a_ballot_that_is_missing_is_seen(played: list[tuple[Seen, Election]]) -> None:
    for seen, election in played:
        expected = election.expected(seen.units, seen.supply)
        for voter in expected.voted:
            others = [one for one in election.given if one.voter != voter]
            with pytest.raises(DifferentError, match="expected"):
                check(seen, replace(election, given=others))


def test_more_than_the_supply_is_seen(played: list[tuple[Seen, Election]]) -> None:
    seen, election = max(played, key=lambda one: one[0].tally[3])
    with pytest.raises(DifferentError):
        check(seen._replace(supply=seen.tally[3] - 1), election)


@pytest.mark.parametrize("part", ["state", "deadline", "rounds", "voted"])
def test_every_part_is_compared(played: list[tuple[Seen, Election]], part: str) -> None:
    for seen, election in played:
        others = {
            "state": seen._replace(state=0),
            "deadline": seen._replace(deadline=seen.deadline + 1),
            "rounds": seen._replace(rounds=(((9,), 0, 0),)),
            "voted": seen._replace(voted=tuple(not one for one in seen.voted)),
        }
        with pytest.raises(DifferentError, match="expected"):
            check(others[part], election)
