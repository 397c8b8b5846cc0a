"""Receipts of signed ballots: what became of one, and what that means for the person who signed it."""

from dataclasses import dataclass

from sqlmodel import Session

from api.facts.ballot_problems import sentence
from api.facts.choices import number_cast, written
from api.kit.problems import ProblemError
from api.kit.reading import Head, Reading
from api.kit.times import utc, utc_or_none
from api.relay.queries.ballots import ahead_of, stored_ballot
from api.relay.queries.gas import gas_wait
from api.relay.queries.standing import RelayStanding
from api.relay.refusals import DIRECTLY, ballots_of
from api.relay.schemas import BallotState, Receipt
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Problem
from symbia.tables.ballots import Ballot
from symbia.tables.proposals import Proposal
from symbia.tables.relay import LIVE, BallotBatch, SignedBallot
from symbia.tables.texts import read_kept
from symbia.tables.types import from_wei_text
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A signed ballot with what the chain says of its account. `cast`: the ballot of the account that counts, whoever
    brought it; `waits_until`: as `gas_wait` says, for one that waits."""

    row: SignedBallot
    proposal: Proposal | None
    batch: BallotBatch | None
    cast: Ballot | None
    head: Head
    depth: int
    waits_until: int | None = None

    @property
    def counts(self) -> bool:
        """Whether the chain counts this very choice of the account."""
        return self.cast is not None and self.proposal is not None and _is(self.cast, self.row, self.proposal)

    @property
    def by_relay(self) -> bool:
        """Whether it came to the chain in the relay's batch, as far as is known."""
        return self.cast is None or (self.batch is not None and self.batch.tx_hash == self.cast.tx_hash)

    @property
    def state(self) -> BallotState:
        """The chain's word goes before the relay's."""
        if self.counts:
            return "counted"
        if self.cast is not None and self.row.state in LIVE:
            return "skipped"
        return self.row.state  # type: ignore[return-value]  # API and relay write nothing else

    @property
    def problem(self) -> str | None:
        """Why it does not count, as the contracts name it."""
        if self.counts:
            return None
        return "already_voted" if self.state == "skipped" and self.cast is not None else self.row.problem

    @property
    def can_be_brought(self) -> bool:
        """Whether anybody who has the signature could still bring it."""
        over = self.proposal is None or self.proposal.canceled_at is not None
        if self.proposal is None or over or self.cast is not None:
            return False
        return self.head.timestamp <= min(self.proposal.deadline_at, self.row.deadline)

    @property
    def final(self) -> bool:
        """Whether nothing is expected to change it any more."""
        if self.state in ("queued", "sent"):
            return False
        if self.batch is not None and self.batch.final and self.row.state == self.state:
            return True
        if self.cast is not None:
            return self.head.chain_head - self.cast.block_number >= self.depth
        return self.state != "counted" and not self.can_be_brought and self.head.final


def cast_as(session: Session, row: SignedBallot, proposal: Proposal) -> Ballot | None:
    """The ballot that counts for the account, if it has this very choice."""
    cast = session.get(Ballot, (row.proposal_number, row.account))
    return cast if cast is not None and _is(cast, row, proposal) else None


def _is(cast: Ballot, row: SignedBallot, proposal: Proposal) -> bool:
    return number_cast(proposal, cast) == from_wei_text(row.choice)


def find_receipt(reading: Reading, receipt: str, standing: RelayStanding) -> Receipt:
    """What became of a ballot. Raises `not_found`."""
    session = reading.session
    row = stored_ballot(session, receipt)
    if row is None:
        raise ProblemError("not_found", Text("relay.problem.no_receipt"))
    ballot = _Ballot(
        row,
        session.get(Proposal, row.proposal_number),
        session.get(BallotBatch, row.batch_key) if row.batch_key else None,
        session.get(Ballot, (row.proposal_number, row.account)),
        reading.head,
        standing.settings.finality_depth,
        gas_wait(session, row, standing.rules, standing.now) if row.state == "queued" else standing.now,
    )
    return _receipt(session, ballot, standing)


