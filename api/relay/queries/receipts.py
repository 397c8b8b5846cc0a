"""Receipts of signed ballots: what became of one, and what that means for the person who signed it."""

from sqlmodel import Session

from api.facts.ballot_problems import sentence
from api.facts.choices import written
from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.relay.queries.ballots import ahead_of, stored_ballot
from api.relay.queries.standing import RelayStanding
from api.relay.refusals import DIRECTLY
from api.relay.schemas import BallotState, Receipt
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem
from symbia.tables.proposals import Proposal
from symbia.tables.relay import BallotBatch, SignedBallot
from symbia.tables.texts import read_kept
from symbia.tables.types import from_wei_text
from symbia.text import Text


def find_receipt(reading: Reading, receipt: str, standing: RelayStanding) -> Receipt:
    """What became of a ballot. Raises `not_found`."""
    row = stored_ballot(reading.session, receipt)
    if row is None:
        raise ProblemError("not_found", Text("relay.problem.no_receipt"))
    proposal = reading.session.get(Proposal, row.proposal_number)
    batch = reading.session.get(BallotBatch, row.batch_key) if row.batch_key else None
    return _receipt(reading.session, row, proposal, batch, standing)


def _receipt(
    session: Session, row: SignedBallot, proposal: Proposal | None, batch: BallotBatch | None, standing: RelayStanding
) -> Receipt:
    state: BallotState = row.state  # type: ignore[assignment]  # API and relay write nothing else
    waits, status = state == "queued", standing.row
    ahead = ahead_of(session, row) if waits else None
    expected = row.received_at + status.flush_seconds if waits and status is not None else None
    return Receipt(
        id=row.receipt,
        state=state,
        reason=_reason(row, proposal, batch, standing, ahead or 0),
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


def _reason(
    row: SignedBallot, proposal: Proposal | None, batch: BallotBatch | None, standing: RelayStanding, ahead: int
) -> Text:
    """What the state of a ballot means."""
    if row.state == "queued":
        return _waiting(row, standing, ahead)
    if row.state == "sent":
        return _under_way(batch, standing)
    if row.state == "counted":
        return Text.of("relay.receipt.counted" if batch and batch.final else "relay.receipt.not_final", n=row.votes)
    if row.state == "replaced":
        return Text("relay.receipt.replaced")
    code = "relay.receipt.expired" if row.state == "expired" else "relay.receipt.not_counted"
    return Text.of(code, why=_problem(row, proposal))


def _waiting(row: SignedBallot, standing: RelayStanding, ahead: int) -> Text:
    if standing.state != "working" or standing.row is None:
        return Text.of("relay.receipt.kept", told=standing.told)
    before = Text.of("relay.receipt.ahead", n=ahead) if ahead else Text("relay.receipt.first")
    leaves_at = utc(row.received_at + standing.row.flush_seconds)
    return Text.of("relay.receipt.waiting", before=before, leaves_at=leaves_at)


def _under_way(batch: BallotBatch | None, standing: RelayStanding) -> Text:
    if batch and batch.tx_hash:
        sent = Text.of("relay.receipt.sent", tx_hash=batch.tx_hash)
    else:
        sent = Text("relay.receipt.leaving")
    if standing.state == "working":
        return sent
    return Text.of("relay.receipt.hindered", sent=sent, told=standing.told)


def _problem(row: SignedBallot, proposal: Proposal | None) -> Text:
    if row.problem is None:
        told = read_kept(row.told) if row.told else Text("relay.receipt.passed_over")
        return Text.of("relay.receipt.unnamed", told=told)
    problem: Problem = row.problem  # type: ignore[assignment]  # the relay writes nothing else
    return sentence(
        problem,
        proposal=row.proposal_number,
        account=row.account,
        snapshot_at=proposal.snapshot_at if proposal else None,
        deadline_at=proposal.deadline_at if proposal and proposal.canceled_at is None else None,
        ballot_deadline=row.deadline,
    )
