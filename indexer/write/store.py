"""The follower's own tables: cursor, blocks, raw logs, and which chain this database mirrors."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select, update

from indexer.write import bulk
from indexer.write.shapes import BOOKKEEPING, PROJECTIONS, shape_of, table_of
from symbia.chain.deployment import Deployment
from symbia.chain.wire import Header
from symbia.errors import WrongChainError
from symbia.tables.bookkeeping import Block, Cursor, IndexedChain, SuspectBlock, Undo
from symbia.text import Text


def read_cursor(connection: Connection) -> Cursor | None:
    """How far the tables are; None before the first block."""
    row = connection.execute(select(table_of(Cursor))).one_or_none()
    return None if row is None else Cursor(**row._mapping)


def hash_of(connection: Connection, number: int) -> str | None:
    """Of a stored block; None for one that is not kept."""
    blocks = table_of(Block)
    return connection.execute(select(blocks.c.hash).where(blocks.c.number == number)).scalar_one_or_none()


def write_cursor(connection: Connection, cursor: Cursor) -> None:
    """Move the cursor."""
    shape = shape_of(Cursor)
    shape.upsert(connection, [cursor.model_dump()], shape.names.difference(shape.key))


def add_blocks(connection: Connection, headers: Iterable[Header], packed: Mapping[int, bytes]) -> None:
    """Keep blocks, each only once, with their packed logs; a second insert of one fails."""
    rows = [(one.number, one.hash, one.parent_hash, one.timestamp, packed.get(one.number)) for one in headers]
    bulk.insert(connection, "block", shape_of(Block).columns, rows, len(rows))


def logs_above(connection: Connection, number: int) -> bool:
    """Are logs stored of blocks above this one?"""
    table = table_of(Block)
    found = select(table.c.number).where(table.c.number > number, table.c.logs.is_not(None)).limit(1)
    return connection.execute(found).first() is not None


def remove_above(connection: Connection, number: int) -> None:
    """Forget blocks above a block."""
    for model in (Block, SuspectBlock):
        table = table_of(model)
        connection.execute(delete(table).where(table.c.number > number))


def note_suspect(connection: Connection, header: Header, at: int, why: str) -> None:
    """A block did not come whole, once more; the cursor stays before it. `at` in unix seconds."""
    table = table_of(SuspectBlock)
    known = connection.execute(select(table).where(table.c.number == header.number)).one_or_none()
    before = known if known is not None and known.hash == header.hash else None
    connection.execute(delete(table))
    row = SuspectBlock(
        number=header.number,
        hash=header.hash,
        since=before.since if before else at,
        attempts=before.attempts + 1 if before else 1,
        why=why,
    )
    connection.execute(insert(table), [row.model_dump()])


def forget_suspects(connection: Connection, number: int) -> bool:
    """Blocks up to this one came whole; are others suspect still?"""
    table = table_of(SuspectBlock)
    connection.execute(delete(table).where(table.c.number <= number))
    return connection.execute(select(table.c.number).limit(1)).first() is not None


def forget_logs(connection: Connection, oldest: int) -> None:
    """Blocks below this one, with their logs; that they are gone is noted."""
    table = table_of(Block)
    connection.execute(delete(table).where(table.c.number < oldest))
    connection.execute(update(table_of(IndexedChain)).values(logs_from=oldest))


def prune(connection: Connection, known_final: int, final: int) -> None:
    """Forget what only a reorg would need: journal up to `final`, blocks below it that hold no log of ours."""
    blocks, undo = table_of(Block), table_of(Undo)
    connection.execute(delete(undo).where(undo.c.block_number <= final))
    connection.execute(
        delete(blocks).where(blocks.c.number >= known_final, blocks.c.number < final, blocks.c.logs.is_(None))
    )


def require_chain(connection: Connection, deployment: Deployment) -> None:
    """Note which deployment this database mirrors, or check that it is this one. Raises WrongChainError."""
    if mirrors(connection, deployment):
        return
    table = table_of(IndexedChain)
    row = connection.execute(select(table)).one_or_none()
    if row is None:
        connection.execute(insert(table), [_identity(deployment)])
        return
    raise WrongChainError.of(
        "indexer.other_deployment",
        mirrored=_start(row.chain_id, row.start_block, row.start_block_hash),
        wanted=_start(deployment.chain_id, deployment.start_block, deployment.start_block_hash),
    )


def _start(chain_id: int, block: int, block_hash: str) -> Text:
    return Text.of("indexer.start", chain_id=chain_id, block=block, hash=block_hash)


def mirrors(connection: Connection, deployment: Deployment) -> bool:
    """Whether this database mirrors this very deployment; not if it mirrors none."""
    row, wanted = connection.execute(select(table_of(IndexedChain))).one_or_none(), _identity(deployment)
    return row is not None and {name: row._mapping[name] for name in wanted} == wanted


def wipe(connection: Connection) -> None:
    """Empty the chain tables. Tables of the API stay as they are."""
    for model in (*PROJECTIONS, *BOOKKEEPING):
        connection.execute(delete(table_of(model)))


def _identity(deployment: Deployment) -> dict[str, object]:
    """The row of IndexedChain."""
    return {
        "id": 1,
        "chain_id": deployment.chain_id,
        "start_block": deployment.start_block,
        "start_block_hash": deployment.start_block_hash.lower(),
        "addresses": deployment.addresses,
    }
