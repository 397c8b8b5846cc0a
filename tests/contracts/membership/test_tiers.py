"""Tiers: who defines them, what is refused, and what an edit can and cannot change."""

from typing import Any

import pytest
from support.chain import NOBODY, impersonated, refusal, send
from support.members import issue
from support.plan import DAY, GROVE, LEAF, RECEIVER, ROOT, SEED, TIERS, UNITS, YEAR, uris

SETTERS = {"setTierURI", "reduceTierSupply", "reduceTierRoyalty"}  # of tiers; what each may change is tested below
OTHERS = {
    *(
        "defineTier",
        "defineReservedTier",
        "issue",
        "airdrop",
        "renew",
        "changeTier",
        "sell",
        "sellTime",
        "lapse",
        "lapseBatch",
        "burn",
    ),
    *("noticeRevocation", "withdrawRevocation", "endNotice", "dismissRevocation", "revoke"),
    *("delegate", "delegateBySig", "setContractURI", "setRenderer", "freezeMetadata"),
    *("setUnitBounds", "setUnitsListener", "bindVotes", "releaseVotes"),
}
CENTURY = 36_525 * DAY
GOOD = (5, 10, YEAR, True, 250, RECEIVER, "Extra")
NEW = ("ipfs://new", "ipfs://new-image")


def test_only_brand_defines_and_edits(membership: Any, issuer: Any, deployer: Any, guardian: Any) -> None:
    for account in (issuer, deployer, guardian):
        unauthorized = ("AccessManagedUnauthorized", account.address)
        assert refusal(membership.defineTier, GOOD, *NEW, sender=account) == unauthorized
        assert refusal(membership.setTierURI, SEED, *NEW, sender=account) == unauthorized
        assert refusal(membership.reduceTierSupply, SEED, 1, sender=account) == unauthorized
        assert refusal(membership.reduceTierRoyalty, SEED, 0, NOBODY, sender=account) == unauthorized
        assert refusal(membership.setContractURI, "ipfs://new", sender=account) == unauthorized
        assert refusal(membership.setRenderer, membership.renderer(), sender=account) == unauthorized
        assert refusal(membership.freezeMetadata, sender=account) == unauthorized


def test_a_tier_says_everything_in_its_event(membership: Any, team: Any) -> None:
    receipt = send(membership.defineTier, GOOD, *NEW, sender=team)
    event = receipt.one("TierDefined")
    assert tuple(event.values()) == (len(TIERS) + 1, *GOOD)
    assert tuple(receipt.one("TierURIUpdated").values()) == (len(TIERS) + 1, *NEW)
    assert membership.tier(event["tierId"]) == (GOOD, 0, *NEW)
    assert membership.tierCount() == len(TIERS) + 1


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ((5, 0, 0, True, 0, NOBODY, "No supply"), ("BrandMembership_InvalidTier", "No supply", 5, 0, 0)),
        ((5, 2**24, 0, True, 0, NOBODY, "Masses"), ("BrandMembership_InvalidTier", "Masses", 5, 2**24, 0)),
        ((5, 10, 0, True, 0, NOBODY, ""), ("BrandMembership_InvalidTier", "", 5, 10, 0)),
        (
            (2**28, 10, 0, True, 0, NOBODY, "Whale"),
            ("BrandMembership_TooManyUnits", 2**28, 2**28 - 1, 2**28 * 10, 2**32 - 1),
        ),
        ((5, 10, CENTURY + 1, True, 0, NOBODY, "Oak"), ("BrandMembership_InvalidTier", "Oak", 5, 10, CENTURY + 1)),
        ((5, 10, 0, True, 10_001, RECEIVER, "Greedy"), ("BrandMembership_InvalidRoyalty", 10_001, RECEIVER)),
        ((5, 10, 0, True, 100, NOBODY, "Nobody"), ("BrandMembership_InvalidRoyalty", 100, NOBODY)),
        ((5, 10, 0, True, 0, RECEIVER, "Nothing"), ("BrandMembership_InvalidRoyalty", 0, RECEIVER)),
    ],
)
def test_bad_terms_are_refused(membership: Any, team: Any, terms: Any, error: Any) -> None:
    assert refusal(membership.defineTier, terms, *NEW, sender=team) == error


