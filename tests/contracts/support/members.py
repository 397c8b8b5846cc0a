"""Issuing memberships in tests."""

from typing import Any

from support.chain import send
from support.plan import TIERS

ACTIVE, EXPIRED, LAPSED = range(3)  # MembershipState


def issue(membership: Any, issuer: Any, to: Any, tier_id: int) -> int:
    """Issue one membership; returns its token id."""
    receipt = send(membership.issue, to_address(to), tier_id, sender=issuer)
    return int(receipt.one("MembershipsIssued")["firstTokenId"])


def expiry(tier_id: int, issued_at: int) -> int:
    """When a membership of a tier ends unless it is renewed; 0 for never."""
    duration: int = TIERS[tier_id - 1][2]
    return issued_at + duration if duration else 0


def to_address(account: Any) -> str:
    """Address of a Brownie account, a contract, or a signer."""
    return str(getattr(account, "address", account))
