"""Where a membership stands at a second: one judgement for memberships, members, perks and the page."""

from api.facts.standing.facts import Membership, facts, with_words
from api.facts.standing.judging import STATES, Rows, Standing, State, in_states, shown_state, standings
from api.facts.standing.times import latest_times
from api.facts.standing.words import explain

__all__ = [
    "STATES",
    "Membership",
    "Rows",
    "Standing",
    "State",
    "explain",
    "facts",
    "in_states",
    "latest_times",
    "shown_state",
    "standings",
    "with_words",
]
