"""A second database beside the one in use, in which `--reindex` builds: another SQLite file, another PostgreSQL schema.

It has all tables and is followed into by the same loop. While it is built, readers and writers of the first one notice
nothing; when it is done, `indexer.rebuild.adopt` takes it over.
"""
# ruff: noqa: S608

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import OperationalError, ProgrammingError

import indexer
import symbia
from indexer.write.indexes import drop_indexes
from indexer.write.shapes import Model, shape_of, table_of
from indexer.write.store import mirrors, require_chain
from symbia.chain.deployment import Deployment
from symbia.errors import DatabaseUnavailableError
from symbia.tables.bookkeeping import Block, IndexedChain, Rebuild
from symbia.tables.db import create_engine_for, holding, service_session, sqlite_file
from symbia.tables.locks import REINDEX_LOCK
from symbia.tables.migrations import is_current, upgrade

SCHEMA = "symbia_rebuild"
SUFFIX = ".rebuild"
BUILDING, BUILT = "building", "built"  # beside the tables in use
READY, ADOPTED = "ready", "adopted"  # among them


class Aside:
    """The database beside `live`. Methods are for who is `holding` its lock. `from_node`: stored logs are not used."""

    def __init__(self, live: Engine, *, from_node: bool = False) -> None:
        self._live = live
        self._from_node = from_node
        self.engine = create_engine_for(_url(live))

    def __enter__(self) -> "Aside":
        """Nothing is opened yet."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close all connections."""
        self.engine.dispose()

    def holding(self, *, patient: bool = True) -> AbstractContextManager[Connection | None]:
        """Its lock: one builds or takes over at a time. Raises SecondWriterError."""
        return holding(self.engine, REINDEX_LOCK, patient=patient)

    def state(self, deployment: Deployment, *, ours: bool = False) -> str | None:
        """BUILDING or BUILT; None where it is not there, or is of another deployment or has other tables.

        `ours`: also where other code than this one built it, which may say other things about the same logs, or from
        other logs.
        """
        if self._live.dialect.name == "sqlite" and not sqlite_file(self.engine).exists():
            return None  # opening it would make it
        with self.engine.connect() as connection:
            if not is_current(connection) or not mirrors(connection, deployment):
                return None
            if ours and connection.scalar(select(table_of(Rebuild).c.code)) != self._code:
                return None
            return read_state(connection)

    @property
    def _code(self) -> str:
        """What builds it, and out of what."""
        return sha256(f"{_source()} {self._from_node}".encode()).hexdigest()

    def begin(self, deployment: Deployment) -> None:
        """Make it anew, with the logs of the live one where that has them all, and they are wanted."""
        self.remove()
        if self._live.dialect.name == "postgresql":
            self._make_schema()
        upgrade(self.engine)
        self._fill(deployment)

    def remove(self) -> None:
        """It is gone, with all that is in it; none is fine."""
        self.engine.dispose()
        if self._live.dialect.name == "postgresql":
            with self._live.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            return
        file = sqlite_file(self.engine)
        gone = file.with_name(f"{file.name}.gone")
        if file.exists():
            file.rename(gone)  # all or nothing, whenever we are killed: without its log it would be another database
        for left in (f"{file.name}-wal", f"{file.name}-shm", gone.name):
            file.with_name(left).unlink(missing_ok=True)

    def read_from(self, live: Connection) -> AbstractContextManager[str]:
        """Its tables within reach of a connection to the live database: the prefix of their names."""
        return _attached(live, self.engine, SCHEMA)

    def _make_schema(self) -> None:
        try:
            with self._live.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        except ProgrammingError as error:
            if not isinstance(error.orig, InsufficientPrivilege):
                raise
            url = self._live.url
            raise DatabaseUnavailableError.of(
                "indexer.no_schema", schema=SCHEMA, database=str(url.database), user=str(url.username)
            ) from error

    def _fill(self, deployment: Deployment) -> None:
        """Of one state of the live database, whoever writes to it meanwhile."""
        with self.engine.connect() as connection:
            if self._live.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with _attached(connection, self._live, _schema_of(self._live)) as prefix, connection.begin():
                copy(connection, IndexedChain, prefix)
                if not self._from_node and _has_all_logs(connection, deployment):
                    copy(connection, Block, prefix)
                else:
                    connection.execute(delete(table_of(IndexedChain)))
                    require_chain(connection, deployment)
                drop_indexes(connection)  # nobody reads here
                set_state(connection, BUILDING, self._code)
            if self._live.dialect.name == "postgresql":
                with connection.begin():
                    connection.exec_driver_sql("ANALYZE block")  # else it may sort them for every chunk


def read_state(connection: Connection) -> str | None:
    """How far a re-index is, as this database has it; None if it knows of none."""
    found: str | None = connection.scalar(select(table_of(Rebuild).c.state))
    return found


def note_state(engine: Engine, state: str | None) -> None:
    """Write it, so that it stays."""
    with service_session(engine) as session:
        set_state(session.connection(), state)


def set_state(connection: Connection, state: str | None, code: str = "") -> None:
    """The same within a transaction. What built is kept if it is not named."""
    known = connection.scalar(select(table_of(Rebuild).c.code))
    connection.execute(delete(table_of(Rebuild)))
    if state is not None:
        connection.execute(insert(table_of(Rebuild)), [{"id": 1, "state": state, "code": code or known or ""}])


def copy(connection: Connection, model: Model, prefix: str) -> None:
    """All rows of a table of the other database."""
    shape = shape_of(model)
    names = ", ".join(shape.columns)
    connection.exec_driver_sql(f"INSERT INTO {shape.name} ({names}) SELECT {names} FROM {prefix}{shape.name}")


@cache
def _source() -> str:
    """Digest of the source that decides what becomes of logs: the indexer's and the ground's."""
    folders = (Path(str(package.__file__)).parent for package in (indexer, symbia))
    sources = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    return sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()


def _has_all_logs(connection: Connection, deployment: Deployment) -> bool:
    if not mirrors(connection, deployment):
        return False
    return connection.scalar(select(table_of(IndexedChain).c.logs_from)) is None


def _url(live: Engine) -> str:
    url = live.url
    if live.dialect.name == "sqlite":
        url = url.set(database=f"{sqlite_file(live)}{SUFFIX}")
    else:
        options = f"{url.query.get('options', '')} -c search_path={SCHEMA}"
        url = url.update_query_dict({"options": options.strip()})
    return url.render_as_string(hide_password=False)


def _schema_of(live: Engine) -> str:
    """Where its tables are. Of no use on SQLite."""
    if live.dialect.name == "sqlite":
        return ""
    with live.connect() as connection:
        name: str = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    return live.dialect.identifier_preparer.quote(name)


@contextmanager
def _attached(connection: Connection, other: Engine, schema: str) -> Iterator[str]:
    """Tables of another database, outside of a transaction; PostgreSQL's are within reach anyway."""
    if connection.dialect.name == "postgresql":
        yield f"{schema}."
        return
    _on_driver(connection, "ATTACH DATABASE ? AS other", str(sqlite_file(other)))
    try:
        yield "other."
    finally:
        if not connection.invalidated:
            _on_driver(connection, "DETACH DATABASE other")


def _on_driver(connection: Connection, statement: str, *values: str) -> None:
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(statement, values).close()
    except driver.OperationalError as error:  # SQLAlchemy does not see what the driver is asked directly
        raise OperationalError(statement, None, error) from error
