"""ERC-721 metadata of a membership: byte for byte what `tokenURI` of the contract holds as a data URI."""

import json
from typing import Any

from api.facts.membership import MembershipStatus, State, find_membership
from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.memberships.queries import member_number
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Collection
from symbia.text import Text

# The contract's own words, which are not ours to translate.
_STATES: dict[State, str] = {
    "active": "Active",
    "under_notice": "Under notice",
    "expired": "Expired",
    "lapsed": "Lapsed",
}


def metadata(reading: Reading, token_id: int, brand: str | None, renderer: str | None) -> str:
    """JSON as MembershipRenderer writes it at the head. `brand`, which names the collection, and `renderer` are of the
    deployment.

    Raises `not_found` also for a membership that has ended: the contract has no `tokenURI` for it any more. Raises
    `another_renderer` when the brand has set one that writes we do not know what.
    """
    status = find_membership(reading, token_id)
    if status.ended:
        raise ProblemError("not_found", Text.of(f"memberships.no_metadata.{status.state}", token=token_id))
    if brand is None:
        raise ProblemError("not_configured", Text.of("memberships.no_metadata.collection_unknown"))
    _require_own_renderer(reading, token_id, renderer)
    number = member_number(reading, status.row.holder) or 0
    return json.dumps(_document(status, number, brand), ensure_ascii=False, separators=(",", ":"))


def _require_own_renderer(reading: Reading, token_id: int, renderer: str | None) -> None:
    collection = reading.session.get(Collection, 1)
    if collection is not None and renderer is not None and collection.renderer != renderer:
        other = checksum(collection.renderer)
        text = Text.of("memberships.no_metadata.another_renderer", renderer=other, token=token_id)
        raise ProblemError("another_renderer", text)


def _document(status: MembershipStatus, number: int, brand: str) -> dict[str, Any]:
    tier = status.tier
    return {
        "name": f"{tier.name} #{status.row.token_id}",
        "description": f"Membership of {brand} Membership",
        "image": tier.image_uri,
        "properties": {"document": tier.uri},
        "attributes": _traits(status, number),
    }


def _traits(status: MembershipStatus, number: int) -> list[dict[str, Any]]:
    row = status.row
    traits = [
        {"trait_type": "Tier", "value": status.tier.name},
        {"trait_type": "State", "value": _STATES[status.state]},
        _number("Units", row.units, "number"),
        _number("Member number", number, "number"),
        _number("Member since", row.acquired_at, "date"),
    ]
    if status.expires_at is not None:
        traits.append(_number("Expires", status.expires_at, "date"))
    return traits


def _number(trait: str, value: int, display: str) -> dict[str, Any]:
    return {"trait_type": trait, "display_type": display, "value": value}
