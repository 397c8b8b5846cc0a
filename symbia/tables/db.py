"""Engines, sessions for readers, and the one writer.

SQLite runs in WAL mode: readers never wait for the writer and see one state from their first query to the last.
PostgreSQL readers get the same from REPEATABLE READ.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlmodel import Session

from symbia.errors import DatabaseUrlError
from symbia.process.urls import shown_database
from symbia.tables.locks import MIGRATION_LOCK, WRITER_LOCK, file_lock, take_advisory_lock
from symbia.text import Text

WRITER_CACHE = 8_192  # KiB of a SQLite file that the writer keeps at hand: backfill touches many pages
CHECKPOINT = 8_192  # pages of 4 KiB in the write-ahead log before they are moved into the file
BUSY_TIMEOUT = 15_000  # milliseconds a SQLite connection waits for another one's write
LOCK_PATIENCE = "2s"  # PostgreSQL needs a moment to notice that the process which held the lock was killed
APPLICATION = "symbia"
# So that the server notices a machine that vanished, and frees what it had locked.
_KEEPALIVES = "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3"
# So that a server that vanished is noticed as well: seconds, and milliseconds. The URL may say otherwise.
_NOTICING: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 5,
    "tcp_user_timeout": 10_000,
}
_WRITER = {
    "symbia_begin": "BEGIN IMMEDIATE"
}  # SQLite: a writer waits for its turn at the start, not at the first write


def create_engine_for(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://...`. Raises DatabaseUrlError for anything else."""
    try:
        backend = make_url(url).get_backend_name()
        if backend == "postgresql":
            asked = make_url(url).query
            server = f"{_KEEPALIVES} {asked.get('options', '')}".rstrip()
            options = {"application_name": APPLICATION, "options": server, **_NOTICING}
            for name in asked.keys() & _NOTICING.keys():
                del options[name]
            return create_engine(url, pool_pre_ping=True, connect_args=options)
        if backend == "sqlite":
            return _sqlite(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise _url_error(url, str(error)) from error
    raise _url_error(url, Text.of("tables.url.backend", backend=backend))


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A read-only session whose queries all see the same state of the database."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(connection) as session:
                yield session
            return
        connection.exec_driver_sql("PRAGMA query_only = ON")
        try:
            with Session(connection) as session:
                yield session
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA query_only = OFF")


@contextmanager
def service_session(engine: Engine) -> Iterator[Session]:
    """One short transaction that writes service tables: committed at the end, undone by an exception.

    Any number of processes may; on SQLite they and the indexer take turns, up to BUSY_TIMEOUT. What is committed is on
    disk, also on SQLite: nothing could rebuild these tables.
    """
    with (
        engine.connect().execution_options(**_WRITER) as connection,
        on_disk(connection),
        connection.begin(),
        Session(connection) as session,
    ):
        yield session
        session.flush()


@contextmanager
def on_disk(connection: Connection) -> Iterator[None]:
    """SQLite loses the last commits with the power unless told otherwise, which it cannot be in a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        driver.execute("PRAGMA synchronous = NORMAL")


@contextmanager
def open_writer(engine: Engine) -> Iterator[Connection]:
    """The connection that may write chain tables; one at a time per database. Raises SecondWriterError.

    On PostgreSQL the lock belongs to this very connection, so whoever lost it can no longer write. A commit does not
    wait for the disk: a server or machine that dies may lose the last ones, the cursor with them, and they are indexed
    again.
    """
    with holding(engine, WRITER_LOCK) as locked, writing(engine, locked) as connection:
        yield connection


@contextmanager
def holding(engine: Engine, lock: int, *, patient: bool = True) -> Iterator[Connection | None]:
    """Hold one of the locks of a database; on PostgreSQL through the connection that this yields.

    Not `patient`: raises SecondWriterError at once also where the lock of a killed process is about to go.
    """
    if engine.dialect.name == "sqlite":
        with file_lock(Path(f"{sqlite_file(engine)}.writer"), lock):
            yield None
        return
    with engine.connect().execution_options(**_WRITER) as connection:
        take_advisory_lock(connection, lock, LOCK_PATIENCE if patient else "1ms")
        try:
            yield connection
        finally:
            connection.invalidate()  # close for good: a pooled connection would keep the lock


@contextmanager
def writing(engine: Engine, locked: Connection | None) -> Iterator[Connection]:
    """The connection to write through for who is `holding` a lock. See `open_writer`."""
    if locked is not None:
        with locked.begin():
            locked.exec_driver_sql("SET synchronous_commit = off")
        yield locked
        return
    with engine.connect().execution_options(**_WRITER) as connection:
        for pragma in (f"cache_size = -{WRITER_CACHE}", f"wal_autocheckpoint = {CHECKPOINT}"):
            _set_pragma(connection.connection, pragma)
        yield connection


@contextmanager
def migration_lock(engine: Engine) -> Iterator[Connection]:
    """A connection, in a transaction, on which nobody else migrates at the same time; waits for its turn."""
    with engine.connect().execution_options(**_WRITER) as connection:
        if engine.dialect.name == "sqlite":
            with Path(f"{sqlite_file(engine)}.migrating").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                with connection.begin():
                    yield connection
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                yield connection


def _sqlite(url: str) -> Engine:
    engine = create_engine(url)
    folder = sqlite_file(engine).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = Text.of("tables.url.no_folder", folder=str(folder), reason=str(error.strerror))
        raise _url_error(url, why) from error

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # transactions begin where _begin says, not where the driver guesses
        for pragma in ("journal_mode = WAL", f"busy_timeout = {BUSY_TIMEOUT}", "synchronous = NORMAL"):
            _set_pragma(dbapi_connection, pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("symbia_begin", "BEGIN"))

    return engine


def _set_pragma(connection: Any, pragma: str) -> None:
    connection.execute(f"PRAGMA {pragma}").close()


def sqlite_file(engine: Engine) -> Path:
    """The file of a SQLite database. Raises DatabaseUrlError where there is none."""
    name = engine.url.database
    if not name or name == ":memory:":
        raise _url_error(str(engine.url), Text("tables.url.in_memory"))
    return Path(name)


def _url_error(url: str, why: Text | str) -> DatabaseUrlError:
    return DatabaseUrlError.of("tables.url.unusable", quoted=repr(shown_database(url)), why=why)
