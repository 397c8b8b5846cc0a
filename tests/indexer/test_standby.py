"""Two indexers of one database: one works, the other takes over when it is gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
from sqlalchemy import text

from indexer import standby
from indexer.db import create_engine_for, open_writer
from indexer.errors import SecondWriterError
from indexer.follow import Step
from indexer.migrations import upgrade
from indexer.run import run
from indexer.standby import beating, writer_in_turn
from indexer.watch.metrics import Watch
from symbia.settings import Settings

from .compare import assert_same
from .conftest import FINALITY_DEPTH, Indexer, deployment_of
from .story import Story

PATIENT = 120.0


@pytest.fixture
def settings(story: Story, database: str, tmp_path: Path) -> Iterator[Settings]:
    deployment = tmp_path / "deployment.json"
    deployment.write_bytes(msgspec.json.encode(deployment_of(story)))
    with story.chain.served() as url:
        yield Settings(
            rpc_url=url,
            deployment=deployment,
            database_url=database,
            poll_seconds=0.01,
            finality_depth=FINALITY_DEPTH,
        )


def test_who_stands_by_takes_over_from_a_killed_one(
    story: Story, settings: Settings, new_database: Callable[[], str], indexing: Callable[..., Indexer]
) -> None:
    follows, waits, stop = Event(), Event(), Event()
    story.chain.before = lambda method, _: follows.set() if method == "eth_getLogs" else None
    process = subprocess.Popen([sys.executable, "-m", "indexer"], env=os.environ | settings.environment())
    head = story.chain.head.number + 10
    reached = Event()

    class Seen(Watch):
        def waited(self) -> None:
            waits.set()

    def hear(step: Step) -> None:
        if step.at_head and step.block == head:
            reached.set()

    thread = Thread(target=run, args=(settings, stop), kwargs={"progress": hear})
    try:
        assert follows.wait(PATIENT)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("indexer.run.Watch", Seen)
            thread.start()
            assert waits.wait(PATIENT)
        assert not reached.is_set()
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENT)
        story.grow(10)
        assert reached.wait(PATIENT)
    finally:
        process.kill()
        process.wait(PATIENT)
        stop.set()
        thread.join(PATIENT)
    fresh = new_database()
    indexing(story, fresh).to_head()
    assert_same(settings.database_url, fresh)


def test_who_stands_by_can_be_stopped(database: str) -> None:
    engine = create_engine_for(database)
    stop = Event()

    with open_writer(engine), writer_in_turn(engine, stop, stop.set, wait=True) as connection:
        assert connection is None
    with open_writer(engine), pytest.raises(SecondWriterError):  # noqa: SIM117
        with writer_in_turn(engine, Event(), stop.set, wait=False):
            pass
    engine.dispose()


def test_a_writer_without_heartbeat_loses_its_connection(
    postgres: str, new_database: Callable[[], str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen process: it holds the lock and does not beat. With a heartbeat it is left alone."""
    url = new_database()
    if url.startswith("sqlite"):
        return
    monkeypatch.setattr(standby, "DEAD", 0.5)
    monkeypatch.setattr(standby, "BEAT", 0.05)
    engine = create_engine_for(url)
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
