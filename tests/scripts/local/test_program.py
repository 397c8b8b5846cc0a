"""Node programs as children: said in words when they do not start, and gone with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.local.geth import GethError, find_geth
from scripts.local.hardhat import Hardhat, HardhatError
from scripts.local.program import NodeProgram, NodeProgramError
from scripts.toolchain.layout import Layout
from symbia.settings.names import GETH
from tests import ROOT

SLEEPER = f"""
import os, pathlib, sys, threading
sys.path.insert(0, {str(ROOT)!r})
from scripts.local.program import NodeProgram
class Sleeper(NodeProgram):
    def command(self): return ["/bin/sh", "-c", "echo $$ > pid; exec sleep 600"]
sleeper = Sleeper(pathlib.Path.cwd(), 1)
sleeper.start()
"""


class Ends(NodeProgram):
    name = "Brief"

    def command(self) -> Sequence[str | Path]:
        return ["/bin/sh", "-c", "echo no such flag; exit 3"]


def test_one_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(NodeProgramError, match=r"Brief ended at once(.|\n)*no such flag"):
        Ends(tmp_path, 1).start()
    assert time.monotonic() - begun < 30


def test_one_is_gone_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", SLEEPER], cwd=tmp_path)
    noted = tmp_path / "pid"
    deadline = time.monotonic() + 60
    while not (noted.exists() and noted.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    child = int(noted.read_text())
    while _lives(child):
        assert time.monotonic() < deadline, "it outlives its parent"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_geth_is_the_one_that_is_named_then_the_one_built_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout, named = Layout(tmp_path), tmp_path / "mine"
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_geth(layout) is None
    built = layout.state / "bin" / "geth"
    built.parent.mkdir(parents=True)
    built.touch()
    assert find_geth(layout) == built
    monkeypatch.setenv(GETH, str(named))
    with pytest.raises(GethError, match="correct or unset it"):
        find_geth(layout)
    named.touch()
    assert find_geth(layout) == named


def test_without_hardhat_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(HardhatError, match=r"scripts\.toolchain\.hardhat"):
        Hardhat(tmp_path, tmp_path)
