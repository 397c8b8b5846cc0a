"""Every chain table of a database as sorted rows, to hold two databases against each other."""

from typing import Any

from sqlalchemy import select

from indexer.fetch.packing import unpack
from indexer.write.shapes import PROJECTIONS, table_of
from symbia.chain.wire import Log
from symbia.tables.bookkeeping import Block, Cursor, IndexedChain
from symbia.tables.db import create_engine_for, read_session

VOLATILE = {"cursor": ("chain_head", "final_block"), "indexed_chain": ("rebuilds",)}  # when it was indexed, not what

Dump = dict[str, list[dict[str, Any]]]


def dump(url: str) -> Dump:
    """Table name -> rows in the order of their key. Without the journal, and of blocks only those that hold logs."""
    engine = create_engine_for(url)
    tables: Dump = {}
    try:
        with read_session(engine) as session:
            for model in (*PROJECTIONS, Block, Cursor, IndexedChain):
                table = table_of(model)
                rows = session.execute(select(table).order_by(*table.primary_key)).mappings()
                skipped = VOLATILE.get(table.name, ())
                tables[table.name] = [{k: v for k, v in row.items() if k not in skipped} for row in rows]
    finally:
        engine.dispose()
    tables["block"] = [row for row in tables["block"] if row["logs"] is not None]
    return tables


def stored_logs(tables: Dump) -> list[Log]:
    """Every log that is stored, in order."""
    return [log for row in tables["block"] for log in unpack(row["number"], row["hash"], row["logs"])]


def assert_same(left: str, right: str) -> None:
    """Two databases hold the same chain. Says which rows differ."""
    one, other = dump(left), dump(right)
    for name, rows in one.items():
        assert rows == other[name], f"table {name} differs"
