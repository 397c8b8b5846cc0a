"""Changes of tier: only the holder, at the published price, never for money or time out of nothing."""

from itertools import permutations
from typing import Any

import pytest
from support.chain import attempt_at, move_to, now, refusal, send
from support.plan import GRACE
from support.proration import Priced, change
from support.quotes import same_as_quoted
from support.shop import CENTURY, ETH, FEW, LIFE, MONTH, MONTHLY, TIERS, YEAR, YEARLY, Shop

PRICES = {"Life": 1_000, "Year": 360, "Month": 45, "Few": 5_000}


@pytest.fixture(autouse=True)
def _prices(shop: Shop) -> None:
    shop.prices(**PRICES)


def priced(tier_id: int) -> Priced:
    """A tier of the shop with its price."""
    return Priced(PRICES[TIERS[tier_id - 1][-1]], TIERS[tier_id - 1][2])


def sold(shop: Shop, buyer: Any, tier_id: int, periods: int = 1) -> int:
    """A membership that the buyer has paid for so many periods."""
    amount = PRICES[TIERS[tier_id - 1][-1]]
    token = int(
        shop.claim(shop.define(tierId=tier_id, price=amount), buyer, sender=buyer, value=amount).one("DropClaimed")[
            "firstTokenId"
        ]
    )
    if periods > 1:
        cost = amount * (periods - 1)
        send(shop.drops.renew, token, periods - 1, ETH, cost, sender=buyer, value=cost)
    return token


@pytest.mark.parametrize(("old", "new"), [*permutations((LIFE, YEAR, MONTH, FEW), 2)])
@pytest.mark.parametrize("passed", [1, 10 * 86_400 + 7, MONTHLY - 1])
@pytest.mark.parametrize("paid", [True, False])
def test_every_change_costs_what_the_formula_says(
    shop: Shop, buyer: Any, old: int, new: int, passed: int, paid: bool
) -> None:
    token = sold(shop, buyer, old) if paid else shop.issue(buyer, old)
    expiry, second = shop.expiry(token), now() + passed
    seconds = (expiry - second if expiry else 1) if paid else 0
    cost, time = change(priced(old), priced(new), seconds, 0, CENTURY)
    before = shop.membership.totalUnits()
    quote, event = same_as_quoted(
        shop, second, "quoteChange", (token, new), "changeTier", (token, new), "TierChangeSold", sender=buyer
    )
    assert quote == (cost, second + time if time else 0)
    assert list(event.values()) == [token, buyer.address, old, new, ETH, cost]
    assert (shop.membership.membershipOf(token)[1], shop.expiry(token)) == (new, quote[1])
    assert shop.membership.totalUnits() - before == TIERS[new - 1][0] - TIERS[old - 1][0]
    assert shop.drops.paidSecondsOf(token) == (time or 1)


