"""What a membership is at a second: one judgement for memberships, members, perks and the page."""

from api.facts.membership.explaining import EventTimes, explain
from api.facts.membership.queries import find_membership, latest_times, memberships_held, statuses
from api.facts.membership.schemas import Membership, as_answer, explained
from api.facts.membership.state import (
    STATES,
    MembershipStatus,
    State,
    StatusRows,
    in_states,
    select_statuses,
    shown_state,
)

__all__ = [
    "STATES",
    "EventTimes",
    "Membership",
    "MembershipStatus",
    "State",
    "StatusRows",
    "as_answer",
    "explain",
    "explained",
    "find_membership",
    "in_states",
    "latest_times",
    "memberships_held",
    "select_statuses",
    "shown_state",
    "statuses",
]
