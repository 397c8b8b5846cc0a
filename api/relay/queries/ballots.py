"""Signed ballots: by receipt, by account, in the order in which they came."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.relay.refusals import unreliable_wallet
from symbia.tables.relay import LIVE, SignedBallot


def stored_ballot(session: Session, receipt: str) -> SignedBallot | None:
    """The ballot with a receipt."""
    return session.exec(select(SignedBallot).where(SignedBallot.receipt == receipt)).first()


def live_ballot(session: Session, proposal: int, account: str) -> SignedBallot | None:
    """The ballot of an account (lower case) that waits, travels or counts."""
    mine = (SignedBallot.proposal_number == proposal, SignedBallot.account == account)
    return session.exec(select(SignedBallot).where(*mine, col(SignedBallot.state).in_(LIVE))).first()


def ahead_of(session: Session, ballot: SignedBallot) -> int:
    """How many ballots wait that came before it."""
    earlier = (col(SignedBallot.state) == "queued", col(SignedBallot.seq) < ballot.seq)
    return session.exec(select(func.count()).select_from(SignedBallot).where(*earlier)).one()


def require_reliable(session: Session, account: str) -> None:
    """Raise `ballot_refused` for a contract wallet whose ballot passed every trial and then reverted at our cost.

    A wallet can tell a trial from a transaction, and say yes to the one only; one answer of that kind is paid for.
    """
    broken = (SignedBallot.account == account, SignedBallot.kind == "wallet", col(SignedBallot.returns) > 0)
    if session.exec(select(SignedBallot.seq).where(*broken).limit(1)).first() is not None:
        raise unreliable_wallet()
