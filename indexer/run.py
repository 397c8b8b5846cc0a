"""The indexer as a process or a thread: follow the chain until told to stop."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from indexer.audit.background import Auditor
from indexer.chain import Node
from indexer.db import create_engine_for
from indexer.deployment import Deployment
from indexer.errors import (
    ChainMovedError,
    IncompleteLogsError,
    NodeError,
    NodeUnreachableError,
    RpcError,
)
from indexer.follow import Follower, Step
from indexer.heads import NewHeads
from indexer.migrations import upgrade
from indexer.outage import Outage
from indexer.standby import beating, writer_in_turn
from indexer.store import wipe
from indexer.watch.metrics import Watch
from indexer.watch.server import WatchServer
from symbia.settings import Settings
from symbia.stopping import Stop

PATIENCE = 10  # failing steps in a row before an error of the node ends the indexer
_log = structlog.get_logger("symbia.indexer")

Progress = Callable[[Step], None]


def run(
    settings: Settings,
    stop: Stop,
    *,
    reindex: bool = False,
    until_head: bool = False,
    progress: Progress | None = None,
) -> None:
    """Index until `stop` is set, or with `until_head` until nothing is left to index.

    While another indexer writes this one waits for its turn, but not with `until_head`. `reindex` first empties the
    chain tables. `progress` hears of every step. Raises IndexerError: at once for what does not heal by itself,
    otherwise after PATIENCE failures in a row. Waited for without end are a node that was there and is gone, and,
    without `until_head`, such a database and a block that does not come whole.
    """
    deployment = Deployment.load(settings.deployment)
    if until_head:
        settings = replace(settings, ws_url="", audit_seconds=0.0, metrics_port=0)
    engine, watch = create_engine_for(settings.database_url), Watch()
    outage = Outage(engine, watch, pause=settings.poll_seconds, patience=PATIENCE if until_head else None)
    loop = _Loop(settings, deployment, stop, watch, outage, progress, reindex=reindex, until_head=until_head)
    try:
        with WatchServer(watch, settings.host, settings.metrics_port):
            while not stop.is_set():
                try:
                    _write(engine, loop)
                except DBAPIError as error:
                    outage.wait(error, stop)
                else:
                    return
    finally:
        engine.dispose()


def _write(engine: Engine, loop: "_Loop") -> None:
    """As long as the writer's lock is held."""
    with ExitStack() as stack:
        connection = stack.enter_context(writer_in_turn(engine, loop.stop, loop.waited, wait=not loop.until_head))
        if connection is not None:
            upgrade(engine)
            stack.enter_context(beating(engine))
            loop.run(connection)


class _Loop:
    """Steps, one after the other, through the writer's connection. Runs again through another one when it is lost."""

    def __init__(
        self,
        settings: Settings,
        deployment: Deployment,
        stop: Stop,
        watch: Watch,
        outage: Outage,
        progress: Progress | None,
        *,
        reindex: bool,
        until_head: bool,
    ) -> None:
        self.stop = stop
        self.until_head = until_head
        self._settings = settings
        self._deployment = deployment
        self._watch = watch
        self._outage = outage
        self._progress = progress
        self._to_wipe = reindex
        self._begun = False

    def waited(self) -> None:
        """Another indexer writes."""
        self._outage.answered()
        self._watch.waited()

    def run(self, connection: Connection) -> None:
        """Until told to stop, or there is nothing left to do."""
        settings, deployment = self._settings, self._deployment
        self._outage.found()
        if self._to_wipe:
            with connection.begin():
                wipe(connection, deployment)
            self._to_wipe = False
        with (
            Node(settings.rpc_url) as node,
            Follower(
                node,
                connection,
                deployment,
                settings.finality_depth,
                blooms=settings.completeness != "receipts",
                sample=settings.receipt_sample,
                raw_log_blocks=settings.raw_log_blocks,
            ) as follower,
            self._watch.following(node, follower),
        ):
            if not self._begun:  # else the first step asks, and waits for a node that is gone as well
                follower.require_same_chain()
                self._begun = True
            _log.info("following", chain_id=deployment.chain_id, brand=deployment.brand, node=node.url)
            for step in follower.replay():
                self._report(step)
                if self.stop.is_set():
                    return
            with NewHeads(settings.ws_url) as heads, Auditor(settings, self._watch):
                self._follow(follower, heads)

    def _follow(self, follower: Follower, heads: NewHeads) -> None:
        failures, unannounced = 0, False
        while not self.stop.is_set():
            try:
                step = follower.step()
            except (ChainMovedError, IncompleteLogsError, NodeUnreachableError, RpcError) as error:
                failures = self._wait_out(error, failures, follower)
                continue
            failures = 0
            self._report(step)
            if unannounced and step.blocks > 0:
                heads.missed()
            unannounced = False
            if step.at_head:
                if self.until_head:
                    return
                unannounced = not heads.wait(self.stop, self._settings.poll_seconds)

    def _wait_out(self, error: ChainMovedError | NodeError, failures: int, follower: Follower) -> int:
        """Wait after a step that failed; how many did so far. Raises the error where waiting does not help."""
        self._watch.failed(error, error.header.number if isinstance(error, IncompleteLogsError) else None)
        if isinstance(error, NodeUnreachableError):
            _log.warning("node unreachable, waiting for it", error=str(error))
            self.stop.wait(self._settings.poll_seconds)
            return failures
        failures += 1
        if failures >= PATIENCE and (self.until_head or not isinstance(error, IncompleteLogsError)):
            raise error
        _log.warning("step failed, trying again", error=str(error), failures=failures)
        if not isinstance(error, ChainMovedError):
            follower.change_endpoint()
        self.stop.wait(self._settings.poll_seconds * min(failures, PATIENCE))
        return failures

    def _report(self, step: Step) -> None:
        self._outage.answered()
        self._watch.stepped(step)
        if step.blocks < 0:
            _log.warning("reorg", undone=-step.blocks, block=step.block)
        elif step.logs:
            _log.info("indexed", block=step.block, head=step.head, logs=step.logs)
        if self._progress is not None:
            self._progress(step)
