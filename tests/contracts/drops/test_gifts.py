"""What is sold for less than a floor is given away, and of that there is only so much in a day."""

from typing import Any

import pytest
from support.chain import move_to, now, refusal, send
from support.plan import DAY
from support.shop import ETH, FEW, LIFE, MONTH, Shop
from support.signing import signer
from support.vouchers import signed, voucher

from scripts.deploy import ROLE_IDS

FLOOR, PER_DAY = 100, 50  # wei a unit; units
LIFE_UNITS, FEW_UNITS = 5, 9
ALICE = signer("alice, issuer of gifts")


@pytest.fixture(autouse=True)
def _bounds(shop: Shop) -> None:
    send(shop.membership.setUnitBounds, (100, 10**6, PER_DAY), sender=shop.admin)
    send(shop.drops.setPriceFloor, ETH, FLOOR, sender=shop.admin)
    send(shop.access.grantRole, ROLE_IDS["ISSUER"], ALICE.address, 0, sender=shop.admin)
    move_to((now() // DAY + 1) * DAY)


def claim(shop: Shop, buyer: Any, drop: int, quantity: int) -> tuple[Any, ...]:
    return (shop.drops.claim, drop, buyer.address, quantity, 0, [])


def given(shop: Shop) -> int:
    return int(shop.membership.givenToday())


def test_brand_alone_cannot_give_itself_most_votes(shop: Shop, buyer: Any) -> None:
    """Neither by a free drop nor by one at next to nothing: both count as given away."""
    free, cheap = shop.define(), shop.define(price=FLOOR * LIFE_UNITS - 1)
    send(*claim(shop, buyer, free, 6), sender=buyer)
    send(*claim(shop, buyer, cheap, 4), sender=buyer, value=4 * FLOOR * LIFE_UNITS)
    assert given(shop) == PER_DAY
    for drop in (free, cheap):
        refused = refusal(*claim(shop, buyer, drop, 1), sender=buyer, value=FLOOR * LIFE_UNITS)
        assert refused[:3] == ("BrandMembership_GivenTooMuch", PER_DAY + LIFE_UNITS, PER_DAY)


def test_a_sale_is_not_held_back(shop: Shop, buyer: Any) -> None:
    dear = shop.define(price=FLOOR * LIFE_UNITS)
    send(*claim(shop, buyer, dear, 100), sender=buyer, value=100 * FLOOR * LIFE_UNITS)
    assert given(shop) == 0
    assert shop.membership.getVotes(buyer.address) == 100 * LIFE_UNITS


def test_what_is_sold_for_a_worthless_token_is_given_away(shop: Shop, buyer: Any) -> None:
    """The brand allows a token; only a proposal says what it is worth."""
    token = str(shop.token)
    send(shop.drops.setPriceFloor, token, 0, sender=shop.admin)
    send(shop.token.mint, buyer.address, 10**30, sender=buyer)
    send(shop.token.approve, str(shop.drops), 10**30, sender=buyer)
    drop = shop.define(currency=token, price=10**20)
    send(*claim(shop, buyer, drop, 10), sender=buyer)
    assert given(shop) == PER_DAY
    assert refusal(*claim(shop, buyer, drop, 1), sender=buyer)[0] == "BrandMembership_GivenTooMuch"
    no_price = ("MembershipDrops_BelowFloor", MONTH, token, 10**20, 0)
    assert refusal(shop.drops.setTierPrice, MONTH, token, 10**20, sender=shop.team) == no_price


def test_a_voucher_at_the_floor_is_a_sale(shop: Shop, buyer: Any) -> None:
    shop.prices(Life=FLOOR * LIFE_UNITS)
    for uid, price in enumerate((0, FLOOR * LIFE_UNITS - 1, FLOOR * LIFE_UNITS)):
        ballot = signed(shop.drops, ALICE, voucher(buyer.address, uid=uid, tierId=LIFE, price=price))
        send(shop.drops.redeemVoucher, *ballot, sender=buyer, value=price)
    assert given(shop) == 2 * LIFE_UNITS


def test_a_free_change_of_tier_gives_votes_away(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=0, Few=0)
    send(shop.membership.airdrop, [buyer.address] * 3, MONTH, sender=shop.admin)
    tokens = (1, 2, 3)
    send(shop.drops.changeTier, tokens[0], FEW, ETH, 0, sender=buyer)
    assert given(shop) == 3 + FEW_UNITS - 1
    send(shop.membership.setUnitBounds, (100, 10**6, given(shop) + FEW_UNITS - 2), sender=shop.admin)
    refused = refusal(shop.drops.changeTier, tokens[1], FEW, ETH, 0, sender=buyer)
    assert refused[0] == "BrandMembership_GivenTooMuch"
    send(shop.drops.changeTier, tokens[0], MONTH, ETH, 0, sender=buyer)  # fewer votes than before: no gift
    move_to((now() // DAY + 1) * DAY)
    send(shop.drops.changeTier, tokens[1], FEW, ETH, 0, sender=buyer)
    assert given(shop) == FEW_UNITS - 1


def test_a_paid_change_of_tier_gives_nothing_away(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=FLOOR, Few=FLOOR * FEW_UNITS)
    send(shop.membership.issue, buyer.address, MONTH, sender=shop.admin)
    send(shop.drops.changeTier, 1, FEW, ETH, 10**6, sender=buyer, value=10**6)
    assert given(shop) == 1


def test_lapsed_units_that_come_back_for_nothing_are_given_away(shop: Shop, buyer: Any) -> None:
    """Else they could be laid by, a day's bound each day, and all come back in one second."""
    shop.prices(Month=FLOOR)
    tokens = []
    for _ in range(2):
        first = send(shop.membership.airdrop, [buyer.address] * PER_DAY, MONTH, sender=shop.admin)
        tokens += range(first.one("MembershipsIssued")["firstTokenId"], shop.membership.issuedCount() + 1)
        move_to((now() // DAY + 1) * DAY)
    move_to((now() // DAY + 60) * DAY)
    send(shop.membership.lapseBatch, tokens, sender=buyer)
    assert shop.membership.totalUnits() == given(shop) == 0
    for token in tokens[:PER_DAY]:
        send(shop.membership.renew, token, 1, False, sender=shop.admin)
    assert given(shop) == PER_DAY
    refused = refusal(shop.membership.renew, tokens[-1], 1, False, sender=shop.admin)
    assert refused[:3] == ("BrandMembership_GivenTooMuch", PER_DAY + 1, PER_DAY)
    send(shop.drops.renew, tokens[-1], 1, ETH, FLOOR, sender=buyer, value=FLOOR)
    assert (given(shop), shop.membership.totalUnits()) == (PER_DAY, PER_DAY + 1)


def test_prices_of_tiers_stand_above_the_floor(shop: Shop) -> None:
    minimum = FLOOR * FEW_UNITS
    below = ("MembershipDrops_BelowFloor", FEW, ETH, minimum - 1, minimum)
    assert refusal(shop.drops.setTierPrice, FEW, ETH, minimum - 1, sender=shop.team) == below
    send(shop.drops.setTierPrice, FEW, ETH, minimum, sender=shop.team)


def test_only_a_proposal_sets_a_floor(shop: Shop, buyer: Any) -> None:
    for account in (shop.team, buyer):
        refused = refusal(shop.drops.setPriceFloor, ETH, 1, sender=account)
        assert refused == ("AccessManagedUnauthorized", account.address)
    event = send(shop.drops.setPriceFloor, ETH, 7, sender=shop.admin).one("PriceFloorSet")
    assert tuple(event.values()) == (ETH, 7)
    assert shop.drops.priceFloor(ETH) == 7
