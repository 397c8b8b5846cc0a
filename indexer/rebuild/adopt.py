"""The switch after a re-index: the writer of the tables in use takes over those that were built beside them.

One transaction changes every chain table, so a reader sees the old rows or the new ones, and a process that is killed
leaves the old ones and the mark, or the new ones. The cursor comes along: whoever follows goes on from it. Most rows
are the same and stay: to empty and fill the tables takes twice as long on SQLite, four times on PostgreSQL.
"""
# ruff: noqa: S608

import structlog
from sqlalchemy import Connection, select, update

from indexer.rebuild.aside import ADOPTED, BUILT, READY, Aside, note_state, read_state, set_state
from indexer.write.indexes import make_indexes
from indexer.write.shapes import REBUILT, Model, shape_of, table_of
from symbia.chain.deployment import Deployment
from symbia.errors import SecondWriterError
from symbia.tables.bookkeeping import IndexedChain
from symbia.tables.db import on_disk

_log = structlog.get_logger("symbia.indexer")


def adopt(connection: Connection, deployment: Deployment) -> bool:
    """Take over what was built, if it is there and nobody holds it; whether the tables are others now.

    For the writer, when `read_state` of its tables says READY or ADOPTED.
    """
    with Aside(connection.engine) as aside:
        try:
            with aside.holding(patient=False):
                return _adopt(connection, aside, deployment)
        except SecondWriterError:  # who built it is about to let it go: the next step takes it
            return False


def _adopt(connection: Connection, aside: Aside, deployment: Deployment) -> bool:
    with connection.begin():
        mark = read_state(connection)
    if mark is None:
        return False
    usable = mark == READY and aside.state(deployment) == BUILT
    if usable:
        _switch(connection, aside)
        _log.info("switched to the tables that were indexed anew")
    elif mark == READY:
        _log.warning("what --reindex built is gone or of another release: run `symbia index --reindex` again")
    aside.remove()
    note_state(connection.engine, None)
    return usable


def _switch(connection: Connection, aside: Aside) -> None:
    """On disk before the other database is removed; on PostgreSQL since the removal is written to the same log."""
    rebuilds = table_of(IndexedChain).c.rebuilds
    with aside.read_from(connection) as prefix, on_disk(connection), connection.begin():
        before = connection.execute(select(rebuilds)).scalar_one()
        for model in REBUILT:
            _take_over(connection, model, prefix)
        connection.execute(update(table_of(IndexedChain)).values(rebuilds=before + 1))
        make_indexes(connection)  # those that a backfill went without
        set_state(connection, ADOPTED)


def _take_over(connection: Connection, model: Model, prefix: str) -> None:
    """Make a table what its namesake in the other database is."""
    shape = shape_of(model)
    table, names = shape.name, ", ".join(shape.columns)
    same_key = " AND ".join(f"o.{name} = t.{name}" for name in shape.key)
    rest = [name for name in shape.columns if name not in shape.key]
    if connection.dialect.name == "sqlite":
        same_row = [f"o.{name} IS t.{name}" for name in rest]
    else:  # whose JSON knows no equality
        texts = {name: "::text" if name in shape.json else "" for name in rest}
        same_row = [f"o.{name}{cast} IS NOT DISTINCT FROM t.{name}{cast}" for name, cast in texts.items()]
    same = " AND ".join((same_key, *same_row))
    for statement in (
        f"DELETE FROM {table} AS t WHERE NOT EXISTS (SELECT 1 FROM {prefix}{table} AS o WHERE {same})",
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {prefix}{table} AS o "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {same_key})",
    ):
        connection.exec_driver_sql(statement)
