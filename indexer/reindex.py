"""`symbia index --reindex`: build the chain tables anew beside those in use, then let their writer take them over."""

import structlog
from sqlalchemy import Connection, Engine

from indexer.loop import Loop
from indexer.rebuild.aside import ADOPTED, BUILT, READY, Aside, note_state, read_state
from indexer.write.store import mirrors
from symbia.errors import ChainMovedError, NodeError, SecondWriterError, SymbiaError
from symbia.tables.db import open_writer, writing
from symbia.tables.migrations import is_current, upgrade

_log = structlog.get_logger("symbia.indexer")


class Rebuilding:
    """One re-index of the database of `live`. It is a Stop as well: of who waits until another one took it over.

    `from_node`: asks for all logs again, since those that are stored may not be all.
    """

    def __init__(self, live: Engine, loop: Loop, *, from_node: bool = False) -> None:
        self.built = False
        self._from_node = from_node
        self._live = live
        self._loop = loop
        self._aside_loop = loop.aside()
        self._done = False

    def is_set(self) -> bool:
        """Whether it was taken over, or we should end."""
        if self._loop.stop.is_set():
            return True
        with self._live.connect() as connection:
            return read_state(connection) is None

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most `timeout` seconds; the same."""
        self._loop.stop.wait(timeout)
        return self.is_set()

    def build(self) -> None:
        """Until it is ready to be taken over, or we should end. Nothing where the tables are not of this deployment.

        Goes on where one that was killed stopped. Raises SecondWriterError if another one is under way.
        """
        if self._done:
            return
        if self._is_same_deployment():
            with Aside(self._live, from_node=self._from_node) as aside, aside.holding() as locked:
                self._build(aside, locked)
        self._done = not self._loop.stop.is_set()

    def _is_same_deployment(self) -> bool:
        """Of the tables in use. They are brought to this release, if nobody writes them."""
        try:
            with open_writer(self._live):
                upgrade(self._live)
        except SecondWriterError as error:
            with self._live.connect() as connection:
                if not is_current(connection):
                    raise SecondWriterError.of("indexer.other_release", why=error.text) from error
        with self._live.connect() as connection:
            return mirrors(connection, self._loop.deployment)

    def _build(self, aside: Aside, locked: Connection | None) -> None:
        with self._live.connect() as connection:
            mark = read_state(connection)
        state = None if mark == ADOPTED else aside.state(self._loop.deployment, ours=True)
        if (mark, state) != (READY, BUILT):
            if state is None:
                aside.begin(self._loop.deployment)
            note_state(self._live, None)
            if state != BUILT and not self._follow(aside, locked):
                return
            note_state(self._live, READY)
        _log.info("indexed anew: whoever writes the tables in use takes it over")
        self.built = True

    def _follow(self, aside: Aside, locked: Connection | None) -> bool:
        """Up to the head; False if we should end before."""
        try:
            with writing(aside.engine, locked) as connection:
                self._aside_loop.run(connection)
        except (ChainMovedError, NodeError):
            raise
        except SymbiaError:  # what stopped it would stop the next one as well
            aside.remove()
            raise
        if self._loop.stop.is_set():
            return False
        note_state(aside.engine, BUILT)
        return True
