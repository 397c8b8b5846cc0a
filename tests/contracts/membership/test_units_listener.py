"""Another contract is told before the units of a membership change, for whatever pays by units."""

from typing import Any

import pytest
from brownie import UnitsListenerMock, accounts
from support.chain import NOBODY, create, impersonated, pass_time, refusal, send
from support.members import issue
from support.plan import APPEAL_WINDOW, DAY, GRACE, ROOT, SEED, TRIAL

DROPS = 5


@pytest.fixture
def listener(membership: Any, timelock: Any) -> Any:
    found = create(UnitsListenerMock, sender=accounts[0])
    send(membership.setUnitsListener, str(found), sender=impersonated(timelock.address))
    return found


def told(receipt: Any) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in receipt.all("Told")]


def test_it_is_told_of_every_change_before_it_happens(
    membership: Any, access: Any, timelock: Any, issuer: Any, team: Any, people: Any, listener: Any
) -> None:
    shop = accounts[8]
    send(access.grantRole, DROPS, shop.address, 0, sender=impersonated(timelock.address))
    start = membership.totalUnits()
    seed, trial = issue(membership, issuer, people[0], SEED), issue(membership, issuer, people[0], TRIAL)
    total = start + 4
    assert told(send(membership.changeTier, seed, ROOT, 0, False, sender=shop)) == [(seed, 1, 10, 1, total)]
    total += 9
    assert told(send(membership.transferFrom, people[0], people[1], seed, sender=people[0])) == []
    assert told(send(membership.renew, trial, 1, False, sender=issuer)) == []
    pass_time(200 * DAY + GRACE)
    assert told(send(membership.lapse, trial, sender=people[3])) == [(trial, 3, 0, 3, total)]
    total -= 3
    assert told(send(membership.renew, trial, 1, False, sender=issuer)) == [(trial, 0, 3, 0, total)]
    total += 3
    send(membership.noticeRevocation, trial, "ipfs://why", sender=team)
    pass_time(APPEAL_WINDOW)
    assert told(send(membership.revoke, trial, sender=team)) == [(trial, 3, 0, 3, total)]
    total -= 3
    assert told(send(membership.burn, seed, sender=people[1])) == [(seed, 10, 0, 10, total)]


def test_it_is_not_told_of_what_changes_nothing(membership: Any, issuer: Any, people: Any, listener: Any) -> None:
    trial = issue(membership, issuer, people[0], TRIAL)
    pass_time(200 * DAY + GRACE)
    assert len(told(send(membership.lapseBatch, [trial, trial], sender=people[1]))) == 1
    assert told(send(membership.burn, trial, sender=people[0])) == []  # its units had stopped counting


def test_a_listener_that_refuses_stops_the_change(membership: Any, issuer: Any, people: Any, listener: Any) -> None:
    """To pass over it would pay for the wrong units; a proposal can take it away."""
    seed = issue(membership, issuer, people[0], SEED)
    send(listener.setRefuses, True, sender=people[0])
    assert refusal(membership.burn, seed, sender=people[0])[0] == "Refused"
    send(membership.transferFrom, people[0], people[1], seed, sender=people[0])


def test_only_a_proposal_names_it(membership: Any, timelock: Any, team: Any, people: Any, listener: Any) -> None:
    assert refusal(membership.setUnitsListener, NOBODY, sender=team)[0] == "AccessManagedUnauthorized"
    admin = impersonated(timelock.address)
    nobody = people[0].address
    assert refusal(membership.setUnitsListener, nobody, sender=admin) == ("BrandMembership_InvalidListener", nobody)
    assert membership.unitsListener() == str(listener)
    assert send(membership.setUnitsListener, NOBODY, sender=admin).one("UnitsListenerSet") == {"listener": NOBODY}
    assert membership.unitsListener() == NOBODY


def test_places_and_units_are_counted_as_before(
    membership: Any, issuer: Any, timelock: Any, people: Any, listener: Any
) -> None:
    """Whether somebody listens is kept in the word in which places and units are counted."""
    before = [membership.tier(tier)[1] for tier in range(1, 7)], membership.issuedCount(), membership.totalUnits()
    send(membership.setUnitsListener, NOBODY, sender=impersonated(timelock.address))
    after = [membership.tier(tier)[1] for tier in range(1, 7)], membership.issuedCount(), membership.totalUnits()
    assert before == after
    issue(membership, issuer, people[0], SEED)
    assert membership.tier(SEED)[1] == before[0][0] + 1


def test_an_id_that_was_never_issued_is_said_to_be_unknown(membership: Any, people: Any) -> None:
    unknown = ("BrandMembership_UnknownMembership", 999)
    assert refusal(membership.transferFrom, people[0], people[1], 999, sender=people[0]) == unknown
