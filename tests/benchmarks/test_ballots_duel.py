"""20,000 random calls, ballots among them, against the model; some dozens of proposals in SQL as well; and that a
difference would be seen.

`python -m benchmarks.ballots_duel` plays a million calls, with `--examples 2000` so many proposals in SQL.
"""

import random
from dataclasses import replace

import pytest

from benchmarks.ballots_duel import BallotsDuelOutcome, check, play, run, run_mirrored, stage
from benchmarks.elections import DuelElection
from benchmarks.hustings import Seen
from benchmarks.mirror import mirrored
from benchmarks.votes_duel import DifferentError

CALLS = 20_000
EXAMPLES = 48


def test_counts_are_the_model_s() -> None:
    outcome = run(CALLS, seed=2026)
    assert outcome.calls >= CALLS
    assert outcome.ballots_counted > outcome.proposals
    assert outcome.most_counted_of_supply_bps <= 10_000


def test_tables_and_api_say_what_the_contracts_say() -> None:
    outcome = run_mirrored(EXAMPLES, seed=2027)
    assert outcome.proposals >= EXAMPLES
    assert outcome.ballots_counted > outcome.proposals


def test_a_ballot_that_the_tables_lack_is_seen() -> None:
    with stage(random.Random(4)) as arena, mirrored(arena) as mirror:
        elections = play(arena, BallotsDuelOutcome())
        mirror.follow()
        for election in elections:
            seen = arena.read(election)
            mirror.compare(seen, election)
            for voter in election.expected(seen.units, seen.supply, seen.seed).voted:
                others = [one for one in election.given if one.voter != voter]
                with pytest.raises(DifferentError, match="API"):
                    mirror.compare(seen, replace(election, given=others))


@pytest.fixture(scope="module")
def played() -> list[tuple[Seen, DuelElection]]:
    """A round that the model agreed with."""
    with stage(random.Random(3)) as arena:
        elections = play(arena, BallotsDuelOutcome())
        return [(arena.read(one), one) for one in elections]


def test_a_ballot_that_is_missing_is_seen(played: list[tuple[Seen, DuelElection]]) -> None:
    for seen, election in played:
        expected = election.expected(seen.units, seen.supply, seen.seed)
        for voter in expected.voted:
            others = [one for one in election.given if one.voter != voter]
            with pytest.raises(DifferentError, match="expected"):
                check(seen, replace(election, given=others))


def test_more_than_the_supply_is_seen(played: list[tuple[Seen, DuelElection]]) -> None:
    seen, election = max(played, key=lambda one: one[0].tally[3])
    with pytest.raises(DifferentError):
        check(seen._replace(supply=seen.tally[3] - 1), election)


@pytest.mark.parametrize("part", ["state", "deadline", "rounds", "seed", "voted"])
def test_every_part_is_compared(played: list[tuple[Seen, DuelElection]], part: str) -> None:
    for seen, election in played:
        others = {
            "state": seen._replace(state=0),
            "deadline": seen._replace(deadline=seen.deadline + 1),
            "rounds": seen._replace(rounds=(((9,), 0, 0, 0, 0),)),
            "seed": seen._replace(seed=0 if seen.seed else 1),
            "voted": seen._replace(voted=tuple(not one for one in seen.voted)),
        }
        with pytest.raises(DifferentError, match="expected"):
            check(others[part], election)
