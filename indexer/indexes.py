"""Secondary indexes, which a long backfill does without: they are made once, when it is over.

Which are there is asked of the database, so a backfill that was killed ends with all of them.
"""

from sqlalchemy import Connection, Index, inspect

from indexer.tables import PROJECTIONS, table_of


def drop_indexes(connection: Connection) -> None:
    """Drop those of the chain tables that are there."""
    for index in _present(connection, wanted=True):
        index.drop(connection)


def make_indexes(connection: Connection) -> None:
    """Make those of the chain tables that are missing."""
    for index in _present(connection, wanted=False):
        index.create(connection)


def _present(connection: Connection, *, wanted: bool) -> list[Index]:
    """Indexes of the chain tables that are there, or those that are not."""
    database = inspect(connection)
    found = []
    for table in map(table_of, PROJECTIONS):
        there = {index["name"] for index in database.get_indexes(table.name)}
        found += [index for index in table.indexes if (index.name in there) == wanted]
    return sorted(found, key=lambda index: str(index.name))
