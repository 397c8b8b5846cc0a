"""Claims: window, quantity, supply, wallets, and what the event says."""

from typing import Any

import pytest
from support.chain import NOBODY, attempt_at, move_to, now, one_block_at, refusal, rpc, send, send_at, submit
from support.shop import ETH, FEW, LIFE, YEAR, Shop


def test_anyone_pays_for_anyone(shop: Shop, buyer: Any, friend: Any) -> None:
    drop = shop.define(tierId=YEAR, price=7)
    for quantity, first in ((1, 1), (3, 2)):
        event = shop.claim(drop, friend, quantity, sender=buyer, value=7 * quantity).one("DropClaimed")
        assert list(event.values()) == [drop, friend.address, buyer.address, first, quantity, 7 * quantity]
    assert [shop.membership.ownerOf(token) for token in (1, 2, 3, 4)] == [friend.address] * 4
    assert shop.membership.membershipOf(4)[1] == YEAR
    assert (shop.drops.claimedBy(drop, friend.address), shop.drops.claimedBy(drop, buyer.address)) == (4, 0)
    assert shop.drops.drop(drop)[1] == 4


def test_the_window_to_the_second(shop: Shop, buyer: Any) -> None:
    start = now() + 1_000
    drop = shop.define(startsAt=start, endsAt=start + 50)
    call = (shop.drops.claim, drop, buyer.address, 1, 0, [])
    move_to(start - 1)
    assert refusal(*call, sender=buyer) == ("MembershipDrops_NotStarted", start)
    send_at(start, *call, sender=buyer)
    send_at(start + 49, *call, sender=buyer)
    assert attempt_at(start + 50, *call, sender=buyer) is None
    assert refusal(*call, sender=buyer) == ("MembershipDrops_Over", start + 50)


def test_without_a_window_it_goes_on(shop: Shop, buyer: Any) -> None:
    drop = shop.define()
    move_to(now() + 10**8)
    shop.claim(drop, buyer, sender=buyer)


@pytest.mark.parametrize("quantity", [0, 101, 2**256 - 1])
def test_quantities_out_of_range(shop: Shop, buyer: Any, quantity: int) -> None:
    drop = shop.define()
    error = ("MembershipDrops_InvalidQuantity", quantity, 100)
    assert refusal(shop.drops.claim, drop, buyer.address, quantity, 0, [], sender=buyer) == error


def test_a_hundred_at_once(shop: Shop, buyer: Any) -> None:
    shop.claim(shop.define(), buyer, 100, sender=buyer)
    assert shop.membership.balanceOf(buyer.address) == 100


def test_a_sold_out_drop(shop: Shop, buyer: Any, friend: Any) -> None:
    drop = shop.define(supply=3)
    shop.claim(drop, buyer, 2, sender=buyer)
    call = (shop.drops.claim, drop, friend.address)
    assert refusal(*call, 2, 0, [], sender=friend) == ("MembershipDrops_DropSoldOut", drop, 3, 4)
    shop.claim(drop, friend, sender=friend)
    assert refusal(*call, 1, 0, [], sender=friend) == ("MembershipDrops_DropSoldOut", drop, 3, 4)


def test_a_sold_out_tier(shop: Shop, buyer: Any) -> None:
    """The drop promises more than the tier has; whatever it cannot issue is not counted."""
    drop = shop.define(tierId=FEW, supply=5)
    error = ("BrandMembership_TierSoldOut", FEW, 3, 4)
    assert refusal(shop.drops.claim, drop, buyer.address, 4, 0, [], sender=buyer) == error
    shop.claim(drop, buyer, 3, sender=buyer)
    error = ("BrandMembership_TierSoldOut", FEW, 3, 1)
    assert refusal(shop.drops.claim, drop, buyer.address, 1, 0, [], sender=buyer) == error
    assert shop.drops.drop(drop)[1] == 3


def test_the_limit_is_the_recipient_s(shop: Shop, buyer: Any, friend: Any) -> None:
    drop = shop.define(perWallet=2)
    shop.claim(drop, friend, sender=buyer)
    error = ("MembershipDrops_WalletLimit", friend.address, 2, 3)
    assert refusal(shop.drops.claim, drop, friend.address, 2, 0, [], sender=friend) == error
    shop.claim(drop, friend, sender=friend)
    assert refusal(shop.drops.claim, drop, friend.address, 1, 0, [], sender=buyer) == error
    shop.claim(drop, buyer, 2, sender=buyer)  # has received none so far


def test_the_limit_outlives_a_transfer_and_holds_in_each_drop(shop: Shop, buyer: Any, friend: Any) -> None:
    first, second = shop.define(perWallet=1), shop.define(perWallet=1)
    shop.claim(first, buyer, sender=buyer)
    send(shop.membership.transferFrom, buyer.address, friend.address, 1, sender=buyer)
    error = ("MembershipDrops_WalletLimit", buyer.address, 1, 2)
    assert refusal(shop.drops.claim, first, buyer.address, 1, 0, [], sender=buyer) == error
    shop.claim(second, buyer, sender=buyer)
    shop.claim(first, friend, sender=friend)


def test_two_claims_in_one_block_share_one_limit(shop: Shop, buyer: Any) -> None:
    drop = shop.define(perWallet=2, supply=9)
    with one_block_at(now() + 5):
        sent = [submit(shop.drops.claim, drop, buyer.address, 1, 0, [], sender=buyer) for _ in range(3)]
    statuses = [int(rpc("eth_getTransactionReceipt", one)["status"], 16) for one in sent]
    assert sum(statuses) == 2 == shop.drops.claimedBy(drop, buyer.address)


def test_nothing_goes_to_nobody(shop: Shop, buyer: Any) -> None:
    drop = shop.define()
    for quantity in (1, 2):
        refused = refusal(shop.drops.claim, drop, NOBODY, quantity, 0, [], sender=buyer)
        assert refused == ("TransferToZeroAddress",)


def test_an_allowance_means_nothing_without_an_allowlist(shop: Shop, buyer: Any) -> None:
    drop = shop.define(perWallet=1)
    send(shop.drops.claim, drop, buyer.address, 1, 2**256 - 1, [b"\x01" * 32], sender=buyer)
    error = ("MembershipDrops_WalletLimit", buyer.address, 1, 2)
    assert refusal(shop.drops.claim, drop, buyer.address, 1, 2**256 - 1, [], sender=buyer) == error


def test_without_the_role_nothing_is_sold(shop: Shop, buyer: Any) -> None:
    """ISSUER is needed for what is given away, DROPS for what is sold."""
    for role, price in ((2, 0), (5, 5)):
        drop = shop.define(price=price, currency=ETH, tierId=LIFE)
        send(shop.access.revokeRole, role, str(shop.drops), sender=shop.admin)
        call = (shop.drops.claim, drop, buyer.address, 1, 0, [])
        assert refusal(*call, sender=buyer, value=price) == ("AccessManagedUnauthorized", str(shop.drops))
