"""20,000 random calls and ballots against the model, and that a difference would be seen.

`python -m benchmarks.ballots_duel` plays a million.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.ballots_duel import DELAY, PERIOD, Hustings, run
from benchmarks.votes_duel import AIRDROP, DifferentError
from scripts.anvil import Anvil

ROOT = Path(__file__).resolve().parents[2]
CALLS = 20_000


@pytest.fixture(scope="module")
def chain() -> Iterator[str]:
    """URL of an Anvil."""
    with Anvil(ROOT, flags=("--prune-history", "--order", "fifo")) as anvil:
        yield anvil.url


def test_counts_are_the_model_s(chain: str) -> None:
    outcome = run(chain, CALLS, seed=2026)
    assert outcome.calls >= CALLS
    assert outcome.ballots_counted > outcome.proposals


def test_a_ballot_that_is_missing_is_seen(chain: str) -> None:
    chance = random.Random(3)
    with Hustings(chain) as arena:
        arena.play([[(AIRDROP, voter, 1) for voter in range(6)]], arena.now + 1)
        election = arena.propose(chance, 1, 1)
        arena.play([[]], arena.now + DELAY + 1)
        arena.vote(chance, [election])
        arena.play([[]], arena.now + PERIOD + 1)
        assert arena.check(election) == 6
        voter = election.cast[0][0]
        election.cast = [(one, ballot) for one, ballot in election.cast if one != voter]
        with pytest.raises(DifferentError, match="expected"):
            arena.check(election)
