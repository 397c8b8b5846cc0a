"""One deployed and one seeded house for the end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.stack import Served, served_stack


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A brand without members yet, indexed and served."""
    with served_stack(tmp_path_factory.mktemp("deployed"), "deploy") as served:
        yield served


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo's brand, indexed and served."""
    with served_stack(tmp_path_factory.mktemp("seeded"), "demo") as served:
        yield served
