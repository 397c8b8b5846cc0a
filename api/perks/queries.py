"""Selects of perks and redemptions."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.kit.documents import named
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.rows import newest, row_or_missing
from api.kit.times import utc, utc_or_none
from api.perks.schemas import Perk, PerkPage, Redemption, RedemptionPage
from symbia.rules.addresses import checksum
from symbia.tables.perks import Perk as PerkRow
from symbia.tables.perks import Redemption as RedemptionRow
from symbia.text import Text


def perk_page(reading: Reading, *, cursor: str | None = None, limit: int) -> PerkPage:
    """Perks by id; their documents are named, not looked up. Raises the problem `invalid_cursor`."""
    after = decode("perks", cursor, 1)
    statement = select(PerkRow).where(col(PerkRow.perk_id) > (after[0] if after else 0))
    rows = reading.session.exec(statement.order_by(col(PerkRow.perk_id)).limit(limit + 1)).all()
    shown, page = cut("perks", rows, limit, lambda row: (row.perk_id,))
    redeemed = _redeemed(reading.session, [row.perk_id for row in shown])
    perks = [_perk(row, redeemed.get(row.perk_id, 0)) for row in shown]
    return PerkPage(as_of=reading.head.as_of(), perks=perks, page=page)


def perk_detail(reading: Reading, perk_id: int) -> Perk:
    """One perk; its document is named, not looked up. Raises `not_found`, `not_yet_indexed`."""
    row = find_perk(reading, perk_id)
    return _perk(row, _redeemed(reading.session, [perk_id]).get(perk_id, 0))


def find_perk(reading: Reading, perk_id: int) -> PerkRow:
    """The row. Raises `not_found`, `not_yet_indexed`."""
    thing = Text.of("perks.unknown.perk", perk=perk_id)
    return row_or_missing(
        reading, PerkRow, perk_id, thing, lambda: Text.of("perks.unknown.newest", perk=newest(reading, PerkRow.perk_id))
    )


def redemption_page(
    reading: Reading,
    *,
    perk_id: int | None = None,
    account: str | None = None,
    token_id: int | None = None,
    cursor: str | None = None,
    limit: int,
) -> RedemptionPage:
    """Redemptions, newest first; `account` in lower case. Raises the problem `invalid_cursor`."""
    filters = ((RedemptionRow.perk_id, perk_id), (RedemptionRow.account, account), (RedemptionRow.token_id, token_id))
    kind = "redemptions " + " ".join("*" if value is None else str(value) for _, value in filters)
    before = decode(kind, cursor, 1)
    statement = select(RedemptionRow).where(*(col(column) == value for column, value in filters if value is not None))
    if before is not None:
        statement = statement.where(col(RedemptionRow.redemption_id) < before[0])
    rows = reading.session.exec(statement.order_by(col(RedemptionRow.redemption_id).desc()).limit(limit + 1)).all()
    shown, page = cut(kind, rows, limit, lambda row: (row.redemption_id,))
    return RedemptionPage(as_of=reading.head.as_of(), redemptions=[_redemption(row) for row in shown], page=page)


def _redeemed(session: Session, perk_ids: Sequence[int]) -> dict[int, int]:
    statement = select(RedemptionRow.perk_id, func.count()).where(col(RedemptionRow.perk_id).in_(perk_ids))
    return dict(session.exec(statement.group_by(col(RedemptionRow.perk_id))).all())


def _perk(row: PerkRow, redeemed: int) -> Perk:
    return Perk(
        id=row.perk_id,
        paused=row.paused,
        redeemed=redeemed,
        starts_at=utc_or_none(row.starts_at or None),
        ends_at=utc_or_none(row.ends_at or None),
        min_holding_seconds=row.min_holding_seconds,
        supply=row.supply or None,
        per_membership=row.per_membership or None,
        per_wallet=row.per_wallet or None,
        tier_ids=row.tier_ids,
        defined_at=utc(row.defined_at),
        document=named(row.uri),
    )


def _redemption(row: RedemptionRow) -> Redemption:
    return Redemption(
        id=row.redemption_id,
        perk_id=row.perk_id,
        token_id=row.token_id,
        account=checksum(row.account),
        at=utc(row.at),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )
