"""Selects of memberships: lists, one, and those about to expire."""

from dataclasses import dataclass

from sqlalchemy import or_, select, tuple_
from sqlmodel import col

from api.facts.membership import (
    STATES,
    State,
    StatusRows,
    as_answer,
    explained,
    find_membership,
    in_states,
    latest_times,
    select_statuses,
    statuses,
)
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.memberships.schemas import MembershipDetail, MembershipPage
from symbia.rules.addresses import checksum
from symbia.tables.members import Delegation, Member
from symbia.tables.memberships import Membership, MembershipTransfer, effective_expiry


@dataclass(frozen=True, slots=True)
class Filters:
    """Which memberships; `holder` in lower case. A membership that ended counts as its last holder's."""

    tier_id: int | None = None
    states: tuple[State, ...] = ()
    holder: str | None = None

    def kind(self, name: str) -> str:
        """Names the list and its filters in a cursor."""
        states = "".join(str(place) for place, state in enumerate(STATES) if state in self.states)
        return f"{name} {self.tier_id if self.tier_id is not None else '*'} {states or '*'} {self.holder or '*'}"

    def select(self, now: int) -> StatusRows:
        """Rows for `MembershipStatus(*row)`, by token id."""
        statement = select_statuses(now).order_by(col(Membership.token_id))
        if self.tier_id is not None:
            statement = statement.where(col(Membership.tier_id) == self.tier_id)
        if self.states:
            statement = statement.where(in_states(self.states, now))
        if self.holder is not None:
            mine = or_(col(Membership.holder) == self.holder, col(Membership.last_holder) == self.holder)
            received = select(col(MembershipTransfer.token_id)).where(col(MembershipTransfer.recipient) == self.holder)
            statement = statement.where(col(Membership.token_id).in_(received), mine)
        return statement


def membership_page(reading: Reading, filters: Filters, *, cursor: str | None = None, limit: int) -> MembershipPage:
    """Memberships by token id. Raises the problem `invalid_cursor`."""
    kind = filters.kind("memberships")
    after = decode(kind, cursor, 1)
    statement = filters.select(reading.head.timestamp)
    if after is not None:
        statement = statement.where(col(Membership.token_id) > after[0])
    selected = statuses(reading, statement.limit(limit + 1))
    shown, page = cut(kind, selected, limit, lambda status: (status.row.token_id,))
    return MembershipPage(as_of=reading.head.as_of(), memberships=[as_answer(status) for status in shown], page=page)


def expiring_page(
    reading: Reading, within: int, tier_id: int | None = None, *, cursor: str | None = None, limit: int
) -> MembershipPage:
    """Memberships whose time will be over `within` seconds of the head, soonest first.

    Raises the problem `invalid_cursor`.
    """
    kind = f"expiring {within} {'*' if tier_id is None else tier_id}"
    after = decode(kind, cursor, 2)
    now, expiry = reading.head.timestamp, effective_expiry()
    statement = Filters(tier_id, ("active", "under_notice")).select(now).where(expiry <= now + within)
    if after is not None:
        statement = statement.where(tuple_(expiry, col(Membership.token_id)) > after)
    statement = statement.order_by(None).order_by(expiry, col(Membership.token_id))
    selected = statuses(reading, statement.limit(limit + 1))
    shown, page = cut(kind, selected, limit, lambda status: (status.expires_at or 0, status.row.token_id))
    return MembershipPage(as_of=reading.head.as_of(), memberships=[as_answer(status) for status in shown], page=page)


def membership_detail(reading: Reading, token_id: int) -> MembershipDetail:
    """One membership; its reason is named, not looked up. Raises `not_found`, `not_yet_indexed`."""
    status = find_membership(reading, token_id)
    holder = status.row.holder
    times = latest_times(reading.session, [token_id]).get(token_id)
    delegatee = None if status.ended else _delegatee(reading, holder)
    return MembershipDetail(
        **dict(explained(status, times, reading.head.timestamp)),
        member_number=None if status.ended else member_number(reading, holder),
        delegates_to=checksum(delegatee) if delegatee and delegatee != holder else None,
    )


def member_number(reading: Reading, account: str) -> int | None:
    """Number of an account (lower case), None if it never had votes."""
    row = reading.session.get(Member, account)
    return row.number if row else None


def _delegatee(reading: Reading, account: str) -> str | None:
    row = reading.session.get(Delegation, account)
    return row.delegatee if row else None
