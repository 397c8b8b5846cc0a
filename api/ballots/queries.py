"""Selects of ballots."""

from sqlalchemy import func, tuple_
from sqlmodel import col, select

from api.addresses import checksum
from api.ballots.schemas import Ballot, BallotPage, Support
from api.page import cut, decode
from api.reading import Reading, missing
from api.reverts import Times
from api.times import utc
from indexer.models import Ballot as BallotRow
from indexer.models import Member, Proposal

SUPPORTS: tuple[Support, ...] = ("against", "for", "abstain")  # in the order of the contract's numbers


def ballot_page(reading: Reading, number: int, *, cursor: str | None = None, limit: int) -> BallotPage:
    """Ballots on a proposal, newest first. Raises `not_found`, `not_yet_indexed`, `invalid_cursor`."""
    find_proposal(reading, number)
    kind = f"ballots {number}"
    before = decode(kind, cursor, 2)
    place = (col(BallotRow.block_number), col(BallotRow.log_index))
    statement = (
        select(BallotRow, Member.number)
        .join(Member, col(Member.account) == col(BallotRow.account), isouter=True)
        .where(col(BallotRow.proposal_number) == number)
        .order_by(*(one.desc() for one in place))
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(tuple_(*place) < before)
    rows = reading.session.exec(statement).all()
    shown, page = cut(kind, rows, limit, lambda one: (one[0].block_number, one[0].log_index))
    ballots = [_ballot(row, member) for row, member in shown]
    return BallotPage(as_of=reading.head.as_of(), proposal=number, ballots=ballots, page=page)


def find_times(reading: Reading, number: int) -> tuple[str, Times]:
    """Title and voting times of a proposal. Raises `not_found`, `not_yet_indexed`."""
    row = find_proposal(reading, number)
    return row.title, Times(row.snapshot_at, row.deadline_at)


def find_proposal(reading: Reading, number: int) -> Proposal:
    """The row. Raises `not_found`, `not_yet_indexed`."""
    row = reading.session.get(Proposal, number)
    if row is None:
        newest = reading.session.exec(select(func.max(col(Proposal.number)))).one() or 0
        raise missing(reading, f"proposal {number}", f"the newest is {newest}")
    return row


def _ballot(row: BallotRow, member: int | None) -> Ballot:
    return Ballot(
        account=checksum(row.account),
        member=member,
        support=SUPPORTS[row.support],
        units=row.votes,
        reason=row.reason,
        at=utc(row.at),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )
