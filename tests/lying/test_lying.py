"""One seed of every mode; `python -m tests.lying` runs more. And the proxy in front of a real node."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.ganache import Ganache
from scripts.local.lying.modes import MODES
from scripts.local.lying.proxy import LyingProxy
from symbia.chain.endpoints import Patience
from symbia.chain.node import Node
from symbia.errors import NodeBehindError, NodeUnreachableError, UnprovedHeaderError
from tests import ROOT

from .trial import Trial

QUICK = Patience(read=1.0, attempts=1, of_several=1)
LYING_FOR_GOOD = {
    "status-429-always": "HTTP status 429",
    "retry-after-long": "HTTP status 429",
    "page-200-always": "no JSON",
    "drips-always": "drips|ReadTimeout|no step",
    "logs-omitted-everywhere": "does not come whole",
}


@pytest.mark.parametrize("mode", MODES)
def test_the_index_is_right_or_says_that_it_is_not(mode: str, tmp_path: Path) -> None:
    trial = Trial(mode, 0, tmp_path)
    trial.run()
    if mode in LYING_FOR_GOOD:  # it has to be said, not only not to be wrong
        assert trial.said
        assert all(re.search(LYING_FOR_GOOD[mode], said) for said in trial.said), trial.said


@pytest.mark.parametrize("mode", ["late-by-chance", "moved-within-batch"])
def test_a_true_reorg_is_told_from_a_late_node(mode: str, tmp_path: Path) -> None:
    trial = Trial(mode, 2, tmp_path)
    trial.run()
    assert trial.reorgs == 1


@pytest.fixture(scope="module")
def ganache() -> Iterator[Ganache]:
    with Ganache(ROOT, accounts=2) as chain, Node(chain.url) as node:
        for _ in range(20):
            node.rpc.ask("evm_mine", [])
        yield chain


def test_modes_say_what_they_pretend_in_front_of_a_real_node(ganache: Ganache) -> None:
    with LyingProxy(ganache.url, "honest") as proxy, Node(proxy.url, patience=QUICK) as node:
        honest = node.head()
        assert honest.number >= 20
        assert node.prove_headers(node.header(1))
        proxy.use("late-5")
        assert node.head().number == honest.number - 5
        with pytest.raises(NodeBehindError, match="although it named a newer one"):
            node.header(honest.number)
        proxy.use("header-other-fields")
        with pytest.raises(UnprovedHeaderError):
            _ask_often(node)
        proxy.use("page-200-always")
        with pytest.raises(NodeUnreachableError, match="no JSON"):
            node.head()
        proxy.use("drips-always")
        with pytest.raises(NodeUnreachableError, match="drips"):
            node.head()
        proxy.use("honest")
        assert node.head().hash == honest.hash


def _ask_often(node: Node) -> None:
    for _ in range(200):
        node.head()


def test_every_mode_is_in_the_documentation() -> None:
    told = (ROOT / "docs" / "nodes.md").read_text()
    for name, mode in MODES.items():
        if name != "honest":
            assert f"| `{name}` | {mode.pretends} | {mode.right} |" in told
    assert len(MODES) > 20
