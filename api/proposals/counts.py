"""Counts of proposals, kept until there is another ballot: most proposals are over, and are read at every new block."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from api.facts.choices import method_of
from api.kit.reading import Reading
from api.proposals.casting import Cast, cast_on
from symbia.rules.ballots.counting import Count, count
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Block
from symbia.tables.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Counted:
    """What was cast on a proposal, and what it comes to by the proposal's own rules."""

    cast: Cast
    count: Count


def counts_of(reading: Reading, proposals: Sequence[Proposal]) -> dict[int, Counted]:
    """By number of the proposal."""
    marks = _marks(reading, [one.number for one in proposals])
    known = {number: kept for number, mark in marks.items() if (kept := reading.kept.get(mark)) is not None}
    left = [one for one in proposals if one.number in marks and one.number not in known]
    casts = cast_on(reading.session, left) if left else {}
    for one in proposals:
        if one.number not in known:
            known[one.number] = _counted(one, casts.get(one.number, Cast()))
    for one in left:
        reading.kept.keep(marks[one.number], known[one.number], 1 + len(known[one.number].cast.weighted))
    return known


def _counted(proposal: Proposal, cast: Cast) -> Counted:
    return Counted(cast, count(method_of(proposal), proposal.option_count, proposal.option_bps, cast.weighted))


def _marks(reading: Reading, numbers: Sequence[int]) -> dict[int, Hashable]:
    """What stays the same as long as the ballots do, by number of the proposal; one without ballots is left out.

    The hash of the block with the newest ballot stands for all before it. Where old blocks were forgotten there is
    none, but then no reorg reaches that block, and the ballot's transaction tells it from another chain's.
    """
    of_it = col(Ballot.proposal_number) == col(Proposal.number)
    newest = select(func.max(col(Ballot.block_number))).where(of_it).correlate(Proposal).scalar_subquery()
    mark = (col(Proposal.number), col(Ballot.block_number), col(Block.hash))
    statement = (
        select(*mark, func.max(col(Ballot.log_index)), func.max(col(Ballot.tx_hash)))
        .join(Ballot, of_it & (col(Ballot.block_number) == newest))
        .join(Block, col(Block.number) == col(Ballot.block_number), isouter=True)
        .where(col(Proposal.number).in_(numbers))
        .group_by(*mark)
    )
    return {row[0]: ("count", reading.head.rebuilds, *row) for row in reading.session.execute(statement)}
