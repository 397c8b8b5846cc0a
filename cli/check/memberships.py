"""Memberships and tiers."""

from typing import Any

from web3 import Web3

from cli.check.comparing import Sources, each_numbered, seconds
from symbia.rules.memberships import MEMBERSHIP_STATES
from symbia.units import ZERO

ENDED = ("burnt", "revoked")


def check_memberships(sources: Sources) -> None:
    """Every membership ever issued, also those that ended."""
    issued = each_numbered(sources, "memberships", "token ids", "token_id", "BrandMembership", "issuedCount")
    for membership, block in issued:
        _membership(sources, membership, block)


def check_tiers(sources: Sources) -> None:
    """Terms, places, documents and prices of every tier, and which documents can never change."""
    answer = sources.get("/v1/tiers")
    tiers, block = answer["tiers"], answer["as_of"]["block"]
    count = sources.call("BrandMembership", "tierCount", block=block)
    sources.result.same("tiers", "tier ids", [tier["id"] for tier in tiers], list(range(1, count + 1)))
    frozen = _frozen_tiers(sources, block)
    for tier in tiers:
        _tier(sources, tier, block)
        sources.result.same("tiers", f"tier {tier['id']} frozen", tier["frozen"], tier["id"] <= frozen)


def _membership(sources: Sources, said: dict[str, Any], block: int) -> None:
    token_id = said["token_id"]
    name = f"membership {token_id}"
    if said["state"] in ENDED:
        gone = sources.reverts("BrandMembership", "membershipOf", token_id, block=block)
        sources.result.same("memberships", f"{name} is gone", True, gone)
        return
    *facts, revocable, state, _paid = sources.call("BrandMembership", "membershipOf", token_id, block=block)
    holder, tier, issued, acquired, units, expires = facts
    times = [seconds(said[key]) for key in ("issued_at", "acquired_at", "expires_at", "revocable_at")]
    sources.result.same("memberships", f"{name} holder", said["holder"], holder)
    sources.result.same("memberships", f"{name} tier, units", (said["tier_id"], said["units"]), (tier, units))
    sources.result.same("memberships", f"{name} times", times, [issued, acquired, expires, revocable])
    sources.result.same("memberships", f"{name} state", said["state"], _state(state, revocable))
    locked = sources.call("BrandMembership", "locked", token_id, block=block)
    sources.result.same("memberships", f"{name} locked", said["locked"], locked)


def _state(state: int, revocable_at: int) -> str:
    """The API's word: a membership in force but under notice has one of its own."""
    return "under_notice" if state == 0 and revocable_at else MEMBERSHIP_STATES[state]


def _tier(sources: Sources, said: dict[str, Any], block: int) -> None:
    name = f"tier {said['id']}"
    terms, issued, uri, image = sources.call("BrandMembership", "tier", said["id"], block=block)
    keys = ("units", "supply", "transferable", "royalty_bps", "name")
    shown = (said["duration"] or 0, said["royalty_receiver"] or ZERO, *(said[key] for key in keys))
    units, supply, duration, transferable, royalty_bps, receiver, title = terms
    chain = (duration, receiver, units, supply, transferable, royalty_bps, title)
    sources.result.same("tiers", f"{name} terms", shown, chain)
    sources.result.same("tiers", f"{name} places", (said["issued"], said["left"]), (issued, supply - issued))
    # Who ended in time keeps the place, who lapsed before does not: how many of each, only the tables know.
    counts = said["memberships"]
    standing = sum(count for state, count in counts.items() if state not in ENDED) - counts.get("lapsed", 0)
    fits = standing <= issued <= sum(counts.values()) - counts.get("lapsed", 0)
    sources.result.same("tiers", f"{name} memberships fit its places", fits, True)
    sources.result.same("tiers", f"{name} documents", (said["document"]["uri"], said["image"]["uri"]), (uri, image))
    for price in said["prices"]:
        currency = Web3.to_checksum_address(price["currency"])
        asked = sources.call("MembershipDrops", "tierPrice", said["id"], currency, block=block)
        sources.result.same("prices", f"{name} in {currency}", [int(price["price"]), True], list(asked))


def _frozen_tiers(sources: Sources, block: int) -> int:
    """Of how many tiers the documents are frozen: of those that were defined before the freezing."""
    if not sources.call("BrandMembership", "metadataFrozen", block=block):
        return 0
    logs = sources.contracts["BrandMembership"].events
    (frozen,) = logs.MetadataFrozen.get_logs(from_block=0, to_block=block)
    defined = logs.TierDefined.get_logs(from_block=0, to_block=frozen["blockNumber"])
    last = (frozen["blockNumber"], frozen["logIndex"])
    return sum(1 for log in defined if (log["blockNumber"], log["logIndex"]) < last)
