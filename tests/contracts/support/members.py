"""Issuing memberships in tests."""

from typing import Any

from support.chain import send


def issue(membership: Any, issuer: Any, to: Any, tier_id: int) -> int:
    """Issue one membership; returns its token id."""
    receipt = send(membership.issue, to_address(to), tier_id, sender=issuer)
    return int(receipt.one("MembershipsIssued")["firstTokenId"])


def to_address(account: Any) -> str:
    """Address of a Brownie account, a contract, or a signer."""
    return str(getattr(account, "address", account))
