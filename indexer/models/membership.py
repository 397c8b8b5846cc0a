"""Memberships, votes and delegations."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from indexer.models.types import address, hash32, text, whole


class Tier(SQLModel, table=True):
    __tablename__ = "tier"

    tier_id: int = whole(primary_key=True)
    units: int = whole()
    supply: int = whole()
    transferable: bool
    royalty_bps: int = whole()
    royalty_receiver: str = address()
    name: str = text()
    uri: str = text()
    defined_at: int = whole()
    block_number: int = whole()


class Member(SQLModel, table=True):
    """An account that ever had votes, by order of first sight."""

    __tablename__ = "member"

    account: str = address(primary_key=True)
    number: int = whole(unique=True)
    registered_at: int = whole()
    block_number: int = whole()


class Membership(SQLModel, table=True):
    __tablename__ = "membership"

    token_id: int = whole(primary_key=True)
    tier_id: int = whole(index=True)
    holder: str = address(index=True)
    units: int = whole()
    locked: bool = False
    issued_at: int = whole()
    acquired_at: int = whole()
    block_number: int = whole()


class MembershipTransfer(SQLModel, table=True):
    """Every change of holder; from the zero address at issue."""

    __tablename__ = "membership_transfer"
    __table_args__ = (
        Index("ix_membership_transfer_token_id", "token_id"),
        Index("ix_membership_transfer_recipient", "recipient"),
    )

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)
    token_id: int = whole()
    sender: str = address()
    recipient: str = address()
    at: int = whole()
    tx_hash: str = hash32()


class UnitChange(SQLModel, table=True):
    """Every change of the sum of all units; total units at a time are the sum of `delta` up to it.

    `token_id` is the first of the memberships that changed it.
    """

    __tablename__ = "unit_change"
    __table_args__ = (Index("ix_unit_change_at", "at"),)

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)
    token_id: int = whole()
    delta: int = whole()
    at: int = whole()


class Delegation(SQLModel, table=True):
    """Who votes for an account now. No row: the account votes itself."""

    __tablename__ = "delegation"

    delegator: str = address(primary_key=True)
    delegatee: str = address(index=True)
    since: int = whole()
    block_number: int = whole()


class DelegationChange(SQLModel, table=True):
    """Every change of who votes for an account. At a time an account votes for itself unless its newest row not
    after it names another; `previous` and `delegatee` are the account itself where the event names it."""

    __tablename__ = "delegation_change"
    __table_args__ = (
        Index("ix_delegation_change_delegator_at", "delegator", "at"),
        Index("ix_delegation_change_delegatee", "delegatee"),
    )

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)
    delegator: str = address()
    previous: str = address()
    delegatee: str = address()
    at: int = whole()


class VotesCheckpoint(SQLModel, table=True):
    """Every change of an account's votes; its power at a time is `votes` of its newest row not after it."""

    __tablename__ = "votes_checkpoint"
    __table_args__ = (Index("ix_votes_checkpoint_account_at", "account", "at"),)

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)
    account: str = address()
    previous_votes: int = whole()
    votes: int = whole()
    at: int = whole()


class TokenApproval(SQLModel, table=True):
    """The account approved to move one membership. A transfer ends the approval."""

    __tablename__ = "token_approval"

    token_id: int = whole(primary_key=True)
    account: str = address()
    block_number: int = whole()


class OperatorApproval(SQLModel, table=True):
    __tablename__ = "operator_approval"

    owner: str = address(primary_key=True)
    operator: str = address(primary_key=True)
    block_number: int = whole()
