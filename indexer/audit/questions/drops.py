"""Drops and what was claimed of them."""

from collections.abc import Iterator

from sqlalchemy import func
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, counted, some
from symbia.tables.bookkeeping import Cursor
from symbia.tables.drops import Drop, DropClaim


def ask_drops(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for drop in session.exec(some(select(Drop), limit)):
        sum_ = func.coalesce(func.sum(col(DropClaim.quantity)), 0)
        claimed = session.exec(select(sum_).where(col(DropClaim.drop_id) == drop.drop_id)).one()
        expected = {"claimed": int(claimed), "closed": drop.closed_at is not None, "tierId": drop.tier_id}
        yield Question(f"drop {drop.drop_id}", "MembershipDrops", "drop", (drop.drop_id,), expected)


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("MembershipDrops", "dropCount", Drop))
