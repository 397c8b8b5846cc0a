"""Members, their votes and delegations."""

from sqlalchemy import Index

from symbia.tables.kinds import AtLog, OfBlock, Projection
from symbia.tables.types import address, whole


class Member(OfBlock, Projection, table=True):
    """An account that ever had votes, by order of first sight."""

    account: str = address(primary_key=True)
    number: int = whole(unique=True)
    registered_at: int = whole()


class UnitChange(AtLog, Projection, table=True):
    """Every change of the sum of all units; total units at a time are the sum of `delta` up to it.

    `token_id` is the first of the memberships that changed it.
    """

    __table_args__ = (Index("ix_unit_change_at", "at"),)

    token_id: int = whole()
    delta: int = whole()
    at: int = whole()


class Delegation(OfBlock, Projection, table=True):
    """Who votes for an account now. No row: the account votes itself."""

    delegator: str = address(primary_key=True)
    delegatee: str = address(index=True)
    since: int = whole()


class BoundVotes(OfBlock, Projection, table=True):
    """An account that cannot pass its votes on: one that takes no part in proposals."""

    account: str = address(primary_key=True)
    since: int = whole()


class DelegationChange(AtLog, Projection, table=True):
    """Every change of who votes for an account. At a time an account votes for itself unless its newest row not
    after it names another; `previous` and `delegatee` are the account itself where the event names it."""

    __table_args__ = (
        Index("ix_delegation_change_delegator_at", "delegator", "at"),
        Index("ix_delegation_change_delegatee", "delegatee"),
    )

    delegator: str = address()
    previous: str = address()
    delegatee: str = address()
    at: int = whole()


class VotesCheckpoint(AtLog, Projection, table=True):
    """Every change of an account's votes; its power at a time is `votes` of its newest row not after it."""

    __table_args__ = (Index("ix_votes_checkpoint_account_at", "account", "at"),)

    account: str = address()
    previous_votes: int = whole()
    votes: int = whole()
    at: int = whole()
