"""Rows of signed ballots: a new one, one that is known already, and one that takes another's place."""

from sqlalchemy import Engine, func, text, update
from sqlmodel import Session, col, select

from api.kit.problems import ProblemError
from api.relay.refusals import CAST_IT, on_its_way, quota_used_up, refused
from symbia.tables.db import service_session
from symbia.tables.relay import LIVE, SignedBallot
from symbia.units import DAY

_TURNS = 0x53594D44  # first key of the advisory locks of accounts in a PostgreSQL database


def known(session: Session, receipt: str) -> SignedBallot | None:
    """The ballot with a receipt."""
    return session.exec(select(SignedBallot).where(SignedBallot.receipt == receipt)).first()


def live(session: Session, proposal: int, account: str) -> SignedBallot | None:
    """The ballot of an account (lower case) that waits, travels or counts."""
    mine = (SignedBallot.proposal_number == proposal, SignedBallot.account == account)
    return session.exec(select(SignedBallot).where(*mine, col(SignedBallot.state).in_(LIVE))).first()


def require_quota(session: Session, account: str, quota: int, now: int) -> None:
    """Raise `quota_used_up` when an account handed in so many within a day."""
    recent = (SignedBallot.account == account, SignedBallot.received_at > now - DAY)
    times = session.exec(
        select(SignedBallot.received_at).where(*recent).order_by(col(SignedBallot.received_at).desc()).limit(quota)
    ).all()
    if len(times) >= quota:
        raise quota_used_up(account, quota, wait=(times[-1] if times else now) + DAY - now)


def store(engine: Engine, ballot: SignedBallot, quota: int) -> None:
    """Keep a ballot, in place of the one of its account that waits. One that is kept already changes nothing.

    Raises `ballot_on_its_way`, `already_voted`, `quota_used_up`. On disk when this returns.
    """
    with service_session(engine) as session:
        _take_turns(session, ballot.account)
        _store(session, ballot, quota)


def require_reliable(session: Session, account: str) -> None:
    """Raise `ballot_refused` for a contract wallet whose ballot passed every trial and then reverted at our cost.

    A wallet can tell a trial from a transaction, and say yes to the one only; one answer of that kind is paid for.
    """
    broken = (SignedBallot.account == account, SignedBallot.kind == "wallet", col(SignedBallot.returns) > 0)
    if session.exec(select(SignedBallot.seq).where(*broken).limit(1)).first() is not None:
        raise refused(
            "ballot_refused",
            "A ballot of this contract wallet passed every trial and reverted when it was sent, so the relay takes no "
            f"more of it. {CAST_IT}",
        )


def ahead_of(session: Session, ballot: SignedBallot) -> int:
    """How many ballots wait that came before it."""
    earlier = (col(SignedBallot.state) == "queued", col(SignedBallot.seq) < ballot.seq)
    return session.exec(select(func.count()).select_from(SignedBallot).where(*earlier)).one()


def _take_turns(session: Session, account: str) -> None:
    """Ballots of one account are kept one after the other. On SQLite all writers take turns anyway."""
    if session.connection().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(:account))")
        session.connection().execute(lock, {"key": _TURNS, "account": account})


def _store(session: Session, ballot: SignedBallot, quota: int) -> None:
    if known(session, ballot.receipt) is not None:
        return
    require_quota(session, ballot.account, quota, ballot.received_at)
    before = live(session, ballot.proposal_number, ballot.account)
    if before is not None:
        replaced = session.connection().execute(
            update(SignedBallot)
            .where(col(SignedBallot.seq) == before.seq, col(SignedBallot.state) == "queued")
            .values(state="replaced", replaced_by=ballot.receipt, changed_at=ballot.received_at)
        )
        if replaced.rowcount != 1:
            raise on_its_way(before)
    session.add(ballot)
    session.flush()


def raise_if_replaced(ballot: SignedBallot) -> None:
    """Raise `ballot_replaced` for one that its member took back by signing another."""
    if ballot.state == "replaced":
        raise ProblemError(
            "ballot_replaced",
            "This ballot was replaced by another of the same account, so it cannot come back. To choose this again, "
            "get a new document from POST /v1/ballots/document: it has another deadline.",
            extra={"receipt": ballot.receipt, "replaced_by": ballot.replaced_by},
        )
