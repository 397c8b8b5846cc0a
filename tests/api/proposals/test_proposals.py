"""Proposals over HTTP and SQL."""

import random
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.proposals import queries
from symbia import tables as models
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, account
from tests.api.proposals.timelock import operation


@pytest.fixture
def voters(brand: Any) -> Any:
    """Four accounts with 10 units each, before every snapshot."""
    brand.tier(1, 10)
    for number in range(1, 5):
        brand.issue(account(number))
    brand.proposal_type(1)
    brand.setting("action_window", "300")
    brand.head()
    return brand


def test_a_proposal_has_all_that_a_voter_asks(voters: Any, client: Any) -> None:
    voters.proposal(1)
    voters.ballot(1, account(1), 1)
    voters.ballot(1, account(2), 0)
    voters.ballot(1, account(3), 2)
    answer = client.get("/v1/proposals/1").json()
    found = answer["proposal"]
    assert answer["as_of"] == {
        "block": 1_000,
        "hash": "0x" + "ab" * 32,
        "timestamp": "2027-01-15T08:00:00Z",
        "final": False,
    }
    assert found["state"] == "active"
    assert found["tally"] == {
        "against": 10,
        "for": 10,
        "abstain": 10,
        "votes": 30,
        "ballots": 3,
        "winner": None,
    }
    assert found["quorum"] == {
        "bps": 2_000,
        "base": 40,
        "least": 1,
        "in_launch": False,
        "units": 40,
        "held": 40,
        "required": 8,
        "counted": 20,
        "missing": 0,
        "reached": True,
    }
    assert found["approval"] == {
        "required_bps": 5_000,
        "share_bps": 5_000,
        "leader": None,
        "missing": 1,
        "passing": False,
    }
    assert found["type"] == {"id": 1, "name": "Type 1"}
    assert found["proposer"] == "0x0000000000000000000000000000000000000001"
    assert [one["code"] for one in found["missing"]] == ["approval"]
    assert found["outlook"]["changes_at"] == "2027-01-15T08:08:21Z"


def test_units_after_the_snapshot_do_not_raise_the_quorum(voters: Any) -> None:
    voters.proposal(1, snapshot_at=NOW - 500)
    voters.at(NOW - 500)
    voters.issue(account(5))
    voters.at(NOW - 499)
    voters.issue(account(6))
    quorum = voters.read(lambda reading: queries.proposal_detail(reading, 1)).quorum
    assert quorum.required == 10  # a fifth of 50: what came in the very second of the snapshot counts


def test_a_proposal_whose_snapshot_is_this_second_is_pending_without_a_quorum(voters: Any) -> None:
    voters.proposal(1, snapshot_at=NOW)
    found = voters.read(lambda reading: queries.proposal_detail(reading, 1))
    assert (found.state, found.quorum.required, found.quorum.reached) == ("pending", None, None)


