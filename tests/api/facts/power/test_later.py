"""A delegation from before the snapshot is not called late, whatever its units were then."""

from typing import Any

from tests.api.conftest import NOW, account


def test_only_a_delegation_after_the_snapshot_is_listed_as_one(brand: Any, client: Any) -> None:
    brand.tier(1, 10)
    brand.issue(account(1))
    brand.delegate(account(2), account(1))  # holds nothing yet
    brand.at(NOW - 400)
    brand.issue(account(2))
    brand.proposal(1, snapshot_at=NOW - 500)
    brand.head()
    power = client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]
    assert (power["units"], power["excluded"]) == (10, [])
