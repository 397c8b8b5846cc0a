"""Budgets of gas: what is used up waits, is said, and comes back; and no contract wallet delays a key's ballot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relay.ballots.ballot_relay import WALLET_TRIALS
from symbia.rules.ballots.gas import BATCH_GAS, KEY_BALLOT_GAS, Budget, GasRules
from symbia.units import DAY, ETHER

from .booth import Booth, said
from .fake_chain import CALL_GAS, GWEI
from .fake_governor import Wallet

MUCH = Budget(10**12, 10**12)
WALLET_GAS = 250_000
Make = Callable[[GasRules], Booth]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Booth] = []

    def booth(gas: GasRules) -> Booth:
        made.append(Booth(tmp_path, gas=gas))
        return made[-1]

    yield booth
    for one in made:
        one.close()


def rules(member: Budget = MUCH, wallet: Budget = MUCH) -> GasRules:
    return GasRules(member, wallet, ballot=WALLET_GAS, account=10**12)


def midnight(booth: Booth) -> None:
    booth.now = (booth.now // DAY + 1) * DAY


def good_wallet(booth: Booth, member: int, proposal: int = 1, gas: int = CALL_GAS) -> None:
    """A contract wallet that keeps its word, and its ballot."""
    booth.chain.wallets[f"0x{member:040x}"] = Wallet(gas, moody=False)
    booth.hand_in(member, proposal, kind="wallet", gas=gas)


def rounds(booth: Booth, count: int = 12) -> None:
    for _ in range(count):
        booth.round()


def test_what_a_day_has_left_is_used_and_the_rest_waits_for_the_next(make: Make) -> None:
    booth = make(rules(member=Budget(CALL_GAS + BATCH_GAS + KEY_BALLOT_GAS - 1, 10**12)))
    for member in (1, 2, 3, 4):
        booth.hand_in(member)
    rounds(booth)
    assert booth.states() == ["counted"] * 3 + ["queued"]
    assert booth.status().state == "waiting_for_budget"
    assert "00:00 UTC" in said(booth.status().told)
    midnight(booth)
    booth.bring()
    assert booth.states() == ["counted"] * 4
    assert booth.status().state == "working"


def test_a_restart_keeps_the_days_sum(make: Make) -> None:
    booth = make(rules(member=Budget(CALL_GAS + BATCH_GAS, 10**12)))
    booth.hand_in(1)
    rounds(booth)
    booth.hand_in(2)
    booth.restart()
    rounds(booth)
    assert booth.states() == ["counted", "queued"]


def test_gas_is_measured_from_the_receipt_and_expected_before(make: Make) -> None:
    booth = make(rules())
    for member in (1, 2, 3):
        booth.hand_in(member)
    booth.round(mine=False)
    assert [one.expected_gas for one in booth.batches()] == [BATCH_GAS + 3 * KEY_BALLOT_GAS]
    assert booth.queue.spent().today == {"member": BATCH_GAS + 3 * KEY_BALLOT_GAS}
    booth.bring()
    assert booth.queue.spent().today == {"member": CALL_GAS}
    assert [one.gas for one in booth.rows()] == [CALL_GAS // 3] * 3


def test_what_was_not_signed_is_not_spent(make: Make) -> None:
    booth = make(rules())
    booth.hand_in(1)
    booth.chain.balance = ETHER // 10**6
    rounds(booth, 4)
    assert booth.queue.spent().today == {}


def test_a_reverted_batch_is_spent_on_day_proposal_and_account(make: Make) -> None:
    booth = make(rules())
    booth.hand_in(1, kind="wallet", gas=1)
    booth.bring()
    spent = booth.queue.spent()
    assert (spent.today, spent.proposals) == ({"wallet": CALL_GAS}, {("wallet", 1): CALL_GAS})
    assert [(one.state, one.gas) for one in booth.rows()] == [("invalid", CALL_GAS)]


def test_a_proposal_has_its_own_budget_and_others_go_on(make: Make) -> None:
    booth = make(rules(member=Budget(10**12, CALL_GAS + BATCH_GAS)))
    for member in (1, 2, 3):
        booth.hand_in(member)
    rounds(booth, 6)
    booth.hand_in(4)
    booth.hand_in(4, 2)
    midnight(booth)
    rounds(booth)
    assert booth.states() == ["counted"] * 3 + ["queued", "counted"]
    assert booth.status().state == "working", "it works; the receipt says what is wrong with this one"


def test_wallets_have_a_budget_of_their_own(make: Make) -> None:
    booth = make(rules(wallet=Budget(WALLET_GAS, 10**12)))
    good_wallet(booth, 1)
    rounds(booth, 8)
    good_wallet(booth, 2)
    booth.hand_in(3)
    rounds(booth, 8)
    assert booth.states() == ["counted", "queued", "counted"]
    assert booth.status().state == "working"
    midnight(booth)
    booth.bring()
    assert booth.states() == ["counted"] * 3


def test_keys_that_used_up_their_day_do_not_hold_wallets(make: Make) -> None:
    booth = make(rules(member=Budget(0, 0)))
    booth.hand_in(1)
    good_wallet(booth, 2)
    rounds(booth)
    assert booth.states() == ["queued", "counted"]


def test_a_wallets_transaction_may_take_no_more_than_the_limit(make: Make) -> None:
    """Whatever it says when it is estimated, and however often."""
    booth = make(rules())
    good_wallet(booth, 1, gas=WALLET_GAS)
    booth.now += 6
    booth.round(mine=False)
    (tx,) = booth.chain.pool.values()
    assert tx.gas == WALLET_GAS


def test_a_wallet_that_takes_more_than_the_limit_is_not_brought(make: Make) -> None:
    booth = make(rules())
    good_wallet(booth, 1, gas=WALLET_GAS + 1)
    booth.bring()
    assert booth.states() == ["invalid"]
    assert "250,001" in said(booth.rows()[0].told or "")
    assert booth.batches() == []


def test_keys_leave_before_wallets_that_came_first_and_take_their_nonces_first(make: Make) -> None:
    booth = make(rules())
    for member in (1, 2, 3):
        good_wallet(booth, member)
    booth.now += 60
    for member in (4, 5, 6):
        booth.hand_in(member)
    booth.round(mine=False)
    assert booth.states() == ["sent", "queued", "queued"] + ["sent"] * 3
    nonces = {booth.chain.pool[place].data[:4] for place in sorted(booth.chain.pool)[:1]}
    assert not any(booth.chain._is_wallets(data) for data in nonces)


def test_wallets_under_way_take_no_place_of_a_key(make: Make) -> None:
    """Many wait, and none is mined: a key's ballot that comes later leaves at once."""
    booth = make(rules())
    for member in range(1, 9):
        good_wallet(booth, member)
    booth.now += 60
    for _ in range(4):
        booth.round(mine=False)
    assert booth.states().count("sent") == 1
    for member in (21, 22, 23):
        booth.hand_in(member)
    booth.round(mine=False)
    assert booth.states()[-3:] == ["sent"] * 3


