"""The few selects that only the page needs."""

from sqlmodel import col, select

from api.reading import Reading
from indexer.models import Ballot, Member

DEMO_MEMBERS_MAX = 1000


def own_ballot(reading: Reading, number: int, account: str) -> Ballot | None:
    """The ballot of an account (lower case) on a proposal."""
    return reading.session.get(Ballot, (number, account))


def member_numbers(reading: Reading) -> dict[str, int]:
    """Member numbers by account (lower case), the first `DEMO_MEMBERS_MAX`."""
    statement = select(Member.account, Member.number).order_by(col(Member.number)).limit(DEMO_MEMBERS_MAX)
    return dict(reading.session.exec(statement).all())
