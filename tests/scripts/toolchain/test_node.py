"""Which Node is taken."""

from pathlib import Path

import pytest

from scripts.toolchain import node as nodes
from scripts.toolchain.errors import SetupError
from scripts.toolchain.layout import Layout


def fake(folder: Path, name: str, answer: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {answer}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(("version", "taken"), [("v16.20.2", False), ("v18.0.0", True), ("v20.18.0", True)])
def test_the_machines_node_is_taken_when_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    fake(tmp_path / "bin", "node", version)
    fake(tmp_path / "bin", "npm", "10.0.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert (nodes.machine_node() is not None) is taken


def test_a_node_without_npm_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path / "bin", "node", "v20.18.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert nodes.machine_node() is None


def test_a_replaced_node_is_noticed(tmp_path: Path) -> None:
    fake(tmp_path, "node", "v18.0.0")
    node = nodes.NodeProgram(str(tmp_path / "node"), "npm", "18.0.0")
    before = node.fingerprint()
    fake(tmp_path, "node", "v20.18.00")
    assert node.fingerprint() != before
    (tmp_path / "node").unlink()
    assert node.fingerprint() == ""


def test_before_the_set_up_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="make setup"):
        nodes.load(Layout(tmp_path))
