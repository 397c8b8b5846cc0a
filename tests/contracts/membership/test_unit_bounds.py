"""How many votes the keys of a brand can bring about without its members: a share of the votes there are, each day."""

from typing import Any

import pytest
from brownie import BrandMembership, accounts
from support.bounded import (
    BIG,
    BOUNDS,
    LAUNCH,
    LAUNCH_SOLD,
    LAUNCH_UNITS,
    LEAST,
    MAX_TIER_UNITS,
    MAX_UNITS,
    SMALL,
    UNBOUNDED,
    URIS,
    move_to_midnight_after,
    open_bounded,
    terms,
)
from support.chain import impersonated, move_to, now, pass_time, refusal, refused_creation, send
from support.plan import APPEAL_WINDOW, DAY, GRACE


@pytest.fixture(scope="module")
def bounded(access: Any, brand: Any, timelock: Any) -> Any:
    """A membership contract with these bounds, whose BRAND, ISSUER and DROPS may act; its launch has just begun."""
    return open_bounded(access, brand, timelock, (LAUNCH, LAUNCH_UNITS, LAUNCH_SOLD))


@pytest.fixture(scope="module")
def shop() -> Any:
    """Holds DROPS."""
    return accounts[8]


@pytest.fixture
def begun(bounded: Any, issuer: Any, people: Any) -> int:
    """The midnight after the launch, in which 1,000 units were given away: 50 a day from now on, and 100 sold."""
    send(bounded.airdrop, [people[9].address] * 20, BIG, sender=issuer)
    midnight = move_to_midnight_after(int(bounded.launchEndsAt()))
    assert (bounded.givenToday(), bounded.soldToday()) == ((0, 50), (0, 100))
    return midnight


def given(bounded: Any) -> int:
    return int(bounded.givenToday()[0])


def sold(bounded: Any) -> int:
    return int(bounded.soldToday()[0])


def test_brand_alone_cannot_define_a_tier_that_outvotes_everybody(bounded: Any, team: Any) -> None:
    """Seen before: a tier of 268,435,435 units, an open free drop, a claim, and all votes were the brand's."""
    for units, supply in ((268_435_435, 1), (MAX_UNITS + 1, 1), (MAX_UNITS, 41), (1, 2_001)):
        error = ("BrandMembership_TooManyUnits", units, MAX_UNITS, units * supply, MAX_TIER_UNITS)
        assert refusal(bounded.defineTier, terms(units, supply), *URIS, sender=team) == error
    assert send(bounded.defineTier, terms(MAX_UNITS, 40), *URIS, sender=team).one("TierDefined")["units"] == MAX_UNITS


def test_a_day_gives_a_share_of_the_units_there_are(bounded: Any, begun: int, issuer: Any, people: Any) -> None:
    """Seen before: 1,000 units a day beside 238 were most votes for one key."""
    send(bounded.airdrop, [people[1].address] * 49, SMALL, sender=issuer)
    again = begun + DAY
    too_much = ("BrandMembership_GivenTooMuch", 99, 50, again)
    assert refusal(bounded.issue, people[0].address, BIG, sender=issuer) == too_much
    send(bounded.issue, people[0].address, SMALL, sender=issuer)
    assert bounded.givenToday() == (50, 50)
    move_to(again - 1)
    too_much = ("BrandMembership_GivenTooMuch", 51, 50, again)
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer) == too_much
    move_to(again)
    assert bounded.givenToday() == (0, 52)  # 5% of 1,050, rounded down
    send(bounded.airdrop, [people[2].address] * 52, SMALL, sender=issuer)
    assert refusal(bounded.issue, people[2].address, SMALL, sender=issuer)[1:3] == (53, 52)


def test_a_day_sells_a_share_of_them_too(bounded: Any, begun: int, shop: Any, issuer: Any, people: Any) -> None:
    """Its price is loot: whoever buys most votes takes the treasury, and with it what was paid."""
    send(bounded.sell, people[0].address, BIG, 2, sender=shop)
    assert (bounded.givenToday(), bounded.soldToday()) == ((0, 50), (100, 100))
    too_much = ("BrandMembership_SoldTooMuch", 101, 100, begun + DAY)
    assert refusal(bounded.sell, people[0].address, SMALL, 1, sender=shop) == too_much
    send(bounded.airdrop, [people[1].address] * 50, SMALL, sender=issuer)  # the one takes nothing from the other
    assert (given(bounded), sold(bounded)) == (50, 100)
    assert refusal(bounded.issue, people[1].address, SMALL, sender=issuer)[0] == "BrandMembership_GivenTooMuch"
    move_to(begun + DAY)
    assert (bounded.givenToday(), bounded.soldToday()) == ((0, 57), (0, 115))
    send(bounded.sell, people[0].address, BIG, 1, sender=shop)
    assert (given(bounded), sold(bounded)) == (0, 50)


