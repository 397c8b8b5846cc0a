"""Renewals, changes of tier, and payments in ETH and in an ERC-20."""

from typing import Any

import pytest

from tests.api.chain.club import HOLDER, PREPARE, Club

DAY = 86_400
YEAR = 365 * DAY
BRAND, OTHER, STRANGER = 1, 6, 7
GOLD, SILVER, YEARLY, TRIAL = 1, 2, 3, 4
ZERO = "0x" + "0" * 40
PRICES = {GOLD: 9_000, SILVER: 700, YEARLY: 3_650}
FEE = 4  # a mood of the token


class Shop(Club):
    """The club with prices in ETH and in an ERC-20; account 5 has 100,000 of the token."""

    def __init__(self, house: Any) -> None:
        super().__init__(house)
        self.token = house.deploy("MoodyToken").address
        house.send("MembershipDrops", "allowCurrency", self.token, True, sender=BRAND)
        house.by_proposal("MembershipDrops", "setPriceFloor", self.token, 1)
        for tier, price in PRICES.items():
            house.send("MembershipDrops", "setTierPrice", tier, ZERO, price, sender=BRAND)
        house.send("MembershipDrops", "setTierPrice", YEARLY, self.token, 500, sender=BRAND)
        house.send("MembershipDrops", "setTierPrice", GOLD, self.token, 2_000, sender=BRAND)
        house.send("MoodyToken", "mint", self.name[HOLDER], 100_000)

    def expiry(self, token: int) -> int:
        return int(self.read("membershipOf", token)[5])

    def quotes(self, token: int, currency: str = ZERO) -> Any:
        return self.house.get(f"/v1/memberships/{token}/quotes?currency={currency}")

    def in_treasury(self) -> tuple[int, int]:
        """Wei and tokens."""
        treasury = self.house.contracts["BrandTimelock"].address
        return self.house.web3.eth.get_balance(treasury), self.house.call("MoodyToken", "balanceOf", treasury)


@pytest.fixture
def shop(house: Any) -> Shop:
    return Shop(house)


