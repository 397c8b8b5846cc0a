"""Perks: each rule alone, limits, what outlives a transfer, and who may do what."""

from typing import Any

import pytest
from support.chain import move_to, now, one_block_at, refusal, rpc, send, send_at, submit
from support.members import issue
from support.perks import RULES, terms, verdicts
from support.plan import GRACE, GROVE, LEAF, ROOT, SEED, TIERS

URI = "ipfs://perk"


def define(perks: Any, team: Any, **changes: Any) -> int:
    """Define a perk without limits except for `changes`; returns its id."""
    return int(send(perks.definePerk, terms(**changes), URI, sender=team).one("PerkDefined")["perkId"])


def refused(perk: int, token: int, rule: str, value: int, threshold: int) -> tuple[Any, ...]:
    """The error in which a rule refuses."""
    return ("PerkRegistry_Refused", perk, token, RULES.index(rule), value, threshold)


def test_only_brand_defines_and_pauses(perks: Any, team: Any, issuer: Any, deployer: Any, guardian: Any) -> None:
    perk = define(perks, team)
    for account in (issuer, deployer, guardian):
        unauthorized = ("AccessManagedUnauthorized", account.address)
        assert refusal(perks.definePerk, terms(), URI, sender=account) == unauthorized
        assert refusal(perks.setPaused, perk, True, sender=account) == unauthorized


def test_a_perk_says_everything_in_its_event(perks: Any, team: Any) -> None:
    start = now() + 100
    full = terms(
        startsAt=start, endsAt=start + 1, minHoldingSeconds=5, supply=9, perMembership=2, perWallet=3, tierIds=[2, 1]
    )
    event = send(perks.definePerk, full, URI, sender=team).one("PerkDefined")
    assert list(event.values()) == [1, *full, URI]
    assert perks.perk(1) == (full, False, 0, URI)
    assert (perks.perkCount(), perks.redemptionCount()) == (1, 0)


def test_bad_terms_are_refused(perks: Any, team: Any) -> None:
    time = now()
    for wrong, uri, reason in (
        (terms(), "", "the perk needs a document URI"),
        (terms(endsAt=time), URI, "endsAt must lie in the future and after startsAt"),
        (terms(startsAt=time + 9, endsAt=time + 9), URI, "endsAt must lie in the future and after startsAt"),
        (terms(perWallet=1), URI, "a limit per wallet needs a limit per membership"),
        (terms(tierIds=[SEED, 0]), URI, "tierIds names an unknown tier"),
        (terms(tierIds=[len(TIERS) + 1]), URI, "tierIds names an unknown tier"),
    ):
        assert refusal(perks.definePerk, wrong, uri, sender=team) == ("PerkRegistry_InvalidTerms", reason)


