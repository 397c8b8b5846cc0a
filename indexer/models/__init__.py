"""Tables. Chain tables are projections of logs: drop them, replay the logs, and they are the same again. Service tables
are the API's own and stay."""

from indexer.models.access import AccessTarget, FunctionPermission, Role, RoleMember, ScheduledCall
from indexer.models.drops import (
    Currency,
    Drop,
    DropClaim,
    RenewalSale,
    TierChangeSale,
    TierPrice,
    VoucherUse,
)
from indexer.models.governance import (
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
from indexer.models.life import State, effective_expiry, state_at
from indexer.models.log import Block, Cursor, IndexedChain, RawLog, Undo
from indexer.models.membership import (
    Collection,
    Membership,
    MembershipEvent,
    MembershipTransfer,
    OperatorApproval,
    Tier,
    TokenApproval,
)
from indexer.models.perks import Perk, Redemption
from indexer.models.service import BallotBatch, RelayStatus, SignedBallot, SignInNonce, SignInSession, Voucher
from indexer.models.votes import Delegation, DelegationChange, Member, UnitChange, VotesCheckpoint

__all__ = [
    "AccessTarget",
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
    "RawLog",
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
