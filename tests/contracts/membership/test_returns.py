"""Who lapsed comes back beside what is sold that day: whoever buys up the day keeps nobody out."""

from typing import Any

import pytest
from brownie import accounts
from support.bounded import (
    BIG,
    BOUNDS,
    DAILY,
    DAILY_UNITS,
    LAUNCH,
    LAUNCH_SOLD,
    LAUNCH_UNITS,
    SMALL,
    UNBOUNDED,
    move_to_midnight_after,
    open_bounded,
)
from support.chain import impersonated, move_to, now, refusal, send
from support.plan import DAY

MANY = 40  # memberships of 10 units that lapse
LIVING = 600  # units that stay
SHARE = 60  # 10% of those


@pytest.fixture(scope="module")
def bounded(access: Any, brand: Any, timelock: Any) -> Any:
    """A membership contract in its launch."""
    return open_bounded(access, brand, timelock, (LAUNCH, LAUNCH_UNITS, LAUNCH_SOLD))


@pytest.fixture(scope="module")
def shop() -> Any:
    """Holds DROPS."""
    return accounts[8]


@pytest.fixture
def tokens(bounded: Any, issuer: Any, people: Any) -> list[int]:
    """Memberships of 400 units that lapsed beside 600 that did not; it is the first second of a day."""
    send(bounded.airdrop, [people[0].address] * LIVING, SMALL, sender=issuer)
    event = send(bounded.airdrop, [people[1].address] * MANY, DAILY, sender=issuer).one("MembershipsIssued")
    found = list(range(event["firstTokenId"], event["firstTokenId"] + MANY))
    move_to_midnight_after(int(bounded.launchEndsAt()) + 2 * DAY)
    send(bounded.lapseBatch, found, sender=people[9])
    assert bounded.totalUnits() == LIVING
    move_to_midnight_after(now())
    assert (bounded.soldToday(), bounded.returnedToday()) == ((0, SHARE), (0, SHARE))
    return found


def come_back(bounded: Any, shop: Any, tokens: list[int]) -> None:
    for token in tokens:
        assert send(bounded.sellTime, token, 1, True, sender=shop).one("MembershipRenewed")["unitsRestored"] == 10


