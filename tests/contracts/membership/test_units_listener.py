"""Another contract is told when the units of a membership change, for whatever pays by units."""

from collections import Counter
from typing import Any

import pytest
from brownie import UnitsListenerMock, accounts
from eth_utils.conversions import to_bytes
from support.chain import NOBODY, Receipt, create, impersonated, pass_time, refusal, send
from support.members import LAPSED, issue
from support.plan import APPEAL_WINDOW, DAY, GRACE, LEAF, ROOT, SEED, TIERS, TRIAL, UNITS, YEAR

DROPS = 5
HOLDER, STATE = 0, 7  # of a membership


@pytest.fixture
def listener(membership: Any, timelock: Any) -> Any:
    found = create(UnitsListenerMock, sender=accounts[0])
    send(membership.setUnitsListener, str(found), sender=impersonated(timelock.address))
    return found


@pytest.fixture
def shop(access: Any, timelock: Any) -> Any:
    """Holds DROPS."""
    send(access.grantRole, DROPS, accounts[8].address, 0, sender=impersonated(timelock.address))
    return accounts[8]


def told(receipt: Receipt) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in receipt.all("Told")]


def test_it_is_told_of_every_change_when_it_is_done(
    membership: Any, shop: Any, issuer: Any, team: Any, people: Any, listener: Any
) -> None:
    mine, yours = people[0].address, people[1].address
    seed, trial = issue(membership, issuer, people[0], SEED), issue(membership, issuer, people[0], TRIAL)
    total = membership.totalUnits() + 9
    assert told(send(membership.changeTier, seed, ROOT, 0, False, False, sender=shop)) == [(seed, mine, 1, 10, total)]
    assert told(send(membership.transferFrom, people[0], people[1], seed, sender=people[0])) == []
    assert told(send(membership.renew, trial, 1, sender=issuer)) == []
    pass_time(200 * DAY + GRACE)
    total -= 3
    assert told(send(membership.lapse, trial, sender=people[3])) == [(trial, mine, 3, 0, total)]
    total += 3
    assert told(send(membership.renew, trial, 1, sender=issuer)) == [(trial, mine, 0, 3, total)]
    send(membership.noticeRevocation, trial, "ipfs://why", sender=team)
    pass_time(APPEAL_WINDOW)
    total -= 3
    assert told(send(membership.revoke, trial, sender=team)) == [(trial, mine, 3, 0, total)]
    total -= 10
    assert told(send(membership.burn, seed, sender=people[1])) == [(seed, yours, 10, 0, total)]


def test_it_is_told_last(membership: Any, shop: Any, issuer: Any, people: Any, listener: Any) -> None:
    """After the membership's own events: whoever reads the chain sees what happened in the order in which it did."""
    leaf = issue(membership, issuer, people[0], LEAF)
    receipts = [send(membership.changeTier, leaf, SEED, 0, True, True, sender=shop)]
    receipts.append(send(membership.changeTier, leaf, LEAF, 2**32 - 1, True, True, sender=shop))
    receipts.append(send(membership.burn, leaf, sender=people[0]))
    for receipt in receipts:
        assert receipt.events[-1].name == "Told"


@pytest.mark.parametrize("how", ["transfer", "burn"])
def test_what_lapses_on_the_way_is_told_of_once(
    membership: Any, issuer: Any, people: Any, listener: Any, how: str
) -> None:
    """With the holder who had the units."""
    leaf = issue(membership, issuer, people[0], LEAF)
    pass_time(YEAR)
    call = (membership.transferFrom, people[0], people[1], leaf) if how == "transfer" else (membership.burn, leaf)
    receipt = send(*call, sender=people[0])
    assert told(receipt) == [(leaf, people[0].address, 7, 0, membership.totalUnits())]
    assert receipt.events[-1].name == "Told"


def test_it_is_not_told_of_what_changes_nothing(membership: Any, issuer: Any, people: Any, listener: Any) -> None:
    trial = issue(membership, issuer, people[0], TRIAL)
    pass_time(200 * DAY + GRACE)
    assert len(told(send(membership.lapseBatch, [trial, trial], sender=people[1]))) == 1
    assert told(send(membership.burn, trial, sender=people[0])) == []  # its units had stopped counting


