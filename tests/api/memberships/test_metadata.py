"""ERC-721 metadata without a chain; that it is the contract's own is compared on a real one."""

import json
from typing import Any

import pytest

from symbia.tables.memberships import Collection
from tests.api.conftest import NOW
from tests.api.deployed import write_deployment

HOLDER = f"0x{1:040x}"


@pytest.fixture
def club(brand: Any) -> Any:
    """A membership of a tier with marks in its name, in a brand that has a name."""
    brand.tier(1, 10, name='Gold "Ümlaut" \\ 日本', duration=100, uri="ipfs://document", image_uri="ipfs://image")
    brand.at(NOW - 10)
    brand.issue(HOLDER)
    brand.head()
    write_deployment(brand.settings.deployment)
    return brand


def test_name_image_and_traits(club: Any, client: Any) -> None:
    answer = client.get("/v1/memberships/1/metadata")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["symbia-block"] == "1000"
    found = json.loads(answer.text)
    assert (found["name"], found["image"]) == ('Gold "Ümlaut" \\ 日本 #1', "ipfs://image")
    assert found["description"] == "Membership of Juniper & Rye Membership"
    traits = {one["trait_type"]: one["value"] for one in found["attributes"]}
    assert (traits["State"], traits["Member number"], traits["Expires"]) == ("Active", 1, NOW + 90)
    again = client.get("/v1/memberships/1/metadata", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_an_ended_membership_has_none_and_says_where_to_look(club: Any, client: Any) -> None:
    club.life.end(1)
    answer = client.get("/v1/memberships/1/metadata").json()
    assert answer["code"] == "not_found"
    assert "is burnt and has no metadata any more. /v1/memberships/1 tells" in answer["detail"]


def test_without_the_deployment_the_collection_has_no_name(club: Any, client: Any) -> None:
    club.settings.deployment.unlink()
    answer = client.get("/v1/memberships/1/metadata").json()
    assert (answer["status"], answer["code"]) == (503, "not_configured")


def test_where_the_brand_writes_metadata_otherwise_it_is_not_guessed(club: Any, client: Any) -> None:
    ours, other = f"0x{0xAA:040x}", f"0x{0xBB:040x}"
    write_deployment(club.settings.deployment, MembershipRenderer=ours)
    club.add(Collection(renderer=ours))
    assert client.get("/v1/memberships/1/metadata").status_code == 200
    club.merge(Collection(renderer=other))
    club.head(block=1_001)
    answer = client.get("/v1/memberships/1/metadata").json()
    assert answer["code"] == "another_renderer"
    assert "tokenURI(1)" in answer["detail"]
