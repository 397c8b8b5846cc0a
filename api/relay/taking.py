"""Signed ballots, taken or refused. What costs nothing is looked at first, and the node is asked last."""

from sqlmodel import select

from api.facts.choices import number_of
from api.kit.services import Services
from api.prepare.contracts import Contracts
from api.relay import storing
from api.relay.checking import Power, Signed, by_key, by_wallet, power_of, require_counting, require_time
from api.relay.documents import Asked, domain_of, find_proposal, receipt_of
from api.relay.refusals import not_signed
from api.relay.schemas import SignedDraft
from api.relay.standing import Standing
from symbia.tables.db import read_session
from symbia.tables.members import Member
from symbia.tables.relay import SignedBallot
from symbia.tables.types import to_wei_text


def take(services: Services, draft: SignedDraft) -> str:
    """Check a signed ballot completely and keep it; the id of its receipt. On disk when this returns. Raises problems.

    The same ballot again has the same receipt, whatever has become of it.
    """
    settings, signature = services.settings, bytes.fromhex(draft.signature[2:])
    with services.read() as reading:
        head, proposal = reading.head, find_proposal(reading, draft.proposal)
        asked = Asked(proposal, draft.account, number_of(proposal, draft.choice), draft.deadline)
        member = reading.session.exec(select(Member.number).where(Member.account == draft.account)).first()
        standing = Standing.read(reading.session, services.now(), settings.relay_lead_seconds)
    domain = domain_of(services.chain, head)
    signed = by_key(domain, asked, signature)
    receipt = receipt_of(asked.document("wallet" if signed is None else "member"), domain, draft.account)
    with read_session(services.engine) as session:
        known = storing.known(session, receipt)
        if known is not None:
            storing.raise_if_replaced(known)
            return receipt
        if signed is None and member is None:
            raise not_signed(draft.account, None)
        require_time(asked, head, standing)
        storing.require_quota(session, draft.account, settings.relay_quota, services.now())
        if signed is None:
            storing.require_reliable(session, draft.account)
    if signed is None:
        signed = by_wallet(services.chain, head, domain, asked, signature, services.now())
    contracts = Contracts(services.chain, head)
    power = power_of(contracts, asked)
    if power.problem is not None:
        raise power.problem
    require_counting(services.chain, contracts, asked, signed)
    storing.store(services.engine, _row(asked, signed, receipt, power, services.now()), settings.relay_quota)
    return receipt


def _row(asked: Asked, signed: Signed, receipt: str, power: Power, now: int) -> SignedBallot:
    return SignedBallot(
        receipt=receipt,
        proposal_number=asked.proposal.number,
        account=asked.account,
        member_number=power.member,
        kind=signed.kind,
        choice=to_wei_text(asked.choice),
        deadline=asked.deadline,
        signature="0x" + signed.signature.hex(),
        votes=power.votes,
        received_at=now,
        changed_at=now,
    )
