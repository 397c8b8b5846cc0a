"""Tiers: who defines them, what is refused, and what an edit can and cannot change."""

from typing import Any

import pytest
from support.chain import NOBODY, refusal, send
from support.members import issue
from support.plan import GROVE, RECEIVER, ROOT, SEED, TIERS, UNITS

WRITERS = ("defineTier", "setTierURI", "issue", "airdrop", "delegate", "delegateBySig")
GOOD = (5, 10, True, 250, RECEIVER, "Extra")


def test_only_brand_defines_and_edits(membership: Any, issuer: Any, deployer: Any, guardian: Any) -> None:
    for account in (issuer, deployer, guardian):
        unauthorized = ("AccessManagedUnauthorized", account.address)
        assert refusal(membership.defineTier, GOOD, "ipfs://x", sender=account) == unauthorized
        assert refusal(membership.setTierURI, SEED, "ipfs://x", sender=account) == unauthorized


def test_a_tier_says_everything_in_its_event(membership: Any, team: Any) -> None:
    event = send(membership.defineTier, GOOD, "ipfs://extra", sender=team).one("TierDefined")
    assert tuple(event.values()) == (len(TIERS) + 1, *GOOD, "ipfs://extra")
    assert membership.tier(event["tierId"]) == (GOOD, 0, "ipfs://extra")
    assert membership.tierCount() == len(TIERS) + 1


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ((5, 0, True, 0, NOBODY, "No supply"), ("BrandMembership_InvalidTier", "No supply", 0)),
        ((5, 10, True, 0, NOBODY, ""), ("BrandMembership_InvalidTier", "", 10)),
        ((5, 10, True, 10_001, RECEIVER, "Greedy"), ("BrandMembership_InvalidRoyalty", 10_001, RECEIVER)),
        ((5, 10, True, 100, NOBODY, "Nobody"), ("BrandMembership_InvalidRoyalty", 100, NOBODY)),
        ((5, 10, True, 0, RECEIVER, "Nothing"), ("BrandMembership_InvalidRoyalty", 0, RECEIVER)),
    ],
)
def test_bad_terms_are_refused(membership: Any, team: Any, terms: Any, error: Any) -> None:
    assert refusal(membership.defineTier, terms, "ipfs://x", sender=team) == error


def test_a_document_is_required(membership: Any, team: Any) -> None:
    assert refusal(membership.defineTier, GOOD, "", sender=team) == ("BrandMembership_EmptyURI", len(TIERS) + 1)
    assert refusal(membership.setTierURI, SEED, "", sender=team) == ("BrandMembership_EmptyURI", SEED)


@pytest.mark.parametrize("tier_id", [0, len(TIERS) + 1, 65_535])
def test_an_unknown_tier_is_named(membership: Any, team: Any, issuer: Any, people: Any, tier_id: int) -> None:
    unknown = ("BrandMembership_UnknownTier", tier_id)
    assert refusal(membership.setTierURI, tier_id, "ipfs://x", sender=team) == unknown
    assert refusal(membership.issue, people[0].address, tier_id, sender=issuer) == unknown
    assert refusal(membership.airdrop, [people[0].address], tier_id, sender=issuer) == unknown
    assert refusal(membership.tier, tier_id, sender=team) == unknown


def test_an_edit_changes_the_document_and_nothing_that_was_sold(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], SEED)
    issue(membership, issuer, people[1], ROOT)
    terms, before = membership.tier(SEED)[0], membership.membershipOf(token)

    receipt = send(membership.setTierURI, SEED, "ipfs://new", sender=team)

    assert receipt.one("TierURIUpdated") == {"tierId": SEED, "uri": "ipfs://new"}
    assert receipt.one("BatchMetadataUpdate") == {"_fromTokenId": 1, "_toTokenId": membership.issuedCount()}
    assert membership.tokenURI(token) == "ipfs://new"
    assert (membership.tier(SEED)[0], membership.membershipOf(token)) == (terms, before)


def test_no_metadata_event_before_there_is_a_membership(membership: Any, team: Any) -> None:
    assert send(membership.setTierURI, SEED, "ipfs://new", sender=team).all("BatchMetadataUpdate") == []


def test_no_function_but_the_document_setter_touches_a_tier(membership: Any) -> None:
    """Terms are promises: whoever adds a setter for them must think of this test."""
    functions = [entry for entry in membership.abi if entry["type"] == "function"]
    writers = {entry["name"] for entry in functions if entry["stateMutability"] in ("nonpayable", "payable")}
    erc721 = {"approve", "setApprovalForAll", "transferFrom", "safeTransferFrom"}
    assert writers - erc721 == set(WRITERS)


@pytest.mark.parametrize("tier_id", [SEED, ROOT, GROVE])
def test_supply_ends_exactly_at_the_last_one(
    membership: Any, team: Any, issuer: Any, people: Any, tier_id: int
) -> None:
    units, _, *rest = TIERS[tier_id - 1]
    small = send(membership.defineTier, (units, 3, *rest), "ipfs://small", sender=team).one("TierDefined")["tierId"]
    sold_out = ("BrandMembership_TierSoldOut", small, 3)
    to = people[0].address
    assert refusal(membership.airdrop, [to] * 4, small, sender=issuer) == (*sold_out, 4)
    send(membership.airdrop, [to] * 2, small, sender=issuer)
    assert refusal(membership.airdrop, [to] * 2, small, sender=issuer) == (*sold_out, 2)
    send(membership.issue, to, small, sender=issuer)
    assert refusal(membership.issue, to, small, sender=issuer) == (*sold_out, 1)
    assert membership.tier(small)[1] == 3
    assert membership.heldUnits(to) == 3 * UNITS[tier_id]


def test_every_tier_counts_its_own_supply(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    """The first tiers are counted in one slot together, later ones each in their own."""
    to = people[0].address
    small = [(number, 2, True, 0, NOBODY, f"Small {number}") for number in range(1, 8)]
    tiers = [
        send(membership.defineTier, one, "ipfs://small", sender=team).one("TierDefined")["tierId"] for one in small
    ]
    assert tiers == list(range(len(TIERS) + 1, len(TIERS) + 8))
    for tier_id in tiers:
        send(membership.issue, to, tier_id, sender=issuer)
        assert [membership.tier(other)[1] for other in tiers] == [int(other <= tier_id) for other in tiers]
    for tier_id in tiers:
        send(membership.airdrop, [to], tier_id, sender=issuer)
        assert refusal(membership.issue, to, tier_id, sender=issuer) == ("BrandMembership_TierSoldOut", tier_id, 2, 1)
    assert membership.issuedCount() == membership.balanceOf(to) == 2 * len(tiers)
    assert membership.totalUnits() == membership.getVotes(to) == 2 * sum(range(1, 8))