def test_anyone_pays_for_a_renewal(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    before = shop.expiry(token)
    done = shop.does("renew", STRANGER, token_id=token, periods=3)
    quote = done["quote"]
    assert (quote["cost"], quote["max_cost"], quote["price"]) == ("10950", "10950", "3650")
    assert (shop.expiry(token), shop.in_treasury()[0]) == (before + 3 * YEAR, 10_950)


def test_an_expired_membership_is_renewed_from_now_on_lapsed_or_not(shop: Shop) -> None:
    one, other = shop.issued(YEARLY), shop.issued(YEARLY, OTHER)
    shop.house.travel(2 * YEAR)
    shop.does("lapse", STRANGER, token_ids=[other])
    for token, holder in ((one, HOLDER), (other, OTHER)):
        shop.does("renew", holder, token_id=token)
        assert shop.state(token) == (0, 5)
        assert shop.expiry(token) == shop.house.now() + YEAR


def test_an_expired_membership_changes_no_tier_until_it_is_renewed(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    shop.house.travel(YEAR)
    words = shop.refuses("BrandMembership_NotActive", "change-tier", HOLDER, token_id=token, tier_id=GOLD)
    assert words.endswith(".")
    found = shop.quotes(token)
    assert found["renewal"]["cost"] == "3650"
    assert [one["quote"] for one in found["changes"]] == [None] * 3
    assert all(one["refusal"] for one in found["changes"])
    shop.does("renew", HOLDER, token_id=token)
    shop.does("change-tier", HOLDER, token_id=token, tier_id=GOLD)
    assert shop.read("getVotes", shop.name[HOLDER]) == 10


def test_what_cannot_be_renewed(shop: Shop) -> None:
    gold, trial = shop.issued(GOLD), shop.issued(TRIAL)
    assert shop.refuses("BrandMembership_NeverExpires", "renew", HOLDER, token_id=gold)
    assert "has no price in ETH." in shop.refuses("MembershipDrops_NoPrice", "renew", HOLDER, token_id=trial)
    assert shop.refuses("BrandMembership_UnknownMembership", "renew", HOLDER, token_id=77)
    yearly = shop.issued(YEARLY)
    assert shop.refuses("BrandMembership_InvalidPeriods", "renew", HOLDER, token_id=yearly, periods=100)
    strange = {"token_id": yearly, "currency": shop.name[9]}
    assert shop.refuses("MembershipDrops_CurrencyNotAllowed", "renew", HOLDER, **strange)


def test_a_change_from_expiring_to_life_costs_more_by_the_second_and_still_goes_through(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    shop.does("renew", HOLDER, token_id=token)
    paid = shop.in_treasury()[0]
    shop.house.travel(YEAR + YEAR // 2)
    answer = shop.house.post(
        f"{PREPARE}/change-tier", {"account": shop.name[HOLDER], "token_id": token, "tier_id": GOLD}
    )
    prepared = answer.json()
    quote = prepared["quote"]
    assert int(quote["cost"]) == int(quote["price"]) - int(quote["credit"])
    assert (quote["price"], quote["expires_at"], quote["from_tier_id"]) == ("9000", None, YEARLY)
    assert int(quote["credit"]) == 3_650 * quote["paid_seconds"] // YEAR
    assert YEAR // 2 - DAY < quote["paid_seconds"] <= YEAR // 2
    assert int(quote["cost"]) <= int(quote["max_cost"]) <= int(quote["cost"]) + 1
    assert prepared["transaction"]["value"] == hex(int(quote["max_cost"]))
    shop.house.travel(3_000)
    shop.house.sign(prepared)
    cost = shop.in_treasury()[0] - paid
    assert int(quote["cost"]) <= cost <= int(quote["max_cost"])  # what was too much came back
    assert (shop.read("membershipOf", token)[1], shop.expiry(token)) == (GOLD, 0)


def test_downwards_a_life_is_spent(shop: Shop) -> None:
    """It is one period that has begun."""
    token = shop.issued(SILVER)
    shop.does("change-tier", HOLDER, token_id=token, tier_id=GOLD)
    done = shop.does("change-tier", HOLDER, token_id=token, tier_id=YEARLY)
    assert (done["quote"]["cost"], done["quote"]["credit"], done["quote"]["paid_seconds"]) == ("3650", "0", 1)
    assert shop.expiry(token) == shop.house.now() + YEAR
    assert shop.read("getVotes", shop.name[HOLDER]) == 5


def test_what_was_given_away_is_no_credit(shop: Shop) -> None:
    token = shop.issued(GOLD)
    done = shop.does("change-tier", HOLDER, token_id=token, tier_id=YEARLY)
    assert (done["quote"]["cost"], done["quote"]["credit"], done["quote"]["paid_seconds"]) == ("3650", "0", 0)
    assert shop.expiry(token) == shop.house.now() + YEAR


def test_a_free_renewal_is_the_holder_s_alone(shop: Shop) -> None:
    token = shop.issued(TRIAL)
    shop.house.send("MembershipDrops", "setTierPrice", TRIAL, ZERO, 0, sender=BRAND)
    words = shop.refuses("MembershipDrops_FreeForHolderOnly", "renew", STRANGER, token_id=token)
    assert words == (
        f"Renewing membership {token} costs nothing, so only its holder may, and {shop.name[STRANGER]} is not. "
        "Ask the holder."
    )
    shop.does("renew", HOLDER, token_id=token)


def test_a_tier_is_free_in_every_currency_or_in_none(shop: Shop) -> None:
    answer = shop.house.post(
        "/v1/drops/prepare/set-tier-price",
        {"account": shop.name[BRAND], "tier_id": YEARLY, "currency": ZERO, "price": "0"},
    )
    assert (answer.status_code, answer.json()["revert"]["name"]) == (409, "MembershipDrops_MixedPrices")
    assert answer.json()["detail"].startswith(f"Tier {YEARLY} cannot have the price 0 in ")


def test_somebody_elses_membership(shop: Shop) -> None:
    token = shop.issued(SILVER)
    words = shop.refuses("MembershipDrops_NotHolder", "change-tier", STRANGER, token_id=token, tier_id=GOLD)
    assert words.startswith(f"Membership {token} is not held by {shop.name[STRANGER]}")
    assert shop.refuses("BrandMembership_SameTier", "change-tier", HOLDER, token_id=token, tier_id=SILVER)


def test_under_notice_it_is_renewed_but_changes_no_tier(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    shop.does("notice-revocation", BRAND, token_id=token, reason="Because.")
    before = shop.expiry(token)
    shop.does("renew", HOLDER, token_id=token)
    assert shop.expiry(token) == before + YEAR
    assert shop.refuses("BrandMembership_UnderNotice", "change-tier", HOLDER, token_id=token, tier_id=GOLD)


def test_an_erc20_is_approved_first_and_paid_then(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    body = {"token_id": token, "periods": 2, "currency": shop.token}
    first = shop.does("renew", HOLDER, **body)
    assert (first["step"], first["transaction"]["to"], first["quote"]["cost"]) == ("approve", shop.token, "1000")
    assert "ask again for: Renew membership 1" in first["summary"]["text"]
    before = shop.expiry(token)
    second = shop.does("renew", HOLDER, **body)
    assert (second["step"], second["transaction"]["value"]) == ("pay", "0x0")
    assert (shop.expiry(token), shop.in_treasury()) == (before + 2 * YEAR, (0, 1_000))


def test_too_few_tokens_are_said_before_an_approval(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    body = {"account": shop.name[STRANGER], "token_id": token, "currency": shop.token}
    answer = shop.house.post(f"{PREPARE}/renew", body).json()
    assert (answer["code"], answer["balance"], answer["cost"]) == ("insufficient_funds", "0", "500")
    assert f"{shop.name[STRANGER]} holds 0 of {shop.token} and this takes 500. Send it 500 more" in answer["detail"]


def test_nothing_is_approved_for_what_would_be_refused_anyway(shop: Shop) -> None:
    gold = shop.issued(GOLD)
    assert shop.refuses("BrandMembership_NeverExpires", "renew", HOLDER, token_id=gold, currency=shop.token)
    not_mine = {"token_id": shop.issued(YEARLY, OTHER), "tier_id": GOLD, "currency": shop.token}
    assert shop.refuses("MembershipDrops_NotHolder", "change-tier", HOLDER, **not_mine)


def test_a_token_that_takes_a_fee_sells_nothing(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    body = {"token_id": token, "currency": shop.token}
    shop.does("renew", HOLDER, **body)
    shop.house.send("MoodyToken", "setMood", FEE)
    words = shop.refuses("MembershipDrops_PaymentFailed", "renew", HOLDER, **body)
    assert words.startswith(f"Of the 500 due in {shop.token} 499 would arrive")


def test_quotes_of_numbers_that_no_membership_has(house: Any) -> None:
    house.index()
    assert "There is no membership 0." in house.ask("GET", "/v1/memberships/0/quotes").json()["detail"]
    for token in (-1, 2**63, 2**256):
        answer = house.ask("GET", f"/v1/memberships/{token}/quotes")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_quotes_are_the_contracts(shop: Shop) -> None:
    token = shop.issued(YEARLY)
    shop.does("renew", HOLDER, token_id=token)
    shop.house.travel(100 * DAY + 7)
    found = shop.quotes(token)
    assert found["as_of"]["block"] == shop.house.web3.eth.block_number
    assert (found["renewal"]["cost"], found["renewal_refusal"]) == ("3650", None)
    assert [one["tier_id"] for one in found["changes"]] == [GOLD, SILVER, TRIAL]
    for one in found["changes"][:2]:
        cost, expires_at = shop.house.call("MembershipDrops", "quoteChange", token, one["tier_id"], ZERO)
        quote = one["quote"]
        assert (int(quote["cost"]), expires_at) == (cost, 0)
        assert max(0, int(quote["price"]) - int(quote["credit"])) == cost
        paid = shop.house.call("MembershipDrops", "paidSecondsOf", token)
        assert quote["paid_seconds"] == paid == YEAR  # what was given comes first
    assert (
        found["changes"][2]["refusal"]
        == "Tier 4 has no price in ETH. Pay in an ERC-20 that it has a price in, or ask the brand to set one."
    )
    in_token = shop.quotes(token, shop.token)
    assert in_token["renewal"]["cost"] == "500"
    assert in_token["renewal"]["currency"] == {"address": shop.token, "symbol": None, "decimals": None}
    missing = shop.house.ask("GET", "/v1/memberships/77/quotes")
    assert (missing.status_code, missing.json()["code"]) == (409, "would_revert")
