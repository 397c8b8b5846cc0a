"""Stored logs, written into the tables again: what `--reindex` does instead of asking the node for them.

Logs stored above the cursor are there only beside the tables in use, see indexer.aside, so a re-index that was killed
goes on where it stopped.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select

from indexer.chain import Node
from indexer.fetch import Range
from indexer.models import Block, RawLog
from indexer.tables import table_of
from indexer.wire import Header, Log

CHUNK = 5_000  # logs in one transaction; a block is never divided


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
    """Stored logs above a block, in order, with the blocks that hold them. Each range is read in a transaction."""
    logs, blocks = table_of(RawLog), table_of(Block)
    order = (logs.c.block_number, logs.c.log_index)
    while True:
        with connection.begin():
            newer = select(logs).where(logs.c.block_number > above).order_by(*order)
            end = connection.scalar(newer.with_only_columns(logs.c.block_number).offset(CHUNK - 1).limit(1))
            rows = connection.execute(newer if end is None else newer.where(logs.c.block_number <= end)).all()
            if not rows:
                return
            last = rows[-1].block_number
            held = select(blocks).where(blocks.c.number > above, blocks.c.number <= last).order_by(blocks.c.number)
            headers = connection.execute(held).all()
        yield Range(headers=_headers(headers), logs=[_log(row) for row in rows])
        above = last


def _headers(rows: Sequence[Row[tuple[object, ...]]]) -> list[Header]:
    return [Header(row.number, row.hash, row.parent_hash, row.timestamp, bloom=0) for row in rows]


def _log(row: Row[tuple[object, ...]]) -> Log:
    return Log(
        address=row.address,
        topics=tuple(row.topics.split(",")) if row.topics else (),
        data=row.data,
        block_number=row.block_number,
        block_hash=row.block_hash,
        tx_hash=row.tx_hash,
        tx_index=row.tx_index,
        log_index=row.log_index,
    )
