"""Ballots before they are signed, and taken or refused after. What costs nothing is looked at first, the node last."""

from dataclasses import replace

from sqlalchemy import Engine, text, update
from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from api.kit.services import Services
from api.kit.times import utc
from api.prepare.contracts import Contracts
from api.relay.checking import (
    ChainPower,
    OwnSignature,
    by_key,
    by_wallet,
    key_gas,
    power_of,
    require_counting,
    require_time,
    time_left,
)
from api.relay.queries import (
    cast_as,
    live_ballot,
    require_gas,
    require_proposer,
    require_quota,
    require_reliable,
    stored_ballot,
)
from api.relay.refusals import never_a_member, on_its_way, replaced
from api.relay.schemas import BallotKind, SignedDraft, Trouble, TypedDataAnswer, TypedDataDraft
from api.relay.typed_data import BallotRequest, RequestedBallot, domain_of
from symbia.rules.addresses import checksum
from symbia.rules.ballots.gas import KEY_BALLOT_GAS, GasRules
from symbia.rules.typed_data import SigningDomain
from symbia.tables.db import read_session, service_session
from symbia.tables.members import Member
from symbia.tables.relay import SignedBallot
from symbia.tables.types import to_wei_text

_TURNS = 0x53594D44  # first key of the advisory locks of accounts in a PostgreSQL database
_USED_UP = ("replaced", "skipped", "invalid", "expired")  # the same ballot again would be the same, finished one


def prepare_typed_data(services: Services, draft: TypedDataDraft) -> TypedDataAnswer:
    """What to sign. Raises `not_found`, `not_yet_indexed`, `invalid_choice`, `chain_unavailable`."""
    request = BallotRequest.read(services, draft)
    contracts = Contracts(services.chain, request.head)
    kind: BallotKind = "member" if services.chain.has_key(checksum(draft.account)) else "wallet"
    domain = domain_of(services.chain, request.head)
    power = power_of(contracts, request.ballot)
    with read_session(services.engine) as session:
        if draft.deadline is None:
            request = replace(request, ballot=_unused(session, request.ballot, kind, domain))
        live = live_ballot(session, draft.proposal, draft.account)
        problem = power.problem or _problem(services, session, request, live, kind)
    return TypedDataAnswer(
        as_of=contracts.as_of,
        account=checksum(draft.account),
        proposal=draft.proposal,
        choice=draft.choice,
        deadline=request.ballot.deadline,
        deadline_at=utc(request.ballot.deadline),
        kind=kind,
        typed_data=request.ballot.unsigned(kind).typed_data(domain),
        units=power.units,
        counts_for=power.votes,
        problem=None if problem is None else Trouble(code=problem.code, detail=problem.text),
        replaces=live.receipt if live is not None and live.state == "queued" else None,
    )


def _unused(session: Session, ballot: RequestedBallot, kind: BallotKind, domain: SigningDomain) -> RequestedBallot:
    """A choice that was replaced and is wanted again needs another ballot: a second earlier will do."""
    while True:
        before = stored_ballot(session, ballot.receipt(kind, domain))
        if before is None or before.state not in _USED_UP:
            return ballot
        ballot = replace(ballot, deadline=ballot.deadline - 1)


def _problem(
    services: Services, session: Session, request: BallotRequest, live: SignedBallot | None, kind: BallotKind
) -> ProblemError | None:
    """The first thing that POST /v1/ballots would refuse it for, beyond what the lens says. A contract wallet's ballot
    is taken for as cheap as a key's: what it costs is known when it is signed."""
    rules = request.standing.rules
    try:
        require_time(request.ballot, request.head, request.standing)
        require_proposer(session, request.ballot.proposal, request.head, services.settings.relay_proposals)
        if live is not None and live.state != "queued":
            return on_its_way(live)
        require_quota(session, request.ballot.account, KEY_BALLOT_GAS, rules, services.now())
        require_gas(
            session,
            _expected(request.ballot, kind, services.now()),
            rules,
            time_left(request.ballot, request.head, request.standing),
        )
    except ProblemError as error:
        return error
    return None


def _expected(ballot: RequestedBallot, kind: BallotKind, now: int) -> SignedBallot:
    """What would be kept of it, as far as its gas goes."""
    return SignedBallot(
        proposal_number=ballot.proposal.number,
        account=ballot.account,
        kind=kind,
        gas=key_gas(ballot),
        received_at=now,
    )


