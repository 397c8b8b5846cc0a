"""How many votes the keys of a brand can bring about without its members."""

from typing import Any

import pytest
from brownie import BrandMembership, accounts
from support.chain import NOBODY, create, impersonated, move_to, now, pass_time, refusal, refused_creation, send
from support.plan import APPEAL_WINDOW, DAY, GRACE

from scripts.deploy import ROLE_IDS

MAX_UNITS, MAX_TIER_UNITS, PER_DAY = 50, 2_000, 100
BOUNDS = (MAX_UNITS, MAX_TIER_UNITS, PER_DAY)
LAUNCH = 3 * DAY
URIS = ("ipfs://document", "ipfs://image")
BIG, SMALL = 1, 2  # tiers of 50 units and of 1


def terms(units: int, supply: int) -> tuple[Any, ...]:
    return (units, supply, 0, True, 0, NOBODY, f"{units} units")


def deployed(access: Any, brand: Any, launch: int) -> Any:
    """A membership contract with these bounds, whose BRAND, ISSUER and DROPS may act."""
    arguments = ("Bounded", "BND", access.address, brand.renderer.address, APPEAL_WINDOW, GRACE, BOUNDS, launch)
    return create(BrandMembership, *arguments, sender=accounts[0])


@pytest.fixture(scope="module", params=[0, LAUNCH], ids=["no launch", "launch"])
def launch(request: Any) -> Any:
    return request.param


@pytest.fixture(scope="module")
def bounded(access: Any, brand: Any, timelock: Any, launch: int) -> Any:
    found = deployed(access, brand, launch)
    for role, functions in (
        ("BRAND", ("defineTier",)),
        ("ISSUER", ("issue", "airdrop")),
        ("DROPS", ("sell",)),
    ):
        selectors = [found.signatures[name] for name in functions]
        send(access.setTargetFunctionRole, str(found), selectors, ROLE_IDS[role], sender=impersonated(timelock.address))
    send(access.grantRole, ROLE_IDS["DROPS"], accounts[8].address, 0, sender=impersonated(timelock.address))
    for tier in (terms(MAX_UNITS, 40), terms(1, 2_000)):
        send(found.defineTier, tier, *URIS, sender=accounts[1])
    return found


def test_brand_alone_cannot_define_a_tier_that_outvotes_everybody(bounded: Any, team: Any) -> None:
    """Seen before: a tier of 268,435,435 units, an open free drop, a claim, and all votes were the brand's."""
    for units, supply in ((268_435_435, 1), (MAX_UNITS + 1, 1), (MAX_UNITS, 41), (1, 2_001)):
        error = ("BrandMembership_TooManyUnits", units, MAX_UNITS, units * supply, MAX_TIER_UNITS)
        assert refusal(bounded.defineTier, terms(units, supply), *URIS, sender=team) == error
    assert send(bounded.defineTier, terms(MAX_UNITS, 40), *URIS, sender=team).one("TierDefined")["units"] == MAX_UNITS


def test_only_so_much_is_given_away_in_a_day(bounded: Any, launch: int, issuer: Any, people: Any) -> None:
    if launch:
        pass_time(launch)
    midnight = (now() // DAY + 1) * DAY
    move_to(midnight)
    send(bounded.issue, people[0].address, BIG, sender=issuer)
    send(bounded.airdrop, [people[1].address] * 49, SMALL, sender=issuer)
    assert bounded.givenToday() == 99
    again = midnight + DAY
    too_much = ("BrandMembership_GivenTooMuch", 149, PER_DAY, again)
    assert refusal(bounded.issue, people[0].address, BIG, sender=issuer) == too_much
    send(bounded.issue, people[0].address, SMALL, sender=issuer)
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer)[0] == "BrandMembership_GivenTooMuch"
    move_to(again - 1)
    assert refusal(bounded.airdrop, [people[2].address] * 2, SMALL, sender=issuer)[1:] == (102, PER_DAY, again)
    move_to(again)
    send(bounded.airdrop, [people[2].address] * 2, BIG, sender=issuer)
    assert bounded.givenToday() == PER_DAY == 100


def test_what_is_sold_holds_nobody_back(bounded: Any, launch: int, issuer: Any, people: Any) -> None:
    """Neither before nor after it on the same day; and sales do not become gifts at midnight."""
    pass_time(launch)
    midnight = (now() // DAY + 1) * DAY
    move_to(midnight)
    shop = accounts[8]
    first = send(bounded.sell, people[0].address, BIG, 5, sender=shop).one("MembershipsIssued")
    assert (first["count"], first["units"], bounded.givenToday()) == (5, MAX_UNITS, 0)
    send(bounded.airdrop, [people[1].address] * 100, SMALL, sender=issuer)
    send(bounded.sell, people[0].address, BIG, 3, sender=shop)
    assert bounded.givenToday() == PER_DAY
    assert bounded.balanceOf(people[0].address) == 8
    move_to(midnight + DAY)
    assert bounded.givenToday() == 0
    send(bounded.sell, people[0].address, BIG, 1, sender=shop)
    send(bounded.airdrop, [people[1].address] * 2, BIG, sender=issuer)
    assert refusal(bounded.issue, people[1].address, SMALL, sender=issuer)[1] == 101


def test_a_launch_is_not_held_back(bounded: Any, launch: int, issuer: Any, people: Any) -> None:
    gift = (bounded.airdrop, [people[0].address] * 20, BIG)
    if launch:
        assert bounded.launchEndsAt() > now()
        send(*gift, sender=issuer)
        assert (bounded.totalUnits(), bounded.givenToday()) == (20 * MAX_UNITS, 0)
        move_to(bounded.launchEndsAt())
    assert refusal(*gift, sender=issuer)[:2] == ("BrandMembership_GivenTooMuch", 20 * MAX_UNITS)
    send(bounded.airdrop, [people[0].address] * 2, BIG, sender=issuer)
    assert bounded.givenToday() == 2 * MAX_UNITS
    assert refusal(bounded.issue, people[0].address, SMALL, sender=issuer)[0] == "BrandMembership_GivenTooMuch"


def test_only_a_proposal_changes_the_bounds(bounded: Any, timelock: Any, team: Any, issuer: Any, people: Any) -> None:
    wider = (60, 6_000, 300)
    for account in (team, issuer, accounts[0]):
        assert refusal(bounded.setUnitBounds, wider, sender=account)[0] == "AccessManagedUnauthorized"
    by_proposal = impersonated(timelock.address)
    for invalid in ((0, 10, 1), (2**28, 2**40, 1), (10, 9, 1), (10, 10, 2**28)):
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
    assert refused_creation(BrandMembership, *arguments, 90 * DAY + 1) == too_long
