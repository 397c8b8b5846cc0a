"""What ballots have come to."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from indexer.audit.question import Limit, Question, some
from symbia.rules.ballots.counting import Lot, Weighted, count
from symbia.rules.ballots.names import METHODS, Method
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Cursor
from symbia.tables.counting import lot_of, quorum_terms_of, units_at
from symbia.tables.members import UnitChange
from symbia.tables.proposals import ExcludedAccount, Proposal, ProposalOption


def ask_tallies(session: Session, _: Cursor, limit: Limit) -> Iterator[Question]:
    """Votes of every option, who wins, and what lots between options are drawn from."""
    for proposal in session.exec(some(select(Proposal), limit)):
        choice: Any = col(Ballot.support) if proposal.method == "for_against" else col(Ballot.params)
        sums = select(choice, func.sum(col(Ballot.votes))).where(Ballot.proposal_number == proposal.number)
        cast = [Weighted(_number(choice), int(votes)) for choice, votes in session.exec(sums.group_by(choice))]
        lot = _lot(session, proposal)
        method, quorum = _method(proposal), _quorum_of_winner(session, proposal) if cast else 0
        found = count(method, proposal.option_count, proposal.option_bps, cast, lot, quorum=quorum)
        expected = {"votes": found.votes, "optionVotes": found.options, "winner": found.winner}
        what = f"tally of proposal {proposal.number}"
        yield Question(what, "BallotLens", "tallyOf", (proposal.number,), expected)
        if lot:
            what = f"seed of proposal {proposal.number}"
            yield Question(what, "BallotLens", "tieSeedOf", (proposal.number,), {"seed": lot.seed})


def _lot(session: Session, proposal: Proposal) -> Lot | None:
    if proposal.method != "ranked":
        return None
    of_it = ProposalOption.proposal_number == proposal.number
    options = session.exec(select(ProposalOption).where(of_it).order_by(col(ProposalOption.number))).all()
    units = func.sum(units_at(col(Ballot.account), literal(proposal.snapshot_at)))
    took_part = session.scalar(select(units).where(Ballot.proposal_number == proposal.number))
    return lot_of(proposal, options, int(took_part or 0))


def _quorum_of_winner(session: Session, proposal: Proposal) -> int:
    """Votes that the winner must have; somebody voted, so the snapshot has passed."""
    total = session.scalar(select(func.sum(UnitChange.delta)).where(col(UnitChange.at) <= proposal.snapshot_at))
    left_out = select(func.sum(units_at(col(ExcludedAccount.account), literal(proposal.snapshot_at))))
    excluded = session.scalar(left_out.where(col(ExcludedAccount.version) == proposal.exclusions))
    units = int(total or 0) - int(excluded or 0)
    return quorum_terms_of(proposal).of_winner(_method(proposal), proposal.binding, units)


def _number(choice: int | str) -> int:
    return choice if isinstance(choice, int) else int(choice, 16)


def _method(proposal: Proposal) -> Method:
    return next(method for method in METHODS if method == proposal.method)
