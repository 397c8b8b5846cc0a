"""What the demo wallet asks of the tables."""

from sqlmodel import col, select

from api.kit.reading import Reading
from symbia.tables.members import Member

DEMO_MEMBERS_MAX = 1000


def member_numbers(reading: Reading) -> dict[str, int]:
    """Member numbers by account (lower case), the first `DEMO_MEMBERS_MAX`."""
    statement = select(Member.account, Member.number).order_by(col(Member.number)).limit(DEMO_MEMBERS_MAX)
    return dict(reading.session.exec(statement).all())
