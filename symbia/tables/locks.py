"""Locks of one database that at most one process holds, and who does: of the writer, and of a re-index beside."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from symbia.errors import DatabaseUnavailableError, SecondWriterError
from symbia.text import Text

WRITER_LOCK = 0x53594D42  # keys of PostgreSQL's advisory locks
MIGRATION_LOCK = WRITER_LOCK + 1
REINDEX_LOCK = WRITER_LOCK + 2  # of who builds beside the tables in use, or takes over what was built there


@contextmanager
def file_lock(path: Path, lock: int) -> Iterator[None]:
    """Gone with the process that holds it, however it ends; the file stays. Raises SecondWriterError."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SecondWriterError(
                _second_writer(lock, _holder_in(file), Text.of("tables.lock.file", path=str(path)))
            ) from error
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
        file.flush()
        yield


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+")
    except OSError as error:
        raise DatabaseUnavailableError.of("tables.lock.unopened", path=str(path), reason=str(error.strerror)) from error


def _holder_in(file: IO[str]) -> Text:
    file.seek(0)
    try:
        holder = json.loads(file.read())
    except ValueError:  # it has the lock and is about to write its name
        return Text("tables.lock.just_started")
    return Text.of("tables.lock.process", pid=holder["pid"], host=holder["host"])


def take_advisory_lock(connection: Connection, lock: int, patience: str) -> None:
    """PostgreSQL: held until the connection ends. Raises SecondWriterError after `patience`, such as 2s."""
    try:
        with connection.begin():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}'")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": lock})
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        raise SecondWriterError(
            _second_writer(lock, _advisory_holder(connection, lock), Text("tables.lock.advisory"))
        ) from error


def _advisory_holder(connection: Connection, lock: int) -> Text:
    with connection.begin():
        holder = connection.execute(
            text(
                "SELECT a.pid, a.application_name, host(a.client_addr) AS host "
                "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
                "WHERE l.locktype = 'advisory' AND l.objid = :key AND l.granted "
                "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"key": lock},
        ).first()
    if holder is None:
        return Text("tables.lock.just_ended")
    host = holder.host or Text("tables.lock.this_machine")
    return Text.of("tables.lock.backend", application=str(holder.application_name), host=host, pid=holder.pid)


def end_writer(engine: Engine, seconds: float) -> None:
    """PostgreSQL: end the connection of a writer whose heart has not beaten for so long. Others are left alone."""
    with engine.begin() as connection:
        if connection.scalar(text("SELECT to_regclass('heartbeat')")) is None:
            return  # whoever writes is about to make the tables
        connection.execute(
            text(
                "SELECT pg_terminate_backend(l.pid) FROM pg_locks l, heartbeat h "
                "WHERE l.locktype = 'advisory' AND l.objid = :key AND l.granted "
                "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
                "AND h.beat_at < now() - make_interval(secs => :seconds)"
            ),
            {"key": WRITER_LOCK, "seconds": seconds},
        )


def _second_writer(lock: int, who: Text, what: Text) -> Text:
    code = "tables.second_reindex" if lock == REINDEX_LOCK else "tables.second_writer"
    return Text.of(code, who=who, what=what)
