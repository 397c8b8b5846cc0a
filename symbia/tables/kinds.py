"""The three kinds of tables. No foreign key crosses from one to another."""

from sqlmodel import SQLModel


class Projection(SQLModel):
    """What handlers write from logs: gone and rebuilt with `--reindex`, undone by a reorg."""


class Bookkeeping(SQLModel):
    """What the indexer keeps of itself: cursor, blocks, suspects, undo."""


class Service(SQLModel):
    """What API and relay own. No log can rebuild it; neither `--reindex` nor a reorg touches it."""
