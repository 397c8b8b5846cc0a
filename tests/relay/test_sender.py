"""Every fault that sending meets, one at a time."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from relay.sending.errors import EmptyPurseError, JournalError, RefusedByNodeError, WouldRevertError
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.policy import Policy
from relay.sending.sender import Sender
from symbia.errors import NodeBehindError, NodeUnreachableError

from .fake_chain import ETHER, GWEI, KEY, Crash, FakeChain, RefusalError
from .house import POLICY, House, call

SEND = "eth_sendRawTransaction"


def only(wanted: str, *faults: str) -> Callable[[str], str | None]:
    """The faults, one for each request of a method, then none."""
    left = iter(faults)
    return lambda method: next(left, None) if method == wanted else None


def once(*numbers: int) -> Counter[bytes]:
    """What the chain has executed when each of these calls was, once."""
    return Counter(call(number).data for number in numbers)


def test_calls_are_mined_in_order_and_remembered(house: House) -> None:
    house.plan(*range(8))
    settled = house.finish()
    assert [one.key for one in settled] == [call(number).key for number in range(8)]
    assert house.chain.executed() == once(*range(8))
    assert house.journal.settled() == settled
    assert settled[0].outcome == f"call 0 in {settled[0].block}"
    assert (settled[0].gas, settled[0].gas_price) == (100_000, 2 * GWEI)


def test_no_more_than_the_window_is_under_way(house: House) -> None:
    house.plan(*range(8))
    house.look()
    assert len(house.chain.pool) == len(house.journal.sent()) == 3


def test_a_call_settles_when_enough_blocks_lie_above_it(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.mine()
    for _ in range(3):
        assert house.look() == []
        house.chain.mine()
    assert [one.key for one in house.look()] == ["call 0"]


@pytest.mark.parametrize("fault", ["lost question", "lost answer", "busy"])
def test_an_answer_lost_at_the_hand_over_doubles_nothing(house: House, fault: str) -> None:
    house.chain.fault = only(SEND, *[fault] * 5)  # as often as the node is asked again
    house.plan(0, 1)
    house.finish()
    assert house.chain.executed() == once(0, 1)


@pytest.mark.parametrize("fault", ["crash before", "crash after"])
@pytest.mark.parametrize("mined", [False, True])
def test_a_crash_at_the_hand_over_loses_and_doubles_nothing(house: House, fault: str, mined: bool) -> None:
    house.chain.fault = only(SEND, fault)
    house.plan(0)
    with pytest.raises(Crash):
        house.look()
    assert house.journal.signed(), "it left before it was noted"
    if mined:
        house.chain.mine(2)
    house.restart()
    house.finish()
    assert house.chain.executed() == once(0)
    assert house.chain.used() == 1, "it was signed twice"


def test_a_transaction_that_the_node_forgot_is_handed_over_again(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.pool.clear()
    house.finish()
    assert house.chain.executed() == once(0)
    assert house.chain.used() == 1


def test_a_transaction_that_a_reorg_took_back_is_mined_again(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.mine(2)
    house.look()
    house.chain.reorg(2, back_to_pool=False)
    assert house.chain.executed() == Counter()
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_receipt_of_a_replaced_block_is_not_believed(house: House) -> None:
    house.chain.serves_stale = True
    house.plan(0)
    house.look()
    house.chain.mine()
    house.chain.reorg(1, back_to_pool=False)
    house.finish()
    assert house.chain.executed() == once(0)


@pytest.mark.parametrize(("hidden", "times"), [("eth_getBlockByNumber", 8), ("eth_getTransactionReceipt", 3)])
def test_what_a_late_node_has_not_is_not_replaced(house: House, hidden: str, times: int) -> None:
    """Nonces come from one node behind a name, blocks or receipts from one that is late: nothing is signed anew."""
    house.plan(0)
    house.look()
    house.chain.mine(POLICY.confirmations + 1)
    late = iter(range(times))
    house.chain.hides = lambda question: (
        question["method"] == hidden and question["params"][0] != "latest" and next(late, None) is not None
    )
    settled = []
    for _ in range(4):
        with suppress(NodeBehindError):
            settled += house.look()
    assert next(late, None) is None
    assert [one.key for one in settled] == ["call 0"]
    assert house.chain.executed() == once(0)
    assert not any("was used by another transaction" in text for text in house.said)


def test_a_receipt_of_a_replaced_block_does_not_hide_the_better_offer_that_was_mined(house: House) -> None:
    """The first attempt was mined and taken back; the second, of the same nonce, was mined for good."""
    house.plan(0)
    house.look()
    house.chain.mine()
    house.chain.reorg(1, back_to_pool=False)
    house.look(POLICY.stuck_after + 1)
    assert len(house.journal.sent()[0].attempts) == 2
    house.chain.mine(POLICY.confirmations + 1)
    house.chain.serves_stale = True
    house.finish()
    assert house.chain.executed() == once(0)
    assert not any("was used by another transaction" in text for text in house.said)


def test_a_nonce_used_by_somebody_else_is_proven_before_signing_anew(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.foreign(0)
    house.chain.mine()
    house.look()
    house.look()
    assert len(house.journal.sent()[0].attempts) == 1, "signed anew while a reorg could still bring the first one back"
    house.finish()
    assert house.chain.executed() == once(0) + Counter([b"foreign"])
    assert any("was used by another transaction" in text for text in house.said)


def test_a_foreign_transaction_that_a_reorg_takes_back_changes_nothing(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.foreign(0)
    house.chain.mine(2)
    house.look()
    house.chain.reorg(2, back_to_pool=False)
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_hole_left_by_a_vanished_foreign_transaction_is_filled(house: House) -> None:
    house.chain.foreign(0)
    house.plan(0, 1)
    house.look()
    del house.chain.pool[KEY.address.lower(), 0]
    settled = house.finish()
    assert {one.key for one in settled} == {"call 0", "call 1"}
    assert house.chain.executed() == once(0, 1) + Counter([b""])


def test_a_hole_is_filled_once_although_fees_made_it_wait(house: House) -> None:
    house.chain.foreign(0)
    house.plan(0)
    house.look()
    del house.chain.pool[KEY.address.lower(), 0]
    house.chain.base_fee = 150 * GWEI
    house.look()
    house.look(seconds=0)
    house.chain.base_fee = GWEI
    house.finish()
    assert house.chain.executed() == once(0) + Counter([b""])


def test_a_stuck_transaction_is_replaced_by_a_better_offer_with_its_nonce(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.base_fee = 5 * GWEI
    house.finish()
    assert house.chain.executed() == once(0)
    assert house.chain.used() == 1
    assert any("offering" in text for text in house.said)


def test_the_replaced_one_counts_when_it_is_the_one_that_was_mined(house: House) -> None:
    house.plan(0)
    house.look()
    (first,) = house.chain.pool.values()
    house.look(seconds=31)
    house.chain.pool = {(first.sender, 0): first}
    house.chain.mine()
    (settled,) = house.finish()
    assert settled.tx_hash == first.tx_hash
    assert house.chain.executed() == once(0)


def test_above_the_cap_it_says_so_and_waits(house: House) -> None:
    house.chain.base_fee = 101 * GWEI
    house.plan(0)
    house.look()
    house.look()
    assert not house.journal.signed()
    assert [text for text in house.said if "SYMBIA_SENDER_MAX_FEE_GWEI" in text] == house.said
    assert len(house.said) == 1
    house.chain.base_fee = GWEI
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_replacement_above_the_cap_waits_too(house: House) -> None:
    house.plan(0)
    house.look()
    house.chain.base_fee = 99 * GWEI
    house.chain.tip = 2 * GWEI
    house.look(seconds=31)
    assert len(house.journal.sent()[0].attempts) == 1
    assert any("above the cap" in text for text in house.said)
    house.chain.base_fee = GWEI
    house.finish()
    assert house.chain.executed() == once(0)


def test_an_empty_purse_is_said_with_address_and_amount(house: House) -> None:
    house.chain.balance = ETHER // 10**6
    house.plan(0)
    with pytest.raises(EmptyPurseError, match=f"{KEY.address} holds 0.000001 ETH.*Send it at least 0.000449 ETH"):
        house.look()
    assert not house.journal.signed()
    house.chain.balance = ETHER
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_purse_emptied_meanwhile_loses_nothing(house: House) -> None:
    house.chain.forgetful = True
    house.plan(0)
    house.look()
    house.chain.balance = 0
    house.chain.forgetful = False
    with pytest.raises(EmptyPurseError):
        house.look(seconds=11)
    house.chain.balance = ETHER
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_call_that_would_revert_is_not_signed(house: House) -> None:
    house.chain.refusing[call(1).data] = "0x08c379a0" + f"{32:064x}{6:064x}" + b"no way".hex().ljust(64, "0")
    house.plan(0, 1)
    with pytest.raises(WouldRevertError, match="call 1: the contract refuses, no way"):
        house.finish()
    assert [one.call.key for one in house.journal.sent()] == ["call 0"]


def test_a_reverted_transaction_is_reported_and_only_tried_again_when_asked(house: House) -> None:
    house.chain.reverting.add(call(0).data)
    house.plan(0)
    (settled,) = house.finish()
    assert settled.reverted
    house.restart()
    assert house.finish() == []
    house.journal.plan_again("call 0")
    house.chain.reverting.clear()
    (settled,) = house.finish()
    assert not settled.reverted


def test_after_a_revert_the_caller_may_stop_before_more_is_sent(house: House) -> None:
    house.chain.reverting.add(call(0).data)
    house.plan(*range(5))
    house.look()
    house.chain.mine(4)
    settled = house.look()
    assert [one.reverted for one in settled] == [True, False, False]
    assert not house.chain.pool


def test_a_node_that_is_away_is_waited_for_and_then_given_up(house: House) -> None:
    house.plan(0)
    house.chain.fault = lambda _: "lost question"
    with pytest.raises(NodeUnreachableError):
        house.finish()
    house.chain.fault = only("eth_getBlockByNumber", *["lost question"] * 15)
    house.finish()
    assert house.chain.executed() == once(0)


def test_a_refusal_that_waiting_does_not_heal_ends_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise RefusalError("the pool is being cleaned")

    house.plan(0)
    with monkeypatch.context() as patch:
        patch.setattr(FakeChain, SEND, refuse)
        with pytest.raises(RefusedByNodeError, match=r"pool is being cleaned.*sent again next time"):
            house.look()
    house.restart()
    house.finish()
    assert house.chain.executed() == once(0)


def test_on_ganache_the_first_nonce_carries_nothing(house: House) -> None:
    """Ganache 7.9.2 mines a transaction with nonce 0 as often as it is handed over."""
    house.chain.client = "Ganache/v7.9.2"
    house.restart()
    house.plan(0)
    house.look()
    assert [tx.data for _, tx in sorted(house.chain.pool.items())] == [b"", call(0).data]
    assert [one.key for one in house.finish()] == ["call 0"]


def test_nothing_is_sent_when_nothing_is_planned(house: House) -> None:
    house.chain.client = "Ganache/v7.9.2"
    house.restart()
    assert house.finish() == []
    assert not house.journal.signed()


def test_without_submit_what_is_under_way_is_seen_to_its_end(house: House) -> None:
    house.plan(*range(5))
    house.look()
    waits: list[None] = []

    def wait() -> None:
        house.chain.mine()
        waits.append(None)

    assert len(list(house.sender.run(wait, submit=False))) == 3
    assert house.chain.executed() == once(0, 1, 2)
    assert waits


def test_a_journal_is_of_one_account_and_has_one_sender(house: House) -> None:
    with pytest.raises(JournalError, match="is sending from"):
        Journal(house.journal.path)
    other = SigningKey.from_hex("0x" + "22" * 32)
    with pytest.raises(JournalError, match=f"is of account {KEY.address}, and this is {other.address}"):
        Sender(house.chain.node(), other, house.journal, Policy(), say=print)


def test_what_was_signed_cannot_be_forgotten(house: House) -> None:
    house.plan(0)
    house.journal.forget_plan()
    assert house.journal.planned() is None
    house.plan(1)
    house.look()
    with pytest.raises(JournalError):
        house.journal.forget_plan()


def test_a_journal_that_cannot_be_written_stops_before_anything_leaves(house: House) -> None:
    house.plan(0)
    with sqlite3.connect(house.journal.path) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT * FROM missing; END")
    other.close()
    with pytest.raises(JournalError, match="Nothing was sent that is not in it"):
        house.look()
    assert house.chain.broadcasts == 0


def test_a_file_that_is_no_journal_is_said(house: House) -> None:
    strange = house.journal.path.with_name("strange")
    strange.write_bytes(b"no database" * 100)
    with pytest.raises(JournalError, match="cannot be used as a journal"):
        Journal(strange)


def test_the_offer_has_room_for_a_rising_base_fee(house: House) -> None:
    house.plan(0)
    house.look()
    (tx,) = house.chain.pool.values()
    assert (tx.max_fee, tx.tip, tx.gas) == (3 * GWEI, GWEI, 150_000)


def test_a_filler_that_a_reorg_undid_is_sent_again(house: House) -> None:
    house.chain.client = "Ganache/v7.9.2"
    house.restart()
    house.plan(0)
    house.finish()
    house.chain.reorg(99, back_to_pool=False)
    house.journal.reopen(call(0).key)
    house.finish()
    assert house.chain.executed() == once(0) + Counter([b""])
