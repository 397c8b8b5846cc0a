"""The shares of a day are of the units that can vote: not of those with accounts that take part in nothing."""

from typing import Any

import pytest
from brownie import accounts
from support.bounded import BIG, LAUNCH, LAUNCH_SOLD, LAUNCH_UNITS, LEAST, SMALL, move_to_midnight_after, open_bounded
from support.chain import impersonated, now, send

GIVEN = 1_000  # in the launch


@pytest.fixture(scope="module")
def bounded(access: Any, brand: Any, timelock: Any, issuer: Any, people: Any) -> Any:
    """1,000 units, 50 each with 20 accounts; their launch is over."""
    found = open_bounded(access, brand, timelock, (LAUNCH, LAUNCH_UNITS, LAUNCH_SOLD))
    send(found.airdrop, [one.address for one in people[:20]], BIG, sender=issuer)
    move_to_midnight_after(int(found.launchEndsAt()))
    return found


@pytest.fixture(scope="module")
def shop() -> Any:
    """Holds DROPS."""
    return accounts[8]


@pytest.fixture(name="bind")
def _bind(bounded: Any, timelock: Any) -> Any:
    """Binds the votes of accounts, as a proposal does."""

    def bind(*bound: Any) -> None:
        for account in bound:
            send(bounded.bindVotes, account.address, sender=impersonated(timelock.address))

    return bind


def shares(bounded: Any) -> tuple[int, int, int]:
    """Most units that can be given, sold and come back today."""
    return tuple(int(found[1]) for found in (bounded.givenToday(), bounded.soldToday(), bounded.returnedToday()))  # type: ignore[return-value]


def tomorrow() -> None:
    move_to_midnight_after(now())


def test_what_is_sold_to_an_excluded_account_raises_no_share(bounded: Any, bind: Any, shop: Any, stranger: Any) -> None:
    """Seen before: a brand sold to its own wallet, which votes on nothing, and gave away a share of that too."""
    bind(stranger)
    assert shares(bounded) == (50, 100, 100)
    for _ in range(3):
        send(bounded.sell, stranger.address, BIG, 2, sender=shop)
        tomorrow()
        assert shares(bounded) == (50, 100, 100)
    assert bounded.totalUnits() == GIVEN + 300


def test_each_way_in_which_votes_come_to_a_bound_account_and_leave_it(
    bounded: Any, bind: Any, timelock: Any, issuer: Any, people: Any
) -> None:
    """After each, the shares of the next day are of what is with nobody bound."""
    first, second, third = people[0], people[1], people[2]
    send(bounded.delegate, second.address, sender=first)  # 100 votes with the second
    bind(second)
    tomorrow()
    assert shares(bounded)[1] == 90
    send(bounded.transferFrom, second.address, third.address, 2, sender=second)
    tomorrow()
    assert shares(bounded)[1] == 95
    send(bounded.delegate, first.address, sender=first)  # takes its votes home
    tomorrow()
    assert shares(bounded)[1] == 100
    send(bounded.transferFrom, third.address, second.address, 2, sender=third)
    send(bounded.issue, second.address, SMALL, sender=issuer)
    tomorrow()
    assert (shares(bounded)[1], bounded.totalUnits()) == (95, 1_001)
    send(bounded.burn, 2, sender=second)
    tomorrow()
    assert (shares(bounded)[1], bounded.totalUnits()) == (95, 951)
    send(bounded.releaseVotes, second.address, sender=impersonated(timelock.address))
    send(bounded.releaseVotes, second.address, sender=impersonated(timelock.address))  # a second time changes nothing
    assert shares(bounded) == (47, 95, 95)


def test_bound_twice_it_is_left_out_once(bounded: Any, bind: Any, people: Any) -> None:
    bind(people[0], people[0])
    assert shares(bounded)[1] == 95


def test_who_delegated_elsewhere_before(bounded: Any, bind: Any, people: Any) -> None:
    """Its votes come home when it is bound, and those that others gave it stay with it."""
    send(bounded.delegate, people[1].address, sender=people[0])
    send(bounded.delegate, people[0].address, sender=people[2])
    bind(people[0])
    assert (bounded.getVotes(people[0].address), bounded.getVotes(people[1].address)) == (100, 50)
    assert shares(bounded)[1] == 90


def test_everybody_is_bound(bounded: Any, bind: Any, issuer: Any, shop: Any, people: Any) -> None:
    """No share is left of nothing, and nothing falls below it."""
    bind(*people[:20])
    assert shares(bounded) == (LEAST, LEAST, LEAST)
    send(bounded.airdrop, [people[20].address] * LEAST, SMALL, sender=issuer)
    send(bounded.sell, people[0].address, SMALL, LEAST, sender=shop)
    assert bounded.totalUnits() == GIVEN + 2 * LEAST


def test_who_is_bound_in_the_course_of_a_day(bounded: Any, bind: Any, issuer: Any, people: Any) -> None:
    """What a day began with stays its measure."""
    send(bounded.issue, people[20].address, SMALL, sender=issuer)
    bind(*people[:10])
    assert shares(bounded)[1] == 100
    tomorrow()
    assert shares(bounded)[1] == 50
