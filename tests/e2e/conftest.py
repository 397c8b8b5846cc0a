"""One deployed and one seeded house for the end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.stack import Served, served
from tests.e2e.templates import Templates, templates

__all__ = ["templates"]


@pytest.fixture(scope="module")
def deployed(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A brand without members yet, indexed and served."""
    with templates.stack_after("deploy", tmp_path_factory.mktemp("deployed")) as stack, served(stack) as house:
        yield house


@pytest.fixture(scope="module")
def seeded(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo's brand, indexed and served."""
    with templates.stack_after("demo", tmp_path_factory.mktemp("seeded")) as stack, served(stack) as house:
        yield house
