"""Budgets of gas and the bound on proposers, as members meet them: refused or kept waiting, with what to do."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from symbia.rules.ballots.gas import BATCH_GAS, KEY_BALLOT_GAS
from symbia.tables.db import service_session
from symbia.tables.relay import RelayStatus
from tests.api.relay.conftest import DAY, Booth, sign

NOON = 1_900_000_000 // DAY * DAY + DAY // 2
ONE = KEY_BALLOT_GAS + BATCH_GAS


@pytest.fixture
def at_noon(booth: Booth) -> Booth:
    """The server's clock stands at noon: today's gas comes back in twelve hours."""
    services = booth.house.app.state.services
    booth.house.app.state.services = replace(services, clock=lambda: float(NOON))
    with service_session(services.engine) as session:
        session.get_one(RelayStatus, 1).heartbeat_at = NOON  # the relay lives at that time, too
    return booth


def limit(booth: Booth, **changed: int) -> None:
    services = booth.house.app.state.services
    booth.house.app.state.services = replace(services, settings=replace(services.settings, **changed))


def refused(booth: Booth, member: Any, proposal: int, **more: Any) -> dict[str, Any]:
    """The same code beside typed data and in the refusal."""
    prepared = booth.prepared(member, proposal, **more)
    assert prepared["problem"] is not None
    problem = booth.refuses(booth.filled(prepared, sign(member, prepared["typed_data"])))
    assert (problem["code"], problem["directly"]) == (prepared["problem"]["code"], "/v1/ballots/prepare")
    return problem


def wallet(booth: Booth, owner: int = 0) -> str:
    made = str(booth.house.deploy("ContractWallet", booth.members[owner].address).address)
    booth.issue(made)
    return made


def wallets_ballot(booth: Booth, account: str, proposal: int, owner: int = 0) -> dict[str, Any]:
    body = {"account": account, "proposal": proposal, "choice": "for"}
    prepared = booth.house.ask("POST", "/v1/ballots/typed-data", json=body).json()
    return booth.filled(prepared, sign(booth.members[owner], prepared["typed_data"]))


def test_an_account_has_a_quota_of_gas(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    limit(booth, relay_account_gas=2 * KEY_BALLOT_GAS)
    booth.take(member, proposal, "for")
    booth.take(member, proposal, "against")
    problem = refused(booth, member, proposal, choice="abstain")
    assert (problem["code"], "24,000 gas within 24 hours" in problem["detail"]) == ("quota_used_up", True)
    assert booth.take(booth.members[1], proposal)["state"] == "queued"
    assert booth.record()["gas"]["account_per_day"] == 2 * KEY_BALLOT_GAS


def test_a_deadline_of_its_own_costs_a_batch_of_its_own(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    limit(booth, relay_account_gas=ONE)
    booth.take(member, proposal, deadline=booth.house.now() + DAY // 2)
    assert refused(booth, member, proposal, choice="against")["code"] == "quota_used_up"


def test_what_was_measured_counts_for_the_account(booth: Booth) -> None:
    """A ballot that travelled alone took more than was expected."""
    first, second, member = booth.propose(), booth.propose(), booth.members[0]
    limit(booth, relay_account_gas=60_000)
    booth.take(member, first)
    assert booth.prepared(member, second)["problem"] is None
    booth.bring()
    assert booth.record()["gas"]["member"]["spent_today"] > 60_000
    assert refused(booth, member, second)["code"] == "quota_used_up"


def test_over_the_days_budget_a_ballot_waits_for_tomorrow(at_noon: Booth) -> None:
    """As long as there will be gas before its vote ends; else it is refused."""
    booth = at_noon
    proposal = booth.propose()
    limit(booth, relay_day_gas=ONE)
    first, second = booth.take(booth.members[0], proposal), booth.take(booth.members[1], proposal)
    assert "It waits to be sent" in first["reason"]
    midnight = datetime.fromtimestamp(NOON + DAY // 2, UTC)
    assert second["words"]["reason"]["code"] == "relay.receipt.waits_for_gas"
    assert second["expected_by"] == midnight.isoformat().replace("+00:00", "Z")
    assert "POST /v1/ballots/prepare" in second["reason"]
    limit(booth, relay_day_gas=ONE // 2)
    assert refused(booth, booth.members[2], proposal)["code"] == "gas_used_up"
    gas = booth.record()["gas"]
    assert gas["back_at"] == second["expected_by"]
    assert gas["member"]["promised"] == 2 * KEY_BALLOT_GAS


def test_a_vote_that_ends_before_the_gas_comes_back_is_refused_at_once(at_noon: Booth) -> None:
    booth = at_noon
    proposal = booth.propose()
    booth.house.travel(DAY // 2 + 600)
    booth.house.index()
    limit(booth, relay_day_gas=0)
    problem = refused(booth, booth.members[0], proposal)
    assert (problem["code"], "until this vote ends" in problem["detail"]) == ("gas_used_up", True)
    assert sum(booth.record()["ballots"].values()) == 0


def test_a_proposal_has_a_budget_and_says_so(booth: Booth) -> None:
    proposal, other = booth.propose(), booth.propose()
    booth.take(booth.members[0], proposal)
    booth.bring()
    spent = booth.record()["gas"]["proposals"]
    assert [(one["proposal"], one["member_spent"] > ONE - KEY_BALLOT_GAS) for one in spent] == [(proposal, True)]
    limit(booth, relay_proposal_gas=spent[0]["member_spent"] + ONE - 1)
    problem = refused(booth, booth.members[1], proposal)
    assert (problem["code"], f"proposal {proposal}" in problem["detail"]) == ("gas_used_up", True)
    assert booth.take(booth.members[1], other)["state"] == "queued"


def test_contract_wallets_use_up_their_own_gas_and_no_keys(at_noon: Booth) -> None:
    booth = at_noon
    made = wallet(booth)
    proposal = booth.propose()
    booth.house.travel(DAY // 2 + 600)
    booth.house.index()
    limit(booth, relay_wallet_day_gas=0)
    problem = booth.refuses(wallets_ballot(booth, made, proposal))
    assert (problem["code"], "contract wallets" in problem["detail"]) == ("gas_used_up", True)
    assert "It waits to be sent" in booth.take(booth.members[0], proposal)["reason"]


def test_a_contract_wallet_that_takes_too_much_gas_is_refused_before_it_is_kept(booth: Booth) -> None:
    made = wallet(booth)
    proposal = booth.propose()
    limit(booth, relay_wallet_gas=40_000)
    problem = booth.refuses(wallets_ballot(booth, made, proposal))
    assert (problem["code"], "40,000 gas" in problem["detail"]) == ("ballot_refused", True)
    assert sum(booth.record()["ballots"].values()) == 0


def test_of_one_proposers_running_proposals_the_first_are_relayed(booth: Booth) -> None:
    first, second, third = booth.propose(), booth.propose(), booth.propose()
    limit(booth, relay_proposals=2)
    for proposal in (first, second):
        booth.take(booth.members[0], proposal)
    problem = refused(booth, booth.members[0], third)
    assert (problem["code"], "2 proposals of one proposer" in problem["detail"]) == ("too_many_proposals", True)
    assert booth.record()["proposals_per_proposer"] == 2
    booth.house.travel(booth.house.call("BrandGovernor", "proposalDeadline", first) - booth.house.now() + 1)
    booth.house.index()
    booth.relay.round()
    assert booth.take(booth.members[0], third)["state"] == "queued", "the first one runs no more"
    assert booth.prepared(booth.members[1], second)["problem"] is None


def bring_directly(booth: Booth, ballot: dict[str, Any]) -> None:
    """A stranger sends what a member signed."""
    support = {"against": 0, "for": 1, "abstain": 2}[ballot["choice"]]
    signature = bytes.fromhex(ballot["signature"][2:])
    short = signature[:32] + (int.from_bytes(signature[32:64]) | (signature[64] - 27) << 255).to_bytes(32)
    packed = short + bytes([support])
    before = booth.counted(ballot["proposal"])
    booth.house.send("BrandGovernor", "castBallots", ballot["proposal"], ballot["deadline"], packed, sender=9)
    assert len(booth.counted(ballot["proposal"])) == len(before) + 1


def test_a_ballot_that_a_stranger_brought_first_counts_and_the_receipt_says_so(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    signed = booth.signed(member, proposal)
    receipt = booth.post(signed).json()["receipt"]
    bring_directly(booth, signed)
    booth.bring()
    before = booth.receipt(receipt)
    assert (before["state"], before["final"]) == ("skipped", False), "the server has not read the block yet"
    assert before["words"]["reason"]["code"] == "relay.receipt.not_yet_known"
    booth.house.index()
    now = booth.receipt(receipt)
    assert (now["state"], now["problem"], now["counts_for"]) == ("counted", None, 10)
    assert now["tx_hash"] in now["reason"]
    assert "another brought it" in now["reason"]
    assert booth.post(signed).json()["receipt"]["state"] == "counted"


def test_a_replaced_ballot_that_a_stranger_brought_counts_and_the_new_one_does_not(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    signed = booth.signed(member, proposal, "for")
    old = booth.post(signed).json()["receipt"]
    new = booth.take(member, proposal, "against")
    waiting = booth.receipt(old)
    assert (waiting["state"], waiting["final"]) == ("replaced", False)
    assert "whoever else has it could bring it" in waiting["reason"]
    bring_directly(booth, signed)
    booth.house.index()
    assert booth.receipt(new)["state"] == "skipped", "before the relay has noticed"
    booth.bring()
    assert booth.receipt(old)["state"] == "counted"
    assert (booth.receipt(new)["state"], booth.receipt(new)["problem"]) == ("skipped", "already_voted")
    assert booth.post(signed).json()["receipt"]["state"] == "counted"


def test_a_replaced_ballot_is_final_when_its_vote_is_over(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    old = booth.take(member, proposal, "for")
    booth.take(member, proposal, "against")
    booth.house.travel(2 * DAY)
    for _ in range(booth.settings.finality_depth):
        booth.house.rpc("evm_mine")
    booth.house.index()
    now = booth.receipt(old)
    assert now["words"]["reason"]["code"] == "relay.receipt.replaced_for_good"


def test_a_chain_that_takes_the_strangers_transaction_back_takes_the_word_back(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    signed = booth.signed(member, proposal)
    receipt = booth.post(signed).json()["receipt"]
    snapshot = booth.house.rpc("evm_snapshot")
    bring_directly(booth, signed)
    booth.house.index()
    assert booth.receipt(receipt)["state"] == "counted"
    booth.house.rpc("evm_revert", snapshot)
    for _ in range(3):
        booth.house.rpc("evm_mine")
    booth.house.index()
    assert booth.receipt(receipt)["state"] == "queued"
    booth.bring()
    assert booth.receipt(receipt)["state"] == "counted"
