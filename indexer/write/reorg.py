"""Undoing blocks that the chain no longer has.

The last block both chains share is found by the hashes of stored blocks; above it the journal is applied newest first
and raw logs and blocks are removed. Only another block at the same height is another history: a node that has none
there is late, and nothing is undone for it.
"""

import json
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, Row, delete, select

from indexer.errors import DeepReorgError
from indexer.write.shapes import shape_named, table_of
from indexer.write.store import remove_above, write_cursor
from symbia.chain.node import Node
from symbia.chain.wire import Header
from symbia.errors import NodeBehindError
from symbia.tables.bookkeeping import Block, Cursor, Undo

_BATCH = 32  # blocks compared in one question to the node


def common_ancestor(connection: Connection, node: Node, cursor: Cursor, head: Header) -> Header:
    """The newest stored block that the node still has; `head` is its newest. Raises DeepReorgError if it has another
    block in place of one that was final, NodeBehindError if it has none where it must."""
    blocks = table_of(Block)
    stored = connection.execute(
        select(blocks).where(blocks.c.number >= cursor.final_block).order_by(blocks.c.number.desc())
    ).all()
    for start in range(0, len(stored), _BATCH):
        found = _newest_shared(node, stored[start : start + _BATCH], head)
        if found is not None:
            return found
    raise DeepReorgError.of("indexer.deep_reorg", block=cursor.final_block)


def roll_back(connection: Connection, cursor: Cursor, ancestor: Header, chain_head: int) -> None:
    """Make the tables what they were at `ancestor`. Runs in the caller's transaction."""
    undo = table_of(Undo)
    above = undo.c.block_number > ancestor.number
    entries = connection.execute(select(undo).where(above).order_by(undo.c.seq.desc())).all()
    for entry in entries:
        _restore(connection, entry)
    connection.execute(delete(undo).where(above))
    remove_above(connection, ancestor.number)
    write_cursor(
        connection,
        Cursor(
            block_number=ancestor.number,
            block_hash=ancestor.hash,
            block_timestamp=ancestor.timestamp,
            chain_head=chain_head,
            final_block=cursor.final_block,
        ),
    )


def _newest_shared(node: Node, stored: Sequence[Row[tuple[object, ...]]], head: Header) -> Header | None:
    had = [row for row in stored if row.number <= head.number]
    for row, header in zip(had, node.headers([row.number for row in had]), strict=True):
        if header is None:
            raise NodeBehindError.of("chain.leaves_out", url=node.url, block=row.number)
        if header.hash == row.hash:
            return header
    return None


def _restore(connection: Connection, entry: Row[tuple[object, ...]]) -> None:
    shape = shape_named(entry.table_name)
    key = tuple(msgspec.json.decode(entry.key))
    if entry.row is None:
        shape.delete(connection, [key])
    else:
        shape.upsert(connection, [json.loads(entry.row)], set(shape.columns).difference(shape.key))
