"""Selects of memberships, their tiers, what happened to them, and how many came and went day by day."""

from api.memberships.queries.days import EARLIEST, LATEST, joins
from api.memberships.queries.history import history_page
from api.memberships.queries.memberships import (
    Filters,
    expiring_page,
    member_number,
    membership_detail,
    membership_page,
)
from api.memberships.queries.tiers import find_tier, tiers

__all__ = [
    "EARLIEST",
    "LATEST",
    "Filters",
    "expiring_page",
    "find_tier",
    "history_page",
    "joins",
    "member_number",
    "membership_detail",
    "membership_page",
    "tiers",
]
