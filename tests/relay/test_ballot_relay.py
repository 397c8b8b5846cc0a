"""The relay of ballots on a fake chain: what goes wrong there, and what members are told."""

import itertools
from pathlib import Path

import pytest

from api.kit.problems import ProblemError
from relay.ballots.lease import LEASE
from relay.sending.errors import SecondRelayError
from tests.worded import raises_worded

from .booth import Booth, said
from .fake_chain import ETHER, GWEI, Crash


def test_ballots_leave_full_or_old_sorted_by_member(booth: Booth) -> None:
    for member in (9, 4, 7):
        booth.hand_in(member)
    booth.hand_in(5, 2)
    booth.round()
    assert booth.states() == ["sent", "sent", "sent", "queued"], "a full batch leaves at once, a young ballot waits"
    assert [row.position for row in booth.rows()] == [2, 0, 1, None]
    booth.bring()
    assert booth.states() == ["counted"] * 4
    assert [batch.final for batch in booth.batches()] == [True, True]
    booth.assert_as_on_chain()


def test_a_queue_is_cut_into_neighbours_and_nobody_starves(tmp_path: Path) -> None:
    booth = Booth(tmp_path, batch=4)
    for member in (8, 1, 12, 3, 10, 2, 11, 9):
        booth.hand_in(member)
        booth.now += 1
    booth.round()
    batches = {
        tuple(sorted(row.member_number for row in booth.rows() if row.batch_key == one.key)) for one in booth.batches()
    }
    assert batches == {(8, 9, 10, 11), (1, 2, 3, 12)}
    booth.close()


def test_proposals_take_turns(tmp_path: Path) -> None:
    booth = Booth(tmp_path, batch=1)
    for member in range(1, 7):
        booth.hand_in(member, 1)
    booth.hand_in(1, 2)
    booth.round()
    taken = [(row.proposal_number, row.state) for row in booth.rows() if row.state == "sent"]
    assert (2, "sent") in taken, "a long queue of one proposal does not keep another waiting"
    booth.bring()
    booth.close()


def test_ballots_of_another_deadline_travel_apart_and_near_ones_at_once(booth: Booth) -> None:
    booth.hand_in(1)
    booth.hand_in(2, deadline=booth.chain.now() + 55)
    booth.round()
    assert booth.states() == ["queued", "sent"]
    booth.bring()
    assert len(booth.batches()) == 2


def test_what_was_voted_directly_is_left_out_and_said(booth: Booth) -> None:
    for member in (1, 2):
        booth.hand_in(member)
    booth.chain.vote(1, f"0x{1:040x}")
    booth.bring()
    assert booth.states() == ["skipped", "counted"]
    assert booth.problems() == ["already_voted", None]
    booth.assert_as_on_chain()


def test_a_direct_vote_that_overtakes_the_batch_ends_as_skipped(booth: Booth) -> None:
    for member in (1, 2, 3):
        booth.hand_in(member)
    booth.round(mine=False)
    booth.chain.vote(1, f"0x{2:040x}")
    booth.bring()
    assert booth.states() == ["counted", "skipped", "counted"]
    assert booth.problems()[1] == "already_voted"
    booth.assert_as_on_chain()


def test_a_canceled_proposal_lets_its_ballots_go(booth: Booth) -> None:
    booth.hand_in(1)
    booth.hand_in(1, 2)
    booth.chain.canceled.add(1)
    booth.bring()
    assert booth.states() == ["invalid", "counted"]
    assert booth.problems() == ["closed", None]


def test_a_proposal_that_a_reorg_undid_keeps_nobody_else_waiting(booth: Booth) -> None:
    booth.hand_in(1)
    booth.hand_in(1, 2)
    gone = booth.chain.closes.pop(1)
    for _ in range(8):
        booth.round()
    assert booth.states() == ["queued", "counted"]
    booth.chain.closes[1] = gone
    booth.bring()
    assert booth.states() == ["counted", "counted"]


def test_a_batch_that_reverts_is_looked_at_again(booth: Booth) -> None:
    for member in (1, 2, 3):
        booth.hand_in(member)
    booth.round(mine=False)
    assert booth.states() == ["sent"] * 3
    booth.chain.canceled.add(1)
    booth.bring()
    assert booth.states() == ["invalid"] * 3
    assert [(one.state, one.gas) for one in booth.batches()] == [("reverted", 100_000)], "what it cost is remembered"


def test_a_fee_spike_is_waited_out_and_said(booth: Booth) -> None:
    booth.chain.base_fee = 150 * GWEI
    booth.hand_in(1)
    for _ in range(5):
        booth.round()
    assert booth.states() == ["queued"], "it can still be replaced"
    status = booth.status()
    assert (status.state, "151.00 gwei" in said(status.told), "/v1/ballots/prepare" in said(status.told)) == (
        "waiting_for_fee",
        True,
        True,
    )
    booth.hand_in(1, choice=0)
    booth.chain.base_fee = GWEI
    booth.bring()
    assert booth.states() == ["replaced", "counted"]
    assert booth.status().state == "working"


def test_a_purse_emptied_and_refilled(booth: Booth) -> None:
    booth.chain.balance = ETHER // 10**6
    booth.hand_in(1)
    for _ in range(4):
        booth.round()
    assert booth.states() == ["queued"]
    assert (booth.status().state, "should send it some" in said(booth.status().told)) == ("empty_purse", True)
    booth.chain.balance = ETHER
    booth.bring()
    assert booth.states() == ["counted"]


