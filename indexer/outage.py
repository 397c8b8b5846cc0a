"""A database that does not answer: what tells it from other errors, and waiting for it.

One that was there is waited for, as a node is: said once when it is lost and once when it is back. One that never was
there is an error, for then it is most likely the wrong one.
"""

import sqlite3

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from indexer.watch.metrics import Watch
from symbia.errors import DatabaseUnavailableError
from symbia.process.stopping import Stop

LONGEST_PAUSE = 1.0  # seconds between two tries: a failover must not wait for longer
_log = structlog.get_logger("symbia.indexer")


class Outage:
    """Counts the failures of one database. `patience`: failures in a row that end it, None for no end."""

    def __init__(self, engine: Engine, watch: Watch, *, pause: float, patience: int | None) -> None:
        self._engine = engine
        self._watch = watch
        self._pause = pause
        self._patience = patience
        self._failures = 0
        self._known = False

    def found(self) -> None:
        """The database is there: from now on it is waited for."""
        self._known = True

    def answered(self) -> None:
        """The database did what it was asked to."""
        if self._failures:
            _log.info("the database is back", failures=self._failures)
        self._known, self._failures = True, 0

    def wait(self, error: DBAPIError, stop: Stop) -> None:
        """Wait until it may be tried again. Raises DatabaseUnavailableError where it is not waited for, and `error`
        itself where the database does answer."""
        if not is_lost(error):
            raise error
        self._failures += 1
        self._watch.lost_database(error)
        name = self._engine.url.render_as_string()
        if not self._known or self._failures == self._patience or _means_the_statement(error):
            raise DatabaseUnavailableError.of(
                "indexer.database_failed", database=name, reason=str(error.orig)
            ) from error
        if self._failures == 1:
            _log.warning("the database failed, waiting for it", database=name, error=str(error.orig))
        self._engine.dispose()  # connections that seem to be there still
        stop.wait(min(self._pause * self._failures, LONGEST_PAUSE))


def is_lost(error: DBAPIError) -> bool:
    """True if the database or the connection to it failed, not what was asked of it."""
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _means_the_statement(error: DBAPIError) -> bool:
    """SQLite says of an unknown table what it says of a full disk, but for the number. Waiting does not make one."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