def test_unknown_perks_and_memberships_are_named(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    holder = people[0]
    token, perk = issue(membership, issuer, holder, SEED), define(perks, team)
    for unknown in (0, perk + 1):
        error = ("PerkRegistry_UnknownPerk", unknown)
        assert refusal(perks.redeem, unknown, token, sender=holder) == error
        assert refusal(perks.evaluate, unknown, token, holder.address, sender=holder) == error
        assert refusal(perks.perk, unknown, sender=holder) == error
        assert refusal(perks.setPaused, unknown, True, sender=team) == error
    error = ("BrandMembership_UnknownMembership", token + 1)
    assert refusal(perks.redeem, perk, token + 1, sender=holder) == error
    assert refusal(perks.evaluate, perk, token + 1, holder.address, sender=holder) == error


def test_redeem_without_limits(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    token, perk = issue(membership, issuer, holder, SEED), define(perks, team)
    for number in (1, 2, 3):
        event = send(perks.redeem, perk, token, sender=holder).one("PerkRedeemed")
        assert tuple(event.values()) == (number, perk, token, holder.address)
    assert (perks.redemptionCount(), perks.perk(perk)[2]) == (3, 3)
    assert (perks.redeemedWith(perk, token), perks.redeemedBy(perk, holder)) == (3, 3)


def test_nobody_redeems_with_the_membership_of_another(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any, stranger: Any
) -> None:
    """ERC-7498's reference let anyone consume another member's perk."""
    holder = people[0]
    token, perk = issue(membership, issuer, holder, SEED), define(perks, team)
    send(membership.approve, stranger.address, token, sender=holder)
    send(membership.setApprovalForAll, issuer.address, True, sender=holder)
    for account in (stranger, issuer, team, people[1]):
        assert refusal(perks.redeem, perk, token, sender=account) == refused(perk, token, "Holder", 0, 1)


def test_tiers(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    seed, root, grove = (issue(membership, issuer, holder, tier) for tier in (SEED, ROOT, GROVE))
    perk = define(perks, team, tierIds=[GROVE, SEED])
    send(perks.redeem, perk, seed, sender=holder)
    send(perks.redeem, perk, grove, sender=holder)
    assert refusal(perks.redeem, perk, root, sender=holder) == refused(perk, root, "Tier", ROOT, 0)


def test_holding_time_to_the_second(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder, buyer = people[0], people[1]
    token = issue(membership, issuer, holder, SEED)
    acquired, perk = now(), define(perks, team, minHoldingSeconds=100)
    move_to(acquired + 99)
    assert refusal(perks.redeem, perk, token, sender=holder) == refused(perk, token, "HoldingTime", 99, 100)
    send_at(acquired + 100, perks.redeem, perk, token, sender=holder)
    send_at(acquired + 200, membership.transferFrom, holder, holder, token, sender=holder)
    send_at(acquired + 201, perks.redeem, perk, token, sender=holder)  # sent to oneself: still the same holding
    send_at(acquired + 300, membership.transferFrom, holder, buyer, token, sender=holder)
    move_to(acquired + 399)
    assert refusal(perks.redeem, perk, token, sender=buyer) == refused(perk, token, "HoldingTime", 99, 100)
    send_at(acquired + 400, perks.redeem, perk, token, sender=buyer)


def test_dates_to_the_second(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    token, start = issue(membership, issuer, holder, SEED), now() + 1_000
    perk = define(perks, team, startsAt=start, endsAt=start + 50)
    move_to(start - 1)
    assert refusal(perks.redeem, perk, token, sender=holder) == refused(perk, token, "Started", start - 1, start)
    send_at(start, perks.redeem, perk, token, sender=holder)
    send_at(start + 49, perks.redeem, perk, token, sender=holder)
    move_to(start + 50)
    ended = refused(perk, token, "NotEnded", start + 50, start + 50)
    assert refusal(perks.redeem, perk, token, sender=holder) == ended


def test_supply_ends_exactly(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    tokens = [issue(membership, issuer, people[index], SEED) for index in range(3)]
    perk = define(perks, team, supply=2)
    for index in range(2):
        send(perks.redeem, perk, tokens[index], sender=people[index])
    assert refusal(perks.redeem, perk, tokens[2], sender=people[2]) == refused(perk, tokens[2], "Supply", 2, 2)


def test_the_limit_of_a_membership_survives_a_transfer(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    seller, buyer = people[0], people[1]
    token, perk = issue(membership, issuer, seller, SEED), define(perks, team, perMembership=1)
    send(perks.redeem, perk, token, sender=seller)
    spent = refused(perk, token, "PerMembership", 1, 1)
    assert refusal(perks.redeem, perk, token, sender=seller) == spent
    send(membership.transferFrom, seller, buyer, token, sender=seller)
    assert refusal(perks.redeem, perk, token, sender=buyer) == spent
    fresh = issue(membership, issuer, buyer, SEED)
    send(perks.redeem, perk, fresh, sender=buyer)


def test_the_limit_of_a_wallet_counts_all_its_memberships(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    wallet, second = people[0], people[1]
    tokens = [issue(membership, issuer, wallet, SEED) for _ in range(3)]
    perk = define(perks, team, perWallet=2, perMembership=1)
    for token in tokens[:2]:
        send(perks.redeem, perk, token, sender=wallet)
    assert refusal(perks.redeem, perk, tokens[2], sender=wallet) == refused(perk, tokens[2], "PerWallet", 2, 2)
    send(membership.transferFrom, wallet, second, tokens[0], sender=wallet)  # spent already, whoever holds it
    assert refusal(perks.redeem, perk, tokens[0], sender=second) == refused(perk, tokens[0], "PerMembership", 1, 1)


def test_pause_and_resume(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    token, perk = issue(membership, issuer, holder, SEED), define(perks, team)
    assert send(perks.setPaused, perk, True, sender=team).one("PerkPaused") == {"perkId": perk, "paused": True}
    assert refusal(perks.redeem, perk, token, sender=holder) == refused(perk, token, "Active", 0, 1)
    send(perks.setPaused, perk, False, sender=team)
    send(perks.redeem, perk, token, sender=holder)


def test_every_rule_is_reported_whatever_the_others_say(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any, stranger: Any
) -> None:
    token = issue(membership, issuer, people[0], ROOT)
    start = now() + 1_000
    perk = define(
        perks, team, startsAt=start, minHoldingSeconds=5_000, supply=1, perMembership=1, perWallet=1, tierIds=[SEED]
    )
    send(perks.setPaused, perk, True, sender=team)
    eligible, found = verdicts(perks, perk, token, stranger)
    failed = {rule for rule, (passed, _, _) in found.items() if not passed}
    assert (eligible, failed) == (False, {"Active", "Holder", "Tier", "HoldingTime", "Started"})
    assert list(found) == list(RULES)


def test_the_first_rule_that_fails_is_the_one_in_the_error(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any, stranger: Any
) -> None:
    token, perk = issue(membership, issuer, people[0], ROOT), define(perks, team, tierIds=[SEED])
    assert refusal(perks.redeem, perk, token, sender=stranger) == refused(perk, token, "Holder", 0, 1)
    send(perks.setPaused, perk, True, sender=team)
    assert refusal(perks.redeem, perk, token, sender=stranger) == refused(perk, token, "Active", 0, 1)


def test_perks_do_not_share_their_counters(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    holder = people[0]
    token = issue(membership, issuer, holder, SEED)
    first, second = (define(perks, team, perMembership=1, perWallet=1, supply=1) for _ in range(2))
    send(perks.redeem, first, token, sender=holder)
    send(perks.redeem, second, token, sender=holder)
    assert refusal(perks.redeem, first, token, sender=holder)[0] == "PerkRegistry_Refused"


@pytest.mark.parametrize("count", [1, 2])
def test_two_redemptions_in_one_block_share_one_limit(
    perks: Any, membership: Any, team: Any, issuer: Any, people: Any, count: int
) -> None:
    holder = people[0]
    token, perk = issue(membership, issuer, holder, SEED), define(perks, team, perMembership=count)
    with one_block_at(now() + 5):
        sent = [submit(perks.redeem, perk, token, sender=holder) for _ in range(3)]
    statuses = [int(rpc("eth_getTransactionReceipt", one)["status"], 16) for one in sent]
    assert sum(statuses) == count == perks.redeemedWith(perk, token)


def test_only_a_membership_in_force_redeems(perks: Any, membership: Any, team: Any, issuer: Any, people: Any) -> None:
    """Expired but not yet lapsed, lapsed, under notice: none redeems, and each does again once it is in force."""
    holder = people[0]
    token, perk = issue(membership, issuer, holder, LEAF), define(perks, team)
    not_in_force = refused(perk, token, "Membership", 0, 1)
    ends = membership.membershipOf(token)[5]
    send_at(ends - 1, perks.redeem, perk, token, sender=holder)
    move_to(ends)
    assert refusal(perks.redeem, perk, token, sender=holder) == not_in_force
    assert membership.getVotes(holder) == 7
    move_to(ends + GRACE)
    send(membership.lapse, token, sender=people[3])
    assert refusal(perks.redeem, perk, token, sender=holder) == not_in_force
    send(membership.renew, token, 1, sender=issuer)
    send(perks.redeem, perk, token, sender=holder)
    send(membership.noticeRevocation, token, "ipfs://reason", sender=team)
    assert refusal(perks.redeem, perk, token, sender=holder) == not_in_force
    assert verdicts(perks, perk, token, holder)[1]["Membership"] == (False, 0, 1)
    send(membership.withdrawRevocation, token, sender=team)
    send(perks.redeem, perk, token, sender=holder)
    send(membership.burn, token, sender=holder)
    gone = ("BrandMembership_UnknownMembership", token)
    assert refusal(perks.redeem, perk, token, sender=holder) == gone
