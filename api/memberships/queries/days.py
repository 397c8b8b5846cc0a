"""How many joined and left, day by day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from api.kit.times import utc
from api.memberships.schemas import Day, DaysAnswer
from symbia.tables.members import Member
from symbia.tables.memberships import Membership, MembershipEvent
from symbia.text import Text
from symbia.units import DAY

MAX_DAYS = 366
DEFAULT_DAYS = 30
_EPOCH = date(1970, 1, 1)
EARLIEST, LATEST = _EPOCH, date(9000, 1, 1)


def joins(reading: Reading, first: date | None = None, last: date | None = None) -> DaysAnswer:
    """One entry for every day from `first` to `last`, UTC, both counted; without them, the 30 days to the head's.

    Raises the problem `invalid_request` for days in the wrong order or too many.
    """
    last = last or (first + timedelta(days=DEFAULT_DAYS - 1) if first else utc(reading.head.timestamp).date())
    first = first or last - timedelta(days=min(DEFAULT_DAYS - 1, (last - _EPOCH).days))
    _require_range(first, last)
    issued = _per_day(reading, Membership.issued_at, first, last)
    members = _per_day(reading, Member.registered_at, first, last)
    ended = _per_day(reading, Membership.ended_at, first, last)
    lapsed = _per_day(reading, MembershipEvent.at, first, last, col(MembershipEvent.kind) == "lapsed")
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return DaysAnswer(
        as_of=reading.head.as_of(),
        days=[
            Day(
                day=day,
                memberships=issued.get(day, 0),
                members=members.get(day, 0),
                ended=ended.get(day, 0),
                lapsed=lapsed.get(day, 0),
            )
            for day in days
        ],
    )


def _require_range(first: date, last: date) -> None:
    if first > last:
        raise ProblemError(
            "invalid_request", Text.of("memberships.problem.days_in_wrong_order", first=str(first), last=str(last))
        )
    if (last - first).days >= MAX_DAYS:
        raise ProblemError(
            "invalid_request", Text.of("memberships.problem.too_many_days", n=MAX_DAYS, first=str(first))
        )


def _per_day(reading: Reading, column: Any, first: date, last: date, *where: Any) -> dict[date, int]:
    seconds = col(column)
    number = seconds // DAY
    statement = (
        select(number, func.count())
        .where(seconds >= _start(first), seconds < _start(last) + DAY, *where)
        .group_by(number)
    )
    return {_EPOCH + timedelta(days=day): count for day, count in reading.session.execute(statement)}


def _start(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
