"""The proposal that a request names."""

from sqlalchemy import func
from sqlmodel import col, select

from api.kit.reading import Reading, missing
from symbia.tables.proposals import Proposal
from symbia.text import Text


def find_proposal(reading: Reading, number: int) -> Proposal:
    """Its row. Raises `not_found`, `not_yet_indexed`."""
    row = reading.session.get(Proposal, number)
    if row is None:
        newest = reading.session.exec(select(func.max(col(Proposal.number)))).one()
        highest = Text.of("proposals.unknown.newest", number=newest) if newest else Text("proposals.unknown.none")
        raise missing(reading, Text.of("proposals.unknown.proposal", number=number), highest)
    return row
