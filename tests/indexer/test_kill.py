"""kill -9 of the indexer at random moments, then another one: the tables of a run that was never disturbed.

Invariant 9 of docs/invariants.md.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from symbia.settings import Settings

from .compare import dump
from .conftest import Indexer
from .reindexing import index_and_damage
from .story import Story

KILLS = 20
FEWEST_WRITES = 20  # of one step over a few blocks
KILLED_WRITES = 25  # of a re-index: after so many, and so many more each time
PATIENT = 120.0  # seconds for a process to get as far as it must


class Zygote:
    """Starts, kills and waits for indexer processes, one at a time; see zygote.py."""

    def __init__(self, log: Path) -> None:
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("zygote.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )

    def start(self, settings: Settings, **extra: str) -> int:
        return self._ask(json.dumps(settings.environment() | extra))

    def wait(self) -> int:
        return self._ask("")

    def survives(self, settings: Settings, write: int, arguments: str) -> bool:
        """Whether a process comes to its end although it is to be killed at its write number `write`."""
        self.start(settings, DIE_AT=str(write), ARGUMENTS=arguments)
        code = self.wait()
        assert code in (0, -signal.SIGKILL), "it could not go on from where the last one died"
        return code == 0

    def close(self) -> None:
        self._process.communicate(timeout=PATIENT)

    def _ask(self, line: str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    zygote = Zygote(tmp_path / "log")
    yield zygote
    zygote.close()


def test_twenty_kills_change_nothing(
    story: Story,
    settings: Settings,
    zygote: Zygote,
    indexing: Callable[..., Indexer],
    assert_undisturbed: Callable[[str], None],
) -> None:
    chance = random.Random(7)
    story.chain.range_limit = 4
    for kill in range(KILLS):
        if kill % 4 == 3:
            story.back_to(story.chain.head.number - chance.randint(1, 8), seed=kill)
        story.grow(14)
        _start_and_kill(story, settings, zygote, questions=chance.randint(2, 30), pause=chance.uniform(0, 0.03))
    indexing(story, settings.database_url).to_head()
    assert_undisturbed(settings.database_url)


def test_a_kill_at_every_write(
    story: Story, settings: Settings, zygote: Zygote, assert_undisturbed: Callable[[str], None]
) -> None:
    """Each process dies one write later than the one before: no place between two commits is left out."""
    story.grow(1)
    survived, write = False, 0
    while not survived:
        write += 1
        survived = zygote.survives(settings, write, "--until-head")
    assert write > FEWEST_WRITES
    assert_undisturbed(settings.database_url)


def test_kills_of_a_reindex(
    story: Story,
    settings: Settings,
    zygote: Zygote,
    new_database: Callable[[], str],
    indexing: Callable[..., Indexer],
) -> None:
    """While it builds beside the tables in use, while it switches, and after it: readers see the old or the new."""
    story.grow(40)
    index_and_damage(settings)
    whole = new_database()
    indexing(story, whole).to_head()
    old, new = dump(settings.database_url), dump(whole)
    died = 0
    for write in range(KILLED_WRITES, 100 * KILLED_WRITES, KILLED_WRITES):
        survived = zygote.survives(settings, write, "--reindex --until-head")
        assert dump(settings.database_url) in (old, new)
        if survived:
            break
        died += 1
    assert died > 3
    assert dump(settings.database_url) == new


def _start_and_kill(story: Story, settings: Settings, zygote: Zygote, *, questions: int, pause: float) -> None:
    """Kill it `pause` seconds after it asked the node so many questions."""
    now = Event()
    left = iter(range(questions))

    def count(_method: str, _params: list[object]) -> None:
        if next(left, None) is None:
            now.set()

    story.chain.before = count
    pid = zygote.start(settings)
    asked_enough = now.wait(PATIENT)
    Event().wait(pause)
    os.kill(pid, signal.SIGKILL)
    story.chain.before = None
    assert zygote.wait() == -signal.SIGKILL
    assert asked_enough


def test_sigterm_ends_in_order(story: Story, settings: Settings) -> None:
    asked = Event()
    story.chain.before = lambda method, _: asked.set() if method == "eth_getBlockReceipts" else None
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer"],
        env=os.environ | settings.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert asked.wait(PATIENT)
    process.terminate()
    output, _ = process.communicate(timeout=PATIENT)
    assert process.returncode == 0, output
    assert "Traceback" not in output
