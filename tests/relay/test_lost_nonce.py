"""Ballots whose nonce went to a transaction of somebody else with the relay's key."""

from .booth import Booth
from .house import POLICY


def test_when_the_vote_has_ended_meanwhile_others_are_neither_held_up_nor_blamed(booth: Booth) -> None:
    """Nothing can be signed anew for the batch: its ballots are let go."""
    booth.hand_in(1)
    booth.now += 6
    booth.round(mine=False)
    booth.chain.foreign()
    booth.chain.canceled.add(1)
    booth.chain.mine(POLICY.confirmations + 1)
    for member in (2, 3, 4):
        booth.hand_in(member, proposal=2)
    booth.bring()
    assert booth.states() == ["invalid", "counted", "counted", "counted"]
    assert booth.problems() == ["closed", None, None, None]
    assert [row.returns for row in booth.rows()] == [1, 0, 0, 0]
    assert booth.batches()[0].proposal_number == 2, "the batch that nobody can send any more is gone"


def test_while_the_vote_is_open_they_are_signed_anew(booth: Booth) -> None:
    booth.hand_in(1)
    booth.now += 6
    booth.round(mine=False)
    booth.chain.foreign()
    booth.chain.mine(POLICY.confirmations + 1)
    booth.bring()
    assert booth.states() == ["counted"]
