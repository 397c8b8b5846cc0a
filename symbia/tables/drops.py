"""MembershipDrops: what is sold, for what, and what was paid. Prices and payments in wei or an ERC-20's smallest unit;
the zero address as `currency` is ETH."""

from sqlalchemy import Index

from symbia.tables.kinds import AtLog, InTransaction, OfBlock, Projection
from symbia.tables.types import address, hash32, text, wei, whole


class Drop(OfBlock, Projection, table=True):
    """Terms are fixed on chain. A limit or an end of 0 is none; a root of zeros is no allowlist."""

    __tablename__ = "membership_drop"  # DROP is a word of SQL

    drop_id: int = whole(primary_key=True)
    tier_id: int = whole(index=True)
    starts_at: int = whole()
    ends_at: int = whole()
    supply: int = whole()
    per_wallet: int = whole()
    currency: str = address()
    price: str = wei()  # of one membership
    allowlist_root: str = hash32()
    uri: str = text()
    closed_at: int | None = whole(default=None, nullable=True)
    defined_at: int = whole()


class DropClaim(InTransaction, AtLog, Projection, table=True):
    """`quantity` memberships from `first_token_id` on; `paid` for all of them."""

    __table_args__ = (Index("ix_drop_claim_drop_recipient", "drop_id", "recipient"),)

    drop_id: int = whole()
    recipient: str = address()
    payer: str = address()
    first_token_id: int = whole()
    quantity: int = whole()
    paid: str = wei()


class Currency(OfBlock, Projection, table=True):
    """An ERC-20 that was ever allowed. ETH always is and has no row."""

    address: str = address(primary_key=True)
    allowed: bool


class TierPrice(OfBlock, Projection, table=True):
    """What one period of a tier, or a membership for life, is worth; no row: it cannot be paid in this currency."""

    tier_id: int = whole(primary_key=True)
    currency: str = address(primary_key=True)
    price: str = wei()
    since: int = whole()


class RenewalSale(InTransaction, AtLog, Projection, table=True):
    token_id: int = whole(index=True)
    payer: str = address()
    periods: int = whole()
    currency: str = address()
    paid: str = wei()
    expires_at: int = whole()


class TierChangeSale(InTransaction, AtLog, Projection, table=True):
    token_id: int = whole(index=True)
    payer: str = address()
    from_tier_id: int = whole()
    to_tier_id: int = whole()
    currency: str = address()
    paid: str = wei()


class VoucherUse(InTransaction, OfBlock, Projection, table=True):
    """An issuer's uid that is worth nothing any more: redeemed, or canceled and then without recipient and payment."""

    issuer: str = address(primary_key=True)
    uid: str = wei(primary_key=True)
    canceled: bool
    recipient: str | None = address(default=None, nullable=True)
    payer: str | None = address(default=None, nullable=True)
    token_id: int | None = whole(default=None, nullable=True)
    currency: str | None = address(default=None, nullable=True)
    paid: str | None = wei(default=None, nullable=True)
