"""Bulk statements do the same on both databases, for few rows and for many, with and without taken keys."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from indexer import bulk
from indexer.bulk import FEW
from indexer.db import create_engine_for, open_writer

COLUMNS = ("a", "b", "n", "t")
SIZES = pytest.mark.parametrize("size", [1, FEW + 30])


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    engine = create_engine_for(database)
    with open_writer(engine) as connection:
        with connection.begin():
            connection.exec_driver_sql(
                "CREATE TABLE x (a BIGINT NOT NULL, b TEXT NOT NULL, n BIGINT, t TEXT NOT NULL, PRIMARY KEY (a, b))"
            )
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
        bulk.insert(connection, "x", COLUMNS, _made(size))
        bulk.insert(connection, "x", COLUMNS, [])
    assert _rows(connection) == _made(size)
    with pytest.raises((IntegrityError, psycopg.IntegrityError)), connection.begin():
        bulk.insert(connection, "x", COLUMNS, _made(size))
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
        bulk.insert(connection, "x", COLUMNS, _made(size))
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


def test_a_server_that_goes_away_is_the_same_error_as_elsewhere(postgres: str, new_database: Callable[[], str]) -> None:
    url = new_database()
    if not url.startswith("postgresql"):
        return
    engine = create_engine_for(url)
    with engine.connect() as connection, engine.connect() as other:
        connection.exec_driver_sql("CREATE TABLE x (a BIGINT)")
        connection.commit()
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other.exec_driver_sql("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(OperationalError):
            bulk.insert(connection, "x", ("a",), [(number,) for number in range(FEW + 1)])
        connection.invalidate()
    engine.dispose()
