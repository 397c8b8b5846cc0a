"""Many rows at once, by each driver's own fastest way: `executemany` on SQLite, COPY on PostgreSQL.

Names are the models' own; values always travel as parameters or inside COPY.
"""
# ruff: noqa: S608

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import psycopg
from psycopg.errors import UniqueViolation
from sqlalchemy import BigInteger, Boolean, Connection, LargeBinary, Row
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

FEW = 20  # rows that PostgreSQL takes faster one by one

IN_ONE_QUERY = 100  # keys: SQLite takes 999 parameters at least

Values = Sequence[tuple[Any, ...]]


def insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], count: int
) -> None:
    """Insert so many rows; one that is there already fails."""
    if count > FEW and connection.dialect.name == "postgresql":
        _copy(connection, table, table, columns, rows)
    elif count:
        connection.exec_driver_sql(_insert(connection, table, columns), list(rows))


def upsert(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Values,
    *,
    key: Sequence[str],
    changed: Sequence[str],
) -> None:
    """Insert rows; where the key is taken, overwrite the `changed` columns."""
    action = f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changed)}" if changed else "NOTHING"
    conflict = f"ON CONFLICT ({', '.join(key)}) DO {action}"
    if _copies(connection, rows):
        if _copied(connection, table, columns, rows):
            return
        aside = _copy_aside(connection, table, columns, rows)
        names = ", ".join(columns)
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {aside} {conflict}")
    elif rows:
        connection.exec_driver_sql(f"{_insert(connection, table, columns)} {conflict}", list(rows))


def update(connection: Connection, table: str, key: Sequence[str], changed: Sequence[str], rows: Values) -> int:
    """Set the `changed` columns; a row holds them, then its key. How many rows there were."""
    if _copies(connection, rows):
        aside = _copy_aside(connection, table, (*changed, *key), rows)
        sets = ", ".join(f"{name} = {aside}.{name}" for name in changed)
        same = " AND ".join(f"{table}.{name} = {aside}.{name}" for name in key)
        return connection.exec_driver_sql(f"UPDATE {table} SET {sets} FROM {aside} WHERE {same}").rowcount
    mark = _mark(connection)
    sets = ", ".join(f"{name} = {mark}" for name in changed)
    same = " AND ".join(f"{name} = {mark}" for name in key)
    return connection.exec_driver_sql(f"UPDATE {table} SET {sets} WHERE {same}", list(rows)).rowcount


def select(
    connection: Connection, table: str, columns: Sequence[str], key: Sequence[str], keys: Values
) -> Iterator[Row[Any]]:
    """Rows by key, in no order, as the driver gives their values."""
    found = ", ".join(f"{table}.{name}" for name in columns)
    if connection.dialect.name == "postgresql":
        if keys:
            statement = f"SELECT {found} FROM {table} WHERE {_among(table, key)}"
            yield from connection.exec_driver_sql(statement, _arrays(keys))
        return
    place = f"({', '.join(['?'] * len(key))})"
    for start in range(0, len(keys), IN_ONE_QUERY):
        some = keys[start : start + IN_ONE_QUERY]
        # A plain IN (VALUES) with keys of several columns would read the whole table; CROSS JOIN looks up key by key.
        same = " AND ".join(f"{table}.{name} = wanted.column{place}" for place, name in enumerate(key, start=1))
        wanted = f"(VALUES {', '.join([place] * len(some))}) AS wanted"
        statement = f"SELECT {found} FROM {wanted} CROSS JOIN {table} ON {same}"
        yield from connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


def delete(connection: Connection, table: str, key: Sequence[str], keys: Values) -> None:
    """Delete rows by key; a key without a row is no error."""
    if connection.dialect.name == "postgresql":
        if keys:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {_among(table, key)}", _arrays(keys))
        return
    same = " AND ".join(f"{name} = ?" for name in key)
    connection.exec_driver_sql(f"DELETE FROM {table} WHERE {same}", list(keys))


def _among(table: str, key: Sequence[str]) -> str:
    """PostgreSQL: that a row has one of these keys, which travel as an array for each column. One statement for any
    number of them, so that it is planned only once."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in _types(table, tuple(key)))
    if len(key) == 1:
        return f"{key[0]} = ANY({arrays})"
    return f"({', '.join(key)}) IN (SELECT * FROM unnest({arrays}))"


def _arrays(keys: Values) -> tuple[list[Any], ...]:
    return tuple(map(list, zip(*keys, strict=True)))


def _copies(connection: Connection, rows: Values) -> bool:
    return len(rows) > FEW and connection.dialect.name == "postgresql"


def _copied(connection: Connection, table: str, columns: Sequence[str], rows: Values) -> bool:
    """Copy rows straight into the table; False, and nothing copied, where a key was taken: now or before."""
    taken: set[str] = connection.info.setdefault("symbia_taken", set())
    if table in taken:
        return False
    try:
        with connection.begin_nested():
            _copy(connection, table, table, columns, rows)
    except UniqueViolation:
        taken.add(table)
        return False
    return True


def _copy_aside(connection: Connection, table: str, columns: Sequence[str], rows: Values) -> str:
    """Copy rows into a table of this session's own, empty before and after the transaction; its name."""
    aside = f"aside_{table}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {aside} ON COMMIT DELETE ROWS AS SELECT * FROM {table} WITH NO DATA"
    )
    connection.exec_driver_sql(f"TRUNCATE {aside}")
    _copy(connection, aside, table, columns, rows)
    return aside


def _copy(
    connection: Connection, into: str, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Copy rows into a table that has the columns of our `table`."""
    driver: Any = connection.connection
    statement = f"COPY {into} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(_types(table, tuple(columns)))
            for row in rows:
                copy.write_row(row)
    except psycopg.OperationalError as error:  # SQLAlchemy does not see what the driver is asked directly
        raise OperationalError(statement, None, error) from error


@cache
def _types(table: str, columns: tuple[str, ...]) -> list[str]:
    """PostgreSQL's names of the columns' types, as far as their binary form tells them apart."""
    found = SQLModel.metadata.tables[table].columns
    named = ((BigInteger, "int8"), (Boolean, "bool"), (LargeBinary, "bytea"))
    return [next((name for kind, name in named if isinstance(found[column].type, kind)), "text") for column in columns]


def _insert(connection: Connection, table: str, columns: Sequence[str]) -> str:
    marks = ", ".join([_mark(connection)] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"
