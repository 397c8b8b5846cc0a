"""50,000 random calls on BrandMembership and on OpenZeppelin's ERC721Votes, and that a difference would be seen.

`python -m benchmarks.votes_duel` plays a million.
"""

from collections.abc import Iterator

import pytest

from benchmarks.votes_duel import AIRDROP, FLAGS, ISSUE, LAPSE, TRANSFER, Arena, DifferentError, run
from scripts.local.anvil import Anvil
from tests import ROOT

CALLS = 50_000


@pytest.fixture(scope="module")
def chain() -> Iterator[str]:
    """URL of an Anvil."""
    with Anvil(ROOT, flags=FLAGS) as anvil:
        yield anvil.url


def test_votes_are_those_of_openzeppelin() -> None:
    outcome = run(CALLS, seed=2026)
    assert outcome.calls == CALLS
    assert outcome.readings_compared > outcome.seconds_touched * 7


@pytest.mark.parametrize("how", ["units", "holder", "late"])
def test_a_difference_is_seen(chain: str, how: str) -> None:
    with Arena(chain) as arena:
        arena.play([[(ISSUE, 0, 0), (AIRDROP, 1, 1)], [(TRANSFER, 0, 2), (LAPSE, 0, 0)]], arena.now + 5)
        played = arena.now
        arena.play([[]], arena.now + 1)
        arena.compare([played - 1, played])
        if how == "holder":
            arena.alone(arena.reference, "issue", "0x" + "33" * 20, 99, 1)
        else:
            arena.alone(arena.reference, "setUnits", 1, 9)
        tampered = arena.now
        if how == "late":  # a difference that was undone again is still one of the past
            arena.play([[]], arena.now + 3)
            arena.alone(arena.reference, "setUnits", 1, 1)
        arena.play([[]], arena.now + 9)
        with pytest.raises(DifferentError, match="OpenZeppelin"):
            arena.compare([played, tampered])


def test_a_call_that_reverts_is_seen(chain: str) -> None:
    with Arena(chain) as arena, pytest.raises(DifferentError, match="reverted"):
        arena.play([[(99, 0, 0)]], arena.now + 5)
