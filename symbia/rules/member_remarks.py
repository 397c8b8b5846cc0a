"""What a person wants to know of a list of members to be beside its problems. Whoever issues a list, and whoever only
looks at one, makes these remarks, so that they cannot differ."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from symbia.rules.member_rows import Row
from symbia.text import Text
from symbia.units import DAY


@dataclass(frozen=True, slots=True)
class UnitsToday:
    """How many units may still be given away, and from when on there may be more."""

    left: int
    again: datetime


def next_day(now: int, launch_ends_at: int) -> datetime:
    """When a count begins anew: at midnight UTC; in the launch, which is one day, at its end. Unix seconds."""
    at = launch_ends_at if now < launch_ends_at else (now // DAY + 1) * DAY
    return datetime.fromtimestamp(at, UTC)


def remarks(
    rows: Sequence[Row], units: Mapping[int, int], held: Mapping[str, Set[int]], today: UnitsToday
) -> list[Text]:
    """`units` of one membership of each tier, by its id; `held`: the tiers that those accounts of the list hold
    memberships of which hold any, by account in lower case."""
    found = []
    if same := sum(row.tier_id in held.get(row.account, ()) for row in rows):
        found.append(Text.of("memberships.list.same_tier", n=same))
    if others := sum(row.account in held and row.tier_id not in held[row.account] for row in rows):
        found.append(Text.of("memberships.list.other_tier", n=others))
    given = sum(units[row.tier_id] for row in rows)
    if given > today.left:
        found.append(Text.of("memberships.list.units_today", units=given, left=today.left, again=today.again))
    return found
