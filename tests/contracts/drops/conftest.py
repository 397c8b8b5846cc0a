"""A shop for each module; its contract holds nothing after any test."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.shop import Shop, ether_of, open_shop


@pytest.fixture(scope="module")
def shop(_module_isolation: None) -> Shop:
    """Every test begins with it as it was opened."""
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
