"""When a membership lapsed, and when it was put under notice."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from api.facts.standing.words import Times
from symbia.tables.memberships import MembershipEvent

_FIELDS = {"lapsed": "lapsed_at", "revocation_noticed": "noticed_at"}


def latest_times(session: Session, token_ids: Sequence[int]) -> dict[int, Times]:
    """The last of each by token id; nothing for a membership that never had either."""
    statement = (
        select(col(MembershipEvent.token_id), col(MembershipEvent.kind), func.max(col(MembershipEvent.at)))
        .where(col(MembershipEvent.token_id).in_(token_ids), col(MembershipEvent.kind).in_(_FIELDS))
        .group_by(col(MembershipEvent.token_id), col(MembershipEvent.kind))
    )
    found: dict[int, dict[str, int]] = {}
    for token_id, kind, at in session.execute(statement):
        found.setdefault(token_id, {})[_FIELDS[kind]] = at
    return {token_id: Times(**times) for token_id, times in found.items()}