def test_what_a_day_began_with_does_not_grow_with_it(bounded: Any, begun: int, shop: Any, people: Any) -> None:
    for _ in range(2):
        send(bounded.sell, people[0].address, BIG, 1, sender=shop)
        assert bounded.soldToday()[1] == 100
    assert bounded.totalUnits() == 1_100


def test_a_brand_of_few_units_gives_and_sells_some(bounded: Any, shop: Any, issuer: Any, people: Any) -> None:
    move_to_midnight_after(int(bounded.launchEndsAt()))
    assert bounded.totalUnits() == 0
    send(bounded.airdrop, [people[0].address] * LEAST, SMALL, sender=issuer)
    send(bounded.sell, people[0].address, SMALL, LEAST, sender=shop)
    assert (bounded.givenToday(), bounded.soldToday()) == ((LEAST, LEAST), (LEAST, LEAST))
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer)[1:3] == (LEAST + 1, LEAST)
    assert refusal(bounded.sell, people[0].address, SMALL, 1, sender=shop)[1:3] == (LEAST + 1, LEAST)


def test_a_launch_gives_away_and_sells_what_the_plan_says(bounded: Any, shop: Any, issuer: Any, people: Any) -> None:
    """As one day, however long it is. Seen before: nothing bounded what was sold in it, and it voted for ever."""
    ends = int(bounded.launchEndsAt())
    assert ends > now()
    assert (bounded.launchUnits(), bounded.launchSoldUnits()) == (LAUNCH_UNITS, LAUNCH_SOLD)
    send(bounded.airdrop, [people[0].address] * 19, BIG, sender=issuer)
    send(bounded.sell, people[1].address, BIG, 20, sender=shop)
    pass_time(2 * DAY)
    assert (bounded.givenToday(), bounded.soldToday()) == ((950, LAUNCH_UNITS), (1_000, LAUNCH_SOLD))
    too_much = ("BrandMembership_GivenTooMuch", 1_001, LAUNCH_UNITS, ends)
    assert refusal(bounded.airdrop, [people[0].address] * 51, SMALL, sender=issuer) == too_much
    send(bounded.airdrop, [people[0].address] * 50, SMALL, sender=issuer)
    too_much = ("BrandMembership_SoldTooMuch", 1_101, LAUNCH_SOLD, ends)
    assert refusal(bounded.sell, people[1].address, SMALL, 101, sender=shop) == too_much
    send(bounded.sell, people[1].address, SMALL, 60, sender=shop)
    cheap = int(bounded.issuedCount())
    too_much = ("BrandMembership_SoldTooMuch", 1_109, LAUNCH_SOLD, ends)
    assert refusal(bounded.changeTier, cheap, BIG, 0, True, True, sender=shop) == too_much
    send(bounded.sell, people[1].address, SMALL, 40, sender=shop)
    move_to(ends)
    assert (bounded.givenToday(), bounded.soldToday()) == ((0, 105), (0, 210))
    assert refusal(bounded.airdrop, [people[0].address] * 106, SMALL, sender=issuer)[:2] == (
        "BrandMembership_GivenTooMuch",
        106,
    )


def test_a_launch_that_sells_nothing(access: Any, brand: Any, timelock: Any, shop: Any, people: Any) -> None:
    """As `units` that are 0 give nothing away."""
    closed = open_bounded(access, brand, timelock, (LAUNCH, 0, 0))
    ends = int(closed.launchEndsAt())
    assert (closed.givenToday(), closed.soldToday()) == ((0, 0), (0, 0))
    assert refusal(closed.sell, people[0].address, SMALL, 1, sender=shop) == ("BrandMembership_SoldTooMuch", 1, 0, ends)
    move_to(ends)
    send(closed.sell, people[0].address, SMALL, LEAST, sender=shop)


def test_no_launch_is_no_way_around_the_shares(access: Any, brand: Any, timelock: Any, shop: Any, people: Any) -> None:
    short = open_bounded(access, brand, timelock, (0, 2**28 - 1, 2**28 - 1))
    assert short.soldToday() == (0, LEAST)
    assert refusal(short.sell, people[0].address, SMALL, LEAST + 1, sender=shop)[1:3] == (LEAST + 1, LEAST)


