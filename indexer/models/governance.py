"""Proposals, ballots, the timelock and its treasury."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from indexer.models.types import address, hash32, text, wei, whole


class ProposalType(SQLModel, table=True):
    """Rules for the next proposal of a type. A proposal keeps its own."""

    __tablename__ = "proposal_type"

    type_id: int = whole(primary_key=True)
    voting_delay: int = whole()
    voting_period: int = whole()
    proposal_threshold: int = whole()
    quorum_bps: int = whole()
    approval_bps: int = whole()
    proposer_rule: str = text()  # brand, members, brand_or_members
    binding: bool
    active: bool
    name: str = text()
    block_number: int = whole()


class Proposal(SQLModel, table=True):
    __tablename__ = "proposal"

    number: int = whole(primary_key=True)
    proposer: str = address(index=True)
    type_id: int = whole(default=0, index=True)
    quorum_bps: int = whole(default=0)
    approval_bps: int = whole(default=0)
    binding: bool = False
    title: str = text()
    content_uri: str | None = text(default=None, nullable=True)  # ipfs:// URI named in the description
    description: str = text()
    snapshot_at: int = whole()
    deadline_at: int = whole()  # moved by a late quorum
    created_at: int = whole()
    queued_at: int | None = whole(default=None, nullable=True)
    eta_at: int | None = whole(default=None, nullable=True)
    executed_at: int | None = whole(default=None, nullable=True)
    canceled_at: int | None = whole(default=None, nullable=True)
    block_number: int = whole()
    tx_hash: str = hash32()


class ProposalAction(SQLModel, table=True):
    """One call of a binding proposal. An advisory proposal's placeholder is not kept."""

    __tablename__ = "proposal_action"

    proposal_number: int = whole(primary_key=True)
    position: int = whole(primary_key=True)
    target: str = address()
    value: str = wei()
    calldata: str = text()
    block_number: int = whole()


class Ballot(SQLModel, table=True):
    __tablename__ = "ballot"
    __table_args__ = (Index("ix_ballot_order", "proposal_number", "block_number", "log_index"),)

    proposal_number: int = whole(primary_key=True)
    account: str = address(primary_key=True)
    support: int = whole()  # 0 against, 1 for, 2 abstain
    units: int = whole()
    reason: str = text()
    params: str = text(default="0x")
    at: int = whole()
    block_number: int = whole()
    log_index: int = whole()
    tx_hash: str = hash32()


class TimelockOperation(SQLModel, table=True):
    __tablename__ = "timelock_operation"

    operation_id: str = hash32(primary_key=True)
    position: int = whole(primary_key=True)
    target: str = address()
    value: str = wei()
    data: str = text()
    predecessor: str = hash32()
    salt: str = hash32()
    ready_at: int = whole()
    executed_at: int | None = whole(default=None, nullable=True)
    canceled_at: int | None = whole(default=None, nullable=True)
    block_number: int = whole()


class TimelockRoleMember(SQLModel, table=True):
    """The timelock's own roles (OpenZeppelin AccessControl), by the hash of their name."""

    __tablename__ = "timelock_role_member"

    role: str = hash32(primary_key=True)
    account: str = address(primary_key=True)
    block_number: int = whole()


class TreasuryEntry(SQLModel, table=True):
    """ETH into and out of the treasury. The balance is the sum of what came in less what went out."""

    __tablename__ = "treasury_entry"

    block_number: int = whole(primary_key=True)
    log_index: int = whole(primary_key=True)
    incoming: bool
    counterparty: str = address()
    amount: str = wei()
    at: int = whole()
    tx_hash: str = hash32()


class ContractSetting(SQLModel, table=True):
    """Single values that a contract announced by event: authority, action_window, min_delay, timelock, ..."""

    __tablename__ = "contract_setting"

    contract: str = text(primary_key=True)
    name: str = text(primary_key=True)
    value: str = text()
    block_number: int = whole()