@pytest.mark.parametrize("uri", ["", "ipfs://", "https://example.org/tier.json", "ipfs:/x", "IPFS://document"])
def test_documents_lie_on_ipfs(membership: Any, team: Any, uri: str) -> None:
    invalid = ("BrandMembership_InvalidURI", uri)
    for pair in ((uri, "ipfs://x"), ("ipfs://x", uri)):
        assert refusal(membership.defineTier, GOOD, *pair, sender=team) == invalid
        assert refusal(membership.setTierURI, SEED, *pair, sender=team) == invalid
    assert refusal(membership.setContractURI, uri, sender=team) == invalid


@pytest.mark.parametrize("tier_id", [0, len(TIERS) + 1, 65_535])
def test_an_unknown_tier_is_named(membership: Any, team: Any, issuer: Any, people: Any, tier_id: int) -> None:
    unknown = ("BrandMembership_UnknownTier", tier_id)
    assert refusal(membership.setTierURI, tier_id, *NEW, sender=team) == unknown
    assert refusal(membership.reduceTierSupply, tier_id, 1, sender=team) == unknown
    assert refusal(membership.reduceTierRoyalty, tier_id, 0, NOBODY, sender=team) == unknown
    assert refusal(membership.issue, people[0].address, tier_id, sender=issuer) == unknown
    assert refusal(membership.airdrop, [people[0].address], tier_id, sender=issuer) == unknown
    assert refusal(membership.tier, tier_id, sender=team) == unknown


