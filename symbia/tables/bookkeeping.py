"""What came from the node, and how far the indexer got."""

from datetime import datetime

from sqlalchemy import JSON, DateTime, LargeBinary, String
from sqlmodel import Field

from symbia.tables.kinds import Bookkeeping, OneRow
from symbia.tables.types import hash32, text, whole


class IndexedChain(OneRow, Bookkeeping, table=True):
    """The one deployment this database mirrors; the indexer refuses any other."""

    chain_id: int = whole()
    start_block: int = whole()
    start_block_hash: str = hash32()
    addresses: dict[str, str] = Field(sa_type=JSON)
    logs_from: int | None = whole(default=None, nullable=True)  # older raw logs were forgotten; null: none were
    rebuilds: int = whole(default=0)  # how often the tables were built anew: the same head, perhaps other rows


class Cursor(OneRow, Bookkeeping, table=True):
    """The last block whose logs are in the tables. Moves in the transaction that writes them.

    Blocks up to `final_block` can no longer be undone; `chain_head` is the newest block the node had.
    """

    block_number: int = whole()
    block_hash: str = hash32()
    block_timestamp: int = whole()
    chain_head: int = whole()
    final_block: int = whole(default=0)


class Block(Bookkeeping, table=True):
    """Blocks that hold a log of ours, and every block of the reorg window."""

    number: int = whole(primary_key=True)
    hash: str = hash32()
    parent_hash: str = hash32()
    timestamp: int = whole()
    logs: bytes | None = Field(default=None, sa_type=LargeBinary)  # those of ours as the node gave them; see packing


class SuspectBlock(Bookkeeping, table=True):
    """A block that the node does not return whole. The cursor stays before it until it comes whole.

    `since` in unix seconds, `attempts` counts how often it was given up until then.
    """

    number: int = whole(primary_key=True)
    hash: str = hash32()
    since: int = whole()
    attempts: int = whole()
    why: str = text()


class Endpoint(Bookkeeping, table=True):
    """What is known of an endpoint of the node; `place` in SYMBIA_RPC_URL, from 1 on. Its name is not here, for it may
    be a secret.

    `state` is one of symbia.chain.standing.STATES. `head` is the newest block that it named, `lag` that block's
    distance to the newest one known of. `window`: blocks that it is asked for at once; `refusals`: ranges that it would
    not serve. `last_words`: what it said last instead of an answer. Times in unix seconds.
    """

    place: int = whole(primary_key=True)
    in_use: bool
    state: str = text()
    head: int | None = whole(default=None, nullable=True)
    lag: int | None = whole(default=None, nullable=True)
    refusals: int = whole()
    window: int | None = whole(default=None, nullable=True)
    last_words: str = text()
    last_words_at: int | None = whole(default=None, nullable=True)
    answered_at: int | None = whole(default=None, nullable=True)
    noted_at: int = whole()


class Audit(OneRow, Bookkeeping, table=True):
    """The newest comparison of the tables with the contracts' views. `at` in unix seconds.

    `drift` of `checked` values were not what the contract says; `all_rows`: not some of them by chance.
    """

    block_number: int = whole()
    block_hash: str = hash32()
    at: int = whole()
    checked: int = whole()
    all_rows: bool
    drift: int = whole()
    examples: list[str] = Field(sa_type=JSON)


class Heartbeat(OneRow, Bookkeeping, table=True):
    """When the writer last showed that it lives, by the database's clock. PostgreSQL only; see indexer.standby."""

    beat_at: datetime = Field(sa_type=DateTime(timezone=True))


class Rebuild(OneRow, Bookkeeping, table=True):
    """A re-index beside the tables in use; see indexer.aside.

    Beside them: building -> built. Among them, as a mark for their writer: ready -> adopted, then no row.
    `code`: digest of the source that built.
    """

    state: str = text()
    code: str = Field(sa_type=String(64))


class Undo(Bookkeeping, table=True):
    """Rows as they were before a block above the finality depth changed them; applied newest first on a reorg."""

    seq: int = whole(primary_key=True)
    block_number: int = whole(index=True)
    table_name: str = text()
    key: str = text()  # JSON of the primary key
    row: str | None = text(default=None, nullable=True)  # JSON of the old row; null: there was none
