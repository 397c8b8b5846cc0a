"""Who holds what, since when, and of which tier."""

from collections.abc import Iterator

from sqlalchemy import func
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, counted
from symbia.tables.bookkeeping import Cursor
from symbia.tables.memberships import Membership, Tier, effective_expiry


def ask_memberships(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    rows = (
        select(Membership, effective_expiry())
        .join(Tier, col(Tier.tier_id) == col(Membership.tier_id))
        .where(col(Membership.ended_at).is_(None))
    )
    for row, expiry in session.exec(rows if limit is None else rows.order_by(func.random()).limit(limit)):
        expected = {
            "holder": row.holder,
            "tierId": row.tier_id,
            "issuedAt": row.issued_at,
            "acquiredAt": row.acquired_at,
            "units": row.units,
            "expiresAt": expiry or 0,
            "revocableAt": row.revocable_at or 0,
        }
        yield Question(f"membership {row.token_id}", "BrandMembership", "membershipOf", (row.token_id,), expected)


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("BrandMembership", "issuedCount", Membership), ("BrandMembership", "tierCount", Tier))
