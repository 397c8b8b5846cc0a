"""Units that a quorum is a share of: all at the snapshot without those of excluded accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from api.facts.power import units_at
from symbia.tables.members import UnitChange
from symbia.tables.proposals import ExcludedAccount, Proposal


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An account (lower case) that takes no part, and its units at the snapshot, or now while that is to come."""

    account: str
    units: int


def total_units(session: Session, seconds: Iterable[int]) -> dict[int, int]:
    """Units of all memberships at each of these seconds, in one pass over the changes."""
    moments = sorted(seconds)
    if not moments:
        return {}
    # Each change belongs to the first moment that is not before it; running sums then give every total.
    bucket = case(*((col(UnitChange.at) <= moment, moment) for moment in moments), else_=None)
    statement = select(bucket, func.sum(col(UnitChange.delta))).where(col(UnitChange.at) <= moments[-1])
    gained = {moment: int(units) for moment, units in session.exec(statement.group_by(bucket))}
    totals: dict[int, int] = {}
    total = 0
    for moment in moments:
        total += gained.get(moment, 0)
        totals[moment] = total
    return totals


def left_out(session: Session, proposals: Sequence[Proposal]) -> dict[int, list[LeftOut]]:
    """Excluded accounts by number of the proposal."""
    numbers = [one.number for one in proposals if one.exclusions]
    if not numbers:
        return {}
    units = units_at(col(ExcludedAccount.account), col(Proposal.snapshot_at))
    statement = (
        select(col(Proposal.number), col(ExcludedAccount.account), units)
        .join(ExcludedAccount, col(ExcludedAccount.version) == col(Proposal.exclusions))
        .where(col(Proposal.number).in_(numbers))
        .order_by(col(Proposal.number), col(ExcludedAccount.account))
    )
    found: dict[int, list[LeftOut]] = {}
    for number, account, sum_ in session.execute(statement):
        found.setdefault(number, []).append(LeftOut(account, int(sum_ or 0)))
    return found
