"""What happens to a membership after it was issued: renewal, lapse, change of tier, burning. Units follow exactly."""

from typing import Any

import pytest
from brownie import BrandMembership, accounts
from support.chain import (
    NOBODY,
    create,
    impersonated,
    move_to,
    now,
    pass_time,
    refusal,
    refused_creation,
    send,
    send_at,
)
from support.members import ACTIVE, EXPIRED, LAPSED, issue
from support.plan import DAY, GRACE, GROVE, HOUR, LEAF, ROOT, SEED, TIERS, TRIAL, UNITS, WIDE, YEAR

CENTURY = 36_525 * DAY
ACQUIRED, UNITS_AT, EXPIRES, STATE, PAID = 3, 4, 5, 7, 8  # places in membershipOf
DROPS = 5


@pytest.fixture
def upgrader(access: Any, timelock: Any) -> Any:
    """A holder of DROPS besides the drops contract."""
    account = accounts[8]
    send(access.grantRole, DROPS, account.address, 0, sender=impersonated(timelock.address))
    return account


@pytest.fixture
def leaf(membership: Any, issuer: Any, people: Any) -> int:
    """A membership of people[0] that lasts a year and has 7 units."""
    return issue(membership, issuer, people[0], LEAF)


def field(membership: Any, token: int, place: int) -> Any:
    """One value of membershipOf."""
    return membership.membershipOf(token)[place]


def powers(membership: Any, account: Any) -> tuple[int, int, int]:
    """Votes, held units, all units."""
    return membership.getVotes(account), membership.heldUnits(account), membership.totalUnits()


def expire(membership: Any, token: int) -> int:
    """Let a membership's time run out; returns the first second at which it is expired."""
    end = int(field(membership, token, EXPIRES))
    move_to(end)
    return end


def outlive(membership: Any, token: int) -> int:
    """Let its grace time run out too; returns the first second at which it can be lapsed."""
    end = int(field(membership, token, EXPIRES)) + GRACE
    move_to(end)
    return end


def live_until(membership: Any, token: int, end: int) -> None:
    """Go to the last second before `end`, when the membership expires; it must be active in it."""
    assert field(membership, token, EXPIRES) == end
    move_to(end - 1)
    assert field(membership, token, STATE) == ACTIVE


# --- expiry and lapse


