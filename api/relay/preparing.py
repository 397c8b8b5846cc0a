"""The document of a ballot: what to sign, what it would count for, and what stands against it."""

from sqlmodel import Session

from api.facts.choices import number_of
from api.kit.problems import ProblemError
from api.kit.reading import Head
from api.kit.services import Services
from api.kit.times import utc
from api.prepare.contracts import Contracts
from api.relay import storing
from api.relay.checking import power_of, require_time
from api.relay.documents import Asked, Kind, domain_of, find_proposal, receipt_of, suggested_deadline
from api.relay.refusals import on_its_way
from api.relay.schemas import DocumentAnswer, DocumentDraft, Trouble
from api.relay.standing import Standing
from symbia.rules.addresses import checksum
from symbia.rules.ballots.typed_data import Domain
from symbia.tables.db import read_session
from symbia.tables.relay import SignedBallot

_USED_UP = ("replaced", "skipped", "invalid", "expired")  # the same document again would be the same, finished ballot


def prepare_document(services: Services, draft: DocumentDraft) -> DocumentAnswer:
    """Raises `not_found`, `not_yet_indexed`, `invalid_choice`, `chain_unavailable`."""
    with services.read() as reading:
        head, proposal = reading.head, find_proposal(reading, draft.proposal)
        deadline = suggested_deadline(reading, proposal) if draft.deadline is None else draft.deadline
        asked = Asked(proposal, draft.account, number_of(proposal, draft.choice), deadline)
        lead = services.settings.relay_lead_seconds
        standing = Standing.read(reading.session, services.now(), lead)
    contracts = Contracts(services.chain, head)
    kind: Kind = "wallet" if services.chain.has_code(checksum(draft.account)) else "member"
    domain = domain_of(services.chain, head)
    power = power_of(contracts, asked)
    with read_session(services.engine) as session:
        if draft.deadline is None:
            asked = _unused(session, asked, kind, domain)
        live = storing.live(session, draft.proposal, draft.account)
        problem = power.problem or _problem(services, session, asked, head, standing, live)
    return DocumentAnswer(
        as_of=contracts.as_of,
        account=checksum(draft.account),
        proposal=draft.proposal,
        choice=draft.choice,
        deadline=asked.deadline,
        deadline_at=utc(asked.deadline),
        kind=kind,
        typed_data=asked.document(kind).typed_data(domain),
        units=power.units,
        counts_for=power.votes,
        problem=None if problem is None else Trouble(code=problem.code, detail=problem.detail),
        replaces=live.receipt if live is not None and live.state == "queued" else None,
    )


def _unused(session: Session, asked: Asked, kind: Kind, domain: Domain) -> Asked:
    """A choice that was replaced and is wanted again needs another document: a second earlier will do."""
    while True:
        before = storing.known(session, receipt_of(asked.document(kind), domain, asked.account))
        if before is None or before.state not in _USED_UP:
            return asked
        asked = Asked(asked.proposal, asked.account, asked.choice, asked.deadline - 1)


def _problem(
    services: Services, session: Session, asked: Asked, head: Head, standing: Standing, live: SignedBallot | None
) -> ProblemError | None:
    """The first thing that POST /v1/ballots would refuse it for, beyond what the lens says."""
    try:
        require_time(asked, head, standing)
        if live is not None and live.state != "queued":
            return on_its_way(live)
        storing.require_quota(session, asked.account, services.settings.relay_quota, services.now())
    except ProblemError as error:
        return error
    return None
