"""Members over HTTP."""

from typing import Any

import pytest

from api.members.schemas import MAX_HOLDS
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Membership
from tests.api.conftest import NOW, account

ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # an example of EIP-55


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


def test_a_member_page_says_what_a_state_costs(club: Any, client: Any) -> None:
    club.life.notice(2, NOW + 600)
    one, other = client.get("/v1/members/1").json()["member"]["holds"]
    assert (one["state"], one["explanation"]) == ("active", None)
    assert (other["state"], other["locked"]) == ("under_notice", True)
    assert "dismissRevocation(2)" in other["explanation"]


def test_what_is_neither_an_address_nor_a_number_is_told_what_to_write(club: Any, client: Any) -> None:
    assert client.get("/v1/members/bob").json()["detail"] == (
        "'bob' is not an address: write 0x and 40 hex digits. A member number does too."
    )


def test_an_unknown_member_in_codes(club: Any, client: Any) -> None:
    for name, thing in (
        ("7", {"code": "members.unknown.number", "values": {"name": "7"}}),
        (account(0xDEAD), {"code": "members.unknown.account", "values": {"account": checksum(account(0xDEAD))}}),
    ):
        known = {"code": "members.unknown.numbers_given", "values": {"n": 6}}
        assert client.get(f"/v1/members/{name}").json()["words"]["detail"] == {
            "code": "kit.reading.missing", "values": {"thing": thing, "known": known, "block": 1_000}
        }  # fmt: skip


def test_in_chinese_a_member_has_the_same_codes(club: Any, client: Any) -> None:
    club.life.notice(2, NOW + 600)
    english, chinese = client.get("/v1/members/1"), client.get("/v1/members/1?lang=zh")
    assert chinese.headers["content-language"] == "zh"
    held, same = (answer.json()["member"]["holds"][1] for answer in (english, chinese))
    assert same["words"] == held["words"]
    assert same["words"]["explanation"]["code"] == "memberships.explained.notice_since"
    assert same["explanation"]


def test_memberships_beyond_the_bound_are_counted(club: Any, client: Any) -> None:
    assert client.get("/v1/members/1").json()["member"]["holds_left_out"] == 0
    club.tier(2, 1)
    club.add(*(many_of(club, ADDRESS.lower(), MAX_HOLDS - 1)))
    member = client.get("/v1/members/1").json()["member"]
    assert member["memberships"] == MAX_HOLDS + 1
    assert (len(member["holds"]), member["holds_left_out"]) == (MAX_HOLDS, 1)
    assert member["held_units"] == 20 + MAX_HOLDS - 1


def many_of(club: Any, holder: str, count: int) -> list[Membership]:
    """Rows of memberships of tier 2, after those that were issued before."""
    first = len(club.tokens) + 1
    return [
        Membership(
            token_id=token_id, tier_id=2, holder=holder, units=1, issued_at=NOW - 9, acquired_at=NOW - 9, block_number=1
        )
        for token_id in range(first, first + count)
    ]
