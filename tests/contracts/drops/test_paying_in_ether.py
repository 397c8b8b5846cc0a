"""ETH: exact to the wei, on to the treasury at once, and what callbacks can do about it."""

from typing import Any

import pytest
from brownie import Purse
from support.chain import create, refusal, send
from support.shop import ACCEPT, CALL_BACK, DECLINE, ETH, LIFE, MONTH, Shop, calldata, ether_of
from support.signing import signer
from support.vouchers import signed, voucher

PRICE = 10**17 + 1
BUSY = bytes.fromhex("3ee5aeb5")  # ReentrancyGuardReentrantCall()
ALICE = signer("alice, issuer")


@pytest.fixture
def purse(shop: Shop) -> Any:
    """A buyer that is a contract: it pays no gas, so that its balance is exact."""
    return create(Purse, sender=shop.admin)


def buy(shop: Shop, purse: Any, buyer: Any, data: bytes, value: int) -> Any:
    """Let the purse call the drops with ETH of the buyer's; must go through."""
    return send(purse.act, str(shop.drops), data, sender=buyer, value=value)


@pytest.mark.parametrize("surplus", [0, 1, 10**18])
def test_what_is_too_much_comes_back_to_the_wei(shop: Shop, purse: Any, buyer: Any, surplus: int) -> None:
    drop, before = shop.define(price=PRICE), ether_of(shop.treasury)
    data = calldata(shop.drops.claim, drop, buyer.address, 3, 0, [])
    event = buy(shop, purse, buyer, data, 3 * PRICE + surplus).one("DropClaimed")
    assert (event["payer"], event["paid"]) == (str(purse), 3 * PRICE)
    assert ether_of(shop.treasury) - before == 3 * PRICE
    assert ether_of(purse) == surplus
    assert (purse.calls(), shop.treasury.calls()) == (int(surplus > 0), 1)


def test_everything_comes_back_from_what_is_free(shop: Shop, purse: Any, buyer: Any) -> None:
    data = calldata(shop.drops.claim, shop.define(), buyer.address, 1, 0, [])
    buy(shop, purse, buyer, data, 77)
    assert (ether_of(purse), shop.treasury.calls()) == (77, 0)


def test_each_sale_refunds(shop: Shop, purse: Any, buyer: Any) -> None:
    shop.prices(Month=30, Life=1_000)
    send(shop.access.grantRole, 2, ALICE.address, 0, sender=shop.admin)
    token = shop.issue(purse, MONTH)
    ticket = signed(shop.drops, ALICE, voucher(buyer.address, price=5))
    for data, cost in (
        (calldata(shop.drops.redeemVoucher, *ticket), 5),
        (calldata(shop.drops.renew, token, 2, ETH, 60), 60),
    ):
        before, kept = ether_of(shop.treasury), ether_of(purse)
        buy(shop, purse, buyer, data, cost + 9)
        assert (ether_of(shop.treasury) - before, ether_of(purse) - kept) == (cost, 9)
    before, kept = ether_of(shop.treasury), ether_of(purse)
    data = calldata(shop.drops.changeTier, token, LIFE, ETH, 1_000)
    paid = buy(shop, purse, buyer, data, 2_000).one("TierChangeSold")["paid"]
    assert 900 < paid < 1_000
    assert (ether_of(shop.treasury) - before, ether_of(purse) - kept) == (paid, 2_000 - paid)


def test_too_little_is_refused(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=30)
    token = shop.issue(buyer, MONTH)
    send(shop.access.grantRole, 2, ALICE.address, 0, sender=shop.admin)
    ticket = signed(shop.drops, ALICE, voucher(buyer.address, price=5))
    drop = shop.define(price=PRICE)
    for call, cost in (
        ((shop.drops.claim, drop, buyer.address, 2, 0, []), 2 * PRICE),
        ((shop.drops.renew, token, 3, ETH, 90), 90),
        ((shop.drops.redeemVoucher, *ticket), 5),
    ):
        for value in (0, cost - 1):
            error = ("MembershipDrops_Underpaid", cost, value)
            assert refusal(*call, sender=buyer, value=value) == error


