"""Drops."""

from typing import Any

from cli.check.comparing import Sources, each_numbered, seconds
from symbia.units import ZERO

_NO_ROOT = bytes(32)


def check_drops(sources: Sources) -> None:
    """Terms, claims and closing of every drop."""
    for drop, block in each_numbered(sources, "drops", "drop ids", "id", "MembershipDrops", "dropCount"):
        _drop(sources, drop, block)


def _drop(sources: Sources, said: dict[str, Any], block: int) -> None:
    name = f"drop {said['id']}"
    (tier, *terms, root), claimed, closed, uri = sources.call("MembershipDrops", "drop", said["id"], block=block)
    shown = [
        seconds(said["starts_at"]), seconds(said["ends_at"]), said["supply"] or 0, said["per_wallet"] or 0,
        said["currency"]["address"] or ZERO, int(said["price"]),
    ]  # fmt: skip
    sources.result.same("drops", f"{name} tier", said["tier_id"], tier)
    sources.result.same("drops", f"{name} terms", shown, terms)
    shown_root = bytes.fromhex(said["allowlist_root"][2:]) if said["allowlist_root"] else _NO_ROOT
    sources.result.same("drops", f"{name} allowlist", shown_root, root)
    state = (said["claimed"], said["closed_at"] is not None, said["document"]["uri"])
    sources.result.same("drops", f"{name} claimed, closed, document", state, (claimed, closed, uri))
