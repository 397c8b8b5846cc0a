"""Rows of vouchers that issuers handed in."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from api.vouchers.schemas import SignedVoucher
from symbia.tables.drops import VoucherUse
from symbia.tables.types import from_wei_text, to_wei_text
from symbia.tables.vouchers import Voucher

_Insert = Callable[[Any], sqlite.Insert | postgresql.Insert]
_INSERT: dict[str, _Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def kept(session: Session, issuer: str, vouchers: Iterable[SignedVoucher]) -> dict[str, Voucher]:
    """Stored vouchers of an issuer (lower case) with these uids, by uid in decimal text."""
    statement = select(Voucher).where(Voucher.issuer == issuer, col(Voucher.uid).in_(_uids(vouchers)))
    return {str(from_wei_text(row.uid)): row for row in session.exec(statement)}


def used(session: Session, issuer: str, vouchers: Iterable[SignedVoucher]) -> set[str]:
    """Which of these uids are worth nothing any more on chain, in decimal text."""
    statement = select(VoucherUse.uid).where(VoucherUse.issuer == issuer, col(VoucherUse.uid).in_(_uids(vouchers)))
    return {str(from_wei_text(uid)) for uid in session.exec(statement)}


def same(row: Voucher, voucher: SignedVoucher) -> bool:
    """Whether a stored voucher says what this one says."""
    return all(getattr(row, name) == value for name, value in _terms(voucher).items())


def store(session: Session, issuer: str, vouchers: Iterable[SignedVoucher], now: int) -> int:
    """Keep vouchers; how many are new. What another request stored meanwhile is passed over."""
    insert = _INSERT[session.get_bind().dialect.name](Voucher).on_conflict_do_nothing().returning(col(Voucher.seq))
    own = {"issuer": issuer, "stored_at": now}
    rows = ({**own, **_terms(one), "signature": one.signature} for one in vouchers)
    return sum(len(session.execute(insert.values(row)).all()) for row in rows)


def _terms(voucher: SignedVoucher) -> dict[str, str | int]:
    return {
        "uid": to_wei_text(int(voucher.uid)),
        "recipient": voucher.recipient,
        "tier_id": voucher.tier_id,
        "currency": voucher.currency,
        "price": to_wei_text(int(voucher.price)),
        "valid_from": int(voucher.valid_from.timestamp()),
        "valid_until": int(voucher.valid_until.timestamp()),
    }


def _uids(vouchers: Iterable[SignedVoucher]) -> list[str]:
    return [to_wei_text(int(one.uid)) for one in vouchers]
