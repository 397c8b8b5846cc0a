"""Tiers, memberships and what happened to them; what time has made of them, as SQL."""

from typing import Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Index,
    case,
    func,
    literal,
    null,
)
from sqlmodel import Field, col

from symbia.tables.kinds import AtLog, InTransaction, OfBlock, OneRow, Projection
from symbia.tables.types import address, text, whole

State = Literal["active", "expired", "lapsed", "ended"]


class Tier(OfBlock, Projection, table=True):
    """What a tier sells. `supply` and royalty only ever go down; `uri` and `image_uri` are `ipfs://`."""

    tier_id: int = whole(primary_key=True)
    units: int = whole()
    supply: int = whole()
    duration: int = whole()  # seconds of one period; 0 for life
    transferable: bool
    royalty_bps: int = whole()
    royalty_receiver: str = address()
    name: str = text()
    uri: str = text(default="")
    image_uri: str = text(default="")
    defined_at: int = whole()


class Collection(OneRow, Projection, table=True):
    """The one row of what all memberships share. Once frozen, nothing here changes, and of the tiers 1 to
    `frozen_tiers` no document does."""

    contract_uri: str = text(default="")
    renderer: str = address(default="")
    metadata_frozen: bool = False
    frozen_tiers: int = whole(default=0)


class Membership(OfBlock, Projection, table=True):
    """A membership as events left it. Time alone lets it expire: see `symbia.tables.life`."""

    token_id: int = whole(primary_key=True)
    tier_id: int = whole(index=True)
    holder: str = address(index=True)  # the zero address once ended
    units: int = whole()  # 0 once lapsed or ended
    locked: bool = False  # ERC-5192: soulbound or under notice
    issued_at: int = whole()
    acquired_at: int = whole()  # since when the holder, or the last one, holds it in its tier without a break
    expires_at: int | None = whole(default=None, nullable=True)  # set by a renewal or a change of tier only
    lapsed: bool = False  # stays when it ends: it has given its place back
    revocable_at: int | None = whole(default=None, nullable=True)  # of the notice it is under
    revocation_reason_uri: str | None = text(default=None, nullable=True)  # of that notice; stays when it is revoked
    ended_at: int | None = whole(default=None, nullable=True)
    revoked: bool = False  # ended by the brand, not by the holder
    last_holder: str | None = address(default=None, nullable=True)  # who held it when it ended


class MembershipTransfer(InTransaction, AtLog, Projection, table=True):
    """Every change of holder; from the zero address at issue, to it at the end."""

    __table_args__ = (
        Index("ix_membership_transfer_token_id", "token_id"),
        Index("ix_membership_transfer_recipient", "recipient"),
    )

    token_id: int = whole()
    sender: str = address()
    recipient: str = address()


class MembershipEvent(InTransaction, AtLog, Projection, table=True):
    """What happened to a membership after its issue, other than transfers.

    kind                    details
    renewed                 expires_at, units_restored
    tier_changed            tier_id, expires_at (null for life), previous_units, units
    lapsed                  units (that stopped counting)
    revocation_noticed      revocable_at, reason_uri
    revocation_withdrawn    (by the brand)
    revocation_dismissed    (by a proposal)
    burnt, revoked          holder, units (that stopped counting)
    """

    token_id: int = whole(index=True)
    kind: str = text()
    details: dict[str, Any] = Field(sa_type=JSON)


class TokenApproval(OfBlock, Projection, table=True):
    """The account approved to move one membership. A transfer ends the approval."""

    token_id: int = whole(primary_key=True)
    account: str = address()


class OperatorApproval(OfBlock, Projection, table=True):
    owner: str = address(primary_key=True)
    operator: str = address(primary_key=True)


def effective_expiry() -> ColumnElement[int | None]:
    """First second at which the membership is expired, unix seconds; NULL for never."""
    first_period = col(Membership.issued_at) + col(Tier.duration)
    expiry = func.coalesce(col(Membership.expires_at), first_period, type_=BigInteger)
    return case((col(Tier.duration) > 0, expiry), else_=null())


def lapsable_at(grace: ColumnElement[int]) -> ColumnElement[int | None]:
    """First second at which anybody may lapse it, unix seconds; NULL for never. `grace`: the contract's, in seconds."""
    return effective_expiry() + case((col(Tier.duration) < grace, col(Tier.duration)), else_=grace)


def state_at(at: int) -> ColumnElement[State]:
    """State of the membership at `at`, unix seconds, not before the last indexed event.

    The first three are the contract's. A notice of revocation is no state: it is `Membership.revocable_at`.
    """
    return case(
        (col(Membership.ended_at).is_not(None), literal("ended")),
        (col(Membership.lapsed), literal("lapsed")),
        (effective_expiry() <= at, literal("expired")),
        else_=literal("active"),
    )
