"""Bulk statements do the same on both databases, for few rows and for many, with and without taken keys."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import BigInteger, Column, Connection, Table, Text, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel

from indexer.write import bulk
from indexer.write.bulk import FEW
from symbia.tables.db import create_engine_for, open_writer

COLUMNS = ("a", "b", "n", "t")
SIZES = pytest.mark.parametrize("size", [1, FEW + 30])


@pytest.fixture
def table() -> Iterator[Table]:
    """One that is no table of ours, known for as long as the test runs."""
    number = Column("a", BigInteger, primary_key=True, autoincrement=False)
    columns = (number, Column("b", Text, primary_key=True), Column("n", BigInteger), Column("t", Text, nullable=False))
    table = Table("x", SQLModel.metadata, *columns)
    yield table
    SQLModel.metadata.remove(table)


@pytest.fixture
def connection(database: str, table: Table) -> Iterator[Connection]:
    engine = create_engine_for(database)
    with open_writer(engine) as connection:
        with connection.begin():
            table.create(connection)
        yield connection
    engine.dispose()


def _rows(connection: Connection) -> list[tuple[Any, ...]]:
    with connection.begin():
        found = connection.exec_driver_sql("SELECT a, b, n, t FROM x ORDER BY a, b")
        return [tuple(row) for row in found]


def _made(count: int, text: str = "tab\t, quote ' and \\N\n") -> list[tuple[Any, ...]]:
    return [(number, "b", None if number % 3 else number, text) for number in range(count)]


@SIZES
def test_insert(connection: Connection, size: int) -> None:
    with connection.begin():
        bulk.insert(connection, "x", COLUMNS, iter(_made(size)), size)
        bulk.insert(connection, "x", COLUMNS, [], 0)
    assert _rows(connection) == _made(size)
    with pytest.raises((IntegrityError, psycopg.IntegrityError)), connection.begin():
        bulk.insert(connection, "x", COLUMNS, _made(size), size)
    assert _rows(connection) == _made(size)


@SIZES
def test_upsert_overwrites_what_it_should_and_nothing_else(connection: Connection, size: int) -> None:
    with connection.begin():
        bulk.upsert(connection, "x", COLUMNS, _made(size), key=("a", "b"), changed=("n", "t"))
    for changed, expected in (((), "tab\t, quote ' and \\N\n"), (("t",), "new")):
        with connection.begin():
            rows = [(a, b, -1, "new") for a, b, *_ in _made(size + 40)]
            bulk.upsert(connection, "x", COLUMNS, rows[:size], key=("a", "b"), changed=changed)
        assert _rows(connection) == [(a, b, n, expected) for a, b, n, _ in _made(size)]
    with connection.begin():
        bulk.upsert(connection, "x", COLUMNS, rows, key=("a", "b"), changed=("n",))
    assert _rows(connection) == rows


@SIZES
def test_several_in_one_transaction(connection: Connection, size: int) -> None:
    with connection.begin():
        for text in ("one", "two", "three"):
            bulk.upsert(connection, "x", COLUMNS, _made(size, text), key=("a", "b"), changed=("t",))
        assert bulk.update(connection, "x", ("a", "b"), ("n",), [(7, a, b) for a, b, *_ in _made(size)]) == size
    assert _rows(connection) == [(a, b, 7, "three") for a, b, *_ in _made(size)]


@SIZES
def test_update_counts_what_was_there_and_delete_takes_away(connection: Connection, size: int) -> None:
    with connection.begin():
        bulk.insert(connection, "x", COLUMNS, _made(size), size)
        rows = [("x", a, b) for a, b, *_ in _made(size + 5)]
        assert bulk.update(connection, "x", ("a", "b"), ("t",), rows) == size
        bulk.delete(connection, "x", ("a", "b"), [(a, b) for _, a, b in rows[1:]])
    assert _rows(connection) == [(0, "b", 0, "x")]


@SIZES
def test_what_is_undone_leaves_nothing(connection: Connection, size: int) -> None:
    transaction = connection.begin()
    bulk.upsert(connection, "x", COLUMNS, _made(size), key=("a", "b"), changed=("t",))
    transaction.rollback()
    assert _rows(connection) == []


def test_a_server_that_goes_away_is_the_same_error_as_elsewhere(table: Table, new_database: Callable[[], str]) -> None:
    url = new_database()
    if not url.startswith("postgresql"):
        return
    engine = create_engine_for(url)
    with engine.connect() as connection, engine.connect() as other:
        table.create(connection)
        connection.commit()
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(OperationalError):
            bulk.insert(connection, "x", COLUMNS, _made(FEW + 1), FEW + 1)
        connection.invalidate()
    engine.dispose()


def test_rows_are_found_by_key_without_reading_the_table(connection: Connection) -> None:
    with connection.begin():
        bulk.insert(connection, "x", COLUMNS, _made(200), 200)
        keys = [(number, "b") for number in range(150, 290)]
        found = sorted(bulk.select(connection, "x", ("a", "n"), ("a", "b"), keys))
        assert [tuple(row) for row in found] == [(a, n) for a, _, n, _ in _made(200)[150:]]
        if connection.dialect.name == "sqlite":
            plans = _plans(connection, lambda: list(bulk.select(connection, "x", ("n",), ("a", "b"), keys[:3])))
            assert plans
            assert not [plan for plan in plans if "SCAN x" in plan]


def _plans(connection: Connection, act: Callable[[], object]) -> list[str]:
    """What SQLite says of how it runs the statements of `act`."""
    said: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(connection, "before_cursor_execute", explain)
    act()
    event.remove(connection, "before_cursor_execute", explain)
    return said
