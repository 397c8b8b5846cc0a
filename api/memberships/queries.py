"""Selects of memberships: lists, one, and those about to expire."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select, tuple_
from sqlmodel import col

from api.facts.standing import STATES, Rows, Standing, State, facts, in_states, latest_times, standings, with_words
from api.kit.page import cut, decode
from api.kit.reading import Reading, missing
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

    def select(self, now: int) -> Rows:
        """Rows for `Standing(*row)`, by token id."""
        statement = standings(now).order_by(col(Membership.token_id))
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
    found = _standings(reading, statement.limit(limit + 1))
    shown, page = cut(kind, found, limit, lambda one: (one.row.token_id,))
    return MembershipPage(as_of=reading.head.as_of(), memberships=[facts(one) for one in shown], page=page)


def expiring_page(
    reading: Reading, within: int, tier_id: int | None = None, *, cursor: str | None = None, limit: int
) -> MembershipPage:
    """Memberships whose time will be over within so many seconds of the head, soonest first.

    Raises the problem `invalid_cursor`.
    """
    kind = f"expiring {within} {'*' if tier_id is None else tier_id}"
    after = decode(kind, cursor, 2)
    now, expiry = reading.head.timestamp, effective_expiry()
    statement = Filters(tier_id, ("active", "under_notice")).select(now).where(expiry <= now + within)
    if after is not None:
        statement = statement.where(tuple_(expiry, col(Membership.token_id)) > after)
    statement = statement.order_by(None).order_by(expiry, col(Membership.token_id))
    found = _standings(reading, statement.limit(limit + 1))
    shown, page = cut(kind, found, limit, lambda one: (one.expires_at or 0, one.row.token_id))
    return MembershipPage(as_of=reading.head.as_of(), memberships=[facts(one) for one in shown], page=page)


def membership_detail(reading: Reading, token_id: int) -> MembershipDetail:
    """One membership; its reason is named, not looked up. Raises `not_found`, `not_yet_indexed`."""
    standing = find_membership(reading, token_id)
    holder = standing.row.holder
    times = latest_times(reading.session, [token_id]).get(token_id)
    delegatee = None if standing.ended else _delegatee(reading, holder)
    return MembershipDetail(
        **dict(with_words(standing, times, reading.head.timestamp)),
        member_number=None if standing.ended else member_number(reading, holder),
        delegates_to=checksum(delegatee) if delegatee and delegatee != holder else None,
    )


def find_membership(reading: Reading, token_id: int) -> Standing:
    """The membership, ended or not. Raises `not_found`, `not_yet_indexed`."""
    found = _standings(reading, standings(reading.head.timestamp).where(col(Membership.token_id) == token_id))
    if not found:
        newest = reading.session.execute(select(func.max(col(Membership.token_id)))).scalar() or 0
        raise missing(reading, f"membership {token_id}", f"issued so far: {newest}")
    return found[0]


def member_number(reading: Reading, account: str) -> int | None:
    """Number of an account (lower case), None if it never had votes."""
    row = reading.session.get(Member, account)
    return row.number if row else None


def _delegatee(reading: Reading, account: str) -> str | None:
    row = reading.session.get(Delegation, account)
    return row.delegatee if row else None


def _standings(reading: Reading, statement: Rows) -> list[Standing]:
    return [Standing(*row) for row in reading.session.execute(statement)]
