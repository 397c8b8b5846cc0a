"""The indexer as a process or a thread: follow the chain until told to stop."""

import gc
from contextlib import ExitStack
from dataclasses import replace
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

import symbia.words  # noqa: F401 - errors are logged and printed in words
from indexer.loop import Loop, Progress
from indexer.outage import Outage
from indexer.patience import PATIENCE
from indexer.reindex import Rebuilding
from indexer.standby import beating, writer_in_turn
from indexer.watch.metrics import ContentFigures, Watch
from indexer.watch.server import WatchServer
from indexer.write.store import mirrors, wipe
from symbia.chain.deployment import Deployment
from symbia.process.stopping import Stop
from symbia.settings import Settings
from symbia.tables.db import create_engine_for
from symbia.tables.migrations import upgrade


def run(
    settings: Settings,
    stop: Stop,
    *,
    reindex: bool = False,
    from_node: bool = False,
    until_head: bool = False,
    progress: Progress | None = None,
) -> None:
    """Index until `stop` is set, or with `until_head` until nothing is left to index.

    While another indexer writes this one waits for its turn, but not with `until_head`. `reindex` first builds the
    chain tables anew beside those in use, and ends with `until_head` when whoever writes has taken them over; with
    `from_node` it asks for all logs again. Tables of another deployment are emptied. `progress` hears of every step.

    Raises SymbiaError: at once for what does not heal by itself. Waited for without end is a node that was there and is
    gone, and, without `until_head`, such a database and whatever else a node may do; with it these end it after
    PATIENCE failures in a row.
    """
    _settle()
    deployment = Deployment.load(settings.deployment)
    if until_head:
        settings = replace(settings, ws_url="", audit_seconds=0.0, metrics_port=0)
    engine, watch = create_engine_for(settings.database_url), Watch()
    watch.registry.register(ContentFigures(engine))
    outage = Outage(engine, watch, pause=settings.poll_seconds, patience=PATIENCE if until_head else None)
    loop = Loop(settings, deployment, stop, watch, outage, progress, until_head=until_head)
    rebuilding = Rebuilding(engine, loop, from_node=from_node) if reindex else None
    try:
        with WatchServer(watch, settings.host, settings.metrics_port):
            while not stop.is_set():
                try:
                    if rebuilding is not None:
                        rebuilding.build()
                    _write(engine, loop, rebuilding)
                except DBAPIError as error:
                    outage.wait(error, stop)
                else:
                    return
    finally:
        engine.dispose()


@cache
def _settle() -> None:
    """What was imported stays as long as the process: the collector need not look at it again and again."""
    gc.freeze()


def _write(engine: Engine, loop: Loop, rebuilding: Rebuilding | None) -> None:
    """As long as the writer's lock is held."""
    until, wait = loop.stop, not loop.until_head
    if rebuilding is not None and rebuilding.built and loop.until_head:
        until, wait = rebuilding, True  # until another one has taken over what was built
    with ExitStack() as stack:
        connection = stack.enter_context(writer_in_turn(engine, until, loop.waited, wait=wait))
        if connection is not None:
            upgrade(engine)
            stack.enter_context(beating(engine))
            if rebuilding is not None:
                with connection.begin():
                    if not mirrors(connection, loop.deployment):
                        wipe(connection)
            loop.run(connection)