def test_a_page_of_proposals_has_the_same_totals_as_each_alone(voters: Any) -> None:
    chance = random.Random(3)
    moments = sorted(chance.sample(range(NOW - 10_000, NOW), 30))
    for moment in moments:
        voters.at(moment)
        voters.issue(account(chance.randrange(1, 9)))
    for number in range(1, 21):
        snapshot = chance.choice(moments) + chance.randrange(-2, 3)
        # As if nobody had come or gone since the proposal: no units hold the quorum back.
        base = 10 * (4 + sum(moment <= snapshot for moment in moments))
        voters.proposal(number, snapshot_at=snapshot, deadline_at=NOW + 9, quorum_base=base)
    page = voters.read(lambda reading: queries.proposal_page(reading, limit=50))
    for one in page.proposals:
        alone = voters.read(lambda reading, number=one.number: queries.proposal_detail(reading, number))
        issued = 4 + sum(moment <= alone.snapshot_at.timestamp() for moment in moments)
        expected = None if one.state == "pending" else -(-issued * 10 * 2_000 // 10_000)
        assert one.quorum.required == alone.quorum.required == expected


def test_the_tally_is_the_sum_of_the_ballots(voters: Any) -> None:
    chance = random.Random(4)
    sums = {number: [0, 0, 0, 0] for number in range(1, 6)}
    for number in sums:
        voters.proposal(number)
        for voter in range(chance.randrange(40)):
            support, units = chance.randrange(3), chance.randrange(1, 2**40)
            voters.ballot(number, account(1_000 + voter), support, units)
            sums[number][support] += units
            sums[number][3] += 1
    page = voters.read(lambda reading: queries.proposal_page(reading, limit=50))
    for one in page.proposals:
        tally = one.tally
        assert [tally.against, tally.for_, tally.abstain, tally.ballots] == sums[one.number]


def test_each_state_filters_exactly(voters: Any, client: Any) -> None:
    over: dict[str, Any] = {"snapshot_at": NOW - 900, "deadline_at": NOW - 1, "binding": True}
    voters.proposal(1, snapshot_at=NOW)
    voters.proposal(2)
    voters.proposal(3, **over, canceled_at=NOW - 5)
    voters.proposal(4, **over)
    for number in (5, 6, 7, 8, 9):
        voters.ballot(number, account(1), 1)
    voters.proposal(5, **over)
    voters.proposal(6, **over, queued_at=NOW - 9, eta_at=NOW + 9)
    voters.proposal(7, **{**over, "deadline_at": NOW - 301})
    voters.proposal(8, **over, executed_at=NOW - 1)
    voters.proposal(9, **over, queued_at=NOW - 400, eta_at=NOW - 301)
    expected = {
        "pending": [1],
        "active": [2],
        "canceled": [3],
        "defeated": [4],
        "succeeded": [5],
        "queued": [6],
        "expired": [9, 7],
        "executed": [8],
    }
    everything = client.get("/v1/proposals").json()["proposals"]
    for state, numbers in expected.items():
        found = client.get(f"/v1/proposals?state={state}").json()["proposals"]
        assert [one["number"] for one in found] == numbers
        assert found == [one for one in everything if one["state"] == state]
        paged = walk(client, f"/v1/proposals?state={state}&limit=1")
        assert paged == numbers


def walk(client: Any, path: str) -> list[int]:
    numbers: list[int] = []
    cursor = ""
    while True:
        answer = client.get(f"{path}{cursor}").json()
        numbers += [one["number"] for one in answer["proposals"]]
        if answer["page"]["next"] is None:
            return numbers
        cursor = f"&cursor={answer['page']['next']}"


def test_pages_neither_skip_nor_repeat_while_proposals_arrive(voters: Any, client: Any) -> None:
    for number in range(1, 8):
        voters.proposal(number)
    first = client.get("/v1/proposals?limit=3").json()
    voters.proposal(8)
    rest = walk(client, f"/v1/proposals?limit=3&cursor={first['page']['next']}")[: 7 - 3]
    assert [one["number"] for one in first["proposals"]] + rest == [7, 6, 5, 4, 3, 2, 1]


def test_types_filter_and_are_listed_with_their_rules(voters: Any, client: Any) -> None:
    voters.proposal_type(2, name="Treasury", binding=True, proposer_rule="members")
    voters.proposal(1)
    voters.proposal(2, type_id=2)
    assert [one["number"] for one in client.get("/v1/proposals?type=2").json()["proposals"]] == [2]
    types = client.get("/v1/proposal-types").json()["proposal_types"]
    assert [(one["id"], one["name"], one["binding"], one["proposer_rule"]) for one in types] == [
        (1, "Type 1", False, "brand_or_members"),
        (2, "Treasury", True, "members"),
    ]


def test_actions_are_decoded_as_far_as_they_are_calls_of_the_brand(voters: Any, client: Any) -> None:
    voters.proposal(1, binding=True)
    grant = "0x" + keccak(text="grantRole(uint64,address,uint32)")[:4].hex()
    grant += encode(["uint64", "address", "uint32"], [2**64 - 1, account(9), 5]).hex()
    for position, (target, calldata) in enumerate([(account(0xC0), grant), (account(5), grant), (account(0xC0), "0x")]):
        voters.add(
            models.ProposalAction(
                proposal_number=1,
                position=position,
                target=target,
                value=to_wei_text(10**30),
                calldata=calldata,
                block_number=1,
            )
        )
    actions = client.get("/v1/proposals/1").json()["proposal"]["actions"]
    assert actions[0]["value"] == str(10**30)
    assert actions[0]["call"]["function"] == "grantRole(uint64,address,uint32)"
    assert [one["value"] for one in actions[0]["call"]["arguments"]] == [str(2**64 - 1), account(9), "5"]
    assert actions[1]["call"] is None
    assert actions[2]["call"] is None


@pytest.mark.parametrize(("ended", "state"), [("executed_at", "executed"), ("canceled_at", "canceled")])
def test_an_operation_that_ended_on_the_timelock_itself_ends_its_proposal_only(
    voters: Any, client: Any, ended: str, state: str
) -> None:
    over: dict[str, Any] = {
        "snapshot_at": NOW - 900,
        "deadline_at": NOW - 100,
        "binding": True,
        "queued_at": NOW - 9,
        "eta_at": NOW - 5,
        "description": "the same words",
    }
    for number in (1, 2):
        voters.ballot(number, account(1), 1)
        voters.proposal(number, **over)
        voters.add(
            models.ProposalAction(
                proposal_number=number,
                position=0,
                target=account(number),
                value=to_wei_text(0),
                calldata="0x01",
                block_number=1,
            )
        )
    voters.add(operation(account(0xC1), 1, keccak(text="the same words"), [account(1)], NOW - 5, **{ended: NOW - 1}))
    states = {one["number"]: one["state"] for one in client.get("/v1/proposals").json()["proposals"]}
    assert states == {1: state, 2: "queued"}


def test_text_of_strangers_comes_back_as_it_is(voters: Any, client: Any) -> None:
    title = "<script>alert(1)</script> ‮ \u0000 日本語 🧴 " + "x" * 5_000
    voters.proposal(1, title=title.replace("\u0000", ""), description="\x07" + title.replace("\u0000", ""))
    answer = client.get("/v1/proposals/1")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["proposal"]["title"] == title.replace("\u0000", "")


def test_a_document_is_given_with_its_text_or_with_the_reason_why_not(voters: Any, client: Any) -> None:
    pinned = client.post("/v1/content", content="# Héllo\n").json()
    picture = client.post("/v1/content", content=b"\x89PNG\r\n\x1a\n\xff").json()
    voters.proposal(1, content_uri=pinned["uri"])
    voters.proposal(2, content_uri="ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy")
    voters.proposal(3, content_uri=picture["uri"])
    voters.proposal(4, content_uri="https://example.org/x")
    voters.proposal(5)
    answers = {number: client.get(f"/v1/proposals/{number}") for number in range(1, 6)}
    documents = {number: answer.json()["proposal"]["document"] for number, answer in answers.items()}
    assert [documents[number]["availability"] for number in range(1, 6)] == [
        "available",
        "unavailable",
        "not_text",
        "none",
        "none",
    ]
    assert documents[1]["text"] == "# Héllo\n"
    assert documents[2]["note"]
    assert "etag" in answers[1].headers
    assert "etag" not in answers[2].headers  # it may turn up before the next block


def test_unknown_proposals_are_no_or_not_yet(voters: Any, client: Any) -> None:
    voters.proposal(1)
    no = client.get("/v1/proposals/2")
    assert (no.status_code, no.json()["code"]) == (404, "not_found")
    assert no.json()["detail"] == "There is no proposal 2: the newest is 1 at block 1000, the head of the chain."
    voters.head(chain_head=1_005)
    later = client.get("/v1/proposals/2")
    assert (later.status_code, later.json()["code"]) == (404, "not_yet_indexed")
    assert "block 1000" in later.json()["detail"]
    assert "1005" in later.json()["detail"]
