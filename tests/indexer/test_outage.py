"""Which errors of a database are waited for. What a real outage looks like: test_postgres_killed.py."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from structlog.testing import capture_logs

from indexer.outage import Outage
from indexer.watch.metrics import Watch
from symbia.errors import DatabaseUnavailableError
from symbia.tables.db import create_engine_for

GONE = OperationalError("SELECT 1", None, sqlite3.OperationalError("disk I/O error"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine_for(f"sqlite:///{tmp_path}/some.db")
    yield engine
    engine.dispose()


def outage_of(engine: Engine, patience: int | None = None) -> Outage:
    return Outage(engine, Watch(), pause=0.0, patience=patience)


def test_it_is_said_once_when_it_is_lost_and_once_when_it_is_back(engine: Engine) -> None:
    outage = outage_of(engine)
    outage.found()
    with capture_logs() as said:
        for _ in range(5):
            outage.wait(GONE, Event())
        outage.answered()
        outage.answered()
        outage.wait(GONE, Event())
    assert [(one["log_level"], one.get("failures")) for one in said] == [
        ("warning", None),
        ("info", 5),
        ("warning", None),
    ]


def test_one_that_never_answered_is_an_error_at_once(engine: Engine) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"disk I/O error.*start the indexer again"):
        outage_of(engine).wait(GONE, Event())


def test_patience_counts_failures_in_a_row(engine: Engine) -> None:
    outage = outage_of(engine, patience=3)
    outage.found()
    for _ in range(3):
        outage.wait(GONE, Event())
        outage.wait(GONE, Event())
        outage.answered()
    outage.wait(GONE, Event())
    outage.wait(GONE, Event())
    with pytest.raises(DatabaseUnavailableError):
        outage.wait(GONE, Event())


def test_a_table_that_is_not_there_does_not_come_by_waiting(engine: Engine) -> None:
    outage = outage_of(engine)
    outage.found()
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    with pytest.raises(DatabaseUnavailableError, match="no such table"):
        outage.wait(raised.value, Event())


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (lambda: InternalError("x", None, Exception("x"), connection_invalidated=True), True),
        (lambda: InternalError("x", None, Exception("x")), False),
        (lambda: IntegrityError("x", None, Exception("x")), False),
    ],
)
def test_only_a_lost_database_is_waited_for(engine: Engine, error: Callable[[], DBAPIError], waits: bool) -> None:
    outage = outage_of(engine)
    outage.found()
    raised = error()
    if waits:
        outage.wait(raised, Event())
        return
    with pytest.raises(type(raised)):
        outage.wait(raised, Event())
