"""The state of memberships at the indexed head, in SQL: the contract's own, a notice of revocation, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, literal, or_, select
from sqlmodel import col

from symbia.tables.brand import ContractSetting
from symbia.tables.memberships import Membership, Tier, effective_expiry, lapsable_at, state_at

State = Literal["active", "under_notice", "expired", "lapsed", "burnt", "revoked"]
STATES: tuple[State, ...] = get_args(State)
StatusRows = Select[Membership, Tier, int | None, State, int | None]


@dataclass(frozen=True, slots=True)
class MembershipStatus:
    """A membership with what time has made of it. Times in unix seconds, None for never; from `lapsable_at` on anybody
    may lapse it."""

    row: Membership
    tier: Tier
    expires_at: int | None
    state: State
    lapsable_at: int | None = None

    @property
    def ended(self) -> bool:
        """True once it is burnt or revoked."""
        return self.row.ended_at is not None

    @property
    def in_force(self) -> bool:
        """What perks ask for: active, and not under notice."""
        return self.state == "active"


def select_statuses(now: int) -> StatusRows:
    """Rows for `MembershipStatus(*row)`: memberships, their tiers, and what they are at `now`, the head's second."""
    named = (col(ContractSetting.contract) == "BrandMembership", col(ContractSetting.name) == "grace")
    grace = select(cast(col(ContractSetting.value), BigInteger)).where(*named).scalar_subquery()
    times = (effective_expiry().label("expiry"), shown_state(now), lapsable_at(grace).label("lapsable"))
    return select(Membership, Tier, *times).join(Tier, col(Tier.tier_id) == col(Membership.tier_id))


def shown_state(now: int) -> ColumnElement[State]:
    """A `State`. An expired membership that is under notice as well is expired: its notice stands beside the state."""
    state = state_at(now)
    return case(
        (and_(state == "ended", col(Membership.revoked)), literal("revoked")),
        (state == "ended", literal("burnt")),
        (and_(state == "active", col(Membership.revocable_at).is_not(None)), literal("under_notice")),
        else_=state,
    ).label("shown_state")


def in_states(states: Sequence[State], now: int) -> ColumnElement[bool]:
    """True for memberships in one of these states."""
    return or_(*(shown_state(now) == state for state in states))
