"""What was cast on proposals and what it comes to, kept until there is another ballot: most proposals are over, and
are read at every new block."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from api.facts.choices import method_of
from api.facts.power import units_at
from api.kit.reading import Reading
from symbia.rules.ballots.counting import Count, Weighted, count
from symbia.rules.outcomes import Turnout
from symbia.tables.ballots import Ballot
from symbia.tables.bookkeeping import Block
from symbia.tables.counting import lot_of
from symbia.tables.proposals import Proposal, ProposalOption


@dataclass(frozen=True, slots=True)
class Counted:
    """What was cast on a proposal, and what it comes to by the proposal's own rules."""

    turnout: Turnout
    count: Count


@dataclass(frozen=True, slots=True)
class _Alike:
    """Ballots of one choice on one proposal."""

    support: int
    params: str
    votes: int
    ballots: int


def counts_of(
    reading: Reading,
    proposals: Sequence[Proposal],
    options: Mapping[int, Sequence[ProposalOption]],
    quorums: Mapping[int, int],
) -> dict[int, Counted]:
    """By number of the proposal. `options` of each in order; none of for/against/abstain. `quorums`: votes that the
    winner of each must have; the first ballot fixed them."""
    marks = _marks(reading, [proposal.number for proposal in proposals])
    counts = {number: kept for number, mark in marks.items() if (kept := reading.kept.get(mark)) is not None}
    uncounted = [proposal for proposal in proposals if proposal.number in marks and proposal.number not in counts]
    turnouts = turnouts_of(reading.session, uncounted) if uncounted else {}
    for proposal in proposals:
        if proposal.number not in counts:
            turnout = turnouts.get(proposal.number, Turnout())
            listed, quorum = options.get(proposal.number, ()), quorums.get(proposal.number, 0)
            counts[proposal.number] = _counted(proposal, turnout, listed, quorum)
    for proposal in uncounted:
        counted = counts[proposal.number]
        reading.kept.keep(marks[proposal.number], counted, 1 + len(counted.turnout.weighted))
    return counts


def turnouts_of(session: Session, proposals: Sequence[Proposal]) -> dict[int, Turnout]:
    """By number of the proposal; one without ballots is left out. Two selects at most, however many proposals."""
    by_choice = _by_choice(session, [proposal.number for proposal in proposals])
    weighed = [proposal.number for proposal in proposals if not is_plain(proposal) and proposal.number in by_choice]
    units = _units_by_support(session, weighed)
    turnouts: dict[int, Turnout] = {}
    for proposal in proposals:
        cast = by_choice.get(proposal.number, [])
        if cast:
            behind = _votes_by_support(cast) if is_plain(proposal) else units.get(proposal.number, {})
            turnouts[proposal.number] = _turnout(proposal, cast, behind)
    return turnouts


def is_plain(proposal: Proposal) -> bool:
    """Whether units are votes: then nobody needs to look them up."""
    return proposal.curve == "units" and proposal.cap == 0


def _counted(proposal: Proposal, turnout: Turnout, options: Sequence[ProposalOption], quorum: int) -> Counted:
    method, lot = method_of(proposal), lot_of(proposal, options, turnout.participation)
    share, cast = proposal.option_bps, turnout.weighted
    return Counted(turnout, count(method, proposal.option_count, share, cast, lot, quorum=quorum))


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


def _turnout(proposal: Proposal, cast: list[_Alike], units: dict[int, int]) -> Turnout:
    simple = proposal.method == "for_against"
    return Turnout(
        weighted=tuple(Weighted(row.support if simple else int(row.params, 16), row.votes) for row in cast),
        ballots=sum(row.ballots for row in cast),
        units=sum(units.values()),
        participation=sum(sum_ for support, sum_ in units.items() if support or not simple),
    )


def _by_choice(session: Session, numbers: Sequence[int]) -> dict[int, list[_Alike]]:
    choice = (col(Ballot.proposal_number), col(Ballot.support), col(Ballot.params))
    statement = (
        select(*choice, func.sum(col(Ballot.votes)), func.count())
        .where(col(Ballot.proposal_number).in_(numbers))
        .group_by(*choice)
        .order_by(*choice)
    )
    by_choice: dict[int, list[_Alike]] = {}
    for number, support, params, votes, ballots in session.execute(statement):
        by_choice.setdefault(number, []).append(_Alike(support, params, int(votes), ballots))
    return by_choice


def _votes_by_support(cast: list[_Alike]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for row in cast:
        sums[row.support] = sums.get(row.support, 0) + row.votes
    return sums


def _units_by_support(session: Session, numbers: Sequence[int]) -> dict[int, dict[int, int]]:
    """Units of the voters at the snapshot, by proposal and support: what curve and cap do not tell."""
    if not numbers:
        return {}
    units = func.sum(units_at(col(Ballot.account), col(Proposal.snapshot_at)))
    statement = (
        select(col(Ballot.proposal_number), col(Ballot.support), units)
        .join(Proposal, col(Proposal.number) == col(Ballot.proposal_number))
        .where(col(Ballot.proposal_number).in_(numbers))
        .group_by(col(Ballot.proposal_number), col(Ballot.support))
    )
    by_support: dict[int, dict[int, int]] = {}
    for number, support, sum_ in session.execute(statement):
        by_support.setdefault(number, {})[support] = int(sum_ or 0)
    return by_support
