"""What the rows of hand-made brands share."""

from typing import Any

NOW = 1_800_000_000  # 2027-01-15 08:00 UTC: time of the head
HASH = "0x" + "ab" * 32
FREE_PERK: dict[str, Any] = {
    "starts_at": 0,
    "ends_at": 0,
    "min_holding_seconds": 0,
    "supply": 0,
    "per_membership": 0,
    "per_wallet": 0,
    "tier_ids": [],
}  # terms that ask for nothing


def account(number: int) -> str:
    """Address of a test account, lower case."""
    return f"0x{number:040x}"
