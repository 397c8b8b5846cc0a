"""What an indexer says about its work."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import indexer
from symbia.settings import Settings

from .story import Story

PATIENT = 120.0


def test_every_line_of_a_process_is_json(story: Story, settings_for: Callable[[str], Settings], tmp_path: Path) -> None:
    story.grow(20)
    environment = settings_for(f"sqlite:///{tmp_path}/logged.db").environment() | {"SYMBIA_LOG_FORMAT": "json"}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "index", "--until-head"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENT,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    assert all(line.keys() >= {"event", "level", "timestamp"} for line in lines)
    (following,) = [line for line in lines if line["event"] == "following"]
    assert following["chain_id"] == story.chain.chain_id
    indexed = [line for line in lines if line["event"] == "indexed"]
    assert indexed[-1]["head"] == story.chain.head.number
    assert sum(line["logs"] for line in indexed) == sum(len(block.logs) for block in story.chain.blocks)


def test_no_module_logs_another_way() -> None:
    for path in Path(next(iter(indexer.__path__))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert "logging" not in names, f"{path} logs beside structlog"
            assert getattr(node, "id", "") != "print" or path.name == "__main__.py", f"{path} prints"
