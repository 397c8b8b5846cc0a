"""Selects of memberships with their state that several domains need."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from api.facts.membership.explaining import EventTimes
from api.facts.membership.state import MembershipStatus, StatusRows, select_statuses
from api.kit.reading import Reading, missing
from symbia.tables.memberships import Membership, MembershipEvent
from symbia.text import Text

_FIELDS = {"lapsed": "lapsed_at", "revocation_noticed": "noticed_at"}


def find_membership(reading: Reading, token_id: int) -> MembershipStatus:
    """The membership, ended or not. Raises `not_found`, `not_yet_indexed`."""
    statement = select_statuses(reading.head.timestamp).where(col(Membership.token_id) == token_id)
    matches = statuses(reading, statement)
    if not matches:
        newest = reading.session.execute(select(func.max(col(Membership.token_id)))).scalar() or 0
        thing = Text.of("memberships.unknown.membership", token=token_id)
        raise missing(reading, thing, Text.of("memberships.unknown.issued", n=newest))
    return matches[0]


def memberships_held(reading: Reading, account: str, limit: int) -> list[MembershipStatus]:
    """Memberships that an account (lower case) holds at the head, by token id, at most `limit`."""
    statement = select_statuses(reading.head.timestamp).where(col(Membership.holder) == account)
    return statuses(reading, statement.order_by(col(Membership.token_id)).limit(limit))


def statuses(reading: Reading, statement: StatusRows) -> list[MembershipStatus]:
    """What a statement made of `select_statuses` selects."""
    return [MembershipStatus(*row) for row in reading.session.execute(statement)]


def latest_times(session: Session, token_ids: Sequence[int]) -> dict[int, EventTimes]:
    """The last lapse and the last notice by token id; nothing for a membership that never had either."""
    statement = (
        select(col(MembershipEvent.token_id), col(MembershipEvent.kind), func.max(col(MembershipEvent.at)))
        .where(col(MembershipEvent.token_id).in_(token_ids), col(MembershipEvent.kind).in_(_FIELDS))
        .group_by(col(MembershipEvent.token_id), col(MembershipEvent.kind))
    )
    times: dict[int, dict[str, int]] = {}
    for token_id, kind, at in session.execute(statement):
        times.setdefault(token_id, {})[_FIELDS[kind]] = at
    return {token_id: EventTimes(**fields) for token_id, fields in times.items()}
