"""One membership: its facts, what its state costs, and what happened to it."""

from typing import Any

import pytest

from tests.api.conftest import NOW, account

DAY = 86_400
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.fixture
def club(brand: Any) -> Any:
    """Member 1 holds memberships 1 (Gold, for life) and 2 (Trial, over for ten days), member 2 membership 3 (Gold)."""
    brand.tier(1, 10, name="Gold")
    brand.tier(2, 3, name="Trial", duration=30 * DAY, transferable=False)
    brand.at(NOW - 40 * DAY)
    brand.issue(ADDRESS.lower())
    brand.issue(ADDRESS.lower(), 2)
    brand.issue(account(2))
    brand.head()
    return brand


def read(client: Any, token: int) -> Any:
    answer = client.get(f"/v1/memberships/{token}")
    assert answer.status_code == 200, answer.text
    return answer.json()["membership"]


def test_an_active_membership_costs_nothing(club: Any, client: Any) -> None:
    club.delegate(ADDRESS.lower(), account(2))
    one = read(client, 1)
    assert (one["holder"], one["member_number"], one["delegates_to"]) == (ADDRESS, 1, account(2))
    assert (one["state"], one["units"], one["tier_name"], one["locked"]) == ("active", 10, "Gold", False)
    assert (one["expires_at"], one["revocable_at"], one["reason"], one["explanation"]) == (None, None, None, None)
    assert read(client, 3)["delegates_to"] is None


def test_expired_but_not_lapsed_still_votes_and_says_so(club: Any, client: Any) -> None:
    one = read(client, 2)
    assert (one["state"], one["units"], one["expires_at"]) == ("expired", 3, "2027-01-05T08:00:00Z")
    assert one["explanation"] == (
        "Its time was over 2027-01-05 08:00:00 UTC. Its 3 units still count, until somebody lapses it, which anybody "
        "may. Perks refuse it. Renew it before that happens, and its units never stop counting. Anybody can pay for it."
    )
    member = client.get("/v1/members/1").json()["member"]
    assert member["units"] == 13
    assert (
        "expired 2027-01-05 08:00:00 UTC: its units count until somebody lapses it"
        in member["power"]["reasons"][1]["text"]
    )
    club.perk(1)
    refused = client.get(f"/v1/perks/1/eligibility?account={ADDRESS}&token_id=2").json()["memberships"][0]
    assert [one["fix"] for one in refused["verdicts"] if not one["passed"]] == ["Renew it to redeem."]


def test_a_lapsed_membership_says_since_when(club: Any, client: Any) -> None:
    club.at(NOW - DAY)
    club.life.lapse(2)
    one = read(client, 2)
    assert (one["state"], one["units"]) == ("lapsed", 0)
    assert "It was lapsed 2027-01-14 08:00:00 UTC: its 3 units do not count, and perks refuse it." in one["explanation"]
    assert "Renew it: its units count again at once." in one["explanation"]
    member = client.get("/v1/members/1").json()["member"]
    assert [reason["units"] for reason in member["power"]["reasons"]] == [10, 0]
    assert "lapsed: its units count again once it is renewed" in member["power"]["reasons"][1]["text"]


def test_a_notice_comes_with_its_reason_and_how_to_appeal(club: Any, client: Any) -> None:
    pinned = client.post("/v1/content", content="# Why\n\nResold at the door.").json()
    club.at(NOW - 100)
    club.life.notice(1, NOW + DAY, pinned["uri"])
    one = read(client, 1)
    assert (one["state"], one["units"], one["locked"]) == ("under_notice", 10, True)
    assert (one["revocable_at"], one["reason"]["text"]) == ("2027-01-16T08:00:00Z", "# Why\n\nResold at the door.")
    assert "gave notice 2027-01-15 07:58:20 UTC that it means to revoke it" in one["explanation"]
    assert "a binding proposal whose action is dismissRevocation(1)" in one["explanation"]
    assert "must be executed before 2027-01-16 08:00:00 UTC" in one["explanation"]
    club.head(NOW + DAY)
    assert "the brand may revoke it at any moment" in read(client, 1)["explanation"]
    club.life.drop_notice(1, dismissed=True)
    assert (read(client, 1)["state"], read(client, 1)["reason"]) == ("active", None)


def test_an_expired_membership_under_notice_is_told_both(club: Any, client: Any) -> None:
    club.life.notice(2, NOW + DAY)
    one = read(client, 2)
    assert (one["state"], one["revocable_at"]) == ("expired", "2027-01-16T08:00:00Z")
    assert "Its time was over" in one["explanation"]
    assert "it means to revoke it" in one["explanation"]
    assert "Anybody can pay for it." in one["explanation"]  # the notice does not take the time away


