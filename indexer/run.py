"""The indexer as a process or a thread: follow the chain until told to stop."""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

from indexer.chain import Node
from indexer.db import create_engine_for, open_writer
from indexer.deployment import Deployment
from indexer.errors import (
    ChainMovedError,
    DatabaseUnavailableError,
    IncompleteLogsError,
    NodeUnreachableError,
    RpcError,
)
from indexer.follow import Follower, Step
from indexer.migrations import upgrade
from indexer.store import wipe
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

    `reindex` first empties the chain tables. `progress` hears of every step. Raises IndexerError: at once for what
    does not heal by itself, otherwise after PATIENCE failing steps. A node that was there and is gone is waited for.
    """
    deployment = Deployment.load(settings.deployment)
    engine = create_engine_for(settings.database_url)
    try:
        with open_writer(engine) as connection, Node(settings.rpc_url) as node:
            upgrade(engine)
            if reindex:
                with connection.begin():
                    wipe(connection)
            follower = Follower(node, connection, deployment, settings.finality_depth)
            follower.require_same_chain()
            _log.info("following", chain_id=deployment.chain_id, brand=deployment.brand, node=node.url)
            _loop(follower, stop, settings.poll_seconds, until_head, progress)
    except OperationalError as error:
        raise DatabaseUnavailableError(
            f"The database {engine.url.render_as_string()} failed: {error.orig}. Nothing half-written is in it. "
            "See that it runs, has room and may be written, then start the indexer again."
        ) from error
    finally:
        engine.dispose()


def _loop(follower: Follower, stop: Stop, poll_seconds: float, until_head: bool, progress: Progress | None) -> None:
    failures = 0
    while not stop.is_set():
        try:
            step = follower.step()
        except NodeUnreachableError as error:
            _log.warning("node unreachable, waiting for it", error=str(error))
            stop.wait(poll_seconds)
            continue
        except (ChainMovedError, IncompleteLogsError, RpcError) as error:
            failures += 1
            if failures == PATIENCE:
                raise
            _log.warning("step failed, trying again", error=str(error), failures=failures)
            stop.wait(poll_seconds)
            continue
        failures = 0
        _report(step, progress)
        if step.at_head:
            if until_head:
                return
            stop.wait(poll_seconds)


def _report(step: Step, progress: Progress | None) -> None:
    if step.blocks < 0:
        _log.warning("reorg", undone=-step.blocks, block=step.block)
    elif step.logs:
        _log.info("indexed", block=step.block, head=step.head, logs=step.logs)
    if progress is not None:
        progress(step)
