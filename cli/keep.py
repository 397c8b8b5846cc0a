"""`symbia keep`: the keeper as a process."""

from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from cli.signing import policy_of, signing_key
from relay.keeper.keeper import Keeper
from relay.sending.contract import BrandOnChain
from relay.sending.errors import RelayError
from relay.sending.journal import Journal
from relay.sending.node import SendingNode
from relay.sending.sender import Sender
from symbia.chain.deployment import Deployment
from symbia.errors import DatabaseUnavailableError, NodeError
from symbia.process.stopping import Stop, Stopped, pause
from symbia.settings import Settings
from symbia.tables.db import create_engine_for

FORMER_JOURNAL = "relay.journal"
_log = structlog.get_logger("symbia.keeper")


def keep(
    settings: Settings,
    stop: Stop,
    keystore: Path | None,
    account: int | None,
    confirmations: int | None,
    *,
    once: bool,
) -> int:
    """Lapse what expires until `stop` is set, or with `once` what is expired now. The exit code.

    Raises RelayError and SymbiaError before the first round, and with `once` in it; a later round is tried again.
    """
    deployment = Deployment.load(settings.deployment)
    engine = create_engine_for(settings.database_url)
    mention_former_journal(settings.keeper_journal)
    with SendingNode(settings.rpc_url) as node, Journal(settings.keeper_journal) as journal:
        brand = BrandOnChain(node, deployment)
        key = signing_key(settings, node, keystore, account)
        policy = policy_of(settings, deployment.chain_id, confirmations)
        journal.bind(start=deployment.start_block_hash.lower())
        sender = Sender(node, key, journal, policy, say=_log.warning)
        keeper = Keeper(node, brand, engine, journal, sender)
        _log.info("keeping", brand=deployment.brand, account=key.address, node=node.url)

        def wait() -> None:
            pause(stop, policy.pause)

        try:
            while not stop.is_set():
                _round(keeper, wait, once=once)
                if once:
                    break
                stop.wait(settings.keeper_seconds)
        except Stopped:
            _log.info("stopped; what is under way is noted", journal=str(settings.keeper_journal))
        finally:
            engine.dispose()
    return 0


def mention_former_journal(journal: Path) -> None:
    """Log a warning if a new journal is about to begin beside one under the name that was the default before 0.2.0."""
    former = journal.with_name(FORMER_JOURNAL)
    if former.exists() and not journal.exists():
        _log.warning(
            "a new journal begins; if the former one is the keeper's, stop, and set SYMBIA_KEEPER_JOURNAL to it",
            journal=str(journal),
            former=str(former),
        )


def _round(keeper: Keeper, wait: Callable[[], None], *, once: bool) -> None:
    try:
        lapsed = keeper.round(wait)
    except DBAPIError as error:
        failure = DatabaseUnavailableError.of("tables.unreadable", reason=str(error.orig))
        if once:
            raise failure from error
        _log.warning("round failed, trying again", error=str(failure))
    except (RelayError, NodeError) as error:
        if once:
            raise
        _log.warning("round failed, trying again", error=str(error))
    else:
        if once and not lapsed:
            _log.info("nothing is expired")
