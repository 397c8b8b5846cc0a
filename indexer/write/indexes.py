"""Secondary indexes, which a long backfill does without: they are made once, when it is over.

Which are there is asked of the database, so a backfill that was killed ends with all of them.
"""

from sqlalchemy import Connection, Index, inspect

from indexer.write.shapes import PROJECTIONS, table_of


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
    there = {index["name"] for of_table in inspect(connection).get_multi_indexes().values() for index in of_table}
    ours = (index for table in map(table_of, PROJECTIONS) for index in table.indexes)
    return sorted((index for index in ours if (index.name in there) == wanted), key=lambda index: str(index.name))
