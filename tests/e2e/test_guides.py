"""docs/for-brands.md and docs/for-integrators.md: their lines, run as they stand there but for the ports."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.up import API_PORT, RPC_PORT
from tests.e2e.stack import ROOT, Served, eventually

GUIDES = {name: (ROOT / "docs" / f"for-{name}.md").read_text() for name in ("brands", "integrators")}
BLOCK = re.compile(r"<!-- run -->\n```(\w+)\n(.*?)```", re.DOTALL)
RELAY = 78  # account that the story leaves alone


@pytest.fixture(scope="module")
def relayed(seeded: Served) -> Iterator[Served]:
    """With a relay beside it, which waits for nobody."""
    stack = seeded.stack
    settings = replace(stack.settings, relay_ballot_journal=stack.folder / "ballots.db", relay_flush_seconds=0.5)
    relay = replace(stack, settings=settings).child("relay", "-m", "cli", "relay", "--account", str(RELAY))
    try:
        eventually(lambda: seeded.api.get("/v1/relay").json()["relay"]["state"] == "working", "the relay works")
        yield seeded
    finally:
        relay.stop()


def blocks(guide: str, language: str) -> list[str]:
    """Those that can be run."""
    return [block for kind, block in BLOCK.findall(GUIDES[guide]) if kind == language]


def test_nothing_that_looks_like_a_command_is_left_out() -> None:
    for text in GUIDES.values():
        assert len(BLOCK.findall(text)) == text.count("```") // 2


def test_the_brand_s_lines_work(relayed: Served, tmp_path: Path) -> None:
    weekly, issuing, counting = (run(relayed, tmp_path, block) for block in blocks("brands", "sh"))
    assert re.search(r"healthy +│ yes", weekly)
    assert "0 drifted" in weekly
    assert '"state":"working"' in weekly.replace(" ", "")
    assert "1 memberships" in issuing
    assert "agrees with the contracts: yes" in counting


def test_the_integrator_s_reading_works(relayed: Served, tmp_path: Path) -> None:
    (block,) = blocks("integrators", "sh")
    lines = [line for line in block.splitlines() if line]
    assert lines
    for line in lines:
        answer = json.loads(run(relayed, tmp_path, line))
        assert "as_of" in answer, line


def test_the_integrator_s_programs_work(relayed: Served, tmp_path: Path) -> None:
    voting, refused = (program(relayed, tmp_path, block) for block in blocks("integrators", "python"))
    power, counted = voting.splitlines()
    assert re.fullmatch(r"[1-9]\d* None", power)
    assert counted.startswith("counted ")
    status, errors = refused.splitlines()
    assert status == "422 invalid_request"
    assert "account" in errors


@pytest.mark.parametrize(("what", "measured"), [("A membership", "airdrop_100"), ("a ballot", "ballot_election_10k")])
def test_what_it_costs_is_what_was_measured(what: str, measured: str) -> None:
    told = re.search(rf"{what}[^,]*? about ([\d,]+)", GUIDES["brands"])
    assert told is not None
    operations = json.loads((ROOT / "benchmarks" / "results" / "gas.json").read_text())["operations"]
    (gas,) = [one["gas"] for one in operations if one["name"] == measured]
    assert int(told[1].replace(",", "")) == pytest.approx(gas, rel=0.05)


def test_every_link_of_the_guides_leads_somewhere() -> None:
    for text in (*GUIDES.values(), (ROOT / "docs" / "glossary.md").read_text()):
        for target in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (ROOT / "docs" / target).exists(), target


def test_every_word_of_the_glossary_is_told() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    told = re.findall(r"^\| \*\*(.+)\*\* \| .+ \|$", text, re.MULTILINE)
    assert told == ["unit", "vote", "tier", "relay", "keeper", "CID", "reorg", "allowlist", "voucher", "run-off"]
    for page in (*GUIDES.values(), (ROOT / "README.md").read_text()):
        assert "glossary.md" in page


def here(house: Served, text: str) -> str:
    """With the ports of this house."""
    text = text.replace(f"http://127.0.0.1:{API_PORT}", house.url).replace(".venv", str(ROOT / ".venv"))
    return text.replace(f"http://127.0.0.1:{RPC_PORT}", house.stack.chain.url)


def run(house: Served, folder: Path, lines: str) -> str:
    """What the lines print."""
    return ended(house, folder, ["/bin/bash", "-euo", "pipefail", "-c", here(house, lines)])


def program(house: Served, folder: Path, text: str) -> str:
    """What the program prints."""
    return ended(house, folder, [sys.executable, "-c", here(house, text)])


def ended(house: Served, folder: Path, command: list[str]) -> str:
    environment = {**os.environ, **house.stack.settings.environment(), "NO_PROXY": "127.0.0.1", "COLUMNS": "120"}
    done = subprocess.run(
        command,
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
