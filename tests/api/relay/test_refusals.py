"""What a voter hears before signing, and what is refused afterwards: the same reasons, each with its code."""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account

from tests.api.relay.conftest import DAY, Booth


def said(booth: Booth, member: Any, proposal: int, **more: Any) -> tuple[str, str]:
    """The problem beside typed data, which handing in must repeat."""
    prepared = booth.prepared(member, proposal, **more)
    signed = booth.signed(member, proposal, **more)
    refused = booth.refuses(signed)
    assert prepared["problem"] is not None
    assert prepared["problem"]["code"] == refused["code"]
    assert refused["directly"] == "/v1/ballots/prepare"
    return refused["code"], refused["detail"]


def test_before_and_after_the_vote(booth: Booth) -> None:
    member = booth.members[0]
    proposal = booth.propose(open_=False)
    code, detail = said(booth, member, proposal)
    assert (code, "It begins after" in detail) == ("vote_pending", True)
    assert booth.prepared(member, proposal)["counts_for"] == 10, "what it will count for is known before"
    booth.house.travel(120)
    booth.house.index()
    assert booth.prepared(member, proposal)["problem"] is None
    late = said(booth, member, proposal, deadline=booth.house.now() - 1)
    assert late[0] == "ballot_expired"
    near = said(booth, member, proposal, deadline=booth.house.now() + 30)
    assert (near[0], "Cast it directly" in near[1]) == ("deadline_too_near", True)
    booth.house.travel(2 * DAY)
    booth.house.index()
    assert said(booth, member, proposal)[0] == "vote_closed"


def test_who_has_no_vote(booth: Booth) -> None:
    proposal = booth.propose()
    stranger = Account.from_key("0x" + "99" * 32)
    code, detail = said(booth, stranger, proposal)
    assert (code, "had no units at the snapshot" in detail) == ("no_voting_power", True)
    booth.issue(stranger.address)
    booth.house.index()
    assert said(booth, stranger, proposal)[0] == "no_voting_power", "issued after the snapshot"


def test_suggested_deadline_is_one_for_all_and_outlasts_a_late_quorum(booth: Booth) -> None:
    proposal = booth.propose()
    closes = booth.house.call("BrandGovernor", "proposalDeadline", proposal)
    found = {booth.prepared(member, proposal)["deadline"] for member in booth.members}
    assert found == {closes + 3_600}


def test_unknown_proposals_and_choices(booth: Booth) -> None:
    proposal = booth.propose(3)
    body = {"account": booth.members[0].address, "proposal": proposal, "choice": {"1": 9_999}}
    refused = booth.house.ask("POST", "/v1/ballots/typed-data", json=body).json()
    assert (refused["code"], "add up to 9,999" in refused["detail"]) == ("invalid_choice", True)
    assert booth.house.ask("POST", "/v1/ballots/typed-data", json={**body, "proposal": 99}).status_code == 404
    assert booth.house.ask("GET", f"/v1/ballots/receipts/{'0' * 64}").json()["code"] == "not_found"


def test_a_waiting_ballot_is_replaced_and_the_relay_brings_the_new_one(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    first = booth.signed(member, proposal, "for")
    old = booth.post(first).json()["receipt"]
    assert booth.prepared(member, proposal, "against")["replaces"] == old["id"]
    new = booth.take(member, proposal, "against")
    replaced = booth.receipt(old)
    assert (replaced["state"], replaced["replaced_by"]) == ("replaced", new["id"])
    assert booth.refuses(first)["code"] == "ballot_replaced"
    again = booth.take(member, proposal, "for")
    assert again["id"] != old["id"], "the same choice once more is other typed data"
    booth.bring()
    assert booth.receipt(again)["state"] == "counted"
    assert booth.refuses(first)["code"] == "ballot_replaced"
    booth.house.index()
    (ballot,) = booth.house.get(f"/v1/proposals/{proposal}/ballots")["ballots"]
    assert ballot["choice"] == "for"


def test_without_a_relay_nothing_is_taken(house: Any, tmp_path: Any) -> None:
    booth = Booth(house, tmp_path)
    proposal = booth.propose()
    record = booth.record()
    assert (record["state"], record["account"], record["ballots_left"]) == ("none", None, None)
    code, detail = said(booth, booth.members[0], proposal)
    assert (code, "Cast it directly" in detail) == ("relay_unavailable", True)


@pytest.mark.parametrize("hours", [20, 0.5])
def test_a_silent_relay_is_said_and_trusted_only_while_there_is_time(booth: Booth, hours: float) -> None:
    proposal = booth.propose()
    booth.house.travel(int(DAY - hours * 3_600))
    booth.house.index()
    services = booth.house.app.state.services
    booth.house.app.state.services = replace(services, clock=lambda: services.clock() + 600)
    assert booth.record()["state"] == "stopped"
    if hours < 1:
        assert said(booth, booth.members[0], proposal)[0] == "relay_unavailable"
        return
    receipt = booth.take(booth.members[0], proposal)
    assert (receipt["state"], receipt["relay"]) == ("queued", "stopped")
    assert "no sign of life for 10 minutes" in receipt["reason"]


def test_a_refusal_has_its_code_and_values_in_every_language(booth: Booth) -> None:
    proposal, member = booth.propose(), booth.members[0]
    deadline = booth.house.now() + 30
    prepared = booth.prepared(member, proposal, deadline=deadline)
    expected = {"code": "relay.problem.too_near", "values": {"left": 30, "lead": 60}}
    assert prepared["problem"]["words"] == {"detail": expected}
    signed = booth.signed(member, proposal, deadline=deadline)
    answer = booth.house.ask("POST", "/v1/ballots?lang=zh", json=signed)
    assert (answer.status_code, answer.headers["content-language"]) == (409, "zh")
    assert answer.json()["words"]["detail"] == expected
    assert answer.json()["detail"]


def test_what_is_signed_has_one_name(booth: Booth) -> None:
    """Documents are what lies on IPFS."""
    body = {"account": booth.members[0].address, "proposal": booth.propose(), "choice": "for"}
    assert booth.house.ask("POST", "/v1/ballots/typed-data", json=body).json()["typed_data"]
    assert booth.house.ask("POST", "/v1/ballots/document", json=body).status_code == 404


def test_an_unknown_proposal_is_named_with_the_newest(booth: Booth) -> None:
    newest = booth.propose()
    body = {"account": booth.members[0].address, "proposal": 99, "choice": "for"}
    said = booth.house.ask("POST", "/v1/ballots/typed-data", json=body).json()["words"]["detail"]["values"]
    assert said["thing"] == {"code": "proposals.unknown.proposal", "values": {"number": 99}}
    assert said["known"] == {"code": "proposals.unknown.newest", "values": {"n": newest}}