def test_whoever_buys_up_the_day_keeps_nobody_out(bounded: Any, tokens: list[int], shop: Any, people: Any) -> None:
    """Seen before: a stranger bought the day's share at midnight, day after day, and no member could return."""
    for _ in range(2):
        begin = int(bounded.totalUnits())
        share = begin // 10
        send(bounded.sell, people[5].address, SMALL, share, sender=shop)
        assert refusal(bounded.sell, people[5].address, SMALL, 1, sender=shop)[0] == "BrandMembership_SoldTooMuch"
        come_back(bounded, shop, [tokens.pop() for _ in range(share // DAILY_UNITS)])
        assert bounded.soldToday() == (share, share)
        assert bounded.returnedToday() == (share // 10 * 10, share)
        move_to_midnight_after(now())
        assert bounded.returnedToday()[0] == 0


def test_lapsed_ones_that_were_laid_by_do_not_come_back_at_once(
    bounded: Any, tokens: list[int], shop: Any, people: Any
) -> None:
    """Whoever collects what others let run out has, in a day, two shares of it and no more."""
    come_back(bounded, shop, tokens[:12])
    assert (bounded.returnedToday(), bounded.soldToday()) == ((SHARE, SHARE), (SHARE, SHARE))
    too_much = ("BrandMembership_SoldTooMuch", SHARE + 10, SHARE, now() // DAY * DAY + DAY)
    assert refusal(bounded.sellTime, tokens[12], 1, True, sender=shop) == too_much
    assert refusal(bounded.sell, people[5].address, SMALL, 1, sender=shop)[0] == "BrandMembership_SoldTooMuch"
    move_to(now() // DAY * DAY + DAY)
    come_back(bounded, shop, tokens[12:26])  # 10% of 720, rounded to memberships, twice
    assert refusal(bounded.sellTime, tokens[26], 1, True, sender=shop)[0] == "BrandMembership_SoldTooMuch"


def test_one_that_does_not_fit_counts_as_sold(bounded: Any, tokens: list[int], timelock: Any, shop: Any) -> None:
    send(bounded.setUnitBounds, (*BOUNDS[:2], 0, 500, 250), sender=impersonated(timelock.address))
    assert (bounded.returnedToday(), bounded.soldToday()) == ((0, 15), (0, 15))
    come_back(bounded, shop, tokens[:2])
    assert (bounded.returnedToday(), bounded.soldToday()) == ((10, 15), (10, 15))
    assert refusal(bounded.sellTime, tokens[2], 1, True, sender=shop)[:3] == ("BrandMembership_SoldTooMuch", 20, 15)


def test_one_of_more_units_than_the_shares_comes_back_as_the_first(
    bounded: Any, tokens: list[int], timelock: Any, shop: Any, people: Any
) -> None:
    """Seen before: one of 25 units was refused on 60 of 60 days, though it was here before and paid again."""
    send(bounded.setUnitBounds, (*BOUNDS[:2], 0, 50, 100), sender=impersonated(timelock.address))
    send(bounded.sell, people[5].address, SMALL, 6, sender=shop)
    for token in tokens[:3]:
        come_back(bounded, shop, [token])
        assert bounded.returnedToday()[0] == 10 > bounded.returnedToday()[1]
        assert refusal(bounded.sellTime, tokens[3], 1, True, sender=shop)[0] == "BrandMembership_SoldTooMuch"
        move_to_midnight_after(now())
    assert bounded.returnedToday() == (0, 6)


def test_who_comes_back_first_begins_the_day(bounded: Any, tokens: list[int], shop: Any, people: Any) -> None:
    """The other shares are of what there was before them, and what is given away is not touched."""
    come_back(bounded, shop, tokens[:3])
    assert bounded.totalUnits() == LIVING + 30
    assert (bounded.givenToday(), bounded.soldToday(), bounded.returnedToday()) == ((0, 30), (0, 60), (30, 60))
    send(bounded.sell, people[5].address, SMALL, SHARE, sender=shop)
    assert refusal(bounded.sell, people[5].address, SMALL, 1, sender=shop)[1:3] == (SHARE + 1, SHARE)


def test_what_comes_back_for_nothing_is_given_away(bounded: Any, tokens: list[int], issuer: Any, shop: Any) -> None:
    send(bounded.renew, tokens[0], 1, sender=issuer)
    send(bounded.sellTime, tokens[1], 1, False, sender=shop)  # for less than the floor
    assert (bounded.givenToday(), bounded.soldToday(), bounded.returnedToday()) == ((20, 30), (0, 60), (0, 60))


def test_a_renewal_in_time_is_nobody_s_return(bounded: Any, tokens: list[int], shop: Any) -> None:
    come_back(bounded, shop, tokens[:1])
    assert send(bounded.sellTime, tokens[0], 1, True, sender=shop).one("MembershipRenewed")["unitsRestored"] == 0
    assert bounded.returnedToday() == (10, SHARE)


def test_where_sales_have_no_bound_returns_have_none(bounded: Any, tokens: list[int], timelock: Any, shop: Any) -> None:
    send(bounded.setUnitBounds, (*BOUNDS[:4], 0), sender=impersonated(timelock.address))
    come_back(bounded, shop, tokens)
    assert (bounded.returnedToday(), bounded.soldToday()) == ((400, UNBOUNDED), (0, UNBOUNDED))
    send(bounded.setUnitBounds, BOUNDS, sender=impersonated(timelock.address))
    assert bounded.returnedToday() == (400, SHARE)


def test_in_the_launch_who_comes_back_was_counted_when_they_came(
    bounded: Any, shop: Any, issuer: Any, people: Any
) -> None:
    """So whoever buys up the launch keeps nobody out of it either, and no more units come than it has."""
    token = send(bounded.issue, people[1].address, DAILY, sender=issuer).one("MembershipsIssued")["firstTokenId"]
    send(bounded.sell, people[5].address, BIG, LAUNCH_SOLD // 50, sender=shop)
    move_to(int(bounded.launchEndsAt()) - 10)
    send(bounded.lapse, token, sender=people[9])
    come_back(bounded, shop, [token])
    assert (bounded.givenToday()[0], bounded.soldToday()[0]) == (10, LAUNCH_SOLD)
    assert bounded.returnedToday() == (0, UNBOUNDED)
    assert bounded.totalUnits() == 10 + LAUNCH_SOLD