def test_it_expires_at_the_very_second(membership: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    end = now() + YEAR
    live_until(membership, token, end)
    not_yet = ("BrandMembership_NotLapsable", token, end + GRACE)
    assert refusal(membership.lapse, token, sender=people[1]) == not_yet
    move_to(end)
    assert field(membership, token, STATE) == EXPIRED
    assert refusal(membership.lapse, token, sender=people[1]) == not_yet


def test_it_can_be_lapsed_from_the_very_second_after_the_grace_time(membership: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    end = expire(membership, token) + GRACE
    assert membership.grace() == GRACE
    send_at(end - 1, membership.lapseBatch, [token], sender=people[1])
    assert field(membership, token, STATE) == EXPIRED
    send_at(end, membership.lapse, token, sender=people[1])
    assert field(membership, token, STATE) == LAPSED


def test_grace_is_no_longer_than_a_period(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    terms = (2, 5, HOUR, True, 0, NOBODY, "Hour")
    tier = send(membership.defineTier, terms, "ipfs://hour", "ipfs://hour", sender=team).one("TierDefined")["tierId"]
    token = issue(membership, issuer, people[0], tier)
    end = expire(membership, token)
    move_to(end + HOUR - 1)
    assert refusal(membership.lapse, token, sender=people[1]) == ("BrandMembership_NotLapsable", token, end + HOUR)
    send_at(end + HOUR, membership.lapse, token, sender=people[1])


@pytest.mark.parametrize(("grace", "allowed"), [(DAY - 1, False), (DAY, True), (90 * DAY, True), (90 * DAY + 1, False)])
def test_bounds_of_the_grace_time(access: Any, membership: Any, grace: int, allowed: bool) -> None:
    parts = ("Other", "OTHER", str(access), membership.renderer(), 10 * DAY, grace, *WIDE)
    if allowed:
        assert create(BrandMembership, *parts, sender=accounts[0]).grace() == grace
    else:
        error = ("BrandMembership_InvalidGrace", grace, DAY, 90 * DAY)
        assert refused_creation(BrandMembership, *parts) == error


def test_expired_but_not_lapsed_still_votes_and_anyone_can_end_that(
    membership: Any, leaf: int, people: Any, stranger: Any
) -> None:
    holder, token = people[0], leaf
    end = outlive(membership, token)
    assert powers(membership, holder) == (7, 7, 7)
    assert field(membership, token, UNITS_AT) == 7

    receipt = send_at(end + HOUR, membership.lapse, token, sender=stranger)

    assert receipt.one("MembershipLapsed") == {"tokenId": token, "units": 7}
    assert receipt.one("MetadataUpdate") == {"_tokenId": token}
    assert tuple(receipt.one("DelegateVotesChanged").values()) == (holder.address, 7, 0)
    assert powers(membership, holder) == (0, 0, 0)
    assert (field(membership, token, UNITS_AT), field(membership, token, STATE)) == (0, LAPSED)
    assert membership.ownerOf(token) == holder.address
    pass_time(1)
    assert membership.getPastVotes(holder, end + HOUR - 1) == membership.getPastTotalSupply(end + HOUR - 1) == 7
    assert membership.getPastVotes(holder, end + HOUR) == membership.getPastTotalSupply(end + HOUR) == 0
    assert refusal(membership.lapse, token, sender=stranger) == ("BrandMembership_AlreadyLapsed", token)


def test_a_lapse_takes_the_votes_from_whom_they_were_delegated_to(membership: Any, issuer: Any, people: Any) -> None:
    holder, delegatee = people[0], people[1]
    token = issue(membership, issuer, holder, LEAF)
    issue(membership, issuer, holder, SEED)
    send(membership.delegate, delegatee.address, sender=holder)
    outlive(membership, token)
    send(membership.lapse, token, sender=people[5])
    assert powers(membership, holder) == (0, 1, 1)
    assert membership.getVotes(delegatee) == 1


def test_lifetime_memberships_do_not_lapse(membership: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], SEED)
    never = ("BrandMembership_NeverExpires", token)
    assert refusal(membership.lapse, token, sender=people[1]) == never
    assert refusal(membership.renew, token, 1, sender=issuer) == never
    for call in (membership.lapse, membership.burn):
        assert refusal(call, 99, sender=people[1]) == ("BrandMembership_UnknownMembership", 99)


def test_a_batch_lapses_what_is_expired_and_passes_over_the_rest(
    membership: Any, issuer: Any, people: Any, stranger: Any
) -> None:
    leaf, seed, trial, second = (issue(membership, issuer, people[0], tier) for tier in (LEAF, SEED, TRIAL, LEAF))
    outlive(membership, trial)
    tokens = [leaf, seed, trial, trial, 0, 99, second]
    receipt = send(membership.lapseBatch, tokens, sender=stranger)
    assert [event["tokenId"] for event in receipt.all("MembershipLapsed")] == [trial]
    outlive(membership, second)
    receipt = send(membership.lapseBatch, tokens, sender=stranger)
    assert [event["tokenId"] for event in receipt.all("MembershipLapsed")] == [leaf, second]
    assert send(membership.lapseBatch, [], sender=stranger).events == ()
    assert powers(membership, people[0]) == (1, 1, 1)


def test_whoever_receives_an_expired_membership_receives_no_votes(membership: Any, issuer: Any, people: Any) -> None:
    seller, buyer = people[0], people[1]
    token = issue(membership, issuer, seller, LEAF)
    expire(membership, token)
    receipt = send(membership.transferFrom, seller.address, buyer.address, token, sender=seller)
    assert receipt.one("MembershipLapsed") == {"tokenId": token, "units": 7}
    assert powers(membership, seller) == powers(membership, buyer) == (0, 0, 0)
    assert membership.memberNumberOf(buyer) == 2
    send(membership.transferFrom, buyer.address, seller.address, token, sender=buyer)  # lapsed ones move without units
    assert powers(membership, seller) == (0, 0, 0)
    send(membership.renew, token, 1, sender=issuer)
    assert powers(membership, seller) == (7, 7, 7)


# --- renewal


def test_a_renewal_adds_to_the_expiry(membership: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    end = field(membership, token, EXPIRES)
    receipt = send(membership.renew, token, 2, sender=issuer)
    renewed = {"tokenId": token, "expiresAt": end + 2 * YEAR, "unitsRestored": 0}
    assert receipt.one("MembershipRenewed") == renewed
    assert receipt.all("DelegateVotesChanged") == []
    live_until(membership, token, end + 2 * YEAR)


@pytest.mark.parametrize("lapsed", [False, True])
def test_a_late_renewal_counts_from_now_and_brings_units_back(
    membership: Any, issuer: Any, leaf: int, people: Any, lapsed: bool
) -> None:
    """As if it came anew, and whether somebody lapsed it or not."""
    holder, token = people[0], leaf
    end = outlive(membership, token)
    if lapsed:
        send(membership.lapse, token, sender=people[3])
    receipt = send_at(end + DAY, membership.renew, token, 1, sender=issuer)
    renewed = {"tokenId": token, "expiresAt": end + DAY + YEAR, "unitsRestored": 7 if lapsed else 0}
    assert receipt.one("MembershipRenewed") == renewed
    assert receipt.one("HoldingRestarted") == {"tokenId": token}
    assert field(membership, token, ACQUIRED) == end + DAY
    assert powers(membership, holder) == (7, 7, 7)
    assert field(membership, token, STATE) == ACTIVE
    assert membership.tier(LEAF)[1] == 1
    pass_time(1)
    assert membership.getPastTotalSupply(end + DAY - 1) == (0 if lapsed else 7)
    assert membership.getPastTotalSupply(end + DAY) == 7


@pytest.mark.parametrize("after", [0, GRACE - 1])
def test_a_renewal_within_the_grace_time_goes_on_where_it_ended(
    membership: Any, issuer: Any, leaf: int, after: int
) -> None:
    acquired, end = field(membership, leaf, ACQUIRED), expire(membership, leaf)
    receipt = send_at(end + after, membership.renew, leaf, 1, sender=issuer)
    assert receipt.one("MembershipRenewed")["expiresAt"] == end + YEAR
    assert receipt.all("HoldingRestarted") == []
    assert (field(membership, leaf, ACQUIRED), field(membership, leaf, STATE)) == (acquired, ACTIVE)


def test_the_place_of_a_lapsed_membership_is_free_until_it_is_renewed(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    """In tiers that are counted in the common slot, and in those that are not."""
    for number in range(3):
        terms = (2, 1, YEAR, True, 0, NOBODY, f"Only one {number}")
        receipt = send(membership.defineTier, terms, "ipfs://one", "ipfs://one", sender=team)
        tier = receipt.one("TierDefined")["tierId"]
        first = issue(membership, issuer, people[0], tier)
        sold_out = ("BrandMembership_TierSoldOut", tier, 1, 1)
        assert refusal(membership.issue, people[1].address, tier, sender=issuer) == sold_out
        outlive(membership, first)
        send(membership.lapse, first, sender=people[3])
        assert membership.tier(tier)[1] == 0
        second = issue(membership, issuer, people[1], tier)
        assert refusal(membership.renew, first, 1, sender=issuer) == sold_out
        outlive(membership, second)
        send(membership.lapse, second, sender=people[3])
        send(membership.renew, first, 1, sender=issuer)
        assert membership.tier(tier)[1] == 1
        assert refusal(membership.renew, second, 1, sender=issuer) == sold_out
        send(membership.burn, second, sender=people[1])  # it has none to give back
        assert membership.tier(tier)[1] == 1
        send(membership.burn, first, sender=people[0])  # one that ends in its time keeps it
        assert membership.tier(tier)[1] == 1


def test_one_that_ends_after_its_time_frees_its_place(membership: Any, issuer: Any, people: Any, leaf: int) -> None:
    """Else places could be taken for ever by giving expired memberships up."""
    expire(membership, leaf)
    receipt = send(membership.burn, leaf, sender=people[0])
    assert receipt.one("MembershipLapsed") == {"tokenId": leaf, "units": 7}
    assert receipt.one("MembershipEnded")["units"] == 0
    assert membership.tier(LEAF)[1] == 0
    assert powers(membership, people[0]) == (0, 0, 0)


def test_paid_time_is_counted_from_the_end(membership: Any, issuer: Any, upgrader: Any, leaf: int) -> None:
    """Gifts are used up first, and what has passed is gone."""
    end = field(membership, leaf, EXPIRES)
    send(membership.sellTime, leaf, 2, True, sender=upgrader)
    assert field(membership, leaf, PAID) == 2 * YEAR
    send(membership.renew, leaf, 1, sender=issuer)
    assert (field(membership, leaf, PAID), field(membership, leaf, EXPIRES)) == (2 * YEAR, end + 3 * YEAR)
    move_to(end + 2 * YEAR)
    send_at(end + 2 * YEAR + DAY, membership.sellTime, leaf, 1, True, sender=upgrader)
    assert field(membership, leaf, PAID) == 2 * YEAR - DAY
    outlive(membership, leaf)
    send(membership.renew, leaf, 1, sender=issuer)
    assert field(membership, leaf, PAID) == 0


def test_renewals_are_whole_periods_and_reach_100_years_ahead(membership: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    start = now()
    for periods in (0, 100, 2**32, 2**256 - 1):
        invalid = ("BrandMembership_InvalidPeriods", token, periods, start + YEAR, start + CENTURY)
        assert refusal(membership.renew, token, periods, sender=issuer) == invalid
    send(membership.renew, token, 99, sender=issuer)
    assert field(membership, token, EXPIRES) == start + 100 * YEAR
    assert refusal(membership.renew, token, 1, sender=issuer)[0] == "BrandMembership_InvalidPeriods"
    assert refusal(membership.renew, 99, 1, sender=issuer) == ("BrandMembership_UnknownMembership", 99)


def test_who_may(membership: Any, team: Any, issuer: Any, people: Any, stranger: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    restricted = (
        ((membership.renew, token, 1), issuer),
        ((membership.sellTime, token, 1, True), None),
        ((membership.changeTier, token, ROOT, 0, False, False), None),
        ((membership.noticeRevocation, token, "ipfs://reason"), team),
        ((membership.withdrawRevocation, token), team),
        ((membership.revoke, token), team),
        ((membership.dismissRevocation, token), None),
    )
    for call, allowed in restricted:
        for account in (team, issuer, people[0], stranger):
            if account is not allowed:
                assert refusal(*call, sender=account) == ("AccessManagedUnauthorized", account.address)
    for account in (team, issuer, stranger):
        assert refusal(membership.burn, token, sender=account) == ("NotOwnerNorApproved",)


# --- change of tier


def test_an_upgrade_moves_the_difference(membership: Any, issuer: Any, people: Any, upgrader: Any) -> None:
    holder, delegatee = people[0], people[1]
    token = issue(membership, issuer, holder, SEED)
    send(membership.delegate, delegatee.address, sender=holder)
    before = membership.membershipOf(token)
    receipt = send_at(now() + HOUR, membership.changeTier, token, ROOT, 0, False, False, sender=upgrader)
    changed = {"tokenId": token, "tierId": ROOT, "expiresAt": 0, "previousUnits": 1, "units": 10}
    assert receipt.one("MembershipTierChanged") == changed
    assert receipt.one("MetadataUpdate") == {"_tokenId": token}
    assert tuple(receipt.one("DelegateVotesChanged").values()) == (delegatee.address, 1, 10)
    issued, acquired = before[2], receipt.timestamp
    assert membership.membershipOf(token) == (holder.address, ROOT, issued, acquired, 10, 0, 0, ACTIVE, 0)
    assert powers(membership, holder) == (0, 10, 10)
    assert (membership.tier(SEED)[1], membership.tier(ROOT)[1]) == (0, 1)
    pass_time(1)
    at = receipt.timestamp
    assert (membership.getPastVotes(delegatee, at - 1), membership.getPastTotalSupply(at - 1)) == (1, 1)
    assert (membership.getPastVotes(delegatee, at), membership.getPastTotalSupply(at)) == (10, 10)


def test_up_and_down_through_every_kind_of_tier(membership: Any, issuer: Any, people: Any, upgrader: Any) -> None:
    holder = people[0]
    issue(membership, issuer, people[1], SEED)
    token = issue(membership, issuer, holder, SEED)
    for tier_id in (LEAF, GROVE, TRIAL, ROOT, LEAF, SEED):
        ends = now() + 5 * DAY
        receipt = send(membership.changeTier, token, tier_id, ends, False, False, sender=upgrader)
        expected = ends if TIERS[tier_id - 1][2] else 0
        assert receipt.one("MembershipTierChanged")["expiresAt"] == field(membership, token, EXPIRES) == expected
        assert powers(membership, holder) == (UNITS[tier_id], UNITS[tier_id], UNITS[tier_id] + 1)
        assert membership.locked(token) is (not TIERS[tier_id - 1][3])
        assert [membership.tier(one)[1] for one in range(1, 7)] == [
            int(one == SEED) + int(one == tier_id) for one in range(1, 7)
        ]
    assert membership.issuedCount() == 2


def test_locks_follow_the_tier(membership: Any, issuer: Any, people: Any, upgrader: Any) -> None:
    token = issue(membership, issuer, people[0], SEED)
    locked = send(membership.changeTier, token, GROVE, 0, False, False, sender=upgrader)
    assert (locked.all("Locked"), locked.all("Unlocked")) == ([{"tokenId": token}], [])
    soulbound = ("BrandMembership_Soulbound", token)
    move = (membership.transferFrom, people[0].address, people[1].address, token)
    assert refusal(*move, sender=people[0]) == soulbound
    unlocked = send(membership.changeTier, token, ROOT, 0, False, False, sender=upgrader)
    assert (unlocked.all("Locked"), unlocked.all("Unlocked")) == ([], [{"tokenId": token}])
    send(*move, sender=people[0])
    assert membership.getVotes(people[1]) == 10


def test_changes_that_are_refused(membership: Any, team: Any, issuer: Any, people: Any, upgrader: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    change = membership.changeTier
    assert refusal(change, 99, ROOT, 0, False, False, sender=upgrader) == ("BrandMembership_UnknownMembership", 99)
    assert refusal(change, token, 77, 0, False, False, sender=upgrader) == ("BrandMembership_UnknownTier", 77)
    assert refusal(change, token, LEAF, 0, False, False, sender=upgrader) == ("BrandMembership_SameTier", token, LEAF)
    for ends in (0, now(), now() + CENTURY + 1, 2**64 - 1):
        invalid = ("BrandMembership_InvalidExpiry", token, ends, now() + 1, now() + CENTURY)
        assert refusal(change, token, TRIAL, ends, False, False, sender=upgrader) == invalid
    small = (9, 1, 0, True, 0, NOBODY, "Small")
    tier = send(membership.defineTier, small, "ipfs://small", "ipfs://small", sender=team).one("TierDefined")["tierId"]
    issue(membership, issuer, people[1], tier)
    assert refusal(change, token, tier, 0, False, False, sender=upgrader) == ("BrandMembership_TierSoldOut", tier, 1, 1)
    outlive(membership, token)
    assert refusal(change, token, ROOT, 0, False, False, sender=upgrader) == (
        "BrandMembership_NotActive",
        token,
        EXPIRED,
    )
    send(membership.lapse, token, sender=upgrader)
    assert refusal(change, token, ROOT, 0, False, False, sender=upgrader) == (
        "BrandMembership_NotActive",
        token,
        LAPSED,
    )


def test_places_are_kept_in_tiers_beyond_the_first_seven(
    membership: Any, team: Any, issuer: Any, people: Any, upgrader: Any
) -> None:
    tiers = []
    for number in range(3):
        terms = (number + 1, 2, 0, True, 0, NOBODY, f"Late {number}")
        receipt = send(membership.defineTier, terms, "ipfs://late", "ipfs://late", sender=team)
        tiers.append(receipt.one("TierDefined")["tierId"])
    hot, cold, colder = tiers
    assert (hot, cold) == (7, 8)
    token = issue(membership, issuer, people[0], hot)
    for tier_id in (cold, colder, cold, hot, cold):
        send(membership.changeTier, token, tier_id, 0, False, False, sender=upgrader)
        assert [membership.tier(one)[1] for one in tiers] == [int(one == tier_id) for one in tiers]


# --- burning


@pytest.mark.parametrize("how", ["holder", "approved", "operator"])
def test_a_holder_burns_and_the_id_never_returns(membership: Any, issuer: Any, people: Any, how: str) -> None:
    holder, agent = people[0], people[1]
    token = issue(membership, issuer, holder, ROOT)
    other = issue(membership, issuer, holder, SEED)
    if how == "approved":
        send(membership.approve, agent.address, token, sender=holder)
    elif how == "operator":
        send(membership.setApprovalForAll, agent.address, True, sender=holder)
    receipt = send_at(now() + HOUR, membership.burn, token, sender=holder if how == "holder" else agent)
    ended = {"tokenId": token, "holder": holder.address, "units": 10, "revoked": False}
    assert receipt.one("MembershipEnded") == ended
    assert tuple(receipt.one("Transfer").values()) == (holder.address, NOBODY, token)
    assert powers(membership, holder) == (1, 1, 1)
    unknown = ("BrandMembership_UnknownMembership", token)
    for view in (membership.membershipOf, membership.tokenURI, membership.locked, membership.lapse, membership.burn):
        assert refusal(view, token, sender=holder) == unknown
    assert refusal(membership.ownerOf, token, sender=holder) == ("TokenDoesNotExist",)
    pass_time(1)
    assert membership.getPastTotalSupply(receipt.timestamp - 1) == 11
    assert membership.getPastTotalSupply(receipt.timestamp) == 1
    assert issue(membership, issuer, holder, ROOT) == other + 1
    assert membership.tier(ROOT)[1] == 2  # the burnt one keeps its place


@pytest.mark.parametrize("lapsed", [False, True])
def test_burning_after_expiry_takes_units_once(membership: Any, issuer: Any, people: Any, lapsed: bool) -> None:
    token = issue(membership, issuer, people[0], TRIAL)  # soulbound ones can be given up too
    issue(membership, issuer, people[0], ROOT)
    outlive(membership, token)
    if lapsed:
        send(membership.lapse, token, sender=people[2])
    receipt = send(membership.burn, token, sender=people[0])
    assert len(receipt.all("MembershipLapsed")) == (0 if lapsed else 1)
    assert receipt.one("MembershipEnded")["units"] == 0
    assert powers(membership, people[0]) == (10, 10, 10)


def test_a_batch_of_memberships_of_one_recipient_ends_one_by_one(membership: Any, issuer: Any, people: Any) -> None:
    holder = people[0].address
    send(membership.airdrop, [holder] * 4, TRIAL, sender=issuer)
    outlive(membership, 1)
    receipt = send(membership.lapseBatch, [1, 2, 2, 1, 3, 4], sender=issuer)
    assert [event["tokenId"] for event in receipt.all("MembershipLapsed")] == [1, 2, 3, 4]
    assert powers(membership, holder) == (0, 0, 0)
