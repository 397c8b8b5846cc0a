"""Gas of signed ballots: what accounts, proposals and the day have left, and what is promised to ballots that wait."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.kit.reading import Head
from api.relay.refusals import day_used_up, proposal_used_up, quota_used_up, too_many_proposals
from symbia.rules.ballots.gas import BATCH_GAS, GasRules, day_of, leaves_at, until
from symbia.tables.proposals import Proposal
from symbia.tables.relay import GasSpent, SignedBallot
from symbia.units import DAY


def require_quota(session: Session, account: str, gas: int, rules: GasRules, now: int) -> None:
    """Raise `quota_used_up` when the ballots that an account handed in within 24 hours leave no room for one of `gas`.
    `now` in unix seconds."""
    recent = (col(SignedBallot.account) == account, col(SignedBallot.received_at) > now - DAY)
    order = (col(SignedBallot.received_at), col(SignedBallot.seq))
    rows = session.exec(select(SignedBallot.received_at, SignedBallot.gas).where(*recent).order_by(*order)).all()
    over = sum(used for _, used in rows) + gas - rules.account
    if over <= 0:
        return
    free_at = now + DAY
    for received_at, used in rows:
        over -= used
        if over <= 0:
            free_at = received_at + DAY
            break
    raise quota_used_up(account, rules.account, wait=free_at - now)


def require_gas(session: Session, ballot: SignedBallot, rules: GasRules, left: int) -> None:
    """Raise `gas_used_up` when what the relay may spend within `left` seconds, or on the proposal, is spent or
    promised.

    A ballot that is taken may have to wait for another day; one that could never be brought is not taken.
    """
    now, budget, needed = ballot.received_at, rules.of(ballot.kind), _needed(ballot, rules)
    spent, waiting = GasSpent.read(session, day_of(now)), Waiting.read(session, ballot)
    on_proposal = spent.proposals.get((ballot.kind, ballot.proposal_number), 0) + waiting.on_proposal
    if on_proposal + needed > budget.proposal:
        raise proposal_used_up(ballot.proposal_number, ballot.kind, budget.proposal)
    if waiting.of_kind + needed > until(now, left, budget.day, spent.today.get(ballot.kind, 0)):
        raise day_used_up(ballot.kind, budget.day, day_of(now) + DAY)


def _needed(ballot: SignedBallot, rules: GasRules) -> int:
    """Gas that must be left for the ballot to leave: the relay begins a batch only where all that it may take is."""
    return rules.ballot if ballot.kind == "wallet" else ballot.gas + BATCH_GAS


@dataclass(frozen=True, slots=True)
class Waiting:
    """Gas promised to ballots that wait and come before one: of its kind, and of these on its proposal."""

    of_kind: int
    on_proposal: int

    @classmethod
    def read(cls, session: Session, ballot: SignedBallot) -> "Waiting":
        """One that is not kept yet comes last. The one that it replaces waits no more."""
        before = [
            col(SignedBallot.state) == "queued",
            col(SignedBallot.kind) == ballot.kind,
            (col(SignedBallot.proposal_number) != ballot.proposal_number)
            | (col(SignedBallot.account) != ballot.account),
        ]
        if ballot.seq is not None:
            before.append(col(SignedBallot.seq) < ballot.seq)
        gas = select(func.coalesce(func.sum(SignedBallot.gas), 0)).where(*before)
        mine = gas.where(col(SignedBallot.proposal_number) == ballot.proposal_number)
        return cls(int(session.exec(gas).one()), int(session.exec(mine).one()))


def gas_wait(session: Session, ballot: SignedBallot, rules: GasRules, now: int) -> int | None:
    """When there is gas for a waiting ballot: `now`, the first second of a later day, or None if there never will be,
    since what may be spent on the proposal is spent."""
    budget, spent, needed = rules.of(ballot.kind), GasSpent.read(session, day_of(now)), _needed(ballot, rules)
    if spent.proposals.get((ballot.kind, ballot.proposal_number), 0) + needed > budget.proposal:
        return None
    before = Waiting.read(session, ballot).of_kind
    return leaves_at(now, budget.day, spent.today.get(ballot.kind, 0), before, needed)


def require_proposer(session: Session, proposal: Proposal, head: Head, limit: int) -> None:
    """Raise `too_many_proposals` when `limit` earlier proposals of the same proposer are pending or open.

    By number, so that a proposal whose ballots are taken stays one of them whatever is submitted later.
    """
    earlier = (
        col(Proposal.proposer) == proposal.proposer,
        col(Proposal.number) < proposal.number,
        col(Proposal.canceled_at).is_(None),
        col(Proposal.deadline_at) >= head.timestamp,
    )
    ends = sorted(session.exec(select(Proposal.deadline_at).where(*earlier)).all())
    if len(ends) >= limit:
        until_then = ends[len(ends) - limit] if limit else proposal.deadline_at
        raise too_many_proposals(proposal.number, proposal.proposer, limit, until_then)
