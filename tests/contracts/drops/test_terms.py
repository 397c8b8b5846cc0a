"""What the brand sets: currencies, prices, drops; what it cannot set, and who may."""

from typing import Any

import pytest
from brownie import MembershipDrops
from support.chain import NOBODY, now, refusal, refused_creation, send
from support.shop import ETH, FEW, LIFE, MONTH, TIERS, URI, Shop, terms


def test_only_brand_sells(shop: Shop, stranger: Any) -> None:
    drop = shop.define()
    for call in (
        (shop.drops.allowCurrency, str(shop.token), False),
        (shop.drops.setTierPrice, LIFE, ETH, 5),
        (shop.drops.defineDrop, terms(), URI),
        (shop.drops.closeDrop, drop),
    ):
        for account in (stranger, shop.admin):
            assert refusal(*call, sender=account) == ("AccessManagedUnauthorized", account.address)


def test_it_knows_what_it_sells_and_for_whom(shop: Shop) -> None:
    assert shop.drops.membership() == str(shop.membership)
    assert shop.drops.treasury() == str(shop.treasury)
    assert shop.drops.authority() == str(shop.access)
    assert shop.drops.eip712Domain()[1:3] == ("Symbia Membership Drops", "1")


def test_there_is_a_treasury(shop: Shop) -> None:
    parts = (str(shop.membership), NOBODY, str(shop.access), 1)
    error = ("MembershipDrops_InvalidTerms", "there must be a treasury")
    assert refused_creation(MembershipDrops, *parts) == error


def test_currencies_come_and_go(shop: Shop, stranger: Any) -> None:
    token = str(shop.token)
    assert shop.drops.currencyAllowed(token)
    assert send(shop.drops.allowCurrency, token, False, sender=shop.team).one("CurrencyAllowed") == {
        "currency": token,
        "allowed": False,
    }
    assert not shop.drops.currencyAllowed(token)
    send(shop.drops.allowCurrency, stranger.address, False, sender=shop.team)  # not a contract any more
    send(shop.drops.allowCurrency, token, True, sender=shop.team)
    assert shop.drops.currencyAllowed(token)


def test_eth_is_a_currency_and_an_account_is_none(shop: Shop, stranger: Any) -> None:
    assert shop.drops.currencyAllowed(ETH)
    for currency, problem in ((ETH, "ETH is always allowed"), (stranger.address, "the currency is not a contract")):
        error = ("MembershipDrops_InvalidTerms", problem)
        assert refusal(shop.drops.allowCurrency, currency, True, sender=shop.team) == error
    assert refusal(shop.drops.allowCurrency, ETH, False, sender=shop.team)[0] == "MembershipDrops_InvalidTerms"


@pytest.mark.parametrize("currency", ["ETH", "token"])
def test_a_price_only_falls(shop: Shop, currency: str) -> None:
    paid_in = ETH if currency == "ETH" else str(shop.token)
    assert shop.drops.tierPrice(MONTH, paid_in) == (0, False)
    for price in (2**128 - 1, 100, 100, 99, 0, 0):
        event = send(shop.drops.setTierPrice, MONTH, paid_in, price, sender=shop.team).one("TierPriceSet")
        assert event == {"tierId": MONTH, "currency": paid_in, "price": price}
        assert shop.drops.tierPrice(MONTH, paid_in) == (price, True)
        higher = (shop.drops.setTierPrice, MONTH, paid_in, price + 1)
        if price < 2**128 - 1:
            assert refusal(*higher, sender=shop.team) == ("MembershipDrops_OnlyLess", price + 1, price)
    assert shop.drops.tierPrice(LIFE, paid_in) == (0, False)


def test_prices_of_unknown_tiers_and_currencies_are_refused(shop: Shop, stranger: Any) -> None:
    for tier in (0, len(TIERS) + 1):
        error = ("BrandMembership_UnknownTier", tier)
        assert refusal(shop.drops.setTierPrice, tier, ETH, 1, sender=shop.team) == error
    error = ("MembershipDrops_CurrencyNotAllowed", stranger.address)
    assert refusal(shop.drops.setTierPrice, LIFE, stranger.address, 1, sender=shop.team) == error


def test_a_drop_says_everything_in_its_event(shop: Shop) -> None:
    start = now() + 100
    full = terms(
        tierId=FEW,
        startsAt=start,
        endsAt=2**40 - 1,
        supply=2**32 - 1,
        perWallet=3,
        currency=str(shop.token),
        price=2**128 - 1,
        allowlistRoot=b"\x07" * 32,
    )
    event = send(shop.drops.defineDrop, full, URI, sender=shop.team).one("DropDefined")
    assert list(event.values()) == [1, *full, URI]
    assert shop.drops.drop(1) == (full, 0, False, URI)
    second = shop.define()
    assert shop.drops.drop(second) == (terms(), 0, False, URI)
    assert (second, shop.drops.dropCount()) == (2, 2)


def test_bad_terms_are_refused(shop: Shop) -> None:
    time = now()
    window = "endsAt must lie in the future and after startsAt"
    document = "the drop needs an ipfs:// document"
    for wrong, uri, problem in (
        (terms(), "", document),
        (terms(), "ipfs://", document),
        (terms(), "https://example.org", document),
        (terms(endsAt=time), URI, window),
        (terms(startsAt=time + 9, endsAt=time + 9), URI, window),
        (terms(currency=str(shop.token)), URI, "a free drop has no currency"),
    ):
        error = ("MembershipDrops_InvalidTerms", problem)
        assert refusal(shop.drops.defineDrop, wrong, uri, sender=shop.team) == error


def test_drops_of_unknown_tiers_and_currencies_are_refused(shop: Shop, stranger: Any) -> None:
    for tier in (0, len(TIERS) + 1):
        error = ("BrandMembership_UnknownTier", tier)
        assert refusal(shop.drops.defineDrop, terms(tierId=tier), URI, sender=shop.team) == error
    odd = terms(currency=stranger.address, price=1)
    error = ("MembershipDrops_CurrencyNotAllowed", stranger.address)
    assert refusal(shop.drops.defineDrop, odd, URI, sender=shop.team) == error


def test_a_closed_drop_stays_closed(shop: Shop, buyer: Any) -> None:
    drop = shop.define()
    assert send(shop.drops.closeDrop, drop, sender=shop.team).one("DropClosed") == {"dropId": drop}
    error = ("MembershipDrops_Closed", drop)
    assert shop.drops.drop(drop)[2] is True
    assert refusal(shop.drops.closeDrop, drop, sender=shop.team) == error
    assert refusal(shop.drops.claim, drop, buyer.address, 1, 0, [], sender=buyer) == error


def test_unknown_drops_are_named(shop: Shop, buyer: Any) -> None:
    drop = shop.define()
    for unknown in (0, drop + 1, 2**256 - 1):
        error = ("MembershipDrops_UnknownDrop", unknown)
        assert refusal(shop.drops.closeDrop, unknown, sender=shop.team) == error
        assert refusal(shop.drops.claim, unknown, buyer.address, 1, 0, [], sender=buyer) == error
        assert refusal(shop.drops.drop, unknown, sender=buyer) == error
