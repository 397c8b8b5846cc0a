"""What votes an account had at a second, and why: one explanation for members, proposals, ballots and the page."""

from api.facts.power.evidence import power_at, votes_at
from api.facts.power.schemas import Excluded, Power, Reason
from api.facts.power.voting import Voting, curve_of, is_excluded, voting_power
from symbia.tables.counting import units_at

__all__ = [
    "Excluded",
    "Power",
    "Reason",
    "Voting",
    "curve_of",
    "is_excluded",
    "power_at",
    "units_at",
    "votes_at",
    "voting_power",
]
