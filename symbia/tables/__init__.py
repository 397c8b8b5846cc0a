"""Tables. Chain tables are projections of logs: drop them, replay the logs, and they are the same again. Service tables
are the API's own and stay."""

from symbia.tables.access import AccessTarget, FunctionPermission, Role, RoleMember, ScheduledCall
from symbia.tables.bookkeeping import Audit, Block, Cursor, Heartbeat, IndexedChain, Rebuild, SuspectBlock, Undo
from symbia.tables.drops import Currency, Drop, DropClaim, RenewalSale, TierChangeSale, TierPrice, VoucherUse
from symbia.tables.governance import (
    Ballot,
    ContractSetting,
    ExcludedAccount,
    Proposal,
    ProposalAction,
    ProposalOption,
    ProposalType,
    SkippedBallot,
    TimelockOperation,
    TimelockRoleMember,
    TreasuryEntry,
)
from symbia.tables.life import State, effective_expiry, state_at
from symbia.tables.membership import (
    Collection,
    Membership,
    MembershipEvent,
    MembershipTransfer,
    OperatorApproval,
    Tier,
    TokenApproval,
)
from symbia.tables.perks import Perk, Redemption
from symbia.tables.service import BallotBatch, RelayStatus, SignedBallot, SignInNonce, SignInSession, Voucher
from symbia.tables.votes import Delegation, DelegationChange, Member, UnitChange, VotesCheckpoint

__all__ = [
    "AccessTarget",
    "Audit",
    "Ballot",
    "BallotBatch",
    "Block",
    "Collection",
    "ContractSetting",
    "Currency",
    "Cursor",
    "Delegation",
    "DelegationChange",
    "Drop",
    "DropClaim",
    "ExcludedAccount",
    "FunctionPermission",
    "Heartbeat",
    "IndexedChain",
    "Member",
    "Membership",
    "MembershipEvent",
    "MembershipTransfer",
    "OperatorApproval",
    "Perk",
    "Proposal",
    "ProposalAction",
    "ProposalOption",
    "ProposalType",
    "Rebuild",
    "Redemption",
    "RelayStatus",
    "RenewalSale",
    "Role",
    "RoleMember",
    "ScheduledCall",
    "SignInNonce",
    "SignInSession",
    "SignedBallot",
    "SkippedBallot",
    "State",
    "SuspectBlock",
    "Tier",
    "TierChangeSale",
    "TierPrice",
    "TimelockOperation",
    "TimelockRoleMember",
    "TokenApproval",
    "TreasuryEntry",
    "Undo",
    "UnitChange",
    "VotesCheckpoint",
    "Voucher",
    "VoucherUse",
    "effective_expiry",
    "state_at",
]
