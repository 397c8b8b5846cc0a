"""One seed: the indexer's own loop over a world of trouble, in many lives, then the tables against the truth."""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import msgspec
import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from indexer import loop, outage, patience, run
from indexer import reindex as rebuild
from indexer.errors import DeepReorgError
from indexer.fetch import fetcher as fetch
from indexer.follow import FollowStep
from indexer.rebuild import adopt, aside
from symbia.chain import again
from symbia.chain import endpoints as endpoints_module
from symbia.chain import receipts as receipts_module
from symbia.errors import ChainMovedError, DatabaseUnavailableError, NodeError
from symbia.settings import Settings
from symbia.tables.db import sqlite_file
from tests.indexer.conftest import deployment_of

from .truth import assert_true
from .world import FINALITY_DEPTH, World

TICKS = 24  # of the world; then it stands still
LIVES = 400  # of the indexer; more means that it does not come through
DIES_WITHIN = 150  # writes to the database
DIES_REINDEXING = 350  # as many as it needs to build beside the tables in use and to switch


class AtOnce:
    """In place of threads: a range is fetched when it is asked for, so a seed always does the same."""

    def __init__(self, _workers: int, thread_name_prefix: str) -> None:
        self.name = thread_name_prefix

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        try:
            answer.set_result(call(*arguments))
        except Exception as error:  # noqa: BLE001  # the future carries it, as that of a thread would
            answer.set_exception(error)
        return answer

    def shutdown(self, *, wait: bool, cancel_futures: bool) -> None:
        """Nothing is under way."""


class Simulation:
    """`database` is the URL of an empty database that has its tables; `upgrade` makes them in others."""

    def __init__(self, seed: int, database: str, folder: Path, upgrade: Callable[[Engine], None]) -> None:
        self._world = World(seed)
        self._chance = random.Random(f"lives {seed}")
        self._ticks = 0
        self._upgrade = upgrade
        deployment = folder / "deployment.json"
        deployment.write_bytes(msgspec.json.encode(deployment_of(self._world.story)))
        self._settings = Settings(
            rpc_url="http://world",
            deployment=deployment,
            database_url=database,
            poll_seconds=0.0,
            finality_depth=FINALITY_DEPTH,
            completeness="receipts" if self._world.plan.filters_lie else "blooms",
        )

    def run(self) -> None:
        """Raises AssertionError if a table is not what the chain says."""
        with _in_sequence(self._world, self._upgrade):
            while self._ticks < TICKS:
                self._live()
            self._world.heal()
            for _ in range(LIVES):
                if self._run(Event(), reindex=False, progress=lambda _: None):
                    break
            else:
                raise AssertionError("it does not come through although nothing is wrong any more")
        assert_true(self._settings.database_url, self._world.chain.blocks)

    def _live(self) -> None:
        """A life of the indexer, which ends by itself, by an error, in order, or not."""
        plan = self._world.plan
        self._ticks += 1
        self._world.tick()
        if self._chance.random() < plan.kills:
            self._live_and_die()
            return
        stop = Event()

        def move(_: FollowStep) -> None:
            self._ticks += 1
            self._world.tick()
            if self._chance.random() < plan.restarts or self._ticks > TICKS:
                stop.set()

        with _failing_statements(self._chance, plan.database_errors):
            self._run(stop, reindex=self._chance.random() < plan.reindexes, progress=move)

    def _run(self, stop: Event, *, reindex: bool, progress: Callable[[FollowStep], None]) -> bool:
        """True if it ended without an error. What it should survive by being started again is no failure."""
        try:
            run.run(self._settings, stop, reindex=reindex, until_head=True, progress=progress)
        except DeepReorgError:
            return self._run(stop, reindex=True, progress=progress)
        except (ChainMovedError, DatabaseUnavailableError, NodeError):
            return False
        return True

    def _live_and_die(self) -> None:
        """A process that is killed at one of its writes; it sees the world as it is now."""
        reindex = self._chance.random() < self._world.plan.reindexes
        at = self._chance.randrange(DIES_REINDEXING if reindex else DIES_WITHIN)
        pid = os.fork()
        if pid == 0:
            try:
                _die_at(at)
                self._run(Event(), reindex=reindex, progress=lambda _: None)
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)


def simulate(seed: int, template: Path, folder: Path) -> None:
    """On SQLite, in a copy of `template`."""
    file = folder / f"{seed}.db"
    shutil.copy(template, file)

    def upgrade(engine: Engine) -> None:
        with closing(sqlite3.connect(template)) as whole, closing(sqlite3.connect(sqlite_file(engine))) as empty:
            whole.backup(empty)

    try:
        Simulation(seed, f"sqlite:///{file}", folder, upgrade).run()
    finally:
        for left in folder.glob(f"{seed}.db*"):
            left.unlink()


@contextmanager
def _in_sequence(world: World, upgrade: Callable[[Engine], None]) -> Iterator[None]:
    """Without threads, pauses and words; migrations of the tables in use are done."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(fetch, "ThreadPoolExecutor", AtOnce))
        stack.enter_context(patch.object(endpoints_module, "FIRST_PAUSE", 0.0))
        stack.enter_context(patch.object(again, "PAUSES", (0.0, 0.0, 0.0)))
        stack.enter_context(patch.object(loop, "Node", world.node))
        for module in (run, rebuild):
            stack.enter_context(patch.object(module, "upgrade", lambda _: None))
        stack.enter_context(patch.object(aside, "upgrade", upgrade))
        for module in (adopt, receipts_module, loop, outage, patience, rebuild):
            stack.enter_context(patch.object(module, "_log", structlog.wrap_logger(None, processors=[_drop])))
        yield


def _drop(*_: Any) -> Any:
    raise structlog.DropEvent


@contextmanager
def _failing_statements(chance: random.Random, rate: float) -> Iterator[None]:
    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if chance.random() < rate:
            raise OperationalError(statement, None, Exception("disk I/O error"))

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


def _die_at(number: int) -> None:
    left = iter(range(number))

    def count(*_: Any) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def count_writes(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            count()

    event.listen(Engine, "before_cursor_execute", count_writes)
    event.listen(Engine, "commit", count)
