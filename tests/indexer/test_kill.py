"""kill -9 of the indexer at random moments, then another one: the tables of a run that was never disturbed."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import msgspec

from symbia.settings import Settings

from .compare import assert_same
from .conftest import Indexer, deployment_of
from .story import Story

KILLS = 20
PATIENT = 120.0  # seconds for a process to get as far as it must


def environment(settings: Settings) -> dict[str, str]:
    return os.environ | settings.environment() | {"PYTHONUNBUFFERED": "1"}


def start(settings: Settings, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "indexer", *arguments],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_twenty_kills_change_nothing(
    story: Story,
    new_database: Callable[[], str],
    indexing: Callable[..., Indexer],
    tmp_path: Path,
) -> None:
    chance = random.Random(7)
    killed, undisturbed = new_database(), new_database()
    deployment = tmp_path / "deployment.json"
    deployment.write_bytes(msgspec.json.encode(deployment_of(story)))
    story.chain.range_limit = 4
    with story.chain.served() as url:
        settings = Settings(
            rpc_url=url, deployment=deployment, database_url=killed, poll_seconds=0.01, finality_depth=24
        )
        for kill in range(KILLS):
            if kill % 4 == 3:
                story.back_to(story.chain.head.number - chance.randint(1, 8), seed=kill)
            story.grow(14)
            _run_and_kill(story, settings, questions=chance.randint(3, 22), pause=chance.uniform(0, 0.02))
        last = start(settings, "--until-head")
        output, _ = last.communicate(timeout=PATIENT)
        assert last.returncode == 0, output
    indexing(story, undisturbed).to_head()
    assert_same(killed, undisturbed)


def _run_and_kill(story: Story, settings: Settings, *, questions: int, pause: float) -> None:
    """Kill it `pause` seconds after it asked the node so many questions."""
    now = Event()
    left = iter(range(questions))

    def count(_method: str, _params: list[object]) -> None:
        if next(left, None) is None:
            now.set()

    story.chain.before = count
    process = start(settings)
    try:
        asked_enough = now.wait(PATIENT)
        Event().wait(pause)
    finally:
        story.chain.before = None
        process.kill()
        output, _ = process.communicate(timeout=PATIENT)
    assert asked_enough, output
    assert process.returncode == -9, output


def test_sigterm_ends_in_order(story: Story, database: str, tmp_path: Path) -> None:
    deployment = tmp_path / "deployment.json"
    deployment.write_text(json.dumps(msgspec.to_builtins(deployment_of(story))))
    asked = Event()
    story.chain.before = lambda method, _: asked.set() if method == "eth_getLogs" else None
    with story.chain.served() as url:
        process = start(Settings(rpc_url=url, deployment=deployment, database_url=database))
        assert asked.wait(PATIENT)
        process.terminate()
        output, _ = process.communicate(timeout=PATIENT)
    assert process.returncode == 0, output
    assert "Traceback" not in output