# --- a listener that hands control to somebody who moves units

CHANGES = ("change", "lapse", "batch", "revive", "revoke", "burn", "transfer of an expired one")
CALLS = ("lapse", "burn", "transferFrom", "changeTier", "renew")


def prepared(
    membership: Any, people: Any, team: Any, issuer: Any, shop: Any, token: int, change: str
) -> tuple[Any, ...]:
    """Brings the membership to where the change is the next call; the call and its sender."""
    if change == "change":
        return membership.changeTier, token, ROOT, 0, True, True, shop
    if change == "revoke":
        send(membership.noticeRevocation, token, "ipfs://why", sender=team)
        pass_time(APPEAL_WINDOW)
        return membership.revoke, token, team
    if change == "burn":
        return membership.burn, token, people[0]
    pass_time(YEAR + GRACE)
    if change == "revive":
        send(membership.lapse, token, sender=people[1])
        return membership.renew, token, 1, issuer
    if change == "batch":
        return membership.lapseBatch, [token, token + 1], people[1]
    if change == "lapse":
        return membership.lapse, token, people[1]
    return membership.transferFrom, people[0], people[1], token, people[0]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("call", CALLS)
def test_whoever_is_told_can_move_no_units_twice(
    membership: Any,
    access: Any,
    timelock: Any,
    people: Any,
    team: Any,
    issuer: Any,
    shop: Any,
    listener: Any,
    change: str,
    call: str,
) -> None:
    """Seen before: told first, a holder lapsed what was about to lapse: 2^40 - 2 votes, and a tier was full."""
    for role in (DROPS, 2):
        send(access.grantRole, role, str(listener), 0, sender=impersonated(timelock.address))
    token = issue(membership, issuer, people[0], LEAF)
    others = [issue(membership, issuer, one, tier) for one, tier in ((people[0], LEAF), (people[1], ROOT))]
    send(membership.setApprovalForAll, str(listener), True, sender=people[0])
    send(membership.setApprovalForAll, str(listener), True, sender=people[1])
    before = [membership.tier(tier)[1] for tier in UNITS]
    *first, sender = prepared(membership, people, team, issuer, shop, token, change)
    arguments: dict[str, tuple[Any, ...]] = {
        "lapse": (token,),
        "burn": (token,),
        "transferFrom": (people[1] if "transfer" in change else people[0], people[2], token),
        "changeTier": (token, SEED, 0, True, True),
        "renew": (token, 1),
    }
    data = getattr(membership, call).encode_input(*arguments[call])
    send(listener.setCall, to_bytes(hexstr=data), sender=people[0])
    receipt = send(*first, sender=sender)
    assert receipt.all("Told")
    assert listener.call() == b""  # it was called
    assert sum(before) == 3
    units_and_places_are_as_memberships_say(membership, people, [token, *others], receipt)


def units_and_places_are_as_memberships_say(membership: Any, people: Any, tokens: list[int], receipt: Receipt) -> None:
    """Votes, units held, all units and the places taken, added up from the memberships there are."""
    held: Counter[str] = Counter()
    places: Counter[int] = Counter()
    ended = {one["tokenId"]: one["units"] for one in receipt.all("MembershipEnded")}
    for token in tokens:
        if token in ended:
            for tier, units in UNITS.items():  # one that ends in its time keeps its place
                places[tier] += units == ended[token] and units > 0
            continue
        found = membership.membershipOf(token)
        lapsed = found[STATE] == LAPSED
        held[found[HOLDER]] += 0 if lapsed else UNITS[found[1]]
        places[found[1]] += not lapsed
    for person in people[:4]:
        assert membership.heldUnits(person.address) == membership.getVotes(person.address) == held[person.address]
    assert membership.totalUnits() == sum(held.values())
    assert {tier: membership.tier(tier)[1] for tier in UNITS} == {tier: places[tier] for tier in UNITS}
    assert len(UNITS) == len(TIERS)


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
