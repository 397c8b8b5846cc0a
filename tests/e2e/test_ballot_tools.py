"""docs/ballot-tools.md: its lines, run as they stand there but for the ports."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.up import API_PORT, RPC_PORT
from tests.e2e.stack import ROOT, Served, eventually

BLOCK = re.search(r"<!-- run -->\n```sh\n(.*?)```", (ROOT / "docs" / "ballot-tools.md").read_text(), re.DOTALL)
RELAY = 78  # account that the story leaves alone


@pytest.fixture
def relayed(seeded: Served, tmp_path: Path) -> Iterator[Served]:
    """With a relay beside it."""
    stack = seeded.stack
    stack.settings = replace(stack.settings, relay_ballot_journal=tmp_path / "ballots.db", relay_flush_seconds=0.5)
    relay = stack.child("relay", "-m", "cli", "relay", "--account", str(RELAY))
    try:
        eventually(lambda: seeded.api.get("/v1/relay").json()["relay"]["state"] == "working", "the relay works")
        yield seeded
    finally:
        relay.stop()


def test_the_lines_work(relayed: Served, tmp_path: Path) -> None:
    assert BLOCK is not None
    said = run(relayed, BLOCK[1], tmp_path)
    for words in (
        "ballots counted: 3 (",
        "skipped: none",
        "ballots taken: 2",
        "agrees with the contracts: yes",
        "3 memberships of tier 1 issued",
        "2 memberships of tier 1 issued",
    ):
        assert words in said
    assert [json.loads(line)["proposal"] for line in (tmp_path / "ballots.jsonl").read_text().splitlines()] == [11] * 3
    eventually(lambda: counted(relayed) == 5, "the relay brought its ballots")
    assert "ballots 5, votes" in run(relayed, ".venv/bin/symbia tally 8 --from-chain", tmp_path)


def counted(relayed: Served) -> int:
    """Ballots on proposal 8."""
    ballots: int = relayed.api.get("/v1/proposals/8").json()["proposal"]["tally"]["ballots"]
    return ballots


def run(relayed: Served, lines: str, folder: Path) -> str:
    """What the lines print."""
    here = lines.replace(".venv", str(ROOT / ".venv")).replace(f"http://127.0.0.1:{API_PORT}", relayed.url)
    here = here.replace(f"http://127.0.0.1:{RPC_PORT}", relayed.stack.chain.url)
    environment = {**os.environ, **relayed.stack.settings.environment(), "NO_PROXY": "127.0.0.1", "COLUMNS": "120"}
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", here],
        cwd=folder,
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
