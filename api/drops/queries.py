"""Selects of drops and of what was claimed of them."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.drops.currencies import Currency
from api.drops.schemas import Drop, DropState
from api.kit.documents import named
from api.kit.page import Page, cut, decode
from api.kit.reading import Reading
from api.kit.rows import newest, row_or_missing
from api.kit.times import utc, utc_or_none
from symbia.rules.addresses import ZERO
from symbia.tables.drops import Currency as CurrencyRow
from symbia.tables.drops import Drop as DropRow
from symbia.tables.drops import DropClaim
from symbia.tables.memberships import Membership, Tier
from symbia.tables.types import from_wei_text
from symbia.text import Text
from symbia.units import ZERO_HASH

NO_ROOT = ZERO_HASH


@dataclass(frozen=True, slots=True)
class DropStatus:
    """A drop with what is left of it at a second."""

    row: DropRow
    claimed: int
    tier_left: int
    currency_allowed: bool
    now: int

    @property
    def left(self) -> int:
        """Memberships that can still be claimed."""
        return min(self.row.supply - self.claimed, self.tier_left) if self.row.supply else self.tier_left

    @property
    def state(self) -> DropState:
        """In the order in which the contract looks."""
        if self.row.closed_at is not None:
            return "closed"
        if self.now < self.row.starts_at:
            return "not_started"
        if self.row.ends_at and self.now >= self.row.ends_at:
            return "over"
        return "open" if self.left > 0 else "sold_out"


def drop_page(reading: Reading, *, cursor: str | None = None, limit: int) -> tuple[list[DropStatus], Page]:
    """Drops by id. Raises the problem `invalid_cursor`."""
    after = decode("drops", cursor, 1)
    statement = select(DropRow).where(col(DropRow.drop_id) > (after[0] if after else 0))
    rows = reading.session.exec(statement.order_by(col(DropRow.drop_id)).limit(limit + 1)).all()
    chosen, page = cut("drops", rows, limit, lambda row: (row.drop_id,))
    return _statuses(reading, chosen), page


def find_drop(reading: Reading, drop_id: int) -> DropStatus:
    """One drop. Raises `not_found`, `not_yet_indexed`."""
    thing = Text.of("drops.unknown.drop", drop=drop_id)
    row = row_or_missing(
        reading, DropRow, drop_id, thing, lambda: Text.of("drops.unknown.newest", drop=newest(reading, DropRow.drop_id))
    )
    return _statuses(reading, [row])[0]


def claimed_by(session: Session, drop_id: int, account: str) -> int:
    """Memberships of a drop that an account (lower case) received."""
    statement = select(func.sum(col(DropClaim.quantity))).where(
        DropClaim.drop_id == drop_id, DropClaim.recipient == account
    )
    return int(session.exec(statement).one() or 0)


def shown(status: DropStatus, currencies: dict[str, Currency]) -> Drop:
    """A drop as answers carry it; its document is named, not looked up."""
    row = status.row
    return Drop(
        id=row.drop_id,
        tier_id=row.tier_id,
        state=status.state,
        starts_at=utc_or_none(row.starts_at or None),
        ends_at=utc_or_none(row.ends_at or None),
        supply=row.supply or None,
        claimed=status.claimed,
        left=status.left,
        per_wallet=row.per_wallet or None,
        price=str(from_wei_text(row.price)),
        currency=currencies[row.currency],
        allowlist_root=root_of(row),
        defined_at=utc(row.defined_at),
        closed_at=utc_or_none(row.closed_at),
        document=named(row.uri),
    )


def root_of(row: DropRow) -> str | None:
    """The Merkle root, None for a drop that is open to all."""
    return None if row.allowlist_root == NO_ROOT else row.allowlist_root


def _statuses(reading: Reading, rows: list[DropRow]) -> list[DropStatus]:
    claimed = _claimed(reading.session, [row.drop_id for row in rows])
    left = _places_left(reading.session, {row.tier_id for row in rows})
    allowed = {ZERO, *reading.session.exec(select(CurrencyRow.address).where(col(CurrencyRow.allowed)))}
    return [
        DropStatus(
            row,
            claimed=claimed.get(row.drop_id, 0),
            tier_left=left.get(row.tier_id, 0),
            currency_allowed=row.currency in allowed,
            now=reading.head.timestamp,
        )
        for row in rows
    ]


def _claimed(session: Session, drop_ids: list[int]) -> dict[int, int]:
    statement = (
        select(DropClaim.drop_id, func.sum(col(DropClaim.quantity)))
        .where(col(DropClaim.drop_id).in_(drop_ids))
        .group_by(col(DropClaim.drop_id))
    )
    return {drop_id: int(quantity) for drop_id, quantity in session.exec(statement)}


def _places_left(session: Session, tier_ids: set[int]) -> dict[int, int]:
    """A membership that lapsed has given its place back, whatever became of it; any other keeps it."""
    taken = (
        select(Membership.tier_id, func.count())
        .where(col(Membership.tier_id).in_(tier_ids), ~col(Membership.lapsed))
        .group_by(col(Membership.tier_id))
    )
    issued = dict(session.exec(taken).all())
    supplies = session.exec(select(Tier.tier_id, Tier.supply).where(col(Tier.tier_id).in_(tier_ids)))
    return {tier_id: supply - issued.get(tier_id, 0) for tier_id, supply in supplies}
