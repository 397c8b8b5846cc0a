"""Select of what could still be cast on a proposal."""

from sqlalchemy import literal, select
from sqlmodel import Session, col

from api.facts.power import units_at
from symbia.tables.ballots import Ballot
from symbia.tables.members import Member
from symbia.tables.proposals import ExcludedAccount, Proposal


def outstanding_units(session: Session, proposal: Proposal) -> list[int]:
    """Units at the snapshot of each account that has some, has not voted and is not excluded."""
    number = proposal.number
    voted = select(col(Ballot.account)).where(col(Ballot.proposal_number) == number)
    excluded = select(col(ExcludedAccount.account)).where(col(ExcludedAccount.version) == proposal.exclusions)
    account = col(Member.account)
    units = units_at(account, literal(proposal.snapshot_at)).label("units")
    statement = select(units).where(account.not_in(voted), account.not_in(excluded)).subquery()
    return [int(one) for one in session.execute(select(statement.c.units).where(statement.c.units > 0)).scalars()]