def _receipt(session: Session, ballot: _Ballot, standing: RelayStanding) -> Receipt:
    row, proposal, cast, batch = ballot.row, ballot.proposal, ballot.cast, ballot.batch
    status = standing.row
    ahead = ahead_of(session, row) if ballot.state == "queued" else None
    expected = None
    if ballot.state == "queued" and status is not None and ballot.waits_until is not None:
        expected = max(
            row.received_at + status.flush_seconds, ballot.waits_until if ballot.waits_until > standing.now else 0
        )
    counts = cast is not None and ballot.counts
    return Receipt(
        id=row.receipt,
        state=ballot.state,
        reason=_reason(ballot, standing, ahead or 0),
        final=ballot.final,
        proposal=row.proposal_number,
        account=checksum(row.account),
        choice=written(proposal, from_wei_text(row.choice)) if proposal else from_wei_text(row.choice),
        kind="wallet" if row.kind == "wallet" else "member",
        counts_for=cast.votes if cast is not None and counts else row.votes,
        deadline=utc(row.deadline),
        received_at=utc(row.received_at),
        changed_at=utc(row.changed_at),
        ahead=ahead,
        expected_by=utc_or_none(expected),
        problem=ballot.problem,
        replaced_by=row.replaced_by,
        tx_hash=cast.tx_hash if cast is not None and counts else batch.tx_hash if batch else None,
        block=cast.block_number if cast is not None and counts else batch.block_number if batch else None,
        relay=standing.state,
        links={
            "self": f"/v1/ballots/receipts/{row.receipt}",
            "proposal": f"/v1/proposals/{row.proposal_number}",
            "relay": "/v1/relay",
            "directly": DIRECTLY,
        },
    )


def _reason(ballot: _Ballot, standing: RelayStanding, ahead: int) -> Text:
    """What the state of a ballot means."""
    row, state = ballot.row, ballot.state
    if state == "queued":
        return _waiting(ballot, standing, ahead)
    if state == "sent":
        return _under_way(ballot.batch, standing)
    if state == "counted":
        return _counted(ballot)
    if state == "replaced":
        return _replaced(ballot)
    if ballot.problem == "already_voted" and ballot.cast is None:
        return Text("relay.receipt.not_yet_known")
    code = "relay.receipt.expired" if state == "expired" else "relay.receipt.not_counted"
    return Text.of(code, why=_problem(row, ballot.proposal, ballot.problem))


def _counted(ballot: _Ballot) -> Text:
    if ballot.cast is not None and not ballot.by_relay:
        code = "relay.receipt.brought_by_another" if ballot.final else "relay.receipt.brought_by_another_not_final"
        return Text.of(code, n=ballot.cast.votes, tx_hash=ballot.cast.tx_hash)
    return Text.of("relay.receipt.counted" if ballot.final else "relay.receipt.not_final", n=ballot.row.votes)


def _replaced(ballot: _Ballot) -> Text:
    if ballot.can_be_brought:
        return Text.of("relay.receipt.replaced", deadline=utc(ballot.row.deadline))
    return Text("relay.receipt.replaced_for_good")


def _waiting(ballot: _Ballot, standing: RelayStanding, ahead: int) -> Text:
    row = ballot.row
    if standing.state not in ("working", "waiting_for_budget") or standing.row is None:
        return Text.of("relay.receipt.kept", told=standing.told)
    if ballot.waits_until is None:
        return Text.of("relay.receipt.no_gas", proposal=row.proposal_number)
    if ballot.waits_until > standing.now:
        return Text.of("relay.receipt.waits_for_gas", kind=ballots_of(row.kind), back_at=utc(ballot.waits_until))
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


def _problem(row: SignedBallot, proposal: Proposal | None, named: str | None) -> Text:
    if named is None:
        told = read_kept(row.told) if row.told else Text("relay.receipt.passed_over")
        return Text.of("relay.receipt.unnamed", told=told)
    problem: Problem = named  # type: ignore[assignment]  # the relay writes nothing else
    return sentence(
        problem,
        proposal=row.proposal_number,
        account=row.account,
        snapshot_at=proposal.snapshot_at if proposal else None,
        deadline_at=proposal.deadline_at if proposal and proposal.canceled_at is None else None,
        ballot_deadline=row.deadline,
    )
