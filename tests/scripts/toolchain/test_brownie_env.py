"""Brownie processes: a home of their own, and a network known by its URL."""

import subprocess
from pathlib import Path

import pytest

from scripts.local.ganache import Ganache
from scripts.toolchain.brownie_env import brownie_environment
from scripts.toolchain.layout import Layout
from tests import ROOT

INSIDE = """
import sys
from pathlib import Path
from scripts.brownie_networks import connect, load_project
project = load_project(Path.cwd())
connect(sys.argv[1])
from brownie import accounts, chain, network
from brownie._config import CONFIG
small = project.Small.deploy({"from": accounts[0]})
chain.snapshot()
before = chain.time()
chain.sleep(5000)
chain.mine()
assert chain[-1].timestamp >= before + 5000
chain.revert()
assert chain.height == 1
print(CONFIG.network_type, small.supportsInterface("0x01ffc9a7"))
"""


def in_brownie(layout: Layout, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**brownie_environment(layout.root), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [str(layout.python), "-W", "error::FutureWarning", "-c", program, *arguments],
        cwd=layout.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_process_compiles_connects_and_travels_in_time(
    compiled: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    with Ganache(ROOT, log=tmp_path / "log") as chain:
        result = in_brownie(compiled, INSIDE, f"http://127.0.0.1:9,{chain.url}")  # the first endpoint is gone
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "development True"
    assert list(home.iterdir()) == []  # nothing of the person's was touched


def test_nobody_at_the_url_is_said(copy: Layout) -> None:
    result = in_brownie(copy, "from scripts.brownie_networks import connect; connect('http://127.0.0.1:9')")
    assert "ConnectionError: No Ethereum node answers at http://127.0.0.1:9" in result.stderr
