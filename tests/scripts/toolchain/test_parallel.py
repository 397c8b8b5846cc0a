"""Commands side by side: the exit codes count, and nothing outlives its limit."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.toolchain.parallel import ParallelPart, run_parts
from tests import ROOT

LIMIT = 60.0


def part(folder: Path, name: str, program: str) -> ParallelPart:
    return ParallelPart(name, [sys.executable, "-c", program], folder / f"{name}.log")


def test_all_have_to_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = part(tmp_path, "good", "print('fine')")
    bad = part(tmp_path, "bad", "print('=== 2 failed ==='); raise SystemExit(2)")
    assert run_parts([good], tmp_path, LIMIT)
    assert not run_parts([part(tmp_path, "good", "print('fine')"), bad], tmp_path, LIMIT)
    assert "2 failed" in capsys.readouterr().out
    assert bad.verdict().split()[:3] == ["FAILED", "(2)", "bad"]
    assert "2 failed" in bad.verdict()


def test_a_part_that_hangs_is_stopped_and_has_failed(tmp_path: Path) -> None:
    hanging = part(tmp_path, "hanging", "import time; time.sleep(600)")
    assert not run_parts([hanging], tmp_path, limit=0.5)
    assert hanging.code not in (0, None)


INTERRUPTED = """
import sys
from pathlib import Path
from scripts.toolchain.parallel import ParallelPart, run_parts
folder = Path(sys.argv[1])
child = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
run_parts([ParallelPart("child", [sys.executable, "-c", child], folder / "log")], folder, 60.0)
"""


def test_ctrl_c_stops_the_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as parent:
        deadline = time.monotonic() + LIMIT
        while not (log.exists() and log.read_text().endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        child = int(log.read_text().splitlines()[0])
        parent.send_signal(signal.SIGINT)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