def test_a_purse_too_small_for_a_wallet_still_pays_for_keys(make: Make) -> None:
    booth = make(rules())
    booth.chain.balance = 200_000 * 3 * GWEI
    good_wallet(booth, 1)
    booth.hand_in(2)
    rounds(booth)
    assert booth.states() == ["queued", "counted"]
    assert booth.status().state == "working"


def test_a_wallet_that_the_node_cannot_try_holds_nobody(make: Make) -> None:
    """Its gas runs out, which nodes do not call a revert: keys go on, and it is told after a few trials."""
    booth = make(rules())
    booth.chain.wallets[f"0x{1:040x}"] = Wallet(gas=None)
    booth.hand_in(1, kind="wallet")
    booth.hand_in(2)
    booth.now += 6
    booth.round()
    assert booth.states() == ["queued", "sent"]
    booth.bring()
    assert booth.states() == ["invalid", "counted"]
    assert "within its limit" in said(booth.rows()[0].told or "")


def test_wallets_that_changed_their_mind_are_looked_at_a_few_a_round(make: Make) -> None:
    booth = make(rules())
    for member in range(1, 2 * WALLET_TRIALS + 1):
        booth.hand_in(member, kind="wallet")
        booth.chain.wallets[f"0x{member:040x}"] = Wallet(gas=WALLET_GAS + 1)
    booth.now += 6
    booth.round()
    assert booth.states().count("invalid") == WALLET_TRIALS
    booth.bring()
    assert set(booth.states()) == {"invalid"}


def test_a_reorg_spends_nothing_twice(make: Make) -> None:
    booth = make(rules())
    booth.hand_in(1)
    rounds(booth, 6)
    booth.chain.reorg(6, back_to_pool=False)
    booth.bring()
    assert booth.states() == ["counted"]
    assert booth.queue.spent().today == {"member": CALL_GAS}
