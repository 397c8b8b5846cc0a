"""Perks, eligibility and redemptions over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import account


@pytest.fixture
def shop(brand: Any) -> Any:
    """Account 1 holds a Gold and a Silver, account 2 a Silver; a perk for Silver, once a membership."""
    brand.tier(1, 10, name="Gold")
    brand.tier(2, 5, name="Silver")
    brand.issue(account(1), 1)
    brand.issue(account(1), 2)
    brand.issue(account(2), 2)
    brand.perk(1, tier_ids=[2], per_membership=1, supply=10)
    brand.head()
    return brand


def test_a_perk_says_null_where_there_is_no_limit(shop: Any, client: Any) -> None:
    shop.redemption(1, token_id=2)
    perk = client.get("/v1/perks/1").json()["perk"]
    assert (perk["supply"], perk["per_membership"], perk["per_wallet"], perk["redeemed"]) == (10, 1, None, 1)
    assert (perk["starts_at"], perk["ends_at"], perk["tier_ids"], perk["paused"]) == (None, None, [2], False)
    assert client.get("/v1/perks").json()["perks"] == [perk]
    assert client.get("/v1/perks/2").json()["code"] == "not_found"


def test_eligibility_looks_at_every_membership_of_the_account(shop: Any, client: Any) -> None:
    answer = client.get(f"/v1/perks/1/eligibility?account={account(1)}").json()
    assert answer["eligible"] is True
    assert [(one["token_id"], one["eligible"]) for one in answer["memberships"]] == [(1, False), (2, True)]
    shop.redemption(1, token_id=2)
    assert client.get(f"/v1/perks/1/eligibility?account={account(1)}").json()["eligible"] is False


def test_a_membership_that_somebody_else_holds_is_answered_with_verdicts(shop: Any, client: Any) -> None:
    answer = client.get(f"/v1/perks/1/eligibility?account={account(1)}&token_id=3").json()
    (one,) = answer["memberships"]
    assert one["holder"] == account(2)
    assert [verdict["rule"] for verdict in one["verdicts"] if not verdict["passed"]] == ["holder"]


def test_limits_survive_a_transfer(shop: Any, client: Any) -> None:
    shop.redemption(1, token_id=2, holder=account(1))
    shop.transfer(2, account(2))
    answer = client.get(f"/v1/perks/1/eligibility?account={account(2)}").json()
    assert [(one["token_id"], one["eligible"]) for one in answer["memberships"]] == [(2, False), (3, True)]


def test_an_account_without_memberships_gets_an_empty_answer(shop: Any, client: Any) -> None:
    answer = client.get(f"/v1/perks/1/eligibility?account={account(9)}").json()
    assert (answer["eligible"], answer["memberships"]) == (False, [])


def test_eligibility_wants_an_account_and_things_that_exist(shop: Any, client: Any) -> None:
    assert client.get("/v1/perks/1/eligibility").json()["code"] == "invalid_request"
    assert client.get("/v1/perks/1/eligibility?account=0x12").json()["code"] == "invalid_request"
    assert client.get(f"/v1/perks/5/eligibility?account={account(1)}").json()["code"] == "not_found"
    assert client.get(f"/v1/perks/1/eligibility?account={account(1)}&token_id=9").json()["code"] == "not_found"


def test_redemptions_filter_and_page(shop: Any, client: Any) -> None:
    shop.perk(2)
    for number in range(1, 10):
        shop.redemption(number, perk_id=1 + number % 2, token_id=number % 3, holder=account(number % 4))
    assert [one["id"] for one in client.get("/v1/redemptions?perk=2").json()["redemptions"]] == [9, 7, 5, 3, 1]
    assert [one["id"] for one in client.get("/v1/redemptions?token_id=0").json()["redemptions"]] == [9, 6, 3]
    path = f"/v1/redemptions?account={account(1)}&limit=2"
    first = client.get(path).json()
    shop.redemption(10, holder=account(1))
    second = client.get(f"{path}&cursor={first['page']['next']}").json()
    assert [one["id"] for one in first["redemptions"] + second["redemptions"]] == [9, 5, 1]
    other = client.get(f"/v1/redemptions?cursor={first['page']['next']}")
    assert other.json()["code"] == "invalid_cursor"


def test_pages_of_perks(shop: Any, client: Any) -> None:
    for number in range(2, 6):
        shop.perk(number)
    first = client.get("/v1/perks?limit=3").json()
    shop.perk(6)
    second = client.get(f"/v1/perks?limit=3&cursor={first['page']['next']}").json()
    assert [one["id"] for one in first["perks"] + second["perks"]] == [1, 2, 3, 4, 5, 6]
