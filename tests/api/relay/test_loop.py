"""Signed, handed in, brought, counted: on a real chain."""

from typing import Any

import pytest

METHODS = {0: "against", 1: 2, 2: [1, 3], 3: {"1": 7_500, "3": 2_500}, 4: [3, 1]}


@pytest.mark.parametrize("method", METHODS)
def test_ballots_of_every_method_are_counted(booth: Any, method: int) -> None:
    proposal = booth.propose(method)
    receipts = [booth.take(member, proposal, METHODS[method]) for member in booth.members]
    assert [one["state"] for one in receipts] == ["queued"] * 6
    assert [one["ahead"] for one in receipts] == list(range(6))
    assert receipts[0]["choice"] == METHODS[method]
    booth.bring()
    counted = booth.counted(proposal)
    assert counted == {member.address.lower(): 1 for member in booth.members}
    now = [booth.receipt(one) for one in receipts]
    assert {one["state"] for one in now} == {"counted"}
    assert all(one["tx_hash"] and one["block"] and not one["final"] for one in now)
    booth.house.index()
    listed = booth.house.get(f"/v1/proposals/{proposal}/ballots")["ballots"]
    assert [one["choice"] for one in listed] == [METHODS[method]] * 6
    record = booth.record()
    assert record["state"] == "working"
    assert record["ballots"]["counted"] == 6
    assert record["gas_per_ballot"] * 6 <= record["gas_used"]
    assert int(record["spent_wei"]) > 0


MOST_OPTIONS = {
    0: ("for", 3),
    1: (10, 10),
    2: ([*range(1, 11)], 10),
    3: ({str(n): 1_000 for n in range(1, 11)}, 10),
} | {4: ([6, 5, 4, 3, 2, 1], 6)}


@pytest.mark.parametrize("method", MOST_OPTIONS)
def test_the_first_ballot_is_brought_alone(booth: Any, method: int) -> None:
    """It opens the count, and of a vote between many options writes a word for each: more gas than any that follows."""
    choice, options = MOST_OPTIONS[method]
    proposal = booth.propose(method, options)
    receipt = booth.take(booth.members[0], proposal, choice)
    booth.bring()
    assert booth.receipt(receipt)["state"] == "counted"
