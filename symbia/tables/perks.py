"""Perks and their redemptions."""

from sqlalchemy import JSON, Index
from sqlmodel import Field

from symbia.tables.kinds import InTransaction, OfBlock, Projection
from symbia.tables.types import address, text, whole


class Perk(OfBlock, Projection, table=True):
    """Terms are fixed on chain. A limit of 0 is no limit; an empty `tier_ids` is every tier."""

    perk_id: int = whole(primary_key=True)
    starts_at: int = whole()
    ends_at: int = whole()
    min_holding_seconds: int = whole()
    supply: int = whole()
    per_membership: int = whole()
    per_wallet: int = whole()
    tier_ids: list[int] = Field(sa_type=JSON)
    uri: str = text()
    paused: bool = False
    defined_at: int = whole()


class Redemption(InTransaction, OfBlock, Projection, table=True):
    __table_args__ = (
        Index("ix_redemption_perk_token", "perk_id", "token_id"),
        Index("ix_redemption_account", "account"),
    )

    redemption_id: int = whole(primary_key=True)
    perk_id: int = whole()
    token_id: int = whole()
    account: str = address()
