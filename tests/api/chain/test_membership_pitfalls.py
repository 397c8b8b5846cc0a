"""Where systems like this went wrong with memberships, on a real chain and read through the API."""

from typing import Any

import pytest

DAY = 86_400
BRAND, ISSUER, HOLDER, OTHER = 1, 2, 5, 6
YEARLY, TRIAL = 3, 4


@pytest.fixture
def club(house: Any) -> Any:
    """The holder has a Trial (membership 1, 30 days) and a Gold (2); every membership opens perk 1."""
    for tier in (TRIAL, 1):
        house.send("BrandMembership", "issue", house.accounts[HOLDER], tier, sender=ISSUER)
    house.send("PerkRegistry", "definePerk", (0, 0, 0, 0, 0, 0, []), "ipfs://perk", sender=BRAND)
    return house


def eligible(club: Any, token: int) -> bool:
    """What the API says about perk 1, after comparing with the contract."""
    account = club.accounts[HOLDER]
    answer = club.get(f"/v1/perks/1/eligibility?account={account}&token_id={token}")
    said: bool = answer["eligible"]
    assert said == club.would_pass("PerkRegistry", "redeem", 1, token, sender=HOLDER)
    return said


def membership(club: Any, token: int) -> Any:
    return club.get(f"/v1/memberships/{token}")["membership"]


def test_expired_but_not_lapsed_votes_and_says_so_but_redeems_nothing(club: Any) -> None:
    account = club.accounts[HOLDER]
    assert eligible(club, 1)
    club.travel(30 * DAY)
    assert membership(club, 1)["state"] == "expired"
    assert "on anybody may lapse it" in membership(club, 1)["explanation"]
    member = club.get(f"/v1/members/{account}")["member"]
    assert member["units"] == club.call("BrandMembership", "getVotes", account) == 11
    assert not eligible(club, 1)
    assert eligible(club, 2)
    refused = club.post("/v1/perks/1/redemptions/prepare", {"account": account, "token_id": 1})
    assert refused.json()["code"] == "would_revert"
    club.travel(3 * DAY)  # the grace time
    club.send("BrandMembership", "lapse", 1)
    assert (membership(club, 1)["state"], membership(club, 1)["units"]) == ("lapsed", 0)
    assert club.get(f"/v1/members/{account}")["member"]["units"] == 10
    assert not eligible(club, 1)
    club.send("BrandMembership", "renew", 1, 1, sender=ISSUER)
    assert eligible(club, 1)
    kinds = [one["kind"] for one in club.get("/v1/memberships/1/history")["events"]]
    assert kinds == ["issued", "lapsed", "renewed"]


def test_a_burnt_number_is_never_used_again(club: Any) -> None:
    club.send("BrandMembership", "burn", 1, sender=HOLDER)
    club.send("BrandMembership", "issue", club.accounts[HOLDER], TRIAL, sender=ISSUER)
    assert (membership(club, 1)["state"], membership(club, 3)["state"]) == ("burnt", "active")
    assert membership(club, 1)["last_holder"] == club.accounts[HOLDER]
    assert not eligible(club, 1)
    assert club.get("/v1/tiers/4")["tier"]["left"] == 1  # the burnt one keeps its place


def test_a_batch_with_a_repeated_recipient_shows_each_membership(club: Any) -> None:
    one, other = club.accounts[OTHER], club.accounts[HOLDER]
    club.send("BrandMembership", "airdrop", [one, other, one], YEARLY, sender=ISSUER)
    found = club.get(f"/v1/memberships?holder={one}&tier={YEARLY}")["memberships"]
    assert [(each["token_id"], each["units"]) for each in found] == [(3, 5), (5, 5)]
    power = club.get(f"/v1/members/{one}")["member"]["power"]
    assert [each["units"] for each in power["reasons"]] == [5, 5]
    assert power["units"] == club.call("BrandMembership", "getVotes", one) == 10


def test_a_transfer_to_oneself_keeps_the_holding_time(club: Any) -> None:
    account, since = club.accounts[HOLDER], membership(club, 2)["acquired_at"]
    club.travel(DAY)
    club.send("BrandMembership", "transferFrom", account, account, 2, sender=HOLDER)
    assert membership(club, 2)["acquired_at"] == since
    club.send("BrandMembership", "transferFrom", account, club.accounts[OTHER], 2, sender=HOLDER)
    assert membership(club, 2)["acquired_at"] > since


def test_an_expired_membership_that_is_given_away_brings_no_votes(club: Any) -> None:
    club.send("BrandMembership", "issue", club.accounts[HOLDER], YEARLY, sender=ISSUER)
    club.send("BrandAccess", "grantRole", 5, club.accounts[4], 0)
    club.send("BrandMembership", "changeTier", 3, 1, 0, False, False, sender=4)
    club.send("BrandMembership", "changeTier", 3, YEARLY, club.now() + DAY, False, False, sender=4)
    club.travel(2 * DAY)
    one, other = club.accounts[HOLDER], club.accounts[OTHER]
    club.send("BrandMembership", "transferFrom", one, other, 3, sender=HOLDER)
    assert (membership(club, 3)["state"], membership(club, 3)["holder"]) == ("lapsed", other)
    assert club.get(f"/v1/members/{other}")["member"]["units"] == 0
    kinds = [each["kind"] for each in club.get("/v1/memberships/3/history")["events"]]
    assert kinds == ["issued", "tier_changed", "tier_changed", "transferred", "lapsed"]


def test_under_notice_votes_but_redeems_nothing_until_a_decision(club: Any) -> None:
    club.send("BrandMembership", "noticeRevocation", 2, "ipfs://reason", sender=BRAND)
    assert (membership(club, 2)["state"], membership(club, 2)["locked"]) == ("under_notice", True)
    assert not eligible(club, 2)
    assert club.get(f"/v1/members/{club.accounts[HOLDER]}")["member"]["units"] == 11
    club.send("BrandMembership", "dismissRevocation", 2)
    assert eligible(club, 2)
    club.travel(10 * DAY)  # no new notice sooner
    club.send("BrandMembership", "noticeRevocation", 2, "ipfs://other", sender=BRAND)
    club.travel(10 * DAY)
    club.send("BrandMembership", "revoke", 2, sender=BRAND)
    ended = membership(club, 2)
    assert (ended["state"], ended["reason"]["uri"]) == ("revoked", "ipfs://other")
    assert not eligible(club, 2)
