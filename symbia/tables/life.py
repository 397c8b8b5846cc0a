"""What time has made of a membership, as SQL over Membership joined with its Tier."""

from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, case, func, literal, null
from sqlmodel import col

from symbia.tables.membership import Membership, Tier

State = Literal["active", "expired", "lapsed", "ended"]


def effective_expiry() -> ColumnElement[int | None]:
    """First second at which the membership is expired, unix seconds; NULL for never."""
    first_period = col(Membership.issued_at) + col(Tier.duration)
    expiry = func.coalesce(col(Membership.expires_at), first_period, type_=BigInteger)
    return case((col(Tier.duration) > 0, expiry), else_=null())


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
