"""Members, memberships and tiers over HTTP."""

from typing import Any

import pytest

ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # an example of EIP-55
NOW = 1_800_000_000


def account(number: int) -> str:
    return f"0x{number:040x}"


@pytest.fixture
def club(brand: Any) -> Any:
    """A member with a checksum in its address and two memberships, and five others."""
    brand.tier(1, 10, name="Gold")
    brand.issue(ADDRESS.lower())
    brand.issue(ADDRESS.lower())
    for number in range(2, 7):
        brand.issue(account(number))
    brand.head()
    return brand


@pytest.mark.parametrize("name", ["1", ADDRESS, ADDRESS.lower(), "0x" + ADDRESS[2:].upper()])
def test_a_member_is_found_by_number_and_by_every_right_spelling(club: Any, client: Any, name: str) -> None:
    member = client.get(f"/v1/members/{name}").json()["member"]
    assert (member["number"], member["account"]) == (1, ADDRESS)
    assert (member["memberships"], member["held_units"], member["units"]) == (2, 20, 20)
    assert [one["token_id"] for one in member["holds"]] == [1, 2]
    assert member["holds"][0]["tier_name"] == "Gold"


def test_a_wrong_checksum_is_refused(club: Any, client: Any) -> None:
    answer = client.get(f"/v1/members/{ADDRESS.replace('5aA', '5Aa')}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_address")
    assert "checksum" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["x", "0x12", "-1", "1.5", "\u0661", "1" * 40, "0x" + "g" * 40, "%00"])
def test_junk_is_no_member(club: Any, client: Any, name: str) -> None:
    assert client.get(f"/v1/members/{name}").status_code == 422


@pytest.mark.parametrize("name", ["0", "7", "999999999999999999", account(0xDEAD)])
def test_an_unknown_member_is_not_found(club: Any, client: Any, name: str) -> None:
    answer = client.get(f"/v1/members/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "6 accounts have a member number" in answer.json()["detail"]


def test_pages_of_members_neither_skip_nor_repeat_while_members_arrive(club: Any, client: Any) -> None:
    first = client.get("/v1/members?limit=4").json()
    club.issue(account(50))
    second = client.get(f"/v1/members?limit=4&cursor={first['page']['next']}").json()
    assert [one["number"] for one in first["members"] + second["members"]] == [1, 2, 3, 4, 5, 6, 7]
    assert second["page"]["next"] is None


def test_a_list_knows_power_and_delegation_of_each_member(club: Any, client: Any) -> None:
    club.delegate(account(2), account(3))
    members = {one["number"]: one for one in client.get("/v1/members").json()["members"]}
    assert (members[2]["units"], members[2]["held_units"], members[2]["delegates_to"]) == (0, 10, account(3))
    assert (members[3]["units"], members[3]["delegates_to"]) == (20, None)


def test_a_member_knows_what_comes_in_and_what_goes_out(club: Any, client: Any) -> None:
    club.delegate(account(2), account(3))
    club.delegate(account(3), account(4))
    three = client.get("/v1/members/3").json()["member"]
    assert (three["delegated_in_units"], three["delegated_out_units"], three["units"]) == (10, 10, 10)


def test_a_membership_tells_who_held_it(club: Any, client: Any) -> None:
    club.at(NOW - 10)
    club.transfer(1, account(2))
    found = client.get("/v1/memberships/1").json()["membership"]
    assert found["holder"] == account(2)
    assert [(one["sender"], one["recipient"]) for one in found["transfers"]] == [(None, ADDRESS), (ADDRESS, account(2))]
    assert found["acquired_at"] == "2027-01-15T07:59:50Z"
    assert client.get("/v1/memberships/8").json()["code"] == "not_found"


def test_tiers_count_what_was_issued_and_show_their_documents(club: Any, client: Any) -> None:
    pinned = client.post("/v1/content", content='{"name": "Silver", "image": "ipfs://x"}').json()
    club.tier(2, 2**32 - 1, uri=pinned["uri"], royalty_bps=500, royalty_receiver=account(9))
    tiers = client.get("/v1/tiers").json()["tiers"]
    assert [(one["id"], one["issued"], one["royalty_receiver"]) for one in tiers] == [(1, 7, None), (2, 0, account(9))]
    assert tiers[1]["document"]["metadata"] == {"name": "Silver", "image": "ipfs://x"}
    assert client.get("/v1/tiers/2").json()["tier"] == tiers[1]
    assert client.get("/v1/tiers/3").json()["code"] == "not_found"


def test_power_asks_for_a_proposal_that_exists(club: Any, client: Any) -> None:
    assert client.get("/v1/members/1/power").json()["code"] == "invalid_request"
    assert client.get("/v1/members/1/power?proposal=3").json()["code"] == "not_found"
    assert client.get("/v1/members/77/power?proposal=3").json()["code"] == "not_found"
