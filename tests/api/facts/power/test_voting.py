"""What a ballot would count for, and the first reason why it would not."""

from typing import Any

import pytest

from api.ballots.power import counting_words
from symbia.rules.ballots.names import Curve
from symbia.words import word
from tests.api.conftest import NOW, account


@pytest.fixture
def house(brand: Any) -> Any:
    """Account 1 holds 17 units, 2 holds none any more, 3 is excluded, 4 has voted, 9 never had votes."""
    brand.tier(1, 17, name="Gold")
    for number in (1, 2, 3, 4):
        brand.issue(account(number))
    brand.delegate(account(2), account(1))
    brand.exclude(1, account(3))
    brand.head()
    return brand


def read(client: Any, number: int, who: int) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/proposals/{number}/power/{account(who)}").json()["power"]
    return found


def code(power: dict[str, Any]) -> str | None:
    return power["problem"] and str(power["problem"]["code"])


def test_a_member_hears_what_its_ballot_counts_for(house: Any, client: Any) -> None:
    house.proposal(1, curve="square_root", cap=5)
    found = read(client, 1, 1)
    assert (found["member"], found["units"], found["votes"], found["fixed"]) == (1, 34, 5, True)
    said = found["counting"].pop("words")["text"]
    assert (said["code"], said["values"]["cap"]) == ("ballots.counting.cap_unused", 5)
    assert found["counting"] == {
        "curve": "square_root",
        "cap": 5,
        "votes_before_cap": 5,
        "text": "The square root of 34 units, rounded down, is 5 votes; the cap of 5 takes nothing away.",
    }
    assert [one["kind"] for one in found["reasons"]] == ["membership", "delegation_in"]
    assert found["problem"] is None


def test_the_first_reason_is_the_contracts_first(house: Any, client: Any) -> None:
    over = {"deadline_at": NOW - 1}
    house.proposal(1, exclusions=1)
    house.proposal(2, exclusions=1, snapshot_at=NOW)
    house.proposal(3, exclusions=1, **over)
    house.proposal(4, exclusions=1, canceled_at=NOW - 5)
    house.ballot(1, account(4))
    found = {who: code(read(client, 1, who)) for who in (1, 2, 3, 4, 9)}
    assert found == {1: None, 2: "no_power", 3: "excluded", 4: "already_voted", 9: "unknown_signer"}
    for who in (1, 2, 3, 4, 9):
        assert [code(read(client, number, who)) for number in (2, 3, 4)] == ["pending", "closed", "closed"]


def test_a_canceled_vote_that_never_began_is_closed(house: Any, client: Any) -> None:
    house.proposal(1, snapshot_at=NOW + 60, canceled_at=NOW - 5)
    found = read(client, 1, 1)
    assert (code(found), found["fixed"]) == ("closed", False)
    assert "ended 2027-01-15 07:59:55 UTC" in found["problem"]["text"]


def test_the_second_of_the_deadline_still_counts(house: Any, client: Any) -> None:
    house.proposal(1, deadline_at=NOW)
    assert read(client, 1, 1)["problem"] is None
    house.head(NOW + 1)
    assert code(read(client, 1, 1)) == "closed"


def test_an_excluded_account_hears_that_it_is_and_what_is_lost(house: Any, client: Any) -> None:
    house.proposal(1, exclusions=1)
    found = read(client, 1, 3)
    assert (found["units"], found["votes"]) == (17, 17)
    (excluded,) = found["excluded"]
    assert (excluded["kind"], excluded["units"]) == ("excluded_account", 17)
    assert found["problem"]["text"].startswith(f"{account(3)} takes no part in proposal 1")
    house.proposal(2)
    assert read(client, 2, 3)["problem"] is None


def test_what_was_delegated_to_an_excluded_account_is_lost_and_said(house: Any, client: Any) -> None:
    house.delegate(account(4), account(3))
    house.proposal(1, exclusions=1)
    found = read(client, 1, 4)
    (lost,) = found["excluded"]
    assert (lost["kind"], lost["units"], lost["account"]) == ("excluded_delegate", 17, account(3))
    assert "17 units count nowhere" in lost["text"]
    assert code(found) == "no_power"
    house.proposal(2)
    assert read(client, 2, 4)["excluded"] == []


def test_a_stranger_hears_what_helps(house: Any, client: Any) -> None:
    house.proposal(1)
    found = read(client, 1, 9)
    assert (found["member"], found["units"], found["votes"], found["reasons"]) == (None, 0, 0, [])
    assert "never had votes" in found["problem"]["text"]


def test_unknown_proposals_and_addresses_are_refused(house: Any, client: Any) -> None:
    assert client.get(f"/v1/proposals/9/power/{account(1)}").json()["code"] == "not_found"
    assert client.get("/v1/proposals/9/power/0x12").json()["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("units", "curve", "cap", "words"),
    [
        (1, "units", 0, "Every unit is a vote: 1 unit, 1 vote."),
        (9, "units", 4, "Every unit is a vote: 9 units, 9 votes; no voter counts for more than 4, so it counts for 4."),
        (17, "square_root", 0, "The square root of 17 units, rounded down, is 4 votes."),
        (5, "one_member_one_vote", 0, "Whoever has units has one vote: 5 units, 1 vote."),
        (0, "one_member_one_vote", 0, "Whoever has units has one vote: 0 units, 0 votes."),
    ],
)
def test_curves_and_caps_in_words(units: int, curve: Curve, cap: int, words: str) -> None:
    assert word(counting_words(units, curve, cap)) == words
