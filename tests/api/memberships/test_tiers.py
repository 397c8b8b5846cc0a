"""Tiers: terms, prices, places, documents."""

from typing import Any

import pytest

from symbia import tables as models
from symbia.tables.types import to_wei_text
from tests.api.conftest import NOW, ZERO, account

DAY = 86_400
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"


@pytest.fixture
def shop(brand: Any) -> Any:
    """A tier for life and one of 30 days with memberships in four states."""
    brand.tier(1, 10, name="Gold", image_uri=f"ipfs://{CID}")
    brand.tier(2, 3, name="Trial", supply=6, duration=30 * DAY)
    brand.at(NOW - 31 * DAY)
    for number in range(1, 6):
        brand.issue(account(number), 2)
    brand.life.lapse(1)
    brand.life.renew(2, NOW + DAY)
    brand.life.end(3)
    brand.head()
    return brand


def test_places_stay_taken_but_of_what_lapsed_and_states_add_up(shop: Any, client: Any) -> None:
    gold, trial = client.get("/v1/tiers").json()["tiers"]
    assert (trial["issued"], trial["left"], trial["supply"], trial["duration"]) == (4, 2, 6, 30 * DAY)
    assert trial["memberships"] == {
        "active": 1, "under_notice": 0, "expired": 2, "lapsed": 1, "burnt": 1, "revoked": 0
    }  # fmt: skip
    assert (gold["issued"], gold["left"], gold["duration"]) == (0, 100, None)
    assert client.get("/v1/tiers/2").json()["tier"] == trial
    assert client.get("/v1/tiers/3").json()["code"] == "not_found"


def test_a_move_takes_a_place_and_leaves_one(shop: Any, client: Any) -> None:
    shop.life.change_tier(2, 1)
    gold, trial = client.get("/v1/tiers").json()["tiers"]
    assert (gold["issued"], trial["issued"], trial["left"]) == (1, 3, 3)


def test_prices_are_exact_and_named_by_currency(shop: Any, client: Any) -> None:
    assert client.get("/v1/tiers/2").json()["tier"]["prices"] == []
    for currency, price in ((account(0xEE), 5), (ZERO, 2**128 - 1)):
        shop.add(
            models.TierPrice(tier_id=2, currency=currency, price=to_wei_text(price), since=NOW - 5, block_number=1)
        )
    prices = client.get("/v1/tiers/2").json()["tier"]["prices"]
    assert [(one["currency"], one["price"]) for one in prices] == [
        (ZERO, str(2**128 - 1)),
        ("0x00000000000000000000000000000000000000eE", "5"),
    ]


def test_documents_and_images_are_served_here(shop: Any, client: Any) -> None:
    pinned = client.post("/v1/content", content='{"name": "Silver"}').json()
    shop.tier(3, 1, uri=pinned["uri"], royalty_bps=500, royalty_receiver=account(9))
    silver = client.get("/v1/tiers/3").json()["tier"]
    assert silver["document"]["metadata"] == {"name": "Silver"}
    assert (silver["royalty_bps"], silver["royalty_receiver"]) == (500, account(9))
    assert silver["image"] == {"uri": "ipfs://nothing", "cid": None, "path": None}
    image = client.get("/v1/tiers/1").json()["tier"]["image"]
    assert image == {"uri": f"ipfs://{CID}", "cid": CID, "path": f"/v1/content/{CID}"}


def test_a_freeze_is_of_the_tiers_that_stood_then(shop: Any, client: Any) -> None:
    assert [one["frozen"] for one in client.get("/v1/tiers").json()["tiers"]] == [False, False]
    shop.add(models.Collection(id=1, metadata_frozen=True, frozen_tiers=1))
    assert [one["frozen"] for one in client.get("/v1/tiers").json()["tiers"]] == [True, False]
