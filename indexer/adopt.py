"""The switch after a re-index: the writer of the tables in use takes over those that were built beside them.

One transaction empties and fills every chain table, so a reader sees the old rows or the new ones, and a process that
is killed leaves the old ones and the mark, or the new ones. The cursor comes along: whoever follows goes on from it.
"""

import structlog
from sqlalchemy import Connection, delete

from indexer.aside import ADOPTED, BUILT, READY, Aside, copy, note_state, read_state, set_state
from indexer.db import on_disk
from indexer.deployment import Deployment
from indexer.errors import SecondWriterError
from indexer.indexes import make_indexes
from indexer.tables import REBUILT, table_of

_log = structlog.get_logger("symbia.indexer")


def adopt(connection: Connection, deployment: Deployment) -> bool:
    """Take over what was built, if it is there and nobody holds it; whether the tables are others now.

    For the writer, when `read_state` of its tables says READY or ADOPTED.
    """
    with Aside(connection.engine) as aside:
        try:
            with aside.holding(patient=False):
                return _adopt(connection, aside, deployment)
        except SecondWriterError:  # who built it is about to let it go: the next step takes it
            return False


def _adopt(connection: Connection, aside: Aside, deployment: Deployment) -> bool:
    with connection.begin():
        mark = read_state(connection)
    if mark is None:
        return False
    usable = mark == READY and aside.state(deployment) == BUILT
    if usable:
        _switch(connection, aside)
        _log.info("switched to the tables that were indexed anew")
    elif mark == READY:
        _log.warning("what --reindex built is gone or of another release: run `symbia index --reindex` again")
    aside.remove()
    note_state(connection.engine, None)
    return usable


def _switch(connection: Connection, aside: Aside) -> None:
    """On disk before the other database is removed."""
    with aside.read_from(connection) as prefix, on_disk(connection), connection.begin():
        for model in REBUILT:
            connection.execute(delete(table_of(model)))
            copy(connection, model, prefix)
        make_indexes(connection)  # those that a backfill went without
        set_state(connection, ADOPTED)
