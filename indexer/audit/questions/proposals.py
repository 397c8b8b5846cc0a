"""How many proposals there are."""

from collections.abc import Iterator

from sqlmodel import Session

from indexer.audit.question import Limit, Question, counted
from symbia.tables.bookkeeping import Cursor
from symbia.tables.proposals import Proposal


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("BrandGovernor", "latestProposalId", Proposal))
