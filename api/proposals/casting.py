"""Selects of what was cast: ballots by choice, and the units behind them. Two at most, however many proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from api.facts.power import units_at
from symbia.rules.ballots.counting import Weighted
from symbia.tables.ballots import Ballot
from symbia.tables.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Cast:
    """What was cast on one proposal. `weighted`: votes by choice. `units` of all voters at the snapshot, before curve
    and cap; `participation`: those that count for the quorum, all but against in a for/against/abstain proposal."""

    weighted: tuple[Weighted, ...] = ()
    ballots: int = 0
    units: int = 0
    participation: int = 0


def cast_on(session: Session, proposals: Sequence[Proposal]) -> dict[int, Cast]:
    """By number of the proposal; one without ballots is left out."""
    grouped = _by_choice(session, [one.number for one in proposals])
    units = _units_by_support(session, [one.number for one in proposals if not is_plain(one) and one.number in grouped])
    found: dict[int, Cast] = {}
    for one in proposals:
        rows = grouped.get(one.number, [])
        if not rows:
            continue
        behind = units.get(one.number) if not is_plain(one) else _votes_by_support(rows)
        found[one.number] = _cast(one, rows, behind or {})
    return found


def is_plain(proposal: Proposal) -> bool:
    """Whether units are votes: then nobody needs to look them up."""
    return proposal.curve == "units" and proposal.cap == 0


@dataclass(frozen=True, slots=True)
class _Row:
    support: int
    params: str
    votes: int
    ballots: int


def _cast(proposal: Proposal, rows: list[_Row], units: dict[int, int]) -> Cast:
    simple = proposal.method == "for_against"
    return Cast(
        weighted=tuple(Weighted(one.support if simple else int(one.params, 16), one.votes) for one in rows),
        ballots=sum(one.ballots for one in rows),
        units=sum(units.values()),
        participation=sum(sum_ for support, sum_ in units.items() if support or not simple),
    )


def _by_choice(session: Session, numbers: Sequence[int]) -> dict[int, list[_Row]]:
    choice = (col(Ballot.proposal_number), col(Ballot.support), col(Ballot.params))
    statement = (
        select(*choice, func.sum(col(Ballot.votes)), func.count())
        .where(col(Ballot.proposal_number).in_(numbers))
        .group_by(*choice)
        .order_by(*choice)
    )
    found: dict[int, list[_Row]] = {}
    for number, support, params, votes, ballots in session.execute(statement):
        found.setdefault(number, []).append(_Row(support, params, int(votes), ballots))
    return found


def _votes_by_support(rows: list[_Row]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for one in rows:
        sums[one.support] = sums.get(one.support, 0) + one.votes
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
    found: dict[int, dict[int, int]] = {}
    for number, support, sum_ in session.execute(statement):
        found.setdefault(number, {})[support] = int(sum_ or 0)
    return found
