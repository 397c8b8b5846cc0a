"""The structure of the house, measured: it may get simpler, not more tangled."""

import grimp
import pytest

from scripts.gate.structure import inside, loose, measure, packages_in, whole
from tests import ROOT

PACKAGES = packages_in(ROOT)
LOOSE_IN_API = 8


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def test_rooms(graph: grimp.ImportGraph) -> None:
    measured = whole(graph, PACKAGES)
    assert measured.rooms == 7
    assert measured.arrows <= 15
    assert measured.floors <= 4
    assert measured.upwards == 0


@pytest.mark.parametrize("package", PACKAGES)
def test_no_arrow_runs_upwards_inside_a_room(graph: grimp.ImportGraph, package: str) -> None:
    assert inside(graph, package).upwards == 0


def test_the_api(graph: grimp.ImportGraph) -> None:
    measured = inside(graph, "api")
    assert measured.floors <= 6
    assert measured.arrows / measured.rooms < 3.5
    assert len(loose(graph, "api")) <= LOOSE_IN_API


def test_circles_are_counted() -> None:
    chain = {"a": {"b"}, "b": {"c"}, "c": set[str]()}
    assert (measure(chain).floors, measure(chain).upwards) == (3, 0)
    assert measure({**chain, "c": {"a"}}).upwards == 1
    assert measure({"a": {"b", "c"}, "b": {"a"}, "c": {"a"}}).upwards == 2