def test_an_edit_changes_the_document_and_nothing_that_was_sold(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    token = issue(membership, issuer, people[0], SEED)
    issue(membership, issuer, people[1], ROOT)
    terms, before = membership.tier(SEED)[0], membership.membershipOf(token)

    receipt = send(membership.setTierURI, SEED, *NEW, sender=team)

    assert tuple(receipt.one("TierURIUpdated").values()) == (SEED, *NEW)
    assert receipt.one("BatchMetadataUpdate") == {"_fromTokenId": 1, "_toTokenId": membership.issuedCount()}
    assert membership.tier(SEED)[2:] == NEW
    assert (membership.tier(SEED)[0], membership.membershipOf(token)) == (terms, before)


def test_no_metadata_event_before_there_is_a_membership(membership: Any, team: Any) -> None:
    assert send(membership.setTierURI, SEED, *NEW, sender=team).all("BatchMetadataUpdate") == []


def test_the_supply_only_goes_down_and_not_below_what_is_issued(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    send(membership.airdrop, [people[0].address] * 3, LEAF, sender=issuer)
    before = membership.tier(LEAF)
    supply = before[0][1]
    for wrong in (2, supply + 1):
        only_less = ("BrandMembership_OnlyLess", wrong, 3, supply)
        assert refusal(membership.reduceTierSupply, LEAF, wrong, sender=team) == only_less
    receipt = send(membership.reduceTierSupply, LEAF, 3, sender=team)
    assert receipt.one("TierSupplyReduced") == {"tierId": LEAF, "supply": 3}
    (units, _, *rest), *others = membership.tier(LEAF)
    assert ((units, supply, *rest), *others) == before
    assert refusal(membership.issue, people[0].address, LEAF, sender=issuer)[0] == "BrandMembership_TierSoldOut"
    assert refusal(membership.reduceTierSupply, SEED, 0, sender=team)[:3] == ("BrandMembership_OnlyLess", 0, 1)


def test_the_royalty_only_goes_down(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], SEED)
    (*terms, _, _, name), *others = membership.tier(SEED)
    only_less = ("BrandMembership_OnlyLess", 501, 0, 500)
    assert refusal(membership.reduceTierRoyalty, SEED, 501, RECEIVER, sender=team) == only_less
    for pair in ((100, NOBODY), (0, RECEIVER)):
        invalid = ("BrandMembership_InvalidRoyalty", *pair)
        assert refusal(membership.reduceTierRoyalty, SEED, *pair, sender=team) == invalid
    other = people[4].address
    receipt = send(membership.reduceTierRoyalty, SEED, 500, other, sender=team)  # only who is paid
    assert receipt.one("TierRoyaltyReduced") == {"tierId": SEED, "royaltyBps": 500, "royaltyReceiver": other}
    send(membership.reduceTierRoyalty, SEED, 100, other, sender=team)
    assert membership.royaltyInfo(token, 10_000) == (other, 100)
    assert membership.tier(SEED) == ((*terms, 100, other, name), *others)
    send(membership.reduceTierRoyalty, SEED, 0, NOBODY, sender=team)
    assert membership.royaltyInfo(token, 10_000) == (NOBODY, 0)


def test_frozen_metadata_never_changes_again_but_a_new_tier_may_come(
    membership: Any, team: Any, issuer: Any, people: Any
) -> None:
    send(membership.setContractURI, "ipfs://collection", sender=team)
    assert send(membership.freezeMetadata, sender=team).all("MetadataFrozen") == [{}]
    assert membership.metadataFrozen() is True
    frozen = ("BrandMembership_MetadataFrozen",)
    for call in (
        (membership.setTierURI, SEED, *NEW),
        (membership.setContractURI, "ipfs://other"),
        (membership.setRenderer, membership.renderer()),
        (membership.freezeMetadata,),
    ):
        assert refusal(*call, sender=team) == frozen
    later = send(membership.defineTier, GOOD, *NEW, sender=team).one("TierDefined")["tierId"]
    send(membership.setTierURI, later, "ipfs://mended", "ipfs://mended", sender=team)  # nobody was promised it
    assert membership.tier(SEED)[2:] == uris("Seed")
    assert membership.contractURI() == "ipfs://collection"


def test_the_collection_has_a_document(membership: Any, team: Any) -> None:
    assert membership.contractURI() == ""
    receipt = send(membership.setContractURI, "ipfs://collection", sender=team)
    assert receipt.one("ContractURISet") == {"uri": "ipfs://collection"}
    assert receipt.all("ContractURIUpdated") == [{}]
    assert membership.contractURI() == "ipfs://collection"


def test_no_function_but_the_setters_touches_a_tier(membership: Any) -> None:
    """Terms are promises: whoever adds a setter for them must think of this test."""
    functions = [entry for entry in membership.abi if entry["type"] == "function"]
    writers = {entry["name"] for entry in functions if entry["stateMutability"] in ("nonpayable", "payable")}
    erc721 = {"approve", "setApprovalForAll", "transferFrom", "safeTransferFrom"}
    assert writers - erc721 == SETTERS | OTHERS


@pytest.mark.parametrize("tier_id", [SEED, ROOT, GROVE])
def test_supply_ends_exactly_at_the_last_one(
    membership: Any, team: Any, issuer: Any, people: Any, tier_id: int
) -> None:
    units, _, *rest = TIERS[tier_id - 1]
    small = send(membership.defineTier, (units, 3, *rest), *NEW, sender=team).one("TierDefined")["tierId"]
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
    small = [(number, 2, 0, True, 0, NOBODY, f"Small {number}") for number in range(1, 8)]
    tiers = [send(membership.defineTier, one, *NEW, sender=team).one("TierDefined")["tierId"] for one in small]
    assert tiers == list(range(len(TIERS) + 1, len(TIERS) + 8))
    for tier_id in tiers:
        send(membership.issue, to, tier_id, sender=issuer)
        assert [membership.tier(other)[1] for other in tiers] == [int(other <= tier_id) for other in tiers]
    for tier_id in tiers:
        send(membership.airdrop, [to], tier_id, sender=issuer)
        assert refusal(membership.issue, to, tier_id, sender=issuer) == ("BrandMembership_TierSoldOut", tier_id, 2, 1)
    assert membership.issuedCount() == membership.balanceOf(to) == 2 * len(tiers)
    assert membership.totalUnits() == membership.getVotes(to) == 2 * sum(range(1, 8))


def test_there_are_127_tiers_at_most_and_the_last_16_are_for_proposals(
    membership: Any, timelock: Any, team: Any
) -> None:
    """BRAND alone used to define all of them, and nobody could ever define another."""
    for number in range(len(TIERS), 111):
        send(membership.defineTier, (1, 1, 0, True, 0, NOBODY, f"Tier {number}"), *NEW, sender=team)
    assert refusal(membership.defineTier, GOOD, *NEW, sender=team) == ("BrandMembership_TiersReserved", 111, 127)
    reserved = (membership.defineReservedTier, GOOD, *NEW)
    assert refusal(*reserved, sender=team) == ("AccessManagedUnauthorized", team.address)
    by_proposal = impersonated(timelock.address)
    for tier in range(112, 128):
        assert send(*reserved, sender=by_proposal).one("TierDefined")["tierId"] == tier
    assert refusal(*reserved, sender=by_proposal) == ("BrandMembership_TooManyTiers", 127)
