"""Paid renewals: whole periods, from the expiry or from now, at the price that was quoted."""

from typing import Any

import pytest
from support.chain import NOBODY, attempt_at, move_to, now, refusal, send, send_at
from support.plan import GRACE
from support.quotes import same_as_quoted
from support.shop import CENTURY, ETH, FEW, LIFE, MONTH, MONTHLY, YEAR, YEARLY, Shop

ACTIVE, EXPIRED, LAPSED = range(3)


@pytest.fixture
def token(shop: Shop, friend: Any) -> int:
    """A friend's membership for a month, at 30 a month."""
    shop.prices(Month=30, Year=300, Life=900)
    return shop.issue(friend, MONTH)


def test_anyone_renews_for_the_holder(shop: Shop, token: int, buyer: Any, friend: Any) -> None:
    expiry = shop.expiry(token)
    call = (shop.drops.renew, token, 3, ETH, 90)
    event = send(*call, sender=buyer, value=90).one("RenewalSold")
    assert list(event.values()) == [token, buyer.address, 3, ETH, 90, expiry + 3 * MONTHLY]
    assert shop.expiry(token) == expiry + 3 * MONTHLY
    assert shop.membership.ownerOf(token) == friend.address


@pytest.mark.parametrize("state", [ACTIVE, EXPIRED, LAPSED], ids=["active", "expired", "lapsed"])
def test_a_quote_is_what_is_charged_in_every_state(shop: Shop, token: int, buyer: Any, state: int) -> None:
    end = shop.expiry(token)
    start = end + {ACTIVE: -1, EXPIRED: 1_000, LAPSED: GRACE + 1_000}[state]
    move_to(start - 10)
    if state == LAPSED:
        send(shop.membership.lapse, token, sender=buyer)
    quote, event = same_as_quoted(
        shop, start, "quoteRenewal", (token, 2), "renew", (token, 2), "RenewalSold", sender=buyer
    )
    assert quote == (60, (start if state == LAPSED else end) + 2 * MONTHLY)
    assert (event["paid"], event["expiresAt"]) == quote
    assert shop.membership.membershipOf(token)[4:] == (1, quote[1], 0, ACTIVE, 2 * MONTHLY)


def test_it_is_never_dearer_than_agreed(shop: Shop, token: int, buyer: Any) -> None:
    error = ("MembershipDrops_TooExpensive", 60, 59)
    assert refusal(shop.drops.renew, token, 2, ETH, 59, sender=buyer, value=60) == error


def test_a_free_renewal_is_the_holder_s_alone(shop: Shop, buyer: Any, friend: Any, stranger: Any) -> None:
    shop.prices(Year=0)
    token = shop.issue(buyer, YEAR)
    send(shop.membership.approve, friend.address, token, sender=buyer)
    assert shop.drops.quoteRenewal(token, 2, ETH) == (0, shop.expiry(token) + 2 * YEARLY)
    for account in (friend, stranger, shop.team, shop.admin):
        error = ("MembershipDrops_FreeForHolderOnly", token, account.address)
        assert refusal(shop.drops.renew, token, 2, ETH, 0, sender=account) == error
    assert send(shop.drops.renew, token, 2, ETH, 0, sender=buyer).one("RenewalSold")["paid"] == 0
    assert shop.drops.paidSecondsOf(token) == 0


def test_without_a_price_there_is_no_renewal(shop: Shop, token: int, buyer: Any) -> None:
    error = ("MembershipDrops_NoPrice", MONTH, str(shop.token))
    call = (token, 1, str(shop.token))
    assert refusal(shop.drops.quoteRenewal, *call, sender=buyer) == error
    assert refusal(shop.drops.renew, *call, 30, sender=buyer) == error
    error = ("MembershipDrops_CurrencyNotAllowed", buyer.address)
    assert refusal(shop.drops.quoteRenewal, token, 1, buyer.address, sender=buyer) == error


def test_what_cannot_be_renewed(shop: Shop, token: int, buyer: Any) -> None:
    """The quote says so in the words of the membership."""
    life, gone = shop.issue(buyer, LIFE), shop.issue(buyer, MONTH)
    send(shop.membership.burn, gone, sender=buyer)
    for number, error in (
        (life, ("BrandMembership_NeverExpires", life)),
        (gone, ("BrandMembership_UnknownMembership", gone)),
        (999, ("BrandMembership_UnknownMembership", 999)),
    ):
        assert refusal(shop.drops.quoteRenewal, number, 1, ETH, sender=buyer) == error
        assert refusal(shop.drops.renew, number, 1, ETH, 900, sender=buyer, value=900) == error
    unpriced = shop.issue(buyer, FEW)
    assert refusal(shop.drops.quoteRenewal, unpriced, 1, ETH, sender=buyer) == ("MembershipDrops_NoPrice", FEW, ETH)


def test_under_notice_it_is_renewed_all_the_same(shop: Shop, token: int, buyer: Any) -> None:
    send(shop.membership.noticeRevocation, token, "ipfs://reason", sender=shop.team)
    expiry = shop.expiry(token)
    cost, expires = shop.drops.quoteRenewal(token, 1, ETH)
    send(shop.drops.renew, token, 1, ETH, cost, sender=buyer, value=cost)
    assert shop.expiry(token) == expires == expiry + MONTHLY


def test_a_century_and_not_a_second_more(shop: Shop, token: int, buyer: Any, friend: Any) -> None:
    """The bound is the membership's own: it accepts the last period that the quote allows."""
    expiry, most = shop.expiry(token), CENTURY // MONTHLY
    edge = expiry + (most - 1) * MONTHLY - CENTURY + MONTHLY  # at this second `most` periods end exactly on the bound
    move_to(edge - 1)
    error = ("BrandMembership_InvalidPeriods", token, most, expiry, edge - 1 + CENTURY)
    assert refusal(shop.drops.quoteRenewal, token, most, ETH, sender=buyer) == error
    shop.prices(Month=0)
    move_to(edge - 1)
    assert attempt_at(edge - 1, shop.drops.renew, token, most, ETH, 0, sender=friend) is None
    send_at(edge, shop.drops.renew, token, most, ETH, 0, sender=friend)
    assert shop.expiry(token) == edge + CENTURY


@pytest.mark.parametrize("periods", [0, 2**128, 2**256 - 1])
def test_odd_numbers_of_periods(shop: Shop, token: int, buyer: Any, periods: int) -> None:
    error = ("BrandMembership_InvalidPeriods", token, periods, shop.expiry(token), now() + CENTURY)
    assert refusal(shop.drops.quoteRenewal, token, periods, ETH, sender=buyer) == error
    assert refusal(shop.drops.renew, token, periods, ETH, 2**256 - 1, sender=buyer) == error


def test_a_new_price_is_for_the_next_renewal(shop: Shop, token: int, buyer: Any) -> None:
    shop.prices(Month=20)
    assert shop.drops.quoteRenewal(token, 3, ETH)[0] == 60
    assert refusal(shop.drops.setTierPrice, MONTH, NOBODY, 21, sender=shop.team)[0] == "MembershipDrops_OnlyLess"
