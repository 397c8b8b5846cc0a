"""What ballots have come to."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, some
from symbia.rules.ballots.counting import Weighted, count
from symbia.rules.ballots.names import METHODS, Method
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Cursor
from symbia.tables.proposals import Proposal


def ask_tallies(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """Votes of every option, and who wins."""
    for proposal in session.exec(some(select(Proposal), limit)):
        choice: Any = col(Ballot.support) if proposal.method == "for_against" else col(Ballot.params)
        sums = select(choice, func.sum(col(Ballot.votes))).where(Ballot.proposal_number == proposal.number)
        cast = [Weighted(_number(choice), int(votes)) for choice, votes in session.exec(sums.group_by(choice))]
        found = count(_method(proposal), proposal.option_count, proposal.option_bps, cast)
        expected = {"votes": found.votes, "optionVotes": found.options, "winner": found.winner}
        what = f"tally of proposal {proposal.number}"
        yield Question(what, "BallotLens", "tallyOf", (proposal.number,), expected)


def _number(choice: int | str) -> int:
    return choice if isinstance(choice, int) else int(choice, 16)


def _method(proposal: Proposal) -> Method:
    return next(method for method in METHODS if method == proposal.method)