def test_a_purse_that_empties_between_check_and_signature(booth: Booth) -> None:
    booth.hand_in(1)
    booth.now += 10
    full = booth.chain.balance
    asked = iter(range(100))

    def balance(_account: str, _at: str) -> str:
        return hex(full if next(asked) == 0 else 1)

    booth.chain.eth_getBalance = balance  # type: ignore[method-assign]
    booth.round()
    assert booth.states() == ["queued"], "a batch that nobody signed is taken back"
    assert booth.journal.count() == 0
    assert booth.status().state == "empty_purse"
    del booth.chain.eth_getBalance
    booth.bring()
    assert booth.states() == ["counted"]


def test_time_that_passes_unsent_is_said_loudly(booth: Booth, capsys: pytest.CaptureFixture[str]) -> None:
    booth.chain.base_fee = 150 * GWEI
    booth.chain.closes[1] = booth.chain.now() + 30
    booth.hand_in(1)
    booth.hand_in(2, 2, deadline=booth.chain.now() + 30)
    for _ in range(5):
        booth.round()
    assert booth.states() == ["expired", "expired"]
    assert booth.problems() == ["closed", "expired"]
    said = capsys.readouterr().out
    assert "a vote ended before its ballots were brought" in said
    assert "ballots expired before they could be brought" in said


def test_a_stuck_transaction_is_replaced_by_a_better_offer(booth: Booth) -> None:
    booth.hand_in(1)
    booth.now += 10
    booth.round(mine=False)
    first = booth.batches()[0].tx_hash
    booth.chain.base_fee = 5 * GWEI
    booth.bring()
    assert booth.states() == ["counted"]
    assert booth.batches()[0].tx_hash != first
    assert any("offering" in said for said in booth.said)


def test_a_reorg_after_counting_sends_the_same_bytes_again(booth: Booth) -> None:
    for member in (1, 2, 3):
        booth.hand_in(member)
    for _ in range(6):
        booth.round()
    assert booth.states() == ["counted"] * 3
    assert not booth.batches()[0].final
    booth.chain.reorg(6, back_to_pool=False)
    assert booth.chain.votes() == {}
    booth.round(mine=False)
    assert booth.states() == ["sent"] * 3
    booth.bring()
    assert booth.states() == ["counted"] * 3
    assert len(booth.batches()) == 1
    assert len(booth.chain.executed()) == 1, "the same call with the same nonce"
    booth.assert_as_on_chain()


def test_a_node_that_leaves_out_events_is_not_believed(booth: Booth) -> None:
    booth.chain.silent = True
    booth.hand_in(1)
    for _ in range(8):
        booth.round()
    assert booth.states() == ["sent"]
    assert (booth.status().state, "node.test" in said(booth.status().told)) == ("waiting_for_node", False)
    assert int(booth.status().balance, 16) == booth.chain.balance, "as last seen"
    booth.chain.silent = False
    booth.bring()
    assert booth.states() == ["counted"]


def test_a_second_relay_waits_until_the_first_is_silent_and_the_first_then_ends(booth: Booth) -> None:
    booth.hand_in(1)
    booth.round()
    first = booth.relay
    with pytest.raises(SecondRelayError, match="last sign of life is 6 s old"):
        booth.start(name="other")
    booth.now += LEASE
    booth.start(name="other")
    with pytest.raises(SecondRelayError, match="has taken over"):
        first.round()
    booth.bring()
    assert booth.states() == ["counted"]
    booth.assert_as_on_chain()


def test_replacing_races_with_taking_and_one_of_them_wins(booth: Booth) -> None:
    booth.hand_in(1)
    booth.now += 10
    (group,) = booth.queue.groups()
    (candidate,) = booth.queue.candidates(group, 3)
    booth.hand_in(1, choice=0)
    assert booth.queue.take("a" * 32, group, [candidate.seq or 0]) == 0, "replaced meanwhile"
    booth.now += 10
    booth.round()
    assert booth.states() == ["replaced", "sent"]
    with raises_worded(ProblemError, match="on its way"):
        booth.hand_in(1, choice=2)
    booth.bring()
    assert booth.states() == ["replaced", "counted"]
    booth.assert_as_on_chain()


def test_killed_at_every_write_nothing_is_lost_nor_counted_twice(tmp_path: Path) -> None:
    """Before and after each write to tables and journal, and each transaction that is handed over."""
    assert killed_at_every_step(tmp_path, reads=False) > 40


@pytest.mark.long
def test_killed_at_every_step_nothing_is_lost_nor_counted_twice(tmp_path: Path) -> None:
    """The same, and before and after each question to the node."""
    assert killed_at_every_step(tmp_path, reads=True) > 150


def killed_at_every_step(tmp_path: Path, *, reads: bool) -> int:
    """How many steps there were to die at."""
    for step in itertools.count():
        (tmp_path / str(step)).mkdir()
        booth = Booth(tmp_path / str(step), batch=2)
        booth.fuse.reads = reads
        for member in (1, 2, 3):
            booth.hand_in(member)
        booth.fuse.left = step
        try:
            booth.bring(final=False)
        except Crash:
            booth.restart()
            if booth.rows()[0].state == "queued":
                booth.hand_in(1, choice=0)
            booth.hand_in(4)
            booth.bring(final=False)
            assert set(booth.states()) <= {"counted", "replaced"}, step
            booth.assert_as_on_chain()
            assert len(booth.chain.votes()) == 4
        else:
            return step
        finally:
            booth.close()
    raise AssertionError("it never ran to its end")
