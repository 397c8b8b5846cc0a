"""Finding a proposal: one way, one 404."""

from api.kit.reading import Reading
from api.kit.rows import newest, row_or_missing
from symbia.tables.proposals import Proposal
from symbia.text import Text


def find_proposal(reading: Reading, number: int) -> Proposal:
    """The row. Raises the problems `not_found` and `not_yet_indexed`."""
    thing = Text.of("proposals.unknown.proposal", number=number)
    return row_or_missing(reading, Proposal, number, thing, lambda: _what_exists(reading))


def _what_exists(reading: Reading) -> Text:
    last = newest(reading, Proposal.number)
    return Text.of("proposals.unknown.newest", n=last) if last else Text("proposals.unknown.none")
