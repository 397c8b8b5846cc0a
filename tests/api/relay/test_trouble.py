"""What happens to ballots after they were taken, on a real chain, and what their receipts say."""

from tests.api.relay.conftest import Booth


def test_a_direct_vote_wins_and_the_receipt_says_so(booth: Booth) -> None:
    member, other = booth.members[0], booth.members[1]
    proposal = booth.propose()
    receipt, second = booth.take(member, proposal), booth.take(other, proposal)
    assert "It waits to be sent" in receipt["reason"]
    booth.house.rpc("anvil_setBalance", member.address, hex(10**18))
    call = booth.house.contracts["BrandGovernor"].functions.castVote(proposal, 0)
    transaction = call.build_transaction({"from": member.address, "nonce": 0, "gas": 300_000})
    raw = member.sign_transaction(transaction).raw_transaction
    booth.house.mined(booth.house.web3.eth.send_raw_transaction(raw))
    booth.bring()
    booth.house.index()
    now = booth.receipt(receipt)
    assert (now["state"], now["problem"], now["tx_hash"]) == ("skipped", "already_voted", None)
    assert "has voted on proposal" in now["reason"]
    assert booth.receipt(second)["state"] == "counted"
    assert set(booth.counted(proposal).values()) == {1}


def test_a_chain_that_goes_back_takes_ballots_with_it_and_they_are_sent_again(booth: Booth) -> None:
    proposal = booth.propose()
    snapshot = booth.house.rpc("evm_snapshot")
    receipt = booth.take(booth.members[0], proposal)
    booth.bring()
    assert (booth.receipt(receipt)["state"], booth.receipt(receipt)["final"]) == ("counted", False)
    height = int(booth.house.rpc("eth_blockNumber"), 16)
    booth.house.rpc("evm_revert", snapshot)
    assert booth.counted(proposal) == {}
    while int(booth.house.rpc("eth_blockNumber"), 16) < height:  # a chain that is taken back grows beyond where it was
        booth.house.rpc("evm_mine")
    booth.relay.round()
    booth.bring()
    assert booth.receipt(receipt)["state"] == "counted"
    assert booth.counted(proposal) == {booth.members[0].address.lower(): 1}


def test_final_after_so_many_blocks(booth: Booth) -> None:
    proposal = booth.propose()
    receipt = booth.take(booth.members[0], proposal)
    booth.bring()
    assert "could still undo" in booth.receipt(receipt)["reason"]
    for _ in range(booth.settings.finality_depth):
        booth.house.rpc("evm_mine")
    booth.relay.round()
    now = booth.receipt(receipt)
    assert (now["state"], now["final"], now["reason"]) == ("counted", True, "It counts for 10 votes.")


def test_stopped_and_started_it_goes_on(booth: Booth) -> None:
    proposal = booth.propose()
    receipts = [booth.take(member, proposal) for member in booth.members[:3]]
    booth.stop()
    receipts.append(booth.take(booth.members[3], proposal))
    booth.relay.round()
    booth.stop()
    booth.bring()
    assert {booth.receipt(one)["state"] for one in receipts} == {"counted"}
    assert set(booth.counted(proposal).values()) == {1}


def test_an_empty_purse_is_said_everywhere(booth: Booth) -> None:
    proposal = booth.propose()
    payer = booth.house.accounts[15]
    booth.house.rpc("anvil_setBalance", payer, hex(1_000))
    receipt = booth.take(booth.members[0], proposal)
    booth.relay.round()
    record, waiting = booth.record(), booth.receipt(receipt)
    assert (record["state"], record["ballots_left"], record["ballots"]["queued"]) == ("empty_purse", 0, 1)
    assert record["balance_wei"] == "1000"
    assert (waiting["state"], waiting["relay"]) == ("queued", "empty_purse")
    assert "POST /v1/ballots/prepare" in waiting["reason"]
    assert payer in waiting["reason"]
    booth.house.rpc("anvil_setBalance", payer, hex(10**21))
    booth.bring()
    assert booth.receipt(receipt)["state"] == "counted"
    assert booth.record()["state"] == "working"
