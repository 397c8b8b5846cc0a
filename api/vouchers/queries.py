"""Selects of vouchers, and what has become of them on chain."""

from sqlalchemy import ColumnElement, and_, case, literal
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from api.auth.roles import ROLE_IDS
from api.kit.page import cut, decode
from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc, utc_or_none
from api.vouchers.schemas import IssuedVoucher, VoucherPage, VoucherState
from symbia.rules.addresses import checksum
from symbia.tables.brand import RoleMember
from symbia.tables.drops import VoucherUse
from symbia.tables.types import from_wei_text, to_wei_text
from symbia.tables.vouchers import Voucher
from symbia.text import Text


def voucher_page(
    reading: Reading,
    *,
    recipient: str | None = None,
    issuer: str | None = None,
    state: VoucherState | None = None,
    cursor: str | None = None,
    limit: int,
) -> VoucherPage:
    """Vouchers, newest first; addresses in lower case. Raises the problem `invalid_cursor`."""
    kind = " ".join(("vouchers", recipient or "*", issuer or "*", state or "*"))
    before, now = decode(kind, cursor, 1), reading.head.timestamp
    statement = _vouchers(now)
    for column, value in ((Voucher.recipient, recipient), (Voucher.issuer, issuer), (_state(now), state)):
        if value is not None:
            statement = statement.where(column == value)
    if before is not None:
        statement = statement.where(col(Voucher.seq) < before[0])
    rows = reading.session.exec(statement.order_by(col(Voucher.seq).desc()).limit(limit + 1)).all()
    shown, page = cut(kind, rows, limit, lambda row: (row[0].seq or 0,))
    return VoucherPage(as_of=reading.head.as_of(), vouchers=[_issued(*row) for row in shown], page=page)


def find_voucher(reading: Reading, issuer: str, uid: str) -> IssuedVoucher:
    """One voucher, by its issuer (lower case) and uid in decimal text. Raises `not_found`."""
    statement = _vouchers(reading.head.timestamp)
    row = reading.session.exec(statement.where(Voucher.issuer == issuer, Voucher.uid == to_wei_text(int(uid)))).first()
    if row is None:
        raise ProblemError("not_found", Text.of("vouchers.problem.unknown", issuer=checksum(issuer), uid=uid))
    return _issued(*row)


def _vouchers(now: int) -> Select[Voucher, VoucherUse, VoucherState]:
    used = and_(col(VoucherUse.issuer) == col(Voucher.issuer), col(VoucherUse.uid) == col(Voucher.uid))
    return select(Voucher, VoucherUse, _state(now)).join(VoucherUse, used, isouter=True)


def _state(now: int) -> ColumnElement[VoucherState]:
    """What lasts comes before what may change: used, over, without the role, too early."""
    issuer = select(RoleMember.account).where(
        RoleMember.role_id == ROLE_IDS["ISSUER"],
        RoleMember.account == Voucher.issuer,
        RoleMember.execution_delay == 0,  # the contract asks for that too
        col(RoleMember.since) <= now,
        col(RoleMember.delay_since) <= now,
    )
    return case(
        (col(VoucherUse.canceled).is_(True), literal("canceled")),
        (col(VoucherUse.canceled).is_(False), literal("redeemed")),
        (col(Voucher.valid_until) <= now, literal("expired")),
        (~issuer.exists(), literal("issuer_lost_role")),
        (col(Voucher.valid_from) > now, literal("not_yet")),
        else_=literal("usable"),
    )


def _issued(row: Voucher, use: VoucherUse | None, state: VoucherState) -> IssuedVoucher:
    return IssuedVoucher(
        issuer=checksum(row.issuer),
        uid=str(from_wei_text(row.uid)),
        recipient=checksum(row.recipient),
        tier_id=row.tier_id,
        currency=checksum(row.currency),
        price=str(from_wei_text(row.price)),
        valid_from=utc(row.valid_from),
        valid_until=utc(row.valid_until),
        signature=row.signature,
        state=state,
        token_id=use.token_id if use else None,
        used_at=utc_or_none(use.at if use else None),
        tx_hash=use.tx_hash if use else None,
        stored_at=utc(row.stored_at),
    )
