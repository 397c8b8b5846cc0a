"""Calls that need more gas than a transaction may have: never signed where it is known, freed where it was not."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.ballots.ballot_relay import FREEING, TOO_LARGE
from relay.sending.errors import CallTooLargeError, RefusedByNodeError
from relay.sending.fees import Fees
from relay.sending.records import Attempt, PlannedCall
from symbia.tables.texts import read_kept
from symbia.units import TRANSACTION_GAS

from .booth import Booth
from .fake_chain import BLOCK_GAS, CHAIN_ID, GWEI, KEY, Crash, Tx
from .house import House, call

ESTIMATE = "eth_estimateGas"
FILLER = Counter({b"": 1})


def sign_as_before(house: House, number: int, gas: int) -> Attempt:
    """What an earlier release signed, that knew only what a block has."""
    fees = Fees(3 * GWEI, GWEI)
    nonce = house.journal.next_nonce()
    signed = KEY.sign(
        {
            "type": 2,
            "chainId": CHAIN_ID,
            "nonce": nonce,
            "to": call(number).to,
            "value": 0,
            "data": call(number).data,
            "gas": gas,
            "maxFeePerGas": fees.max_fee,
            "maxPriorityFeePerGas": fees.tip,
        }
    )
    attempt = Attempt(signed.tx_hash, nonce, signed.raw, gas, fees, house.now)
    house.journal.sign(call(number), attempt)
    return attempt


def finish_too_large(house: House, number: int) -> None:
    """Until the sender says that a call is to be cut."""
    with pytest.raises(CallTooLargeError) as caught:
        house.finish()
    assert caught.value.key == call(number).key
    assert house.journal.unsigned()[:1] == [call(number).key]


def test_what_no_transaction_may_have_is_never_signed(house: House) -> None:
    house.chain.gas_of[call(0).data] = TRANSACTION_GAS + 1
    assert BLOCK_GAS > TRANSACTION_GAS, "a block alone would allow it"
    house.plan(0)
    finish_too_large(house, 0)
    assert not house.journal.signed()
    assert house.chain.broadcasts == 0


def test_what_only_just_fits_is_signed_with_all_that_there_is(house: House) -> None:
    house.chain.gas_of[call(0).data] = TRANSACTION_GAS - 1
    house.chain.gas_cap = TRANSACTION_GAS
    house.plan(0)
    house.look()
    assert [tx.gas for tx in house.chain.pool.values()] == [TRANSACTION_GAS]


def test_an_estimate_that_the_node_refuses_to_make_is_too_large(house: House) -> None:
    house.chain.gas_of[call(0).data] = 9_000_000
    house.chain.gas_cap = 8_000_000
    house.plan(0)
    finish_too_large(house, 0)
    assert not house.journal.signed()


@pytest.mark.parametrize("words", ["transaction gas limit too high", "exceeds block gas limit", "fiddlesticks"])
def test_what_an_earlier_release_signed_is_freed(house: House, words: str) -> None:
    """By a transaction with the same nonce: only one of the two is ever mined, whoever else has the first."""
    house.chain.gas_cap, house.chain.gas_words = TRANSACTION_GAS, words
    house.chain.gas_of[call(0).data] = 18_000_000
    sign_as_before(house, 0, 22_300_000)
    house.restart()
    finish_too_large(house, 0)
    assert house.chain.executed() == FILLER
    assert not house.journal.sent()
    assert not house.sender.is_freeing


def test_a_lower_limit_is_learned_from_a_refusal(house: House) -> None:
    """The margin above the estimate is refused; smaller parts have their own."""
    house.chain.gas_of[call(0).data] = 7_000_000
    house.chain.gas_cap = 8_000_000
    house.plan(0, 1)
    house.look()
    assert house.sender.is_freeing
    finish_too_large(house, 0)
    house.journal.withdraw(call(0).key)
    half = PlannedCall("half", call(0).to, b"half")
    house.chain.gas_of[half.data] = 3_500_000
    house.journal.plan([half])
    house.finish()
    assert house.chain.executed() == FILLER + Counter([call(1).data, half.data])


def test_a_refusal_is_not_remembered_for_ever(house: House) -> None:
    house.chain.gas_of[call(0).data] = 7_000_000
    house.chain.gas_cap = 8_000_000
    house.plan(0)
    finish_too_large(house, 0)
    house.chain.gas_cap = None
    house.now += 3_600
    assert [one.key for one in house.finish()] == ["call 0"]


@pytest.mark.parametrize("fault", ["crash before", "crash after"])
@pytest.mark.parametrize("crash_at", range(1, 4))
def test_a_crash_on_the_way_changes_nothing(house: House, fault: str, crash_at: int) -> None:
    house.chain.gas_cap = TRANSACTION_GAS
    house.chain.gas_of[call(0).data] = 18_000_000
    sign_as_before(house, 0, 22_300_000)
    left = iter([None] * (crash_at - 1) + [fault])
    house.chain.fault = lambda method: next(left, None) if method == "eth_sendRawTransaction" else None
    for _ in range(2):
        try:
            finish_too_large(house, 0)
            break
        except Crash:
            house.restart()
    assert house.chain.executed() == FILLER
    assert house.chain.used() == 1


def test_one_that_another_node_took_all_the_same_is_done_once(house: House) -> None:
    house.chain.gas_cap = TRANSACTION_GAS
    attempt = sign_as_before(house, 0, 22_300_000)
    house.look()
    assert house.sender.is_freeing
    sender = KEY.address.lower()
    taken = Tx(attempt.tx_hash, sender, 0, call(0).data, attempt.gas, 10**6 * GWEI, 10**4 * GWEI)
    house.chain.pool[sender, 0] = taken  # in the place of the filler
    assert [one.key for one in house.finish()] == ["call 0"]
    assert house.chain.executed()[call(0).data] == 1
    assert not house.sender.is_freeing


def test_another_refusal_is_told_as_before(house: House) -> None:
    house.chain.gas_cap, house.chain.gas_words = 100_000, "fiddlesticks"
    house.chain.gas_of[call(0).data] = 100_000
    house.plan(0)
    with pytest.raises(RefusedByNodeError, match="fiddlesticks"):
        house.look()


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Booth]:
    """A relay that may put 30 ballots into a batch, which has a limit of 720,000 gas."""
    booth = Booth(tmp_path, batch=30)
    for member in range(1, 31):
        booth.hand_in(member)
    yield booth
    booth.close()


def test_ballots_of_a_batch_that_is_refused_come_in_smaller_ones(large: Booth) -> None:
    large.chain.gas_cap = 500_000
    large.round()
    assert (large.status().state, read_kept(large.status().told)) == ("stuck", FREEING)
    large.restart()
    large.bring()
    assert set(large.states()) == {"counted"}
    large.assert_as_on_chain()
    assert large.status().state == "working"
    assert len(large.batches()) > 1


def test_batches_grow_again_when_what_stopped_them_is_over(large: Booth) -> None:
    large.chain.gas_cap = 500_000
    large.bring()
    large.chain.gas_cap = None
    large.now += 3_600
    for member in range(101, 131):
        large.hand_in(member)
    before = len(large.batches())
    large.bring()
    assert len(large.batches()) == before + 1


def test_batches_fit_into_a_transaction_from_the_start(large: Booth) -> None:
    large.relay._sender._outbox._refused_gas = (200_000, large.now)  # FIXED_GAS and four ballots
    large.bring()
    assert set(large.states()) == {"counted"}
    assert max(tx.gas for block in large.chain.blocks for tx in block.txs) <= 200_000
    assert large.chain.broadcasts == len(large.batches()) == 8


def test_a_ballot_that_fits_into_no_transaction_is_told_of(large: Booth) -> None:
    large.relay._sender._outbox._refused_gas = (100_000, large.now)
    for _ in range(8):
        large.round()
    assert (large.status().state, read_kept(large.status().told)) == ("stuck", TOO_LARGE)
    assert set(large.states()) == {"queued"}
    large.now += 3_600
    large.bring()
    assert set(large.states()) == {"counted"}
    assert large.status().state == "working"
