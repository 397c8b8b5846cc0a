"""Selects of the relay: receipts of ballots, and its record."""

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from api.facts.choices import written
from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.relay.refusals import DIRECTLY
from api.relay.schemas import Counts, Receipt, Relay, State
from api.relay.standing import Standing
from api.relay.storing import ahead_of, known
from api.relay.words import reason
from symbia.rules.addresses import checksum
from symbia.settings import Settings
from symbia.tables.proposals import Proposal
from symbia.tables.relay import BallotBatch, RelayStatus, SignedBallot
from symbia.tables.types import from_wei_text

ASSUMED_GAS = 12_000  # of a ballot, until one is measured


def find_receipt(reading: Reading, receipt: str, standing: Standing) -> Receipt:
    """What became of a ballot. Raises `not_found`."""
    row = known(reading.session, receipt)
    if row is None:
        raise ProblemError(
            "not_found", "There is no such receipt. Hand the ballot in again: the same ballot has the same receipt."
        )
    proposal = reading.session.get(Proposal, row.proposal_number)
    batch = reading.session.get(BallotBatch, row.batch_key) if row.batch_key else None
    return _receipt(reading.session, row, proposal, batch, standing)


def _receipt(
    session: Session, row: SignedBallot, proposal: Proposal | None, batch: BallotBatch | None, standing: Standing
) -> Receipt:
    state: State = row.state  # type: ignore[assignment]  # API and relay write nothing else
    waits, status = state == "queued", standing.row
    ahead = ahead_of(session, row) if waits else None
    expected = row.received_at + status.flush_seconds if waits and status is not None else None
    return Receipt(
        id=row.receipt,
        state=state,
        reason=reason(row, proposal, batch, standing, ahead),
        final=state in ("replaced", "invalid", "expired") or (batch.final if batch else state == "skipped"),
        proposal=row.proposal_number,
        account=checksum(row.account),
        choice=written(proposal, from_wei_text(row.choice)) if proposal else from_wei_text(row.choice),
        kind="wallet" if row.kind == "wallet" else "member",
        counts_for=row.votes,
        deadline=utc(row.deadline),
        received_at=utc(row.received_at),
        changed_at=utc(row.changed_at),
        ahead=ahead,
        expected_by=utc_or_none(expected),
        problem=row.problem,
        replaced_by=row.replaced_by,
        tx_hash=batch.tx_hash if batch else None,
        block=batch.block_number if batch else None,
        relay=standing.state,
        links={
            "self": f"/v1/ballots/receipts/{row.receipt}",
            "proposal": f"/v1/proposals/{row.proposal_number}",
            "relay": "/v1/relay",
            "directly": DIRECTLY,
        },
    )


def relay_record(session: Session, standing: Standing, settings: Settings) -> Relay:
    """What the relay is, has, and has done."""
    row = standing.row
    counts = _counts(session)
    gas, wei, batches = _spent(session)
    gas_per_ballot = gas // counts.counted if counts.counted else None
    return Relay(
        state=standing.state,
        told=standing.told,
        account=checksum(row.account) if row else None,
        balance_wei=_wei(row.balance) if row else None,
        fee_wei=_wei(row.fee) if row else None,
        fee_cap_wei=_wei(row.fee_cap) if row else None,
        heartbeat_at=utc_or_none(row.heartbeat_at if row else None),
        ballots=counts,
        oldest_waiting_since=utc_or_none(_oldest(session)),
        batches=batches,
        gas_used=gas,
        gas_per_ballot=gas_per_ballot,
        spent_wei=str(wei),
        wei_per_ballot=str(wei // counts.counted) if counts.counted else None,
        ballots_left=_left(row, gas_per_ballot or ASSUMED_GAS) if row else None,
        batch=row.batch if row else None,
        flush_seconds=row.flush_seconds if row else None,
        lead_seconds=settings.relay_lead_seconds,
        quota_per_day=settings.relay_quota,
        directly=DIRECTLY,
    )


def _counts(session: Session) -> Counts:
    grouped = columns(col(SignedBallot.state), func.count()).group_by(col(SignedBallot.state))
    found = dict(session.connection().execute(grouped).all())
    return Counts(**{state: found.get(state, 0) for state in Counts.model_fields})


def _spent(session: Session) -> tuple[int, int, int]:
    """Gas, wei, and the number of mined batches. Summed here: no database adds numbers of 256 bits."""
    mined = columns(col(BallotBatch.gas), col(BallotBatch.gas_price)).where(col(BallotBatch.gas).is_not(None))
    rows = [(gas or 0, from_wei_text(price or "0")) for gas, price in session.connection().execute(mined)]
    return sum(gas for gas, _ in rows), sum(gas * price for gas, price in rows), len(rows)


def _oldest(session: Session) -> int | None:
    waiting = select(func.min(SignedBallot.received_at)).where(SignedBallot.state == "queued")
    return session.exec(waiting).one()


def _left(row: RelayStatus, gas_per_ballot: int) -> int | None:
    fee = from_wei_text(row.fee)
    return from_wei_text(row.balance) // (fee * gas_per_ballot) if fee else None


def _wei(stored: str) -> str:
    return str(from_wei_text(stored))
