"""docs/indexer.md names what exists."""

import re
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from indexer.rebuild.aside import SCHEMA, SUFFIX
from indexer.watch.metrics import ContentFigures, Watch
from symbia.settings import Settings
from symbia.tables.db import create_engine_for
from symbia.tables.migrations import upgrade
from tests import ROOT

from .conftest import Indexer
from .story import Story

DOC = (ROOT / "docs" / "indexer.md").read_text()


def test_its_metrics_are_those_that_are_served(
    story: Story, database: str, indexing: Callable[[Story, str], Indexer]
) -> None:
    watch = Watch()
    watch.failed(ValueError())
    engine = create_engine_for(database)
    with story.chain.node() as node, watch.following(node, indexing(story, database).follower):
        node.errors["429"] += 1
        watch.registry.register(ContentFigures(engine))  # as indexer.run does
        served = generate_latest(watch.registry).decode()
    engine.dispose()
    there = {name for name in re.findall(r"^# TYPE (\w+)", served, re.M) if not name.endswith("_created")}
    named = set(re.findall(r"`(symbia_\w+?)(?:\{[\w,]+\})?(?: [>=<]+ -?\d+)?`", DOC))
    assert named == there | {SCHEMA}


def test_its_settings_exist() -> None:
    named = set(re.findall(r"SYMBIA_[A-Z_]+", DOC))
    assert named
    assert named <= Settings().environment().keys()


def test_its_commands_exist() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    lines = re.findall(r"^symbia (\w+)(.*?)#", DOC, re.M)
    assert len(lines) == 7
    for name, options in lines:
        known = {text for parameter in commands[name].params for text in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known
    assert CliRunner().invoke(app, ["index", "--help"]).exit_code == 0


def test_its_program_prints_every_log(
    story: Story, tmp_path: Path, indexing: Callable[[Story, str], Indexer], capsys: pytest.CaptureFixture[str]
) -> None:
    engine = create_engine_for(f"sqlite:///{tmp_path / 'symbia.db'}")
    upgrade(engine)
    engine.dispose()
    story.grow(30)
    indexing(story, str(engine.url)).to_head()
    (program,) = re.findall(r"^```python\n(.*?)^```", DOC, re.M | re.S)
    with chdir(tmp_path):
        exec(compile(program, "docs/indexer.md", "exec"), {})  # noqa: S102
    logs = [log for block in story.chain.blocks for log in block.logs]
    assert capsys.readouterr().out.splitlines() == [
        " ".join([str(int(log["blockNumber"], 16)), str(int(log["logIndex"], 16)), log["address"], *log["topics"]])
        for log in logs
    ]


def test_what_reindex_makes_is_called_so() -> None:
    assert f"`symbia.db{SUFFIX}`" in DOC
    assert f"`{SCHEMA}`" in DOC
