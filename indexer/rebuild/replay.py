"""Stored logs, written into the tables again: what `--reindex` does instead of asking the node for them.

Logs stored above the cursor are there only beside the tables in use, see indexer.aside, so a re-index that was killed
goes on where it stopped.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from indexer.fetch.fetcher import Range
from indexer.fetch.packing import unpack
from indexer.write.shapes import table_of
from symbia.chain.node import Node
from symbia.chain.wire import Header, Log
from symbia.tables.bookkeeping import Block

CHUNK = 5_000  # logs in one transaction; a block is never divided
BLOCKS = 1_000  # read at once


def newest_shared(connection: Connection, node: Node, above: int) -> Header | None:
    """The newest block stored above a number that the node still has; None if it has none of them.

    A chain that has a block has all before it, so halving finds it.
    """
    blocks = table_of(Block)
    numbers = list(connection.scalars(select(blocks.c.number).where(blocks.c.number > above).order_by(blocks.c.number)))
    found, low, high = None, 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        header = node.header(numbers[middle])
        stored = connection.scalar(select(blocks.c.hash).where(blocks.c.number == numbers[middle]))
        if header is not None and header.hash == stored:
            found, low = header, middle + 1
        else:
            high = middle
    return found


def newest_stored(connection: Connection, last: int) -> int | None:
    """Number of the newest stored block up to `last`."""
    blocks = table_of(Block)
    number: int | None = connection.scalar(
        select(blocks.c.number).where(blocks.c.number <= last).order_by(blocks.c.number.desc()).limit(1)
    )
    return number


def stored_ranges(connection: Connection, above: int) -> Iterator[Range]:
    """Stored logs above a block, in order, with the blocks that hold them."""
    blocks = table_of(Block)
    while True:
        with connection.begin():
            newer = select(blocks).where(blocks.c.number > above, blocks.c.logs.is_not(None))
            rows = connection.execute(newer.order_by(blocks.c.number).limit(BLOCKS)).all()
        if not rows:
            return
        headers, logs = list[Header](), list[Log]()
        for row in rows:
            headers.append(Header(row.number, row.hash, row.parent_hash, row.timestamp, bloom=0))
            logs += unpack(row.number, row.hash, row.logs)
            if len(logs) >= CHUNK:
                yield Range(headers=headers, logs=logs)
                headers, logs = [], []
        if headers:
            yield Range(headers=headers, logs=logs)
        above = rows[-1].number
