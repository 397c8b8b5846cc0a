"""What readers of memberships are asked with: filters, and spans of time."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, Field

from api.facts.membership import State
from api.kit.inputs import Day, IdQuery
from api.kit.validation import InvalidInput
from api.memberships.queries import EARLIEST, LATEST
from symbia.units import CENTURY, DAY, HOUR, MINUTE

_SECONDS = {"d": DAY, "h": HOUR, "m": MINUTE}
_LONGEST = CENTURY  # no membership lasts longer


def span_seconds(text: str) -> int:
    """Seconds of a span such as `30d`, `12h` or `45m` that was found right."""
    return int(text[:-1]) * _SECONDS[text[-1]]


def _span(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,5}[dhm]", text) or span_seconds(text) > _LONGEST:
        raise InvalidInput.of("memberships.input.span")
    return text


StateQuery = Annotated[
    list[State] | None, Query(max_length=6, description="One or several: `?state=expired&state=lapsed`; all without it")
]
TierQuery = Annotated[IdQuery, Query(description="Only of this tier")]
Within = Annotated[
    str,
    AfterValidator(_span),
    Query(description="Days, hours or minutes from the head on", examples=["30d", "12h", "45m"]),
]
DayQuery = Annotated[
    Annotated[Day, Field(ge=EARLIEST, le=LATEST)] | None,
    Query(description="A day, UTC", examples=["2026-03-01"]),
]
