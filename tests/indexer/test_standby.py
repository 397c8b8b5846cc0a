"""Two indexers of one database: one works, the other takes over when it is gone.

Invariant 8 of docs/invariants.md.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from sqlalchemy import text

from indexer import standby
from indexer.standby import beating, writer_in_turn
from indexer.write.store import read_cursor
from symbia.errors import SecondWriterError
from symbia.settings import Settings
from symbia.tables import db
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade

from .story import Story

PATIENT = 120.0


class Process:
    """An indexer with a log that can be read line by line."""

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "indexer"],
            env=os.environ | settings.environment() | {"SYMBIA_LOG_FORMAT": "json"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout
        self._output = self._process.stdout
        self._said: SimpleQueue[str | None] = SimpleQueue()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def says(self, *events: str) -> str:
        """Wait for the first of these events in its log."""
        said = []
        while (line := self._said.get(timeout=PATIENT)) is not None:
            said.append(line)
            event = json.loads(line)["event"] if line.startswith("{") else ""
            if event in events:
                return str(event)
        raise AssertionError(f"it ended and said {''.join(said)}")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> None:
        self._process.kill()
        self._process.wait(PATIENT)
        self._reader.join(PATIENT)
        self._output.close()

    def _read(self) -> None:
        for line in self._output:
            self._said.put(line)
        self._said.put(None)


@pytest.fixture
def two(settings: Settings) -> Iterator[tuple[Process, Process]]:
    """Started at the same moment: who writes, then who stands by."""
    both = [Process(settings) for _ in range(2)]
    try:
        said = [one.says("following", "standing by") for one in both]
        assert sorted(said) == ["following", "standing by"]
        yield both[said.index("following")], both[said.index("standing by")]
    finally:
        for one in both:
            one.end()


def taken_over(two: tuple[Process, Process], story: Story, ended_by: signal.Signals) -> tuple[Process, Process]:
    """Stop who writes, wait for who stands by, and let the chain go on; the same two."""
    writer, standing = two
    writer.signal(ended_by)
    standing.says("taking over")
    story.grow(5)
    return writer, standing


def test_of_two_that_start_at_once_one_writes_until_it_is_killed(
    two: tuple[Process, Process], story: Story, settings: Settings, assert_undisturbed: Callable[[str], None]
) -> None:
    _writer, standing = taken_over(two, story, signal.SIGKILL)
    seen = wait_for_cursor(settings.database_url, story)
    standing.end()
    assert_undisturbed(seen)


@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_a_frozen_writer_stands_by_when_it_wakes(
    two: tuple[Process, Process], story: Story, settings: Settings, assert_undisturbed: Callable[[str], None]
) -> None:
    """Not on SQLite, where its file stays locked."""
    frozen, standing = taken_over(two, story, signal.SIGSTOP)
    frozen.signal(signal.SIGCONT)
    frozen.says("standing by")
    seen = wait_for_cursor(settings.database_url, story)
    standing.end()
    frozen.says("taking over")
    story.grow(5)
    assert wait_for_cursor(settings.database_url, story) == seen
    assert_undisturbed(seen)


def wait_for_cursor(url: str, story: Story) -> str:
    """Until the tables are at the story's head; the URL."""
    engine = create_engine_for(url)
    try:
        for _ in range(round(PATIENT / 0.02)):
            with engine.connect() as connection:
                found = read_cursor(connection)
            if found is not None and found.block_hash == story.chain.head.hash:
                return url
            Event().wait(0.02)
    finally:
        engine.dispose()
    raise AssertionError("the head was not reached")


def test_who_stands_by_can_be_stopped(database: str) -> None:
    engine = create_engine_for(database)
    stop = Event()

    with open_writer(engine), writer_in_turn(engine, stop, stop.set, wait=True) as connection:
        assert connection is None
    with open_writer(engine), pytest.raises(SecondWriterError):  # noqa: SIM117
        with writer_in_turn(engine, Event(), stop.set, wait=False):
            pass
    engine.dispose()


@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
def test_a_writer_without_heartbeat_loses_its_connection(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen process: it holds the lock and does not beat. With a heartbeat it is left alone."""
    monkeypatch.setattr(db, "LOCK_PATIENCE", "100ms")
    monkeypatch.setattr(standby, "DEAD", 0.5)
    monkeypatch.setattr(standby, "BEAT", 0.05)
    engine = create_engine_for(database)
    upgrade(engine)
    stop, looks = Event(), iter(range(3))

    def waited() -> None:
        if next(looks, None) is None:
            stop.set()

    with open_writer(engine) as frozen:
        with beating(engine), writer_in_turn(engine, stop, waited, wait=True) as connection:
            assert connection is None
        with writer_in_turn(engine, Event(), waited, wait=True) as connection:
            assert connection is not None
            with pytest.raises(Exception, match="terminat"):
                frozen.execute(text("SELECT 1"))
    engine.dispose()
