"""A small working copy of its own for each test, in a folder whose name has spaces."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.toolchain import node as nodes
from scripts.toolchain.layout import Layout
from scripts.toolchain.steps import Compiler
from tests import ROOT

SMALL_CONTRACT = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

contract Small is IERC165 {
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId;
    }
}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Layout:
    """A working copy with one small contract, after the steps before the compiler. Packages are borrowed."""
    root = tmp_path / "a brand's copy"
    (root / "contracts").mkdir(parents=True)
    (root / "tests").mkdir()  # Brownie makes the folder of its tests in it
    (root / "contracts" / "Small.sol").write_text(SMALL_CONTRACT)
    shutil.copytree(ROOT / "scripts" / "toolchain" / "solc", root / "scripts" / "toolchain" / "solc")
    (root / "scripts" / "local").mkdir()
    shutil.copy(ROOT / "scripts" / "local" / "ganache_child.cjs", root / "scripts" / "local")
    for name in ("brownie-config.yaml", "package.json"):
        shutil.copy(ROOT / name, root)
    for name in (".venv", "node_modules"):
        (root / name).symlink_to(ROOT / name)
    layout = Layout(root)
    nodes.save(nodes.load(Layout(ROOT)), layout)
    return layout


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    """A descriptor that children may inherit."""
    with (tmp_path / "lock").open("w") as file:
        yield file.fileno()


@pytest.fixture
def compiled(copy: Layout, lock: int) -> Layout:
    """A working copy with a compiler."""
    Compiler(copy, lock).make()
    return copy
