"""Selects of ballots."""

from collections.abc import Sequence

from sqlalchemy import literal, tuple_
from sqlalchemy import select as rows
from sqlmodel import col

from api.ballots.schemas import Ballot, BallotPage
from api.facts.choices import in_words, labels_of, method_of, number_cast, written
from api.facts.power import units_at
from api.facts.proposals import find_proposal
from api.kit.page import cut, decode
from api.kit.reading import Reading
from api.kit.times import utc
from symbia.rules.addresses import checksum
from symbia.tables.ballots import Ballot as BallotRow
from symbia.tables.members import Member
from symbia.tables.proposals import Proposal


def ballot_page(reading: Reading, number: int, *, cursor: str | None = None, limit: int) -> BallotPage:
    """Ballots on a proposal, newest first. Raises `not_found`, `not_yet_indexed`, `invalid_cursor`."""
    proposal = find_proposal(reading, number)
    kind = f"ballots {number}"
    before = decode(kind, cursor, 2)
    place = (col(BallotRow.block_number), col(BallotRow.log_index))
    units = units_at(col(BallotRow.account), literal(proposal.snapshot_at))
    statement = (
        rows(BallotRow, col(Member.number), units)
        .join(Member, col(Member.account) == col(BallotRow.account), isouter=True)
        .where(col(BallotRow.proposal_number) == number)
        .order_by(*(column.desc() for column in place))
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(tuple_(*place) < before)
    selected = reading.session.execute(statement).all()
    shown, page = cut(kind, selected, limit, lambda row: (row[0].block_number, row[0].log_index))
    labels = labels_of(reading.session, number)
    ballots = [_ballot(proposal, labels, row, member, sum_) for row, member, sum_ in shown]
    return BallotPage(
        as_of=reading.head.as_of(), proposal=number, method=method_of(proposal), ballots=ballots, page=page
    )


def _ballot(proposal: Proposal, labels: Sequence[str], row: BallotRow, member: int | None, units: int | None) -> Ballot:
    number = number_cast(proposal, row)
    choice = written(proposal, number)
    return Ballot(
        account=checksum(row.account),
        member=member,
        choice=choice,
        choice_number=str(number),
        words=in_words(method_of(proposal), choice, labels),
        votes=row.votes,
        units=units or 0,
        reason=row.reason,
        at=utc(row.at),
        block=row.block_number,
        tx_hash=row.tx_hash,
    )
