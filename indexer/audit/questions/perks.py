"""Perks and how often they were redeemed."""

from collections.abc import Iterator

from sqlalchemy import func
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, counted, some
from symbia.tables.bookkeeping import Cursor
from symbia.tables.perks import Perk, Redemption


def ask_perks(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    for perk in session.exec(some(select(Perk), limit)):
        redeemed = session.exec(select(func.count()).where(col(Redemption.perk_id) == perk.perk_id)).one()
        expected = {"paused": perk.paused, "redeemed": redeemed, "supply": perk.supply}
        yield Question(f"perk {perk.perk_id}", "PerkRegistry", "perk", (perk.perk_id,), expected)


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("PerkRegistry", "perkCount", Perk), ("PerkRegistry", "redemptionCount", Redemption))
