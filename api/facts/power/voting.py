"""What a ballot of an account counts for on a proposal, and why it would not count: what BallotLens.powerOf says."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.facts.power.evidence import votes_at
from symbia.rules.ballots.names import CURVES, Curve, Problem, votes_of
from symbia.tables.ballots import Ballot
from symbia.tables.members import Member
from symbia.tables.proposals import ExcludedAccount, Proposal


@dataclass(frozen=True, slots=True)
class Voting:
    """`at`: the second whose units count, the snapshot once it has passed. `problem`: the first, None for none."""

    at: int
    member: int | None
    units: int
    votes: int
    excluded: bool
    problem: Problem | None


def voting_power(session: Session, proposal: Proposal, account: str, now: int) -> Voting:
    """For an account (lower case) at the head's second `now`.

    While the vote is pending its units are those of now and can still change, and the problem is `pending`.
    """
    at = min(proposal.snapshot_at, now)
    units = votes_at(session, [account], at).get(account, 0)
    member = session.exec(select(Member.number).where(col(Member.account) == account)).first()
    excluded = is_excluded(session, proposal, account)
    problem = _out_of_time(proposal, now) or ("excluded" if excluded else None)
    if problem is None and units == 0:
        problem = "no_power" if member else "unknown_signer"
    if problem is None and session.get(Ballot, (proposal.number, account)) is not None:
        problem = "already_voted"
    return Voting(at, member, units, votes_of(units, curve_of(proposal), proposal.cap), excluded, problem)


def is_excluded(session: Session, proposal: Proposal, account: str) -> bool:
    """Whether an account (lower case) takes no part."""
    return session.get(ExcludedAccount, (proposal.exclusions, account)) is not None


def curve_of(proposal: Proposal) -> Curve:
    """The curve of a proposal, by its name in the tables."""
    return CURVES[CURVES.index(proposal.curve)]


def _out_of_time(proposal: Proposal, now: int) -> Problem | None:
    if proposal.executed_at is not None or proposal.canceled_at is not None or proposal.deadline_at < now:
        return "closed"
    return "pending" if proposal.snapshot_at >= now else None
