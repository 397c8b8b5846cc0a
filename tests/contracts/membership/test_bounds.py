"""What holds at the edges of the counters and of time."""

from typing import Any

from brownie import accounts
from support.chain import NOBODY, impersonated, now, pass_time, refusal, rpc, send
from support.members import issue
from support.plan import DAY, PLAN, SEED

COUNT_SHIFT, COUNT_MASK = 32, 2**24 - 1  # the memberships issued, in the word of MembershipVotes._issuance
ALL_UNITS = 2**28 - 1
DROPS = 5  # the role
SLOTS = 64  # more than BrandMembership's variables take


def words(address: str) -> list[int]:
    """The contract's first storage slots."""
    found = (rpc("eth_getStorageAt", address, hex(slot), "latest") for slot in range(SLOTS))
    return [int(word, 16) if word != "0x" else 0 for word in found]


def write(address: str, slot: int, word: int) -> None:
    """Set a storage slot."""
    rpc("evm_setAccountStorageAt", address, f"0x{slot:064x}", f"0x{word:064x}")


def test_name_and_symbol_are_those_it_was_deployed_with(membership: Any) -> None:
    assert (membership.name(), membership.symbol()) == (f"{PLAN.brand} Membership", PLAN.symbol)


def test_there_were_no_votes_before_the_contract(membership: Any, issuer: Any, people: Any) -> None:
    issue(membership, issuer, people[0], SEED)
    assert membership.getPastTotalSupply(0) == membership.getPastTotalSupply(1) == 0


def test_the_counter_of_memberships_never_wraps(membership: Any, issuer: Any, people: Any) -> None:
    """16,777,215 memberships are too many to issue here: the counter is set in the contract's storage."""
    before = words(membership.address)
    issue(membership, issuer, people[0], SEED)
    after = words(membership.address)
    (slot,) = [
        slot
        for slot, (old, new) in enumerate(zip(before, after, strict=True))
        if (new >> COUNT_SHIFT & COUNT_MASK) == (old >> COUNT_SHIFT & COUNT_MASK) + 1
    ]
    full = after[slot] | COUNT_MASK << COUNT_SHIFT
    write(membership.address, slot, full)
    call = (membership.issue, people[1].address, SEED)
    assert refusal(*call, sender=issuer) == ("BrandMembership_MembershipsExhausted", COUNT_MASK)
    write(membership.address, slot, full - (1 << COUNT_SHIFT))
    assert send(*call, sender=issuer).one("MembershipsIssued")["firstTokenId"] == COUNT_MASK


def test_units_in_existence_stay_within_their_bound(
    membership: Any, access: Any, timelock: Any, issuer: Any, team: Any, people: Any
) -> None:
    """Not only when memberships are issued: a change of tier and a renewal make units too."""
    for units, duration, name in ((ALL_UNITS - 2, 0, "Whale"), (2, 0, "Pair"), (1, DAY, "Day")):
        terms = (units, 9, duration, True, 0, NOBODY, name)
        send(membership.defineTier, terms, "ipfs://document", "ipfs://image", sender=team)
    whale, pair, day = 7, 8, 9
    drops = accounts[8]
    send(access.grantRole, DROPS, drops.address, 0, sender=impersonated(timelock.address))
    first, second, third = (issue(membership, issuer, people[0], tier) for tier in (SEED, SEED, day))
    send(membership.changeTier, first, whale, 0, True, True, sender=drops)
    assert membership.totalUnits() == membership.getVotes(people[0]) == ALL_UNITS
    exhausted = ("BrandMembership_UnitsExhausted", ALL_UNITS + 1, ALL_UNITS)
    assert refusal(membership.changeTier, second, pair, 0, True, True, sender=drops) == exhausted
    pass_time(2 * DAY)  # its time and the grace time
    send(membership.lapse, third, sender=people[1])
    send(membership.changeTier, second, pair, 0, True, True, sender=drops)
    assert membership.totalUnits() == membership.getVotes(people[0]) == ALL_UNITS
    assert refusal(membership.sellTime, third, 1, True, sender=drops) == exhausted
    issue(membership, issuer, people[1], SEED)  # of the units that may ever be issued, few are: the total goes on
    assert membership.totalUnits() == ALL_UNITS + 1 < 2**29
    assert refusal(membership.sellTime, third, 1, True, sender=drops)[0] == "BrandMembership_UnitsExhausted"
    pass_time(1)
    assert membership.getPastTotalSupply(now() - 1) == ALL_UNITS + 1