def test_examples_by_hand(shop: Shop, buyer: Any) -> None:
    """A month that was paid for and of which half is left is worth half a month, but only towards a dearer tier."""
    token = sold(shop, buyer, MONTH)
    move_to(shop.expiry(token) - MONTHLY // 2)
    assert shop.drops.quoteChange(token, LIFE, ETH) == (1_000 - 22, 0)  # 22.5, rounded down
    assert shop.drops.quoteChange(token, FEW, ETH) == (5_000 - 22, 0)
    assert shop.drops.quoteChange(token, YEAR, ETH) == (360 - 22, now() + YEARLY)
    year = sold(shop, buyer, YEAR, 2)
    move_to(shop.expiry(year) - 2 * YEARLY + 60)
    # The year that has begun is spent, the next one buys months at 45.
    assert shop.drops.quoteChange(year, MONTH, ETH) == (0, now() + 8 * MONTHLY)
    assert shop.drops.quoteChange(year, LIFE, ETH)[0] == 1_000 - 719
    life = sold(shop, buyer, LIFE)
    assert shop.drops.quoteChange(life, YEAR, ETH) == (360, now() + YEARLY)  # a life is one period, and it has begun
    assert shop.drops.quoteChange(life, FEW, ETH) == (4_000, 0)


def test_only_the_holder(shop: Shop, buyer: Any, friend: Any, stranger: Any) -> None:
    token = shop.issue(buyer, MONTH)
    send(shop.membership.approve, friend.address, token, sender=buyer)
    for account in (friend, stranger, shop.team, shop.admin):
        error = ("MembershipDrops_NotHolder", token, account.address)
        assert refusal(shop.drops.changeTier, token, LIFE, ETH, 9_999, sender=account, value=9_999) == error
    unknown = ("BrandMembership_UnknownMembership", 999)
    assert refusal(shop.drops.changeTier, 999, LIFE, ETH, 9_999, sender=buyer, value=9_999) == unknown


def test_the_holder_cannot_go_round_the_drops(shop: Shop, buyer: Any) -> None:
    token = shop.issue(buyer, MONTH)
    for account in (buyer, shop.team, shop.admin):  # the admin issues, but does not hold DROPS
        error = ("AccessManagedUnauthorized", account.address)
        assert refusal(shop.membership.changeTier, token, LIFE, 0, False, False, sender=account) == error


def refused_both_ways(shop: Shop, buyer: Any, token: int, tier_id: int, error: tuple[Any, ...]) -> None:
    """The quote and the sale refuse in the same words."""
    assert refusal(shop.drops.quoteChange, token, tier_id, ETH, sender=buyer) == error
    assert refusal(shop.drops.changeTier, token, tier_id, ETH, 9_999, sender=buyer, value=9_999) == error


def test_only_an_active_membership(shop: Shop, buyer: Any) -> None:
    token = shop.issue(buyer, MONTH)
    move_to(shop.expiry(token))
    refused_both_ways(shop, buyer, token, LIFE, ("BrandMembership_NotActive", token, 1))
    move_to(shop.expiry(token) + GRACE)
    send(shop.membership.lapse, token, sender=buyer)
    refused_both_ways(shop, buyer, token, LIFE, ("BrandMembership_NotActive", token, 2))
    send(shop.drops.renew, token, 1, ETH, 45, sender=buyer, value=45)
    send(shop.drops.changeTier, token, LIFE, ETH, 9_999, sender=buyer, value=9_999)


def test_not_under_notice(shop: Shop, buyer: Any) -> None:
    token = shop.issue(buyer, MONTH)
    notice = send(shop.membership.noticeRevocation, token, "ipfs://reason", sender=shop.team).one("RevocationNoticed")
    refused_both_ways(shop, buyer, token, LIFE, ("BrandMembership_UnderNotice", token, notice["revocableAt"]))
    send(shop.membership.withdrawRevocation, token, sender=shop.team)
    send(shop.drops.changeTier, token, LIFE, ETH, 9_999, sender=buyer, value=9_999)


def test_to_the_same_an_unpriced_or_an_unknown_tier(shop: Shop, buyer: Any) -> None:
    token = shop.issue(buyer, MONTH)
    refused_both_ways(shop, buyer, token, MONTH, ("BrandMembership_SameTier", token, MONTH))
    refused_both_ways(shop, buyer, token, 99, ("MembershipDrops_NoPrice", 99, ETH))
    in_tokens = (token, LIFE, str(shop.token))
    assert refusal(shop.drops.quoteChange, *in_tokens, sender=buyer)[0] == "MembershipDrops_NoPrice"
    shop.prices(shop.token, Life=5)  # but what it is now has none
    error = ("MembershipDrops_NoPrice", MONTH, str(shop.token))
    assert refusal(shop.drops.quoteChange, *in_tokens, sender=buyer) == error


def test_into_a_full_tier(shop: Shop, buyer: Any) -> None:
    token = sold(shop, buyer, LIFE)
    for _ in range(3):
        shop.issue(buyer, FEW)
    error = ("BrandMembership_TierSoldOut", FEW, 3, 1)
    assert refusal(shop.drops.changeTier, token, FEW, ETH, 4_000, sender=buyer, value=4_000) == error


def test_it_is_never_dearer_than_agreed(shop: Shop, buyer: Any) -> None:
    token = sold(shop, buyer, LIFE)
    error = ("MembershipDrops_TooExpensive", 4_000, 3_999)
    assert refusal(shop.drops.changeTier, token, FEW, ETH, 3_999, sender=buyer, value=4_000) == error
    error = ("MembershipDrops_Underpaid", 4_000, 3_999)
    assert refusal(shop.drops.changeTier, token, FEW, ETH, 4_000, sender=buyer, value=3_999) == error


def test_a_free_tier_gives_one_period(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=0)
    token = sold(shop, buyer, LIFE)
    send(shop.drops.changeTier, token, MONTH, ETH, 0, sender=buyer)
    assert shop.expiry(token) == now() + MONTHLY
    assert shop.drops.paidSecondsOf(token) == 0
    assert shop.drops.quoteChange(token, YEAR, ETH) == (360, now() + YEARLY)


@pytest.mark.parametrize("there", [LIFE, YEAR, FEW])
def test_up_and_down_again_in_one_second_costs_a_period(shop: Shop, buyer: Any, there: int) -> None:
    """A whole one of the dearer tier: what is for life is one."""
    token = sold(shop, buyer, MONTH)
    second, paid = now(), 0
    for tier_id in (there, MONTH):
        cost, _ = shop.drops.quoteChange(token, tier_id, ETH)
        receipt = attempt_at(second, shop.drops.changeTier, token, tier_id, ETH, cost, sender=buyer, value=cost)
        assert receipt is not None
        paid += receipt.one("TierChangeSold")["paid"]
    spent = PRICES[TIERS[there - 1][-1]]
    assert 45 * (shop.expiry(token) - second) <= (45 + paid - spent) * MONTHLY
