"""`scripts/setup_env.py` as a person meets it when something is missing."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import ROOT

ENTRY = ROOT / "scripts" / "setup_env.py"
PRETEND_OLD = f"""
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = [{str(ENTRY)!r}]
runpy.run_path({str(ENTRY)!r}, run_name="__main__")
"""


def run_on_old_python(path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PRETEND_OLD],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_old_python_ends_in_one_message(tmp_path: Path) -> None:
    result = run_on_old_python(tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("error: Python 3.9 is too old; Symbia needs Python 3.11 or newer.")
    assert "Traceback" not in result.stderr


def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "started $1"\n')
    newer.chmod(0o755)
    result = run_on_old_python(tmp_path)
    assert result.stdout == f"started {ENTRY}\n"


def test_the_entry_parses_on_an_old_python() -> None:
    ast.parse(ENTRY.read_text(), feature_version=(3, 6))


def test_without_network_it_says_so_and_leaves_no_half_made_environment(tmp_path: Path) -> None:
    root = tmp_path / "brand"
    home = tmp_path / "home"
    home.mkdir()
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts" / "toolchain", root / "scripts" / "toolchain", ignore=ignore)
    for name in ("__init__.py", "setup_env.py"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts")
    nowhere = "http://127.0.0.1:9"  # the discard port: nobody listens
    result = subprocess.run(
        [sys.executable, str(root / "scripts" / "setup_env.py")],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PIP_RETRIES": "0",
            "http_proxy": nowhere,
            "https_proxy": nowhere,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1
    assert "No package registry answers. Check the network" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (root / ".venv").exists()
