"""What the demo wallet asks of the tables."""

from sqlmodel import select

from api.kit.reading import Reading
from symbia.tables.members import Member


def member_numbers(reading: Reading) -> dict[str, int]:
    """Member numbers by account (lower case), of all members: any of them may be an account of the local chain."""
    return dict(reading.session.exec(select(Member.account, Member.number)).all())