def take(services: Services, draft: SignedDraft) -> str:
    """Check a signed ballot completely and keep it; the id of its receipt. On disk when this returns. Raises problems.

    The same ballot again has the same receipt, whatever has become of it.
    """
    request, signature = BallotRequest.read(services, draft), bytes.fromhex(draft.signature[2:])
    ballot, domain = request.ballot, domain_of(services.chain, request.head)
    own = by_key(domain, ballot, signature)
    receipt = ballot.receipt("wallet" if own is None else "member", domain)
    if _is_kept(services, request, own, receipt):
        return receipt
    if own is None:
        own = by_wallet(services.chain, request.head, domain, ballot, signature, services.now())
    contracts = Contracts(services.chain, request.head)
    power = power_of(contracts, ballot)
    if power.problem is not None:
        raise power.problem
    rules = request.standing.rules
    gas = require_counting(services.chain, contracts, ballot, own, rules.ballot)
    row = _row(ballot, own, receipt, power, gas, services.now())
    store(services.engine, row, rules, left=time_left(ballot, request.head, request.standing))
    return receipt


def _is_kept(services: Services, request: BallotRequest, own: OwnSignature | None, receipt: str) -> bool:
    """Whether this ballot was taken before. Raises the problem of one that the tables speak against."""
    account = request.ballot.account
    with read_session(services.engine) as session:
        before = stored_ballot(session, receipt)
        if before is not None:
            if before.state == "replaced" and cast_as(session, before, request.ballot.proposal) is None:
                raise replaced(before)
            return True
        if own is None and session.exec(select(Member.number).where(Member.account == account)).first() is None:
            raise never_a_member(account)
        require_time(request.ballot, request.head, request.standing)
        require_proposer(session, request.ballot.proposal, request.head, services.settings.relay_proposals)
        require_quota(session, account, KEY_BALLOT_GAS, request.standing.rules, services.now())
        if own is None:
            require_reliable(session, account)
    return False


def _row(
    ballot: RequestedBallot, own: OwnSignature, receipt: str, power: ChainPower, gas: int, now: int
) -> SignedBallot:
    return SignedBallot(
        receipt=receipt,
        proposal_number=ballot.proposal.number,
        account=ballot.account,
        member_number=power.member,
        kind=own.kind,
        choice=to_wei_text(ballot.choice),
        deadline=ballot.deadline,
        signature="0x" + own.signature.hex(),
        votes=power.votes,
        gas=gas,
        received_at=now,
        changed_at=now,
    )


def store(engine: Engine, ballot: SignedBallot, rules: GasRules, *, left: int) -> None:
    """Keep a ballot, in place of the one of its account that waits. One that is kept already changes nothing.

    `left`: seconds within which it must be brought. Raises `ballot_on_its_way`, `already_voted`, `quota_used_up`,
    `gas_used_up`. On disk when this returns.
    """
    with service_session(engine) as session:
        _take_turns(session, ballot.account)
        _store(session, ballot, rules, left)


def _take_turns(session: Session, account: str) -> None:
    """Ballots of one account are kept one after the other. On SQLite all writers take turns anyway."""
    if session.connection().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(:account))")
        session.connection().execute(lock, {"key": _TURNS, "account": account})


def _store(session: Session, ballot: SignedBallot, rules: GasRules, left: int) -> None:
    if stored_ballot(session, ballot.receipt) is not None:
        return
    require_quota(session, ballot.account, ballot.gas, rules, ballot.received_at)
    require_gas(session, ballot, rules, left)
    before = live_ballot(session, ballot.proposal_number, ballot.account)
    if before is not None:
        _replace(session, before, ballot)
    session.add(ballot)
    session.flush()


def _replace(session: Session, before: SignedBallot, ballot: SignedBallot) -> None:
    """Raises `ballot_on_its_way`, `already_voted` for one that does not wait any more."""
    replacing = session.connection().execute(
        update(SignedBallot)
        .where(col(SignedBallot.seq) == before.seq, col(SignedBallot.state) == "queued")
        .values(state="replaced", replaced_by=ballot.receipt, changed_at=ballot.received_at)
    )
    if replacing.rowcount != 1:
        raise on_its_way(before)
