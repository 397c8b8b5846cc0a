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
from symbia.errors import NodeBehindError
from symbia.tables.bookkeeping import Block
from symbia.text import Text

CHUNK = 5_000  # logs in one transaction; a block is never divided
BLOCKS = 1_000  # read at once


def newest_shared(connection: Connection, node: Node, above: int, head: Header) -> Header | None:
    """The newest block stored above a number that the node still has; None if it has others in place of all of them.
    `head` is its newest.

    A chain that has a block has all before it, so halving finds it. Raises NodeBehindError for a node that has not come
    to the stored blocks: what it has not is not gone.
    """
    blocks = table_of(Block)
    numbers = list(connection.scalars(select(blocks.c.number).where(blocks.c.number > above).order_by(blocks.c.number)))
    had = [number for number in numbers if number <= head.number]
    found = _shared(connection, node, had[-1]) if had else None
    if len(had) < len(numbers) and (found is not None or not had):
        late = numbers[-1] - head.number
        text = Text.of("indexer.behind", url=node.url, block=numbers[-1], n=late)
        raise NodeBehindError(text, behind=late)
    low, high = (len(had), len(had)) if found else (0, len(had))
    while low < high:
        middle = (low + high) // 2
        header = _shared(connection, node, had[middle])
        if header is not None:
            found, low = header, middle + 1
        else:
            high = middle
    return found


def _shared(connection: Connection, node: Node, number: int) -> Header | None:
    """The node's block of that number if it is the stored one, None if it is another. Raises NodeBehindError."""
    blocks = table_of(Block)
    header = node.header(number)
    if header is None:
        raise NodeBehindError.of("chain.leaves_out", url=node.url, block=number)
    stored = connection.scalar(select(blocks.c.hash).where(blocks.c.number == number))
    return header if header.hash == stored else None


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
