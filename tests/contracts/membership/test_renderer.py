"""tokenURI: JSON that any wallet reads, right at every moment, whatever a tier is called."""

import base64
import json
from typing import Any

import pytest
from support.chain import NOBODY, move_to, now, send
from support.members import issue
from support.plan import GRACE, LEAF, ROOT, SEED, UNITS, YEAR, uris

PREFIX = "data:application/json;base64,"


def document(membership: Any, token: int) -> dict[str, Any]:
    """What tokenURI says, parsed."""
    uri = membership.tokenURI(token)
    assert uri.startswith(PREFIX)
    found: dict[str, Any] = json.loads(base64.b64decode(uri.removeprefix(PREFIX), validate=True))
    return found


def traits(membership: Any, token: int) -> dict[str, Any]:
    """Traits by name."""
    return {one["trait_type"]: one["value"] for one in document(membership, token)["attributes"]}


def test_everything_in_it(membership: Any, issuer: Any, people: Any) -> None:
    issue(membership, issuer, people[3], SEED)
    token = issue(membership, issuer, people[0], LEAF)
    found = document(membership, token)
    attributes = found.pop("attributes")
    assert found == {
        "name": "Leaf #2",
        "description": "Membership of Test Brand Membership",
        "image": uris("Leaf")[1],
        "properties": {"document": uris("Leaf")[0]},
    }
    assert attributes == [
        {"trait_type": "Tier", "value": "Leaf"},
        {"trait_type": "State", "value": "Active"},
        {"trait_type": "Units", "display_type": "number", "value": UNITS[LEAF]},
        {"trait_type": "Member number", "display_type": "number", "value": 2},
        {"trait_type": "Member since", "display_type": "date", "value": now()},
        {"trait_type": "Expires", "display_type": "date", "value": now() + YEAR},
    ]


def test_it_follows_the_life_of_the_membership(membership: Any, team: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], LEAF)
    send(membership.noticeRevocation, token, "ipfs://reason", sender=team)
    assert traits(membership, token)["State"] == "Under notice"
    send(membership.withdrawRevocation, token, sender=team)
    move_to(membership.membershipOf(token)[5])
    assert traits(membership, token)["State"] == "Expired"
    move_to(now() + GRACE)
    send(membership.lapse, token, sender=people[4])
    assert (traits(membership, token)["State"], traits(membership, token)["Units"]) == ("Lapsed", 0)
    send(membership.transferFrom, people[0].address, people[1].address, token, sender=people[0])
    assert traits(membership, token)["Member number"] == membership.memberNumberOf(people[1]) == 2
    assert traits(membership, token)["Member since"] == now()
    assert "Expires" not in traits(membership, issue(membership, issuer, people[0], ROOT))


@pytest.mark.parametrize("name", ['"', "\\", '","image":"x', "\n\t\x00\x1f", "</script><b>", "\u2028\U0001f33f\u00e4"])
def test_no_name_breaks_the_json(membership: Any, team: Any, issuer: Any, people: Any, name: str) -> None:
    terms = (1, 5, 0, True, 0, NOBODY, name)
    image = 'ipfs://a"b\\c'
    tier = send(membership.defineTier, terms, "ipfs://document", image, sender=team).one("TierDefined")["tierId"]
    found = document(membership, issue(membership, issuer, people[0], tier))
    assert (found["name"], found["image"]) == (f"{name} #1", image)
    assert found["attributes"][0]["value"] == name


def test_another_renderer(membership: Any, brand: Any, team: Any, issuer: Any, people: Any) -> None:
    token = issue(membership, issuer, people[0], SEED)
    renderer = brand.renderer.address
    receipt = send(membership.setRenderer, renderer, sender=team)
    assert receipt.one("RendererSet") == {"renderer": renderer}
    assert receipt.one("BatchMetadataUpdate") == {"_fromTokenId": 1, "_toTokenId": token}
    assert membership.renderer() == renderer
