"""One frozen type per event of the contracts. Written by `python -m indexer.decode.events_gen`; do not edit.

Addresses, hashes and bytes are lower-case hex with 0x, numbers are whole, strings hold no NUL.
"""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False):
    """Where a log stood. `at` is the block's timestamp, unix seconds."""

    CONTRACT: ClassVar[str]
    NAME: ClassVar[str]

    block_number: int
    log_index: int
    tx_hash: str
    at: int


class OperationCanceled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "OperationCanceled"

    operation_id: str
    nonce: int


class OperationExecuted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "OperationExecuted"

    operation_id: str
    nonce: int


class OperationScheduled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "OperationScheduled"

    operation_id: str
    nonce: int
    schedule: int
    caller: str
    target: str
    data: str


class BrandAccessRoleAdminChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleAdminChanged"

    role_id: int
    admin: int


class RoleGrantDelayChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleGrantDelayChanged"

    role_id: int
    delay: int
    since: int


class BrandAccessRoleGranted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleGranted"

    role_id: int
    account: str
    delay: int
    since: int
    new_member: bool


class RoleGuardianChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleGuardianChanged"

    role_id: int
    guardian: int


class RoleLabel(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleLabel"

    role_id: int
    label: str


class BrandAccessRoleRevoked(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "RoleRevoked"

    role_id: int
    account: str


class TargetAdminDelayUpdated(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "TargetAdminDelayUpdated"

    target: str
    delay: int
    since: int


class TargetClosed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "TargetClosed"

    target: str
    closed: bool


class TargetFunctionRoleUpdated(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandAccess"
    NAME: ClassVar[str] = "TargetFunctionRoleUpdated"

    target: str
    selector: str
    role_id: int


class Approval(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "Approval"

    owner: str
    account: str
    id: int


class ApprovalForAll(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "ApprovalForAll"

    owner: str
    operator: str
    is_approved: bool


class BatchMetadataUpdate(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "BatchMetadataUpdate"

    from_token_id: int
    to_token_id: int


class ContractURISet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "ContractURISet"

    uri: str


class ContractURIUpdated(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "ContractURIUpdated"


class DelegateChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "DelegateChanged"

    delegator: str
    from_delegate: str
    to_delegate: str


class DelegateVotesChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "DelegateVotesChanged"

    delegate: str
    previous_votes: int
    new_votes: int


class BrandMembershipEIP712DomainChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "EIP712DomainChanged"


class GraceSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "GraceSet"

    grace: int


class HoldingRestarted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "HoldingRestarted"

    token_id: int


class LaunchSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "LaunchSet"

    ends_at: int
    units: int
    sold_units: int


class Locked(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "Locked"

    token_id: int


class MembershipEnded(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MembershipEnded"

    token_id: int
    holder: str
    units: int
    revoked: bool


class MembershipLapsed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MembershipLapsed"

    token_id: int
    units: int


class MembershipRenewed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MembershipRenewed"

    token_id: int
    expires_at: int
    units_restored: int


class MembershipTierChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MembershipTierChanged"

    token_id: int
    tier_id: int
    expires_at: int
    previous_units: int
    units: int


class MembershipsIssued(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MembershipsIssued"

    tier_id: int
    first_token_id: int
    count: int
    units: int


class MetadataFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MetadataFrozen"


class MetadataUpdate(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "MetadataUpdate"

    token_id: int


class RendererSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "RendererSet"

    renderer: str


class RevocationDropped(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "RevocationDropped"

    token_id: int
    dismissed: bool


class RevocationNoticed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "RevocationNoticed"

    token_id: int
    revocable_at: int
    reason_uri: str


class TierDefined(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "TierDefined"

    tier_id: int
    units: int
    supply: int
    duration: int
    transferable: bool
    royalty_bps: int
    royalty_receiver: str
    name: str


class TierRoyaltyReduced(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "TierRoyaltyReduced"

    tier_id: int
    royalty_bps: int
    royalty_receiver: str


class TierSupplyReduced(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "TierSupplyReduced"

    tier_id: int
    supply: int


class TierURIUpdated(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "TierURIUpdated"

    tier_id: int
    uri: str
    image_uri: str


class Transfer(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "Transfer"

    from_: str
    to: str
    id: int


class UnitBoundsSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "UnitBoundsSet"

    max_units: int
    max_tier_units: int
    per_day_least: int
    given_per_day_bps: int
    sold_per_day_bps: int


class UnitsListenerSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "UnitsListenerSet"

    listener: str


class Unlocked(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "Unlocked"

    token_id: int


class VotesBound(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "VotesBound"

    account: str


class VotesReleased(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandMembership"
    NAME: ClassVar[str] = "VotesReleased"

    account: str


class CurrencyAllowed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "CurrencyAllowed"

    currency: str
    allowed: bool


class DropClaimed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "DropClaimed"

    drop_id: int
    recipient: str
    payer: str
    first_token_id: int
    quantity: int
    paid: int


class DropClosed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "DropClosed"

    drop_id: int


class DropDefined(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "DropDefined"

    drop_id: int
    tier_id: int
    starts_at: int
    ends_at: int
    supply: int
    per_wallet: int
    currency: str
    price: int
    allowlist_root: str
    uri: str


class MembershipDropsEIP712DomainChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "EIP712DomainChanged"


class PriceFloorSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "PriceFloorSet"

    currency: str
    per_unit: int


class RenewalSold(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "RenewalSold"

    token_id: int
    payer: str
    periods: int
    currency: str
    paid: int
    expires_at: int


class TierChangeSold(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "TierChangeSold"

    token_id: int
    payer: str
    from_tier_id: int
    to_tier_id: int
    currency: str
    paid: int


class TierPriceSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "TierPriceSet"

    tier_id: int
    currency: str
    price: int


class VoucherCanceled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "VoucherCanceled"

    issuer: str
    uid: int


class VoucherRedeemed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "MembershipDrops"
    NAME: ClassVar[str] = "VoucherRedeemed"

    issuer: str
    uid: int
    recipient: str
    payer: str
    token_id: int
    currency: str
    paid: int


class CallExecuted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "CallExecuted"

    id: str
    index: int
    target: str
    value: int
    data: str


class CallSalt(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "CallSalt"

    id: str
    salt: str


class CallScheduled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "CallScheduled"

    id: str
    index: int
    target: str
    value: int
    data: str
    predecessor: str
    delay: int


class Cancelled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "Cancelled"

    id: str


class MinDelayChange(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "MinDelayChange"

    old_duration: int
    new_duration: int


class BrandTimelockRoleAdminChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "RoleAdminChanged"

    role: str
    previous_admin_role: str
    new_admin_role: str


class BrandTimelockRoleGranted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "RoleGranted"

    role: str
    account: str
    sender: str


class BrandTimelockRoleRevoked(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "RoleRevoked"

    role: str
    account: str
    sender: str


class TreasuryReceived(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandTimelock"
    NAME: ClassVar[str] = "TreasuryReceived"

    from_: str
    amount: int


class ActionWindowSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ActionWindowSet"

    action_window: int


class BallotSkipped(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "BallotSkipped"

    proposal_id: int
    index: int
    problem: int


class BrandGovernorEIP712DomainChanged(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "EIP712DomainChanged"


class ExcludedAccountsSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ExcludedAccountsSet"

    version: int
    accounts: tuple[str, ...]


class LabelDigestsFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "LabelDigestsFrozen"

    proposal_id: int
    digests: tuple[int, ...]


class LateQuorumVoteExtensionSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "LateQuorumVoteExtensionSet"

    old_vote_extension: int
    new_vote_extension: int


class ProposalBallotsFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalBallotsFrozen"

    proposal_id: int
    method: int
    option_count: int
    curve: int
    cap: int
    option_bps: int
    answer_period: int
    exclusions: int


class ProposalBeyondGuardian(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalBeyondGuardian"

    proposal_id: int


class ProposalBoundsFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalBoundsFrozen"

    proposal_id: int
    reach: int
    quorum_base: int
    quorum_least: int
    in_launch: bool


class ProposalCanceled(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalCanceled"

    proposal_id: int


class ProposalCreated(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalCreated"

    proposal_id: int
    proposer: str
    targets: tuple[str, ...]
    values: tuple[int, ...]
    signatures: tuple[str, ...]
    calldatas: tuple[str, ...]
    vote_start: int
    vote_end: int
    description: str


class ProposalExecuted(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalExecuted"

    proposal_id: int


class ProposalExtended(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalExtended"

    proposal_id: int
    extended_deadline: int


class ProposalOptionsFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalOptionsFrozen"

    proposal_id: int
    labels: tuple[str, ...]
    actions: tuple[int, ...]


class ProposalQueued(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalQueued"

    proposal_id: int
    eta_seconds: int


class ProposalRulesFrozen(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalRulesFrozen"

    proposal_id: int
    type_id: int
    quorum_bps: int
    approval_bps: int
    binding: bool


class ProposalSponsored(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalSponsored"

    proposal_id: int
    by: str


class ProposalTypeBallots(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalTypeBallots"

    type_id: int
    methods: int
    curve: int
    cap: int
    option_bps: int
    answer_period: int


class ProposalTypeBounds(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalTypeBounds"

    type_id: int
    reach: int
    quorum_least: int


class ProposalTypeDefined(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "ProposalTypeDefined"

    type_id: int
    voting_delay: int
    voting_period: int
    proposal_threshold: int
    quorum_bps: int
    approval_bps: int
    proposer_rule: int
    binding: bool
    active: bool
    name: str


class TieSeedSet(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "TieSeedSet"

    proposal_id: int
    seed: int


class TimelockChange(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "TimelockChange"

    old_timelock: str
    new_timelock: str


class VoteCast(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "VoteCast"

    voter: str
    proposal_id: int
    support: int
    weight: int
    reason: str


class VoteCastWithParams(Event, frozen=True):
    CONTRACT: ClassVar[str] = "BrandGovernor"
    NAME: ClassVar[str] = "VoteCastWithParams"

    voter: str
    proposal_id: int
    support: int
    weight: int
    reason: str
    params: str


class PerkDefined(Event, frozen=True):
    CONTRACT: ClassVar[str] = "PerkRegistry"
    NAME: ClassVar[str] = "PerkDefined"

    perk_id: int
    starts_at: int
    ends_at: int
    min_holding_seconds: int
    supply: int
    per_membership: int
    per_wallet: int
    tier_ids: tuple[int, ...]
    uri: str


class PerkPaused(Event, frozen=True):
    CONTRACT: ClassVar[str] = "PerkRegistry"
    NAME: ClassVar[str] = "PerkPaused"

    perk_id: int
    paused: bool


class PerkRedeemed(Event, frozen=True):
    CONTRACT: ClassVar[str] = "PerkRegistry"
    NAME: ClassVar[str] = "PerkRedeemed"

    redemption_id: int
    perk_id: int
    token_id: int
    account: str


EVENTS: tuple[type[Event], ...] = (
    OperationCanceled,
    OperationExecuted,
    OperationScheduled,
    BrandAccessRoleAdminChanged,
    RoleGrantDelayChanged,
    BrandAccessRoleGranted,
    RoleGuardianChanged,
    RoleLabel,
    BrandAccessRoleRevoked,
    TargetAdminDelayUpdated,
    TargetClosed,
    TargetFunctionRoleUpdated,
    Approval,
    ApprovalForAll,
    BatchMetadataUpdate,
    ContractURISet,
    ContractURIUpdated,
    DelegateChanged,
    DelegateVotesChanged,
    BrandMembershipEIP712DomainChanged,
    GraceSet,
    HoldingRestarted,
    LaunchSet,
    Locked,
    MembershipEnded,
    MembershipLapsed,
    MembershipRenewed,
    MembershipTierChanged,
    MembershipsIssued,
    MetadataFrozen,
    MetadataUpdate,
    RendererSet,
    RevocationDropped,
    RevocationNoticed,
    TierDefined,
    TierRoyaltyReduced,
    TierSupplyReduced,
    TierURIUpdated,
    Transfer,
    UnitBoundsSet,
    UnitsListenerSet,
    Unlocked,
    VotesBound,
    VotesReleased,
    CurrencyAllowed,
    DropClaimed,
    DropClosed,
    DropDefined,
    MembershipDropsEIP712DomainChanged,
    PriceFloorSet,
    RenewalSold,
    TierChangeSold,
    TierPriceSet,
    VoucherCanceled,
    VoucherRedeemed,
    CallExecuted,
    CallSalt,
    CallScheduled,
    Cancelled,
    MinDelayChange,
    BrandTimelockRoleAdminChanged,
    BrandTimelockRoleGranted,
    BrandTimelockRoleRevoked,
    TreasuryReceived,
    ActionWindowSet,
    BallotSkipped,
    BrandGovernorEIP712DomainChanged,
    ExcludedAccountsSet,
    LabelDigestsFrozen,
    LateQuorumVoteExtensionSet,
    ProposalBallotsFrozen,
    ProposalBeyondGuardian,
    ProposalBoundsFrozen,
    ProposalCanceled,
    ProposalCreated,
    ProposalExecuted,
    ProposalExtended,
    ProposalOptionsFrozen,
    ProposalQueued,
    ProposalRulesFrozen,
    ProposalSponsored,
    ProposalTypeBallots,
    ProposalTypeBounds,
    ProposalTypeDefined,
    TieSeedSet,
    TimelockChange,
    VoteCast,
    VoteCastWithParams,
    PerkDefined,
    PerkPaused,
    PerkRedeemed,
)
