"""Ballots that another vote of their account overtook, and a reorg that undoes that vote."""

from relay.ballots.ballot_relay import REVIVE_EVERY, REVIVE_FOR

from .booth import Booth


def overtaken(booth: Booth) -> None:
    """One ballot that is let go, since its account votes directly."""
    booth.hand_in(1)
    booth.chain.vote(1, f"0x{1:040x}")
    booth.now += 6
    booth.round(mine=False)
    assert (booth.states(), booth.problems()) == (["skipped"], ["already_voted"])


def test_a_ballot_is_wanted_again_when_a_reorg_undoes_the_vote(booth: Booth) -> None:
    overtaken(booth)
    booth.chain.reorg(1, back_to_pool=False)
    booth.now += REVIVE_EVERY
    booth.bring()
    assert booth.states() == ["counted"]
    booth.assert_as_on_chain()


def test_a_vote_that_stands_stands(booth: Booth) -> None:
    overtaken(booth)
    booth.now += REVIVE_EVERY
    booth.bring()
    assert booth.states() == ["skipped"]


def test_a_ballot_that_was_signed_since_is_the_one_that_counts(booth: Booth) -> None:
    overtaken(booth)
    booth.chain.reorg(1, back_to_pool=False)
    booth.hand_in(1, choice=0)
    booth.now += REVIVE_EVERY
    booth.bring()
    assert booth.states() == ["skipped", "counted"]
    booth.assert_as_on_chain()


def test_after_a_while_nobody_looks_any_more(booth: Booth) -> None:
    overtaken(booth)
    booth.chain.reorg(1, back_to_pool=False)
    booth.now += REVIVE_FOR + REVIVE_EVERY
    booth.bring()
    assert booth.states() == ["skipped"]


def test_a_proposal_that_a_reorg_undid_stops_no_other(booth: Booth) -> None:
    overtaken(booth)
    booth.chain.closes.pop(1)
    booth.hand_in(2, 2)
    booth.now += REVIVE_EVERY
    booth.bring()
    assert booth.states() == ["skipped", "counted"]


def test_a_ballot_skipped_in_a_batch_is_brought_in_another(booth: Booth) -> None:
    """The vote came between trial and block; a reorg undoes both, and the batch is mined without the vote."""
    booth.hand_in(1)
    booth.hand_in(2)
    booth.now += 6
    booth.round(mine=False)
    booth.chain.vote(1, f"0x{1:040x}")
    for _ in range(5):
        booth.round()
    assert booth.states() == ["skipped", "counted"]
    booth.chain.reorg(7, back_to_pool=False)
    booth.now += REVIVE_EVERY
    booth.bring()
    assert set(booth.chain.votes()) == {(1, f"0x{member:040x}") for member in (1, 2)}
