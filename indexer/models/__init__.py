"""Tables. Chain tables are projections of logs: drop them, replay the logs, and they are the same again. Service tables
are the API's own and stay."""

from indexer.models.access import AccessTarget, FunctionPermission, Role, RoleMember, ScheduledCall
from indexer.models.governance import (
    Ballot,
    ContractSetting,
    Proposal,
    ProposalAction,
    ProposalType,
    TimelockOperation,
    TimelockRoleMember,
    TreasuryEntry,
)
from indexer.models.log import Block, Cursor, IndexedChain, RawLog, Undo
from indexer.models.membership import (
    Delegation,
    DelegationChange,
    Member,
    Membership,
    MembershipTransfer,
    OperatorApproval,
    Tier,
    TokenApproval,
    UnitChange,
    VotesCheckpoint,
)
from indexer.models.perks import Perk, Redemption
from indexer.models.service import SignInNonce, SignInSession, Voucher

__all__ = [
    "AccessTarget",
    "Ballot",
    "Block",
    "ContractSetting",
    "Cursor",
    "Delegation",
    "DelegationChange",
    "FunctionPermission",
    "IndexedChain",
    "Member",
    "Membership",
    "MembershipTransfer",
    "OperatorApproval",
    "Perk",
    "Proposal",
    "ProposalAction",
    "ProposalType",
    "RawLog",
    "Redemption",
    "Role",
    "RoleMember",
    "ScheduledCall",
    "SignInNonce",
    "SignInSession",
    "Tier",
    "TimelockOperation",
    "TimelockRoleMember",
    "TokenApproval",
    "TreasuryEntry",
    "Undo",
    "UnitChange",
    "VotesCheckpoint",
    "Voucher",
]
