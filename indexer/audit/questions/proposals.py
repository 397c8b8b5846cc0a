"""How many proposals there are, and their bounds."""

from collections.abc import Iterator

from sqlmodel import Session, select

from indexer.audit.question import Limit, Question, counted, some
from symbia.rules.proposals import REACHES
from symbia.tables.bookkeeping import Cursor
from symbia.tables.proposals import Proposal


def ask_bounds(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """What each proposal may touch, what its quorum is made from, and who cannot cancel it."""
    for proposal in session.exec(some(select(Proposal), limit)):
        number = proposal.number
        frozen = {
            "typeId": proposal.type_id,
            "quorumBase": proposal.quorum_base,
            "quorumLeast": proposal.quorum_least,
            "reach": REACHES.index(proposal.reach),
        }
        yield Question(f"rules of proposal {number}", "BrandGovernor", "proposalRules", (number,), frozen)
        beyond = {"value": proposal.beyond_guardian}
        yield Question(f"guardians and proposal {number}", "BrandGovernor", "isBeyondGuardian", (number,), beyond)


def ask_counters(session: Session, _: Cursor, __: Limit) -> Iterator[Question]:
    """How many there are."""
    yield from counted(session, ("BrandGovernor", "latestProposalId", Proposal))