def test_who_takes_no_refund_buys_nothing_and_loses_nothing(shop: Shop, purse: Any, buyer: Any) -> None:
    drop = shop.define(price=PRICE, supply=1, perWallet=1)
    data = calldata(shop.drops.claim, drop, buyer.address, 1, 0, [])
    send(purse.prepare, DECLINE, str(purse), 0, b"", sender=buyer)
    refused = refusal(purse.act, str(shop.drops), data, sender=buyer, value=PRICE + 1)
    assert refused == ("MembershipDrops_RefundFailed", str(purse), 1)
    assert (shop.drops.drop(drop)[1], shop.drops.claimedBy(drop, buyer.address)) == (0, 0)
    buy(shop, purse, buyer, data, PRICE)  # the claim is still there; nothing has to come back


def test_a_treasury_that_takes_nothing_sells_nothing(shop: Shop, buyer: Any) -> None:
    drop = shop.define(price=PRICE)
    call = (shop.drops.claim, drop, buyer.address, 1, 0, [])
    send(shop.treasury.prepare, DECLINE, str(shop.treasury), 0, b"", sender=buyer)
    error = ("MembershipDrops_PaymentFailed", ETH, PRICE, 0)
    assert refusal(*call, sender=buyer, value=PRICE) == error
    send(shop.treasury.prepare, ACCEPT, str(shop.treasury), 0, b"", sender=buyer)
    send(*call, sender=buyer, value=PRICE)


def test_nobody_gives_eth_to_the_contract(shop: Shop, purse: Any, buyer: Any) -> None:
    assert refusal(purse.act, str(shop.drops), b"", sender=buyer, value=1) == ("",)
    data = calldata(shop.drops.cancelVouchers, [1])
    assert refusal(purse.act, str(shop.drops), data, sender=buyer, value=1) == ("",)


@pytest.mark.parametrize("who", ["payer", "treasury"])
def test_no_sale_inside_a_sale(shop: Shop, purse: Any, buyer: Any, who: str) -> None:
    """The callback would take a second one although only one is allowed, or renew and change on the way."""
    shop.prices(Month=1, Life=5)
    drop, token = shop.define(price=PRICE, perWallet=1), shop.issue(purse, MONTH)
    send(shop.access.grantRole, 2, ALICE.address, 0, sender=shop.admin)
    ticket = signed(shop.drops, ALICE, voucher(buyer.address, price=0))
    caller = purse if who == "payer" else shop.treasury
    outer = calldata(shop.drops.claim, drop, buyer.address, 1, 0, [])
    for number, inner in enumerate(
        (
            outer,
            calldata(shop.drops.renew, token, 1, ETH, 1),
            calldata(shop.drops.changeTier, token, LIFE, ETH, 1),
            calldata(shop.drops.redeemVoucher, *ticket),
        )
    ):
        again = calldata(shop.drops.claim, shop.define(price=PRICE), buyer.address, 1, 0, [])
        send(caller.prepare, CALL_BACK, str(shop.drops), 1, inner, sender=buyer)
        buy(shop, purse, buyer, again if number else outer, PRICE + 5)
        assert (caller.succeeded(), caller.answer()) == (False, BUSY)
    assert shop.drops.claimedBy(drop, buyer.address) == 1


def test_a_refund_finds_everything_done(shop: Shop, purse: Any, buyer: Any, friend: Any) -> None:
    """The payer may pass on in the callback what it has just bought."""
    drop = shop.define(price=PRICE)
    pass_on = calldata(shop.membership.transferFrom, str(purse), friend.address, 1)
    send(purse.prepare, CALL_BACK, str(shop.membership), 0, pass_on, sender=buyer)
    buy(shop, purse, buyer, calldata(shop.drops.claim, drop, str(purse), 1, 0, []), PRICE + 1)
    assert purse.succeeded()
    assert shop.membership.ownerOf(1) == friend.address
