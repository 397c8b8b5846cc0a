"""ERC-20s: the treasury receives exactly the cost, whatever kind of token it is."""

from typing import Any

import pytest
from brownie import Purse
from support.chain import create, refusal, send
from support.shop import (
    BONUS,
    CALL_BACK,
    CALL_SENDER,
    DRAIN,
    FEE,
    LIFE,
    MONTH,
    NO_ANSWER,
    PLAIN,
    PRETEND,
    REFUSE,
    Shop,
    calldata,
    ether_of,
)
from support.signing import signer
from support.vouchers import signed, voucher

PRICE = 1_000
ALICE = signer("alice, issuer")


@pytest.fixture
def drop(shop: Shop, buyer: Any) -> int:
    """Sold for tokens, of which the buyer has enough."""
    shop.fund(buyer, 50 * PRICE)
    return shop.define(currency=str(shop.token), price=PRICE, perWallet=5)


def sales(shop: Shop, drop: int, buyer: Any) -> list[tuple[Any, ...]]:
    """A call of each kind that costs PRICE in tokens."""
    token = str(shop.token)
    shop.prices(token, Month=PRICE, Life=PRICE)
    send(shop.access.grantRole, 2, ALICE.address, 0, sender=shop.admin)
    ticket = signed(shop.drops, ALICE, voucher(buyer.address, currency=token, price=PRICE))
    month, life = shop.issue(buyer, MONTH), shop.issue(buyer, LIFE)
    return [
        (shop.drops.claim, drop, buyer.address, 1, 0, []),
        (shop.drops.redeemVoucher, *ticket),
        (shop.drops.renew, month, 1, token, PRICE),
        (shop.drops.changeTier, life, MONTH, token, PRICE),  # what was given away counts for nothing
    ]


@pytest.mark.parametrize("mood", [PLAIN, NO_ANSWER], ids=["plain", "no answer"])
def test_the_treasury_receives_the_cost(shop: Shop, drop: int, buyer: Any, mood: int) -> None:
    send(shop.token.setMood, mood, sender=buyer)
    event = send(shop.drops.claim, drop, buyer.address, 3, 0, [], sender=buyer).one("DropClaimed")
    assert event["paid"] == 3 * PRICE == shop.token.balanceOf(str(shop.treasury))
    assert shop.token.balanceOf(buyer.address) == 47 * PRICE


def test_every_kind_of_sale_is_paid_in_tokens(shop: Shop, drop: int, buyer: Any) -> None:
    for call, cost in zip(sales(shop, drop, buyer), [PRICE] * 4, strict=True):
        before = shop.token.balanceOf(str(shop.treasury))
        (paid,) = [event.values["paid"] for event in send(*call, sender=buyer).events if "paid" in event.values]
        assert paid == cost == shop.token.balanceOf(str(shop.treasury)) - before


@pytest.mark.parametrize(
    ("mood", "received"),
    [(PRETEND, 0), (FEE, PRICE - 1), (BONUS, PRICE + 1), (DRAIN, 0)],
    ids=["pretend", "fee", "bonus", "drain"],
)
def test_anything_but_the_cost_is_refused(shop: Shop, drop: int, buyer: Any, mood: int, received: int) -> None:
    send(shop.token.mint, str(shop.treasury), 10 * PRICE, sender=buyer)
    calls = sales(shop, drop, buyer)[:3]
    send(shop.token.setMood, mood, sender=buyer)
    for call in calls:
        error = ("MembershipDrops_PaymentFailed", str(shop.token), PRICE, received)
        assert refusal(*call, sender=buyer) == error


def test_a_token_that_says_no_is_believed(shop: Shop, drop: int, buyer: Any) -> None:
    send(shop.token.setMood, REFUSE, sender=buyer)
    call = (shop.drops.claim, drop, buyer.address, 1, 0, [])
    assert refusal(*call, sender=buyer) == ("SafeERC20FailedOperation", str(shop.token))


def test_nobody_pays_with_the_tokens_of_another(shop: Shop, drop: int, buyer: Any, friend: Any) -> None:
    """The buyer's approval is there, but the friend sends the transaction."""
    call = (shop.drops.claim, drop, buyer.address, 1, 0, [])
    assert refusal(*call, sender=friend) == ("Panic", 0x11)
    send(shop.token.mint, friend.address, PRICE, sender=friend)
    assert refusal(*call, sender=friend) == ("Panic", 0x11)  # no approval of its own