def test_sales_without_a_bound(bounded: Any, begun: int, timelock: Any, shop: Any, people: Any) -> None:
    send(bounded.setUnitBounds, (*BOUNDS[:4], 0), sender=impersonated(timelock.address))
    send(bounded.sell, people[0].address, BIG, 20, sender=shop)
    assert bounded.soldToday() == (1_000, UNBOUNDED)


def test_other_bounds_keep_what_was_counted(bounded: Any, begun: int, timelock: Any, issuer: Any, people: Any) -> None:
    """Else a proposal in the morning would give the day again; and what is given is not too much by a lower bound."""
    send(bounded.airdrop, [people[0].address] * 40, SMALL, sender=issuer)
    send(bounded.setUnitBounds, (MAX_UNITS, MAX_TIER_UNITS, 0, 100, 100), sender=impersonated(timelock.address))
    assert (bounded.givenToday(), bounded.soldToday()) == ((40, 10), (0, 10))
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer)[1:3] == (41, 10)
    send(bounded.setUnitBounds, BOUNDS, sender=impersonated(timelock.address))
    assert bounded.givenToday() == (40, 50)


@pytest.mark.parametrize("paid", [False, True])
def test_what_a_change_takes_away_makes_no_room(
    bounded: Any, begun: int, shop: Any, issuer: Any, people: Any, timelock: Any, paid: bool
) -> None:
    """Seen before: an account whose votes are bound went down, and as many units were given to somebody who votes."""
    send(bounded.airdrop, [people[0].address] * 50, SMALL, sender=issuer)
    send(bounded.bindVotes, people[9].address, sender=impersonated(timelock.address))
    for token in (1, 2):
        send(bounded.changeTier, token, SMALL, 0, paid, False, sender=shop)
        assert (bounded.givenToday()[0], sold(bounded)) == (50, 0)
    too_much = ("BrandMembership_GivenTooMuch", 51, 50, begun + DAY)
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer) == too_much


def test_a_paid_change_up_is_sold(bounded: Any, begun: int, shop: Any, issuer: Any, people: Any) -> None:
    tokens = send(bounded.airdrop, [people[0].address] * 3, SMALL, sender=issuer).one("MembershipsIssued")
    first = tokens["firstTokenId"]
    for number in range(2):
        send(bounded.changeTier, first + number, BIG, 0, True, True, sender=shop)
    assert (given(bounded), sold(bounded)) == (3, 98)
    too_much = ("BrandMembership_SoldTooMuch", 147, 100, begun + DAY)
    assert refusal(bounded.changeTier, first + 2, BIG, 0, True, True, sender=shop) == too_much


def test_only_a_proposal_changes_the_bounds(bounded: Any, timelock: Any, team: Any, issuer: Any) -> None:
    wider = (60, 6_000, 7, 300, 10_000)
    for account in (team, issuer, accounts[0]):
        assert refusal(bounded.setUnitBounds, wider, sender=account)[0] == "AccessManagedUnauthorized"
    by_proposal = impersonated(timelock.address)
    for invalid in (
        (0, 10, 1, 1, 1),
        (2**28, 2**31, 1, 1, 1),
        (10, 9, 1, 1, 1),
        (10, 10, 2**28, 1, 1),
        (10, 10, 1, 10_001, 1),
        (10, 10, 1, 1, 10_001),
    ):
        error = ("BrandMembership_InvalidBounds", *invalid)
        assert refusal(bounded.setUnitBounds, invalid, sender=by_proposal) == error
    assert tuple(send(bounded.setUnitBounds, wider, sender=by_proposal).one("UnitBoundsSet").values()) == wider
    assert tuple(bounded.unitBounds()) == wider
    send(bounded.defineTier, terms(60, 100), *URIS, sender=team)


def test_only_the_shop_sells(bounded: Any, issuer: Any, team: Any, people: Any) -> None:
    for account in (issuer, team, people[0]):
        assert refusal(bounded.sell, people[0].address, SMALL, 1, sender=account)[0] == "AccessManagedUnauthorized"
    assert refusal(bounded.sell, people[0].address, SMALL, 0, sender=accounts[8]) == ("BrandMembership_NoRecipients",)


def test_a_launch_ends(access: Any, brand: Any) -> None:
    arguments = ("Late", "LATE", access.address, brand.renderer.address, APPEAL_WINDOW, GRACE, BOUNDS)
    too_long = ("BrandMembership_InvalidLaunch", 90 * DAY + 1, 90 * DAY)
    assert refused_creation(BrandMembership, *arguments, (90 * DAY + 1, 0, 0)) == too_long
