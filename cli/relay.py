"""`symbia relay`: the relay of ballots as a process."""

import math
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from cli.signing import policy_of, signing_key
from relay.ballots.ballot_relay import WALLETS_UNDER_WAY, BallotRelay, Parts, remembering
from relay.ballots.flush import FlushRules
from relay.ballots.governor import GovernorOnChain
from relay.ballots.lease import Identity, Lease
from relay.ballots.queue import Queue
from relay.sending.contract import BrandOnChain
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import SendingNode
from relay.sending.policy import Policy
from relay.sending.sender import Sender
from symbia.chain.deployment import Deployment
from symbia.errors import DatabaseUnavailableError
from symbia.process.stopping import Stop
from symbia.rules.ballots.gas import GasRules
from symbia.settings import Settings
from symbia.tables.db import create_engine_for

_log = structlog.get_logger("symbia.relay")


def relay(settings: Settings, stop: Stop, keystore: Path | None, account: int | None, confirmations: int | None) -> int:
    """Bring ballots until `stop` is set. The exit code.

    Raises RelayError and SymbiaError before the first round, and SecondRelayError when another relay takes over; what
    goes wrong later is tried again.
    """
    deployment = Deployment.load(settings.deployment)
    with (
        _tables(settings) as engine,
        SendingNode(settings.rpc_url) as node,
        Journal(settings.relay_ballot_journal) as journal,
    ):
        key = signing_key(settings, node, keystore, account)
        policy = policy_of(settings, deployment.chain_id, confirmations)
        policy = replace(policy, window=policy.window + WALLETS_UNDER_WAY)
        journal.bind(start=deployment.start_block_hash.lower())
        parts = parts_of(settings, engine, node, deployment, journal, key, policy)
        sender = Sender(
            node,
            key,
            journal,
            policy,
            say=_log.warning,
            remember=remembering(parts.governor, parts.queue),
            limit=parts.governor.limit,
        )
        working = BallotRelay(parts, sender)
        _log.info("relaying", brand=deployment.brand, account=key.address, journal=str(settings.relay_ballot_journal))
        while not stop.is_set():
            busy = _round(working)
            stop.wait(policy.pause if busy else max(policy.pause, settings.poll_seconds))
    return 0


def parts_of(
    settings: Settings,
    engine: Engine,
    node: SendingNode,
    deployment: Deployment,
    journal: Journal,
    key: SigningKey,
    policy: Policy,
) -> Parts:
    """What a relay is made of. Takes the lease: raises SecondRelayError while another relay is alive."""
    governor = GovernorOnChain(node, BrandOnChain(node, deployment), key.address, settings.relay_wallet_gas)
    identity = Identity(
        instance=_instance(journal),
        account=key.address.lower(),
        fee_cap=policy.fee_cap,
        batch=settings.relay_batch,
        flush_seconds=math.ceil(settings.relay_flush_seconds),
    )
    lease = Lease(engine, identity, time.time)
    # A vote's ballots stop waiting for others a while before the API stops taking them.
    lead = 2 * settings.relay_lead_seconds + settings.relay_flush_seconds
    return Parts(
        node=node,
        governor=governor,
        queue=Queue(engine, lease),
        lease=lease,
        journal=journal,
        account=key.address,
        policy=policy,
        rules=FlushRules(settings.relay_batch, settings.relay_flush_seconds, lead),
        gas=GasRules.load(settings),
        finality=settings.finality_depth,
    )


@contextmanager
def _tables(settings: Settings) -> Iterator[Engine]:
    engine = create_engine_for(settings.database_url)
    try:
        yield engine
    except DBAPIError as error:
        raise _unavailable(error) from error
    finally:
        engine.dispose()


def _round(working: BallotRelay) -> bool:
    try:
        return working.round()
    except DBAPIError as error:
        _log.warning("round failed, trying again", error=str(_unavailable(error)))
    return True


def _unavailable(error: DBAPIError) -> DatabaseUnavailableError:
    return DatabaseUnavailableError.of("tables.unusable", reason=str(error.orig))


def _instance(journal: Journal) -> str:
    """The journal's own name: whoever has the journal is the same relay, however often it starts."""
    known = journal.notes().get("instance")
    if known is None:
        known = uuid.uuid4().hex
        journal.bind(instance=known)
    return known
