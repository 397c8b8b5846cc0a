"""The three kinds of tables, and what many of them begin with. No foreign key crosses from one kind to another."""

from pydantic.alias_generators import to_snake
from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel

from symbia.tables.types import hash32, whole


class Table(SQLModel):
    """What tables of every kind have: the name of the model in snake case, unless the model says otherwise."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  # SQLAlchemy asks the class
        return to_snake(cls.__name__)


class Projection(Table):
    """What handlers write from logs: gone and rebuilt with `--reindex`, undone by a reorg."""


class Bookkeeping(Table):
    """What the indexer keeps of itself: cursor, blocks, suspects, undo."""


class Service(Table):
    """What API and relay own. No log can rebuild it; neither `--reindex` nor a reorg touches it."""


class AtLog(SQLModel):
    """First columns of a table with one row for each log of a kind."""

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)


class OfBlock(SQLModel):
    """First column of a table whose rows change: the block that changed the row last."""

    block_number: int = whole()


class InTransaction(SQLModel):
    """When something happened, unix seconds, and in which transaction."""

    at: int = whole()
    tx_hash: str = hash32()


class OneRow(SQLModel):
    """First column of a table that has one row."""

    id: int = whole(primary_key=True, default=1)
