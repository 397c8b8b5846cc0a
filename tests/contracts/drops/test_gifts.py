"""What is sold for less than a floor is given away, and of that there is only so much in a day."""

from typing import Any

import pytest
from support.chain import move_to, now, refusal, send
from support.plan import DAY
from support.shop import ETH, FEW, LIFE, MONTH, YEAR, Shop
from support.signing import signer
from support.vouchers import signed, voucher

from scripts.deploy import ROLE_IDS

FLOOR, PER_DAY = 100, 50  # wei a unit; units
LIFE_UNITS, FEW_UNITS = 5, 9
ALICE = signer("alice, issuer of gifts")


@pytest.fixture(autouse=True)
def _bounds(shop: Shop) -> None:
    send(shop.membership.setUnitBounds, (100, 10**6, PER_DAY, 0, 0), sender=shop.admin)
    send(shop.drops.setPriceFloor, ETH, FLOOR, sender=shop.admin)
    send(shop.access.grantRole, ROLE_IDS["ISSUER"], ALICE.address, 0, sender=shop.admin)
    move_to((now() // DAY + 1) * DAY)


def claim(shop: Shop, buyer: Any, drop: int, quantity: int) -> tuple[Any, ...]:
    return (shop.drops.claim, drop, buyer.address, quantity, 0, [])


def given(shop: Shop) -> int:
    return int(shop.membership.givenToday()[0])


def sold(shop: Shop) -> int:
    return int(shop.membership.soldToday()[0])


def returned(shop: Shop) -> int:
    return int(shop.membership.returnedToday()[0])


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
    assert (given(shop), sold(shop)) == (0, 100 * LIFE_UNITS)
    assert shop.membership.getVotes(buyer.address) == 100 * LIFE_UNITS


@pytest.mark.parametrize("how", ["drop", "voucher"])
def test_a_floor_raised_later_reaches_what_was_prepared_before(shop: Shop, buyer: Any, how: str) -> None:
    """Members' lever: BRAND used to define drops before, and sold under them uncounted for ever."""
    price = FLOOR * LIFE_UNITS
    shop.prices(Life=price)
    drop = shop.define(price=price)
    calls = [
        claim(shop, buyer, drop, 1)
        if how == "drop"
        else (shop.drops.redeemVoucher, *signed(shop.drops, ALICE, voucher(buyer.address, uid=uid, price=price)))
        for uid in range(2)
    ]
    send(*calls[0], sender=buyer, value=price)
    assert (given(shop), sold(shop)) == (0, LIFE_UNITS)
    send(shop.drops.setPriceFloor, ETH, FLOOR + 1, sender=shop.admin)
    send(*calls[1], sender=buyer, value=price)
    assert (given(shop), sold(shop)) == (LIFE_UNITS, LIFE_UNITS)


@pytest.mark.parametrize("how", ["drop", "voucher"])
def test_below_the_tier_s_price_it_is_given_away(shop: Shop, buyer: Any, how: str) -> None:
    """Seen before: a tier at 0.25 ETH, vouchers at the floor of 0.005: most votes for little."""
    shop.prices(Life=10 * FLOOR * LIFE_UNITS)
    for uid, price in enumerate((10 * FLOOR * LIFE_UNITS - 1, 10 * FLOOR * LIFE_UNITS)):
        if how == "drop":
            call = claim(shop, buyer, shop.define(price=price), 1)
        else:
            fields = voucher(buyer.address, uid=uid, price=price)
            call = (shop.drops.redeemVoucher, *signed(shop.drops, ALICE, fields))
        send(*call, sender=buyer, value=price)
        assert (given(shop), sold(shop)) == (LIFE_UNITS, uid * LIFE_UNITS)


def test_credit_from_another_currency_pays_for_no_votes(shop: Shop, buyer: Any) -> None:
    """Seen before: a period of a tier that is dear in ETH, paid with a few tokens, bought votes in ETH for nothing."""
    shop.prices(Month=10**6, Year=FLOOR * 3)
    shop.prices(shop.token, Month=1)
    shop.fund(buyer, 100)
    token = shop.issue(buyer, MONTH)
    send(shop.drops.renew, token, 2, str(shop.token), 2, sender=buyer)
    assert shop.drops.quoteChange(token, YEAR, ETH)[0] == 0
    send(shop.drops.changeTier, token, YEAR, ETH, 0, sender=buyer)
    assert (given(shop), sold(shop)) == (1 + 2, 0)


def test_the_growth_of_a_change_is_paid_at_the_floor_now(shop: Shop, buyer: Any) -> None:
    """Up to what costs less for each unit than the floor has risen to, it is given."""
    shop.prices(Month=FLOOR, Few=FLOOR * FEW_UNITS)
    tokens = [shop.issue(buyer, MONTH) for _ in range(2)]
    cost = FLOOR * FEW_UNITS
    for floor, expected in ((cost // (FEW_UNITS - 1), (2, FEW_UNITS - 1)), (cost, (2 + FEW_UNITS - 1, FEW_UNITS - 1))):
        send(shop.drops.setPriceFloor, ETH, floor, sender=shop.admin)
        send(shop.drops.changeTier, tokens.pop(), FEW, ETH, cost, sender=buyer, value=cost)
        assert (given(shop), sold(shop)) == expected


def test_units_come_back_as_paid_for_at_the_floor_of_today(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=FLOOR)
    tokens = [shop.issue(buyer, MONTH) for _ in range(2)]
    move_to((now() // DAY + 60) * DAY)
    send(shop.membership.lapseBatch, tokens, sender=buyer)
    send(shop.drops.renew, tokens[0], 1, ETH, FLOOR, sender=buyer, value=FLOOR)
    assert (given(shop), sold(shop), returned(shop)) == (0, 0, 1)
    send(shop.drops.setPriceFloor, ETH, FLOOR + 1, sender=shop.admin)
    send(shop.drops.renew, tokens[1], 5, ETH, 5 * FLOOR, sender=buyer, value=5 * FLOOR)
    assert (given(shop), sold(shop), returned(shop)) == (1, 0, 1)  # five periods for little are no dearer than one


def test_free_time_that_begins_at_once_is_for_the_recipient_to_take(shop: Shop, buyer: Any, stranger: Any) -> None:
    """Seen before: a stranger claimed another's free month early; it had lapsed when its holder wanted it."""
    month, life = shop.define(tierId=MONTH, perWallet=1), shop.define(perWallet=1)
    error = ("MembershipDrops_GivenToRecipientOnly", buyer.address, stranger.address)
    assert refusal(*claim(shop, buyer, month, 1), sender=stranger) == error
    fields = voucher(buyer.address, tierId=MONTH)
    ticket = (shop.drops.redeemVoucher, *signed(shop.drops, ALICE, fields))
    assert refusal(*ticket, sender=stranger) == error
    send(*claim(shop, buyer, life, 1), sender=stranger)  # what is for life does not run out
    for call in (claim(shop, buyer, month, 1), ticket):
        send(*call, sender=buyer)
    assert shop.membership.balanceOf(buyer.address) == 3


@pytest.mark.parametrize("how", ["drop", "voucher"])
def test_next_to_nothing_does_not_begin_another_s_time(
    shop: Shop, buyer: Any, friend: Any, stranger: Any, how: str
) -> None:
    """Seen before: for one wei a stranger began a month that its member wanted later. A whole price is a present."""
    price = 3 * FLOOR
    shop.prices(Month=price)
    error = ("MembershipDrops_GivenToRecipientOnly", buyer.address, stranger.address)
    for uid, amount in enumerate((1, FLOOR - 1, FLOOR, price - 1, price)):
        if how == "drop":
            call = claim(shop, buyer, shop.define(tierId=MONTH, price=amount), 1)
        else:
            fields = voucher(buyer.address, uid=uid, tierId=MONTH, price=amount)
            call = (shop.drops.redeemVoucher, *signed(shop.drops, ALICE, fields))
        if amount < price:
            assert refusal(*call, sender=stranger, value=amount) == error
            send(*call, sender=buyer, value=amount)
        else:
            send(*call, sender=friend, value=amount)
    assert shop.membership.balanceOf(buyer.address) == 5
    assert (given(shop), sold(shop)) == (4, 1)


def test_what_is_for_life_anybody_pays_for(shop: Shop, buyer: Any, stranger: Any) -> None:
    drop = shop.define(price=1)
    send(*claim(shop, buyer, drop, 1), sender=stranger, value=1)
    send(
        shop.drops.redeemVoucher,
        *signed(shop.drops, ALICE, voucher(buyer.address, price=1)),
        sender=stranger,
        value=1,
    )
    assert shop.membership.balanceOf(buyer.address) == 2


def test_nobody_says_that_a_gift_was_paid_for(shop: Shop, buyer: Any) -> None:
    """ISSUER used to: such credit bought a change to a dearer tier, which then counted as sold."""
    shop.prices(Month=FLOOR, Year=3 * FLOOR)
    token = shop.issue(buyer, MONTH)
    send(shop.membership.renew, token, 3, sender=shop.admin)
    assert shop.drops.paidSecondsOf(token) == 0
    for account in (shop.admin, shop.team):
        refused = refusal(shop.membership.sellTime, token, 1, True, sender=account)
        assert refused == ("AccessManagedUnauthorized", account.address)


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
    assert (given(shop), sold(shop)) == (2 * LIFE_UNITS, LIFE_UNITS)


def test_nobody_goes_up_for_nothing(shop: Shop, buyer: Any) -> None:
    """Seen before: down before midnight and up after it, day after day, and ISSUER could give nothing away, for gas."""
    shop.prices(Month=0, Few=0, Life=0)
    token = shop.issue(buyer, LIFE)
    begin = given(shop)
    error = ("MembershipDrops_FreeChangeUp", token, FEW)
    assert refusal(shop.drops.changeTier, token, FEW, ETH, 0, sender=buyer) == error
    assert refusal(shop.drops.quoteChange, token, FEW, ETH, sender=buyer) == error
    send(shop.drops.changeTier, token, MONTH, ETH, 0, sender=buyer)
    error = ("MembershipDrops_FreeChangeUp", token, LIFE)
    move_to((now() // DAY + 1) * DAY)
    assert refusal(shop.drops.changeTier, token, LIFE, ETH, 0, sender=buyer) == error
    assert (begin, given(shop)) == (LIFE_UNITS, 0)
    send(shop.membership.airdrop, [buyer.address] * (PER_DAY // LIFE_UNITS), LIFE, sender=shop.admin)


def test_what_was_paid_before_goes_up_as_given_away(shop: Shop, buyer: Any) -> None:
    """For a price that credit pays whole: it costs what it is, and only what is paid now is sold."""
    shop.prices(Month=10 * FLOOR, Year=10 * FLOOR)
    token = shop.claim(shop.define(tierId=MONTH, price=10 * FLOOR), buyer, sender=buyer, value=10 * FLOOR)
    number = token.one("DropClaimed")["firstTokenId"]
    send(shop.drops.renew, number, 3, ETH, 30 * FLOOR, sender=buyer, value=30 * FLOOR)
    before = given(shop)
    send(shop.drops.changeTier, number, YEAR, ETH, 0, sender=buyer)
    assert given(shop) == before + 2


def test_a_paid_change_of_tier_gives_nothing_away(shop: Shop, buyer: Any) -> None:
    shop.prices(Month=FLOOR, Few=FLOOR * FEW_UNITS)
    send(shop.membership.issue, buyer.address, MONTH, sender=shop.admin)
    send(shop.drops.changeTier, 1, FEW, ETH, 10**6, sender=buyer, value=10**6)
    assert (given(shop), sold(shop)) == (1, FEW_UNITS - 1)


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
        send(shop.membership.renew, token, 1, sender=shop.admin)
    assert given(shop) == PER_DAY
    refused = refusal(shop.membership.renew, tokens[-1], 1, sender=shop.admin)
    assert refused[:3] == ("BrandMembership_GivenTooMuch", PER_DAY + 1, PER_DAY)
    send(shop.drops.renew, tokens[-1], 1, ETH, FLOOR, sender=buyer, value=FLOOR)
    assert (given(shop), sold(shop), returned(shop)) == (PER_DAY, 0, 1)
    assert shop.membership.totalUnits() == PER_DAY + 1


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
