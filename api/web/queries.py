"""The few selects that only the page needs."""

from sqlmodel import col, select

from api.kit.reading import Reading
from api.relay.queries import find_receipt
from api.relay.schemas import Receipt
from api.relay.standing import Standing
from symbia.tables import Ballot, Member, SignedBallot

DEMO_MEMBERS_MAX = 1000


def own_ballot(reading: Reading, number: int, account: str) -> Ballot | None:
    """The ballot of an account (lower case) on a proposal."""
    return reading.session.get(Ballot, (number, account))


def last_receipt(reading: Reading, number: int, account: str, relay: Standing) -> Receipt | None:
    """What became of the ballot that an account (lower case) signed last on a proposal; None if it signed none."""
    statement = (
        select(SignedBallot.receipt)
        .where(SignedBallot.proposal_number == number, SignedBallot.account == account)
        .order_by(col(SignedBallot.seq).desc())
    )
    receipt = reading.session.exec(statement).first()
    return find_receipt(reading, receipt, relay) if receipt else None


def member_numbers(reading: Reading) -> dict[str, int]:
    """Member numbers by account (lower case), the first `DEMO_MEMBERS_MAX`."""
    statement = select(Member.account, Member.number).order_by(col(Member.number)).limit(DEMO_MEMBERS_MAX)
    return dict(reading.session.exec(statement).all())
