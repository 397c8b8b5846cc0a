"""The README's lines, run as they stand there but for the ports."""

import json
import os
import re
import subprocess

from cli.up import API_PORT, RPC_PORT, try_next
from symbia.words import word
from tests.e2e.stack import ROOT, Served

BLOCK = re.search(r"<!-- try -->\n```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
USUAL = f"http://127.0.0.1:{API_PORT}"


def test_readme_and_welcome_screen_say_the_same() -> None:
    assert BLOCK is not None
    shown = try_next(USUAL, f"http://127.0.0.1:{RPC_PORT}")
    assert BLOCK[1] == "".join(f"# {word(purpose)}\n{line}\n" for purpose, line in shown)


def test_other_ports_stand_in_every_line_of_the_welcome_screen() -> None:
    for _, line in try_next("http://127.0.0.1:9001", "http://127.0.0.1:9002"):
        assert "9001" in line
        assert "symbia" not in line or "9002" in line


def test_lines_work(seeded: Served) -> None:
    before = tally(seeded)
    lines = [line for _, line in try_next(seeded.url, seeded.stack.chain.url)]
    read, vote, counted, rounds, relay, perk = (run(seeded, line) for line in lines)
    assert json.loads(read)["proposal"]["state"] == "active"
    assert "Counted. Proposal 7 stands at" in vote
    ballot = json.loads(counted)["ballots"][0]
    assert (ballot["choice"], ballot["reason"]) == ("for", "Juniper!")
    assert tally(seeded) == before + ballot["votes"]
    assert len(json.loads(rounds)["tally"]["rounds"]) > 1
    assert json.loads(relay)["relay"]["state"] == "none", "no relay runs here"
    assert json.loads(perk)["memberships"][0]["verdicts"][0]["rule"] == "active"


def run(seeded: Served, line: str) -> str:
    """What the line prints. Raises when it fails."""
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", line],
        cwd=ROOT,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def tally(seeded: Served) -> int:
    """Units for proposal 7."""
    units: int = seeded.api.get("/v1/proposals/7").json()["proposal"]["tally"]["for"]
    return units
