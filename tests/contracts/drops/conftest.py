"""A shop beside the brand; its contract holds nothing after any test."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.shop import Shop, ether_of, open_shop


@pytest.fixture(scope="session")
def shop(membership: Any) -> Shop:
    """Every test begins with it as it was opened; after the brand's own set-up, so that nothing rewinds it."""
    return open_shop()


@pytest.fixture(autouse=True)
def _nothing_stays_behind(shop: Shop, _test_isolation: None) -> Iterator[None]:
    yield
    assert ether_of(shop.drops) == 0
    assert shop.token.balanceOf(str(shop.drops)) == 0


@pytest.fixture(scope="session")
def buyer(people: Any) -> Any:
    """Pays."""
    return people[0]


@pytest.fixture(scope="session")
def friend(people: Any) -> Any:
    """Receives what somebody else pays for."""
    return people[1]
