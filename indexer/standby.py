"""One indexer writes, others stand by and take over when it is gone.

The lock goes with the process or connection that holds it. What holds it and does not live (a machine that vanished, a
process that is frozen) is seen by its heartbeat: on PostgreSQL a standby then ends its connection, so that it can no
longer write when it wakes. The lock of a SQLite file belongs to a process of this very machine and cannot be taken.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from symbia.errors import SecondWriterError
from symbia.process.stopping import Stop
from symbia.tables.db import open_writer
from symbia.tables.locks import end_writer

BEAT = 1.0  # seconds
DEAD = 5.0  # seconds without a beat
LOOK_AGAIN = 0.5  # seconds
_log = structlog.get_logger("symbia.indexer")


@contextmanager
def writer_in_turn(
    engine: Engine, stop: Stop, waited: Callable[[], None], *, wait: bool
) -> Iterator[Connection | None]:
    """The writer's connection as soon as nobody else has it; None if `stop` came first.

    `waited` is called now and then until it is. Raises SecondWriterError at once where not to `wait`.
    """
    with ExitStack() as stack:
        connection, told = None, False
        while connection is None and not stop.is_set():
            try:
                connection = stack.enter_context(open_writer(engine))
            except SecondWriterError as error:
                if not wait:
                    raise
                if not told:
                    _log.info("standing by", because=str(error))
                    told = True
                waited()
                if engine.dialect.name == "postgresql":
                    end_writer(engine, DEAD)
                stop.wait(LOOK_AGAIN)
        if connection is not None and told:
            _log.info("taking over")
        yield connection


@contextmanager
def beating(engine: Engine) -> Iterator[None]:
    """Show that the writer lives, from a thread, for as long as the block runs. PostgreSQL only."""
    if engine.dialect.name != "postgresql":
        yield
        return
    ended = Event()
    thread = Thread(target=_beat, args=(engine, ended), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(engine: Engine, ended: Event) -> None:
    statement: Any = text(
        "INSERT INTO heartbeat (id, beat_at) VALUES (1, now()) "
        "ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at"
    )
    while True:
        try:
            with engine.begin() as connection:
                connection.execute(statement)
        except SQLAlchemyError as error:  # whoever writes meets the same and says it
            _log.warning("no heartbeat", error=str(error))
        if ended.wait(BEAT):
            return
