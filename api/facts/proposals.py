"""Finding a proposal: one way, one 404."""

from sqlmodel import col, select

from api.kit.reading import Reading, missing
from symbia.tables.proposals import Proposal
from symbia.text import Text


def find_proposal(reading: Reading, number: int) -> Proposal:
    """The row. Raises the problems `not_found` and `not_yet_indexed`."""
    row = reading.session.get(Proposal, number)
    if row is None:
        newest = reading.session.exec(select(Proposal.number).order_by(col(Proposal.number).desc()).limit(1)).first()
        what_exists = Text.of("proposals.unknown.newest", n=newest) if newest else Text("proposals.unknown.none")
        raise missing(reading, Text.of("proposals.unknown.proposal", number=number), what_exists)
    return row