def test_eth_is_not_taken_for_tokens(shop: Shop, drop: int, buyer: Any) -> None:
    for call in sales(shop, drop, buyer):
        assert refusal(*call, sender=buyer, value=1) == ("MembershipDrops_ValueNotAccepted", 1)


def test_a_currency_that_is_no_longer_allowed_stops_every_sale(shop: Shop, drop: int, buyer: Any) -> None:
    token = str(shop.token)
    calls = sales(shop, drop, buyer)
    send(shop.drops.allowCurrency, token, False, sender=shop.team)
    error = ("MembershipDrops_CurrencyNotAllowed", token)
    for call in calls:
        assert refusal(*call, sender=buyer) == error
    assert refusal(shop.drops.quoteRenewal, 1, 1, token, sender=buyer) == error
    assert refusal(shop.drops.quoteChange, 2, MONTH, token, sender=buyer) == error
    free = signed(shop.drops, ALICE, voucher(buyer.address, uid=2, currency=token))
    assert refusal(shop.drops.redeemVoucher, *free, sender=buyer) == error  # even where nothing is due
    send(shop.drops.allowCurrency, token, True, sender=shop.team)
    for call in calls:
        send(*call, sender=buyer)


def test_a_token_that_was_never_allowed_pays_for_no_voucher(shop: Shop, drop: int, buyer: Any, stranger: Any) -> None:
    sales(shop, drop, buyer)
    ticket = signed(shop.drops, ALICE, voucher(buyer.address, uid=3, currency=stranger.address, price=1))
    error = ("MembershipDrops_CurrencyNotAllowed", stranger.address)
    assert refusal(shop.drops.redeemVoucher, *ticket, sender=buyer) == error


def test_a_token_that_calls_the_payer_lets_it_take_nothing_more(shop: Shop, buyer: Any, friend: Any) -> None:
    purse = create(Purse, sender=shop.admin)
    drop = shop.define(currency=str(shop.token), price=PRICE, perWallet=1)
    send(shop.token.mint, str(purse), 5 * PRICE, sender=buyer)
    send(purse.act, str(shop.token), calldata(shop.token.approve, str(shop.drops), 5 * PRICE), sender=buyer)
    send(shop.token.setMood, CALL_SENDER, sender=buyer)
    data = calldata(shop.drops.claim, drop, str(purse), 1, 0, [])
    send(purse.prepare, CALL_BACK, str(shop.drops), 0, data, sender=buyer)
    send(purse.act, str(shop.drops), data, sender=buyer)
    assert (purse.calls(), purse.succeeded()) == (1, False)
    assert shop.drops.claimedBy(drop, str(purse)) == 1
    assert shop.token.balanceOf(str(shop.treasury)) == PRICE


def test_a_tier_is_changed_before_the_payer_is_called(shop: Shop, buyer: Any, friend: Any) -> None:
    """Otherwise the payer could sell the membership in the callback, and the new holder would see its tier change."""
    token = str(shop.token)
    shop.prices(token, Month=10, Life=PRICE)
    purse = create(Purse, sender=shop.admin)
    membership = shop.issue(purse, LIFE)
    shop.prices(token, Year=2 * PRICE)
    send(shop.token.mint, str(purse), 5 * PRICE, sender=buyer)
    send(purse.act, token, calldata(shop.token.approve, str(shop.drops), 5 * PRICE), sender=buyer)
    send(shop.token.setMood, CALL_SENDER, sender=buyer)
    pass_on = calldata(shop.membership.transferFrom, str(purse), friend.address, membership)
    send(purse.prepare, CALL_BACK, str(shop.membership), 0, pass_on, sender=buyer)
    change = calldata(shop.drops.changeTier, membership, 2, token, 2 * PRICE)
    names = [event.name for event in send(purse.act, str(shop.drops), change, sender=buyer).events]
    assert purse.succeeded()
    assert names.index("MembershipTierChanged") < names.index("Transfer")
    assert ether_of(purse) == 0
