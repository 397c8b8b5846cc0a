"""Numbers, delegates and powers of accounts."""

from collections.abc import Iterator

from sqlalchemy import func
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, counted, some
from symbia.tables.bookkeeping import Cursor
from symbia.tables.members import BoundVotes, Delegation, Member, UnitChange, VotesCheckpoint


def ask_members(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """Number, delegate and voting power of accounts."""
    for member in session.exec(some(select(Member), limit)):
        account = member.account
        yield Question(
            f"number of {account}", "BrandMembership", "memberNumberOf", (account,), {"value": member.number}
        )
        delegation = session.get(Delegation, account)
        expected = delegation.delegatee if delegation else account
        yield Question(f"delegate of {account}", "BrandMembership", "delegates", (account,), {"value": expected})
        bound = session.get(BoundVotes, account) is not None
        yield Question(f"whether {account} is bound", "BrandMembership", "votesBound", (account,), {"value": bound})
        place = (col(VotesCheckpoint.block_number).desc(), col(VotesCheckpoint.log_index).desc())
        own = select(VotesCheckpoint.votes).where(VotesCheckpoint.account == account)
        votes = session.exec(own.order_by(*place).limit(1)).first() or 0
        yield Question(f"power of {account}", "BrandMembership", "getVotes", (account,), {"value": votes})


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("BrandMembership", "memberCount", Member))


def ask_units(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """All units together."""
    units = session.exec(select(func.coalesce(func.sum(col(UnitChange.delta)), 0))).one()
    yield Question("BrandMembership.totalUnits", "BrandMembership", "totalUnits", (), {"value": int(units)})
