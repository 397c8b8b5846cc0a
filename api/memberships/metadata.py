"""ERC-721 metadata of a membership: byte for byte what `tokenURI` of the contract holds as a data URI."""

import json
from typing import Any

from api.facts.standing import Standing, State
from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.memberships.queries import find_membership, member_number
from symbia.rules.addresses import checksum
from symbia.tables.memberships import Collection

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
    standing = find_membership(reading, token_id)
    if standing.ended:
        raise ProblemError(
            "not_found",
            f"Membership {token_id} is {standing.state} and has no metadata any more. /v1/memberships/{token_id} tells "
            "what became of it.",
        )
    if brand is None:
        raise ProblemError(
            "not_configured",
            "The name of the collection is not known here. Whoever runs this server: set SYMBIA_DEPLOYMENT to the file "
            "that `symbia deploy` wrote.",
        )
    collection = reading.session.get(Collection, 1)
    if collection is not None and renderer is not None and collection.renderer != renderer:
        raise ProblemError(
            "another_renderer",
            f"The brand's metadata is written by {checksum(collection.renderer)}, not by the deployment's own. Ask "
            f"the membership contract for tokenURI({token_id}).",
        )
    number = member_number(reading, standing.row.holder) or 0
    return json.dumps(_document(standing, number, brand), ensure_ascii=False, separators=(",", ":"))


def _document(standing: Standing, number: int, brand: str) -> dict[str, Any]:
    tier = standing.tier
    return {
        "name": f"{tier.name} #{standing.row.token_id}",
        "description": f"Membership of {brand} Membership",
        "image": tier.image_uri,
        "properties": {"document": tier.uri},
        "attributes": _traits(standing, number),
    }


def _traits(standing: Standing, number: int) -> list[dict[str, Any]]:
    row = standing.row
    traits = [
        {"trait_type": "Tier", "value": standing.tier.name},
        {"trait_type": "State", "value": _STATES[standing.state]},
        _number("Units", row.units, "number"),
        _number("Member number", number, "number"),
        _number("Member since", row.acquired_at, "date"),
    ]
    if standing.expires_at is not None:
        traits.append(_number("Expires", standing.expires_at, "date"))
    return traits


def _number(trait: str, value: int, display: str) -> dict[str, Any]:
    return {"trait_type": trait, "display_type": display, "value": value}