def test_a_burnt_number_is_found_and_never_used_again(club: Any, client: Any) -> None:
    club.at(NOW - DAY)
    club.life.end(3)
    one = read(client, 3)
    assert (one["state"], one["holder"], one["last_holder"], one["units"]) == ("burnt", None, account(2), 0)
    assert (one["member_number"], one["ended_at"]) == (None, "2027-01-14T08:00:00Z")
    assert one["explanation"] == (
        f"Its holder {account(2)} gave it up for ever 2027-01-14 08:00:00 UTC. The number 3 is never used again; a "
        "membership issued later is another one."
    )
    assert club.issue(account(2)) == 4
    assert read(client, 3)["state"] == "burnt"
    assert read(client, 4)["state"] == "active"


def test_a_revoked_membership_keeps_the_reason(club: Any, client: Any) -> None:
    club.life.notice(3, NOW - 10, "ipfs://why")
    club.life.end(3, revoked=True)
    one = read(client, 3)
    assert (one["state"], one["last_holder"], one["reason"]["uri"]) == ("revoked", account(2), "ipfs://why")
    assert one["explanation"].startswith("The brand revoked it ")


@pytest.mark.parametrize("path", ["", "/history", "/metadata"])
def test_what_was_never_issued_is_not_found(club: Any, client: Any, path: str) -> None:
    answer = client.get(f"/v1/memberships/4{path}").json()
    assert (answer["status"], answer["code"]) == (404, "not_found")
    assert "There is no membership 4: issued so far: 3 at block 1000" in answer["detail"]
    club.head(chain_head=1_009)
    assert client.get(f"/v1/memberships/4{path}").json()["code"] == "not_yet_indexed"


def test_a_batch_with_a_repeated_recipient_shows_each_membership(club: Any, client: Any) -> None:
    found = client.get(f"/v1/memberships?holder={ADDRESS}").json()["memberships"]
    assert [one["token_id"] for one in found] == [1, 2]
    assert [one["token_id"] for one in client.get("/v1/members/1").json()["member"]["holds"]] == [1, 2]


def test_sent_to_oneself_it_counts_as_held_all_the_time(club: Any, client: Any) -> None:
    since = read(client, 1)["acquired_at"]
    club.at(NOW - 5)
    club.transfer(1, ADDRESS.lower())
    assert read(client, 1)["acquired_at"] == since
    events = client.get("/v1/memberships/1/history").json()["events"]
    assert events[-1]["text"] == f"Sent by {ADDRESS} to itself; it counts as held all the time."


def test_history_tells_everything_once_and_in_order(club: Any, client: Any) -> None:
    tell(club)
    events = every_event(client, 3)
    assert [(one["kind"], one["units"]) for one in events] == [
        ("issued", None),
        ("transferred", None),
        ("tier_changed", -7),
        ("lapsed", -3),
        ("renewed", 3),
        ("revocation_noticed", None),
        ("revocation_withdrawn", None),
        ("revocation_noticed", None),
        ("revocation_dismissed", None),
        ("revocation_noticed", None),
        ("revoked", -3),
    ]
    assert all(one["tx_hash"] == "0x" + "ab" * 32 and one["text"].endswith(".") for one in events)
    assert events == sorted(events, key=lambda one: (one["block"], one["log_index"]))
    moved, noticed = events[2], events[5]
    assert (moved["tier_id"], moved["text"]) == (
        2, "Moved to Trial until 2027-01-16 08:00:00 UTC, from 10 units to 3."
    )  # fmt: skip
    assert (noticed["reason"]["uri"], noticed["revocable_at"]) == ("ipfs://first", "2027-01-18T08:00:00Z")


def tell(club: Any) -> None:
    """A long life of membership 3."""
    life = club.life
    club.at(NOW - 1_000)
    club.transfer(3, ADDRESS.lower())
    life.change_tier(3, 2, NOW + DAY)
    life.lapse(3)
    life.renew(3, NOW + 9 * DAY)
    life.notice(3, NOW + 3 * DAY, "ipfs://first")
    life.drop_notice(3)
    life.notice(3, NOW, "ipfs://second")
    life.drop_notice(3, dismissed=True)
    life.notice(3, NOW, "ipfs://third")
    life.end(3, revoked=True)


def every_event(client: Any, token: int) -> list[Any]:
    """History in pages of four."""
    found: list[Any] = client.pages(f"/v1/memberships/{token}/history?limit=4", "events")
    return found
