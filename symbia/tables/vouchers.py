"""Vouchers that issuers handed in."""

from sqlalchemy import Index, UniqueConstraint

from symbia.tables.kinds import Service
from symbia.tables.types import address, serial, text, wei, whole


class Voucher(Service, table=True):
    """A signed voucher, as its issuer handed it in. `valid_from`, `valid_until` and `stored_at` in unix seconds."""

    __table_args__ = (
        UniqueConstraint("issuer", "uid", name="uq_voucher_issuer_uid"),
        Index("ix_voucher_recipient_seq", "recipient", "seq"),
    )

    seq: int | None = serial()
    issuer: str = address()
    uid: str = wei()
    recipient: str = address()
    tier_id: int = whole()
    currency: str = address()
    price: str = wei()
    valid_from: int = whole()
    valid_until: int = whole()
    signature: str = text()  # 0x and hex digits
    stored_at: int = whole()
