"""Decoders of one event each, as fast as Python reads bytes: see `decoders_gen.py`, whose words these are.

Written by `python -m indexer.decode.events_gen`; do not edit.
"""

from collections.abc import Callable

from indexer.decode.events import (
    ActionWindowSet,
    Approval,
    ApprovalForAll,
    BallotSkipped,
    BatchMetadataUpdate,
    BrandAccessRoleAdminChanged,
    BrandAccessRoleGranted,
    BrandAccessRoleRevoked,
    BrandGovernorEIP712DomainChanged,
    BrandMembershipEIP712DomainChanged,
    BrandTimelockRoleAdminChanged,
    BrandTimelockRoleGranted,
    BrandTimelockRoleRevoked,
    CallExecuted,
    CallSalt,
    CallScheduled,
    Cancelled,
    ContractURISet,
    ContractURIUpdated,
    CurrencyAllowed,
    DelegateChanged,
    DelegateVotesChanged,
    DropClaimed,
    DropClosed,
    DropDefined,
    Event,
    GraceSet,
    HoldingRestarted,
    LateQuorumVoteExtensionSet,
    LaunchSet,
    Locked,
    MembershipDropsEIP712DomainChanged,
    MembershipEnded,
    MembershipLapsed,
    MembershipRenewed,
    MembershipsIssued,
    MembershipTierChanged,
    MetadataFrozen,
    MetadataUpdate,
    MinDelayChange,
    OperationCanceled,
    OperationExecuted,
    OperationScheduled,
    PerkPaused,
    PerkRedeemed,
    PriceFloorSet,
    ProposalBallotsFrozen,
    ProposalBeyondGuardian,
    ProposalBoundsFrozen,
    ProposalCanceled,
    ProposalExecuted,
    ProposalExtended,
    ProposalQueued,
    ProposalRulesFrozen,
    ProposalSponsored,
    ProposalTypeBallots,
    ProposalTypeBounds,
    ProposalTypeDefined,
    RendererSet,
    RenewalSold,
    RevocationDropped,
    RevocationNoticed,
    RoleGrantDelayChanged,
    RoleGuardianChanged,
    RoleLabel,
    TargetAdminDelayUpdated,
    TargetClosed,
    TargetFunctionRoleUpdated,
    TierChangeSold,
    TierDefined,
    TierPriceSet,
    TierRoyaltyReduced,
    TierSupplyReduced,
    TierURIUpdated,
    TieSeedSet,
    TimelockChange,
    Transfer,
    TreasuryReceived,
    UnitBoundsSet,
    UnitsListenerSet,
    Unlocked,
    VoteCast,
    VoteCastWithParams,
    VotesBound,
    VotesReleased,
    VoucherCanceled,
    VoucherRedeemed,
)
from symbia.chain.wire import Log

Decode = Callable[[Log, int], Event | None]
REPLACEMENT = "\ufffd"  # for what is no text
_from_bytes = int.from_bytes
_fromhex = bytes.fromhex
_ZEROS = bytes(12)


def _operation_canceled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    operation_id = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    nonce = _from_bytes(word)
    if nonce >> 32:
        return None
    if body:
        return None
    return OperationCanceled(log.block_number, log.log_index, log.tx_hash, at, operation_id, nonce)


def _operation_executed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    operation_id = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    nonce = _from_bytes(word)
    if nonce >> 32:
        return None
    if body:
        return None
    return OperationExecuted(log.block_number, log.log_index, log.tx_hash, at, operation_id, nonce)


def _operation_scheduled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    operation_id = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    nonce = _from_bytes(word)
    if nonce >> 32:
        return None
    end = 128
    if len(body) < end:
        return None
    word = body[0:32]
    schedule = _from_bytes(word)
    if schedule >> 48:
        return None
    word = body[32:64]
    if word[:12] != _ZEROS:
        return None
    caller = "0x" + word[12:].hex()
    word = body[64:96]
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    if _from_bytes(body[96:128]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    data = "0x" + body[start:stop].hex()
    if len(body) != end:
        return None
    return OperationScheduled(
        log.block_number, log.log_index, log.tx_hash, at, operation_id, nonce, schedule, caller, target, data
    )


def _brand_access_role_admin_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    admin = _from_bytes(word)
    if admin >> 64:
        return None
    if body:
        return None
    return BrandAccessRoleAdminChanged(log.block_number, log.log_index, log.tx_hash, at, role_id, admin)


def _role_grant_delay_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    delay = _from_bytes(word)
    if delay >> 32:
        return None
    word = body[32:64]
    since = _from_bytes(word)
    if since >> 48:
        return None
    return RoleGrantDelayChanged(log.block_number, log.log_index, log.tx_hash, at, role_id, delay, since)


def _brand_access_role_granted(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    if len(body) != 96:
        return None
    word = body[0:32]
    delay = _from_bytes(word)
    if delay >> 32:
        return None
    word = body[32:64]
    since = _from_bytes(word)
    if since >> 48:
        return None
    word = body[64:96]
    if _from_bytes(word) > 1:
        return None
    new_member = word[31] == 1
    return BrandAccessRoleGranted(
        log.block_number, log.log_index, log.tx_hash, at, role_id, account, delay, since, new_member
    )


def _role_guardian_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    guardian = _from_bytes(word)
    if guardian >> 64:
        return None
    if body:
        return None
    return RoleGuardianChanged(log.block_number, log.log_index, log.tx_hash, at, role_id, guardian)


def _role_label(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    end = 32
    if len(body) < end:
        return None
    if _from_bytes(body[0:32]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    label = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return RoleLabel(log.block_number, log.log_index, log.tx_hash, at, role_id, label)


def _brand_access_role_revoked(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    if body:
        return None
    return BrandAccessRoleRevoked(log.block_number, log.log_index, log.tx_hash, at, role_id, account)


def _target_admin_delay_updated(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    if len(body) != 64:
        return None
    word = body[0:32]
    delay = _from_bytes(word)
    if delay >> 32:
        return None
    word = body[32:64]
    since = _from_bytes(word)
    if since >> 48:
        return None
    return TargetAdminDelayUpdated(log.block_number, log.log_index, log.tx_hash, at, target, delay, since)


def _target_closed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    if _from_bytes(word) > 1:
        return None
    closed = word[31] == 1
    return TargetClosed(log.block_number, log.log_index, log.tx_hash, at, target, closed)


def _target_function_role_updated(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    role_id = _from_bytes(word)
    if role_id >> 64:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    if any(word[4:]):
        return None
    selector = "0x" + word[:4].hex()
    return TargetFunctionRoleUpdated(log.block_number, log.log_index, log.tx_hash, at, target, selector, role_id)


def _approval(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    owner = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    id_ = _from_bytes(word)
    if body:
        return None
    return Approval(log.block_number, log.log_index, log.tx_hash, at, owner, account, id_)


def _approval_for_all(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    owner = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    operator = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    if _from_bytes(word) > 1:
        return None
    is_approved = word[31] == 1
    return ApprovalForAll(log.block_number, log.log_index, log.tx_hash, at, owner, operator, is_approved)


def _batch_metadata_update(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    from_token_id = _from_bytes(word)
    word = body[32:64]
    to_token_id = _from_bytes(word)
    return BatchMetadataUpdate(log.block_number, log.log_index, log.tx_hash, at, from_token_id, to_token_id)


def _contract_uri_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    end = 32
    if len(body) < end:
        return None
    if _from_bytes(body[0:32]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    uri = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return ContractURISet(log.block_number, log.log_index, log.tx_hash, at, uri)


def _contract_uri_updated(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if body:
        return None
    return ContractURIUpdated(log.block_number, log.log_index, log.tx_hash, at)


def _delegate_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    delegator = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    from_delegate = "0x" + word[12:].hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    to_delegate = "0x" + word[12:].hex()
    if body:
        return None
    return DelegateChanged(log.block_number, log.log_index, log.tx_hash, at, delegator, from_delegate, to_delegate)


def _delegate_votes_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    delegate = "0x" + word[12:].hex()
    if len(body) != 64:
        return None
    word = body[0:32]
    previous_votes = _from_bytes(word)
    word = body[32:64]
    new_votes = _from_bytes(word)
    return DelegateVotesChanged(log.block_number, log.log_index, log.tx_hash, at, delegate, previous_votes, new_votes)


def _brand_membership_eip712_domain_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if body:
        return None
    return BrandMembershipEIP712DomainChanged(log.block_number, log.log_index, log.tx_hash, at)


def _grace_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    grace = _from_bytes(word)
    if grace >> 32:
        return None
    return GraceSet(log.block_number, log.log_index, log.tx_hash, at, grace)


def _holding_restarted(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    if body:
        return None
    return HoldingRestarted(log.block_number, log.log_index, log.tx_hash, at, token_id)


def _launch_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 96:
        return None
    word = body[0:32]
    ends_at = _from_bytes(word)
    if ends_at >> 64:
        return None
    word = body[32:64]
    units = _from_bytes(word)
    if units >> 32:
        return None
    word = body[64:96]
    sold_units = _from_bytes(word)
    if sold_units >> 32:
        return None
    return LaunchSet(log.block_number, log.log_index, log.tx_hash, at, ends_at, units, sold_units)


def _locked(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    token_id = _from_bytes(word)
    return Locked(log.block_number, log.log_index, log.tx_hash, at, token_id)


def _membership_ended(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    holder = "0x" + word[12:].hex()
    if len(body) != 64:
        return None
    word = body[0:32]
    units = _from_bytes(word)
    word = body[32:64]
    if _from_bytes(word) > 1:
        return None
    revoked = word[31] == 1
    return MembershipEnded(log.block_number, log.log_index, log.tx_hash, at, token_id, holder, units, revoked)


def _membership_lapsed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    units = _from_bytes(word)
    return MembershipLapsed(log.block_number, log.log_index, log.tx_hash, at, token_id, units)


def _membership_renewed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    if len(body) != 64:
        return None
    word = body[0:32]
    expires_at = _from_bytes(word)
    if expires_at >> 64:
        return None
    word = body[32:64]
    units_restored = _from_bytes(word)
    return MembershipRenewed(log.block_number, log.log_index, log.tx_hash, at, token_id, expires_at, units_restored)


def _membership_tier_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    if len(body) != 96:
        return None
    word = body[0:32]
    expires_at = _from_bytes(word)
    if expires_at >> 64:
        return None
    word = body[32:64]
    previous_units = _from_bytes(word)
    word = body[64:96]
    units = _from_bytes(word)
    return MembershipTierChanged(
        log.block_number, log.log_index, log.tx_hash, at, token_id, tier_id, expires_at, previous_units, units
    )


def _memberships_issued(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    if len(body) != 96:
        return None
    word = body[0:32]
    first_token_id = _from_bytes(word)
    word = body[32:64]
    count = _from_bytes(word)
    word = body[64:96]
    units = _from_bytes(word)
    return MembershipsIssued(log.block_number, log.log_index, log.tx_hash, at, tier_id, first_token_id, count, units)


def _metadata_frozen(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if body:
        return None
    return MetadataFrozen(log.block_number, log.log_index, log.tx_hash, at)


def _metadata_update(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    token_id = _from_bytes(word)
    return MetadataUpdate(log.block_number, log.log_index, log.tx_hash, at, token_id)


def _renderer_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    renderer = "0x" + word[12:].hex()
    return RendererSet(log.block_number, log.log_index, log.tx_hash, at, renderer)


def _revocation_dropped(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    if _from_bytes(word) > 1:
        return None
    dismissed = word[31] == 1
    return RevocationDropped(log.block_number, log.log_index, log.tx_hash, at, token_id, dismissed)


def _revocation_noticed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    end = 64
    if len(body) < end:
        return None
    word = body[0:32]
    revocable_at = _from_bytes(word)
    if revocable_at >> 64:
        return None
    if _from_bytes(body[32:64]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    reason_uri = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return RevocationNoticed(log.block_number, log.log_index, log.tx_hash, at, token_id, revocable_at, reason_uri)


def _tier_defined(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    end = 224
    if len(body) < end:
        return None
    word = body[0:32]
    units = _from_bytes(word)
    if units >> 32:
        return None
    word = body[32:64]
    supply = _from_bytes(word)
    if supply >> 32:
        return None
    word = body[64:96]
    duration = _from_bytes(word)
    if duration >> 32:
        return None
    word = body[96:128]
    if _from_bytes(word) > 1:
        return None
    transferable = word[31] == 1
    word = body[128:160]
    royalty_bps = _from_bytes(word)
    if royalty_bps >> 16:
        return None
    word = body[160:192]
    if word[:12] != _ZEROS:
        return None
    royalty_receiver = "0x" + word[12:].hex()
    if _from_bytes(body[192:224]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    name = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return TierDefined(
        log.block_number,
        log.log_index,
        log.tx_hash,
        at,
        tier_id,
        units,
        supply,
        duration,
        transferable,
        royalty_bps,
        royalty_receiver,
        name,
    )


def _tier_royalty_reduced(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    royalty_bps = _from_bytes(word)
    if royalty_bps >> 16:
        return None
    word = body[32:64]
    if word[:12] != _ZEROS:
        return None
    royalty_receiver = "0x" + word[12:].hex()
    return TierRoyaltyReduced(log.block_number, log.log_index, log.tx_hash, at, tier_id, royalty_bps, royalty_receiver)


def _tier_supply_reduced(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    supply = _from_bytes(word)
    if supply >> 32:
        return None
    return TierSupplyReduced(log.block_number, log.log_index, log.tx_hash, at, tier_id, supply)


def _tier_uri_updated(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    end = 64
    if len(body) < end:
        return None
    if _from_bytes(body[0:32]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    uri = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if _from_bytes(body[32:64]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    image_uri = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return TierURIUpdated(log.block_number, log.log_index, log.tx_hash, at, tier_id, uri, image_uri)


def _transfer(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    from_ = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    to = "0x" + word[12:].hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    id_ = _from_bytes(word)
    if body:
        return None
    return Transfer(log.block_number, log.log_index, log.tx_hash, at, from_, to, id_)


def _unit_bounds_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 160:
        return None
    word = body[0:32]
    max_units = _from_bytes(word)
    if max_units >> 32:
        return None
    word = body[32:64]
    max_tier_units = _from_bytes(word)
    if max_tier_units >> 32:
        return None
    word = body[64:96]
    per_day_least = _from_bytes(word)
    if per_day_least >> 32:
        return None
    word = body[96:128]
    given_per_day_bps = _from_bytes(word)
    if given_per_day_bps >> 16:
        return None
    word = body[128:160]
    sold_per_day_bps = _from_bytes(word)
    if sold_per_day_bps >> 16:
        return None
    return UnitBoundsSet(
        log.block_number,
        log.log_index,
        log.tx_hash,
        at,
        max_units,
        max_tier_units,
        per_day_least,
        given_per_day_bps,
        sold_per_day_bps,
    )


def _units_listener_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    listener = "0x" + word[12:].hex()
    return UnitsListenerSet(log.block_number, log.log_index, log.tx_hash, at, listener)


def _unlocked(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    token_id = _from_bytes(word)
    return Unlocked(log.block_number, log.log_index, log.tx_hash, at, token_id)


def _votes_bound(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    if body:
        return None
    return VotesBound(log.block_number, log.log_index, log.tx_hash, at, account)


def _votes_released(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    if body:
        return None
    return VotesReleased(log.block_number, log.log_index, log.tx_hash, at, account)


def _currency_allowed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    if _from_bytes(word) > 1:
        return None
    allowed = word[31] == 1
    return CurrencyAllowed(log.block_number, log.log_index, log.tx_hash, at, currency, allowed)


def _drop_claimed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    drop_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    recipient = "0x" + word[12:].hex()
    if len(body) != 128:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    payer = "0x" + word[12:].hex()
    word = body[32:64]
    first_token_id = _from_bytes(word)
    word = body[64:96]
    quantity = _from_bytes(word)
    word = body[96:128]
    paid = _from_bytes(word)
    return DropClaimed(
        log.block_number, log.log_index, log.tx_hash, at, drop_id, recipient, payer, first_token_id, quantity, paid
    )


def _drop_closed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    drop_id = _from_bytes(word)
    if body:
        return None
    return DropClosed(log.block_number, log.log_index, log.tx_hash, at, drop_id)


def _drop_defined(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    drop_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    end = 256
    if len(body) < end:
        return None
    word = body[0:32]
    starts_at = _from_bytes(word)
    if starts_at >> 40:
        return None
    word = body[32:64]
    ends_at = _from_bytes(word)
    if ends_at >> 40:
        return None
    word = body[64:96]
    supply = _from_bytes(word)
    if supply >> 32:
        return None
    word = body[96:128]
    per_wallet = _from_bytes(word)
    if per_wallet >> 32:
        return None
    word = body[128:160]
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    word = body[160:192]
    price = _from_bytes(word)
    if price >> 128:
        return None
    word = body[192:224]
    allowlist_root = "0x" + word.hex()
    if _from_bytes(body[224:256]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    uri = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return DropDefined(
        log.block_number,
        log.log_index,
        log.tx_hash,
        at,
        drop_id,
        tier_id,
        starts_at,
        ends_at,
        supply,
        per_wallet,
        currency,
        price,
        allowlist_root,
        uri,
    )


def _membership_drops_eip712_domain_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if body:
        return None
    return MembershipDropsEIP712DomainChanged(log.block_number, log.log_index, log.tx_hash, at)


def _price_floor_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    per_unit = _from_bytes(word)
    return PriceFloorSet(log.block_number, log.log_index, log.tx_hash, at, currency, per_unit)


def _renewal_sold(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    payer = "0x" + word[12:].hex()
    if len(body) != 128:
        return None
    word = body[0:32]
    periods = _from_bytes(word)
    word = body[32:64]
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    word = body[64:96]
    paid = _from_bytes(word)
    word = body[96:128]
    expires_at = _from_bytes(word)
    if expires_at >> 64:
        return None
    return RenewalSold(
        log.block_number, log.log_index, log.tx_hash, at, token_id, payer, periods, currency, paid, expires_at
    )


def _tier_change_sold(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    payer = "0x" + word[12:].hex()
    if len(body) != 128:
        return None
    word = body[0:32]
    from_tier_id = _from_bytes(word)
    if from_tier_id >> 16:
        return None
    word = body[32:64]
    to_tier_id = _from_bytes(word)
    if to_tier_id >> 16:
        return None
    word = body[64:96]
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    word = body[96:128]
    paid = _from_bytes(word)
    return TierChangeSold(
        log.block_number, log.log_index, log.tx_hash, at, token_id, payer, from_tier_id, to_tier_id, currency, paid
    )


def _tier_price_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    tier_id = _from_bytes(word)
    if tier_id >> 16:
        return None
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    price = _from_bytes(word)
    if price >> 128:
        return None
    return TierPriceSet(log.block_number, log.log_index, log.tx_hash, at, tier_id, currency, price)


def _voucher_canceled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    issuer = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    uid = _from_bytes(word)
    if body:
        return None
    return VoucherCanceled(log.block_number, log.log_index, log.tx_hash, at, issuer, uid)


def _voucher_redeemed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    issuer = "0x" + word[12:].hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    uid = _from_bytes(word)
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    recipient = "0x" + word[12:].hex()
    if len(body) != 128:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    payer = "0x" + word[12:].hex()
    word = body[32:64]
    token_id = _from_bytes(word)
    word = body[64:96]
    if word[:12] != _ZEROS:
        return None
    currency = "0x" + word[12:].hex()
    word = body[96:128]
    paid = _from_bytes(word)
    return VoucherRedeemed(
        log.block_number, log.log_index, log.tx_hash, at, issuer, uid, recipient, payer, token_id, currency, paid
    )


def _call_executed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    id_ = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    index = _from_bytes(word)
    end = 96
    if len(body) < end:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    word = body[32:64]
    value = _from_bytes(word)
    if _from_bytes(body[64:96]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    data = "0x" + body[start:stop].hex()
    if len(body) != end:
        return None
    return CallExecuted(log.block_number, log.log_index, log.tx_hash, at, id_, index, target, value, data)


def _call_salt(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    id_ = "0x" + word.hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    salt = "0x" + word.hex()
    return CallSalt(log.block_number, log.log_index, log.tx_hash, at, id_, salt)


def _call_scheduled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    id_ = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    index = _from_bytes(word)
    end = 160
    if len(body) < end:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    target = "0x" + word[12:].hex()
    word = body[32:64]
    value = _from_bytes(word)
    if _from_bytes(body[64:96]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    data = "0x" + body[start:stop].hex()
    word = body[96:128]
    predecessor = "0x" + word.hex()
    word = body[128:160]
    delay = _from_bytes(word)
    if len(body) != end:
        return None
    return CallScheduled(
        log.block_number, log.log_index, log.tx_hash, at, id_, index, target, value, data, predecessor, delay
    )


def _cancelled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    id_ = "0x" + word.hex()
    if body:
        return None
    return Cancelled(log.block_number, log.log_index, log.tx_hash, at, id_)


def _min_delay_change(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    old_duration = _from_bytes(word)
    word = body[32:64]
    new_duration = _from_bytes(word)
    return MinDelayChange(log.block_number, log.log_index, log.tx_hash, at, old_duration, new_duration)


def _brand_timelock_role_admin_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    previous_admin_role = "0x" + word.hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    new_admin_role = "0x" + word.hex()
    if body:
        return None
    return BrandTimelockRoleAdminChanged(
        log.block_number, log.log_index, log.tx_hash, at, role, previous_admin_role, new_admin_role
    )


def _brand_timelock_role_granted(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    sender = "0x" + word[12:].hex()
    if body:
        return None
    return BrandTimelockRoleGranted(log.block_number, log.log_index, log.tx_hash, at, role, account, sender)


def _brand_timelock_role_revoked(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    role = "0x" + word.hex()
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    sender = "0x" + word[12:].hex()
    if body:
        return None
    return BrandTimelockRoleRevoked(log.block_number, log.log_index, log.tx_hash, at, role, account, sender)


def _treasury_received(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    from_ = "0x" + word[12:].hex()
    if len(body) != 32:
        return None
    word = body[0:32]
    amount = _from_bytes(word)
    return TreasuryReceived(log.block_number, log.log_index, log.tx_hash, at, from_, amount)


def _action_window_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    action_window = _from_bytes(word)
    if action_window >> 32:
        return None
    return ActionWindowSet(log.block_number, log.log_index, log.tx_hash, at, action_window)


def _ballot_skipped(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if len(body) != 64:
        return None
    word = body[0:32]
    index = _from_bytes(word)
    word = body[32:64]
    problem = _from_bytes(word)
    if problem >> 8:
        return None
    return BallotSkipped(log.block_number, log.log_index, log.tx_hash, at, proposal_id, index, problem)


def _brand_governor_eip712_domain_changed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if body:
        return None
    return BrandGovernorEIP712DomainChanged(log.block_number, log.log_index, log.tx_hash, at)


def _late_quorum_vote_extension_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    old_vote_extension = _from_bytes(word)
    if old_vote_extension >> 64:
        return None
    word = body[32:64]
    new_vote_extension = _from_bytes(word)
    if new_vote_extension >> 64:
        return None
    return LateQuorumVoteExtensionSet(
        log.block_number, log.log_index, log.tx_hash, at, old_vote_extension, new_vote_extension
    )


def _proposal_ballots_frozen(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if len(body) != 224:
        return None
    word = body[0:32]
    method = _from_bytes(word)
    if method >> 8:
        return None
    word = body[32:64]
    option_count = _from_bytes(word)
    if option_count >> 8:
        return None
    word = body[64:96]
    curve = _from_bytes(word)
    if curve >> 8:
        return None
    word = body[96:128]
    cap = _from_bytes(word)
    if cap >> 40:
        return None
    word = body[128:160]
    option_bps = _from_bytes(word)
    if option_bps >> 16:
        return None
    word = body[160:192]
    answer_period = _from_bytes(word)
    if answer_period >> 32:
        return None
    word = body[192:224]
    exclusions = _from_bytes(word)
    if exclusions >> 16:
        return None
    return ProposalBallotsFrozen(
        log.block_number,
        log.log_index,
        log.tx_hash,
        at,
        proposal_id,
        method,
        option_count,
        curve,
        cap,
        option_bps,
        answer_period,
        exclusions,
    )


def _proposal_beyond_guardian(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if body:
        return None
    return ProposalBeyondGuardian(log.block_number, log.log_index, log.tx_hash, at, proposal_id)


def _proposal_bounds_frozen(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if len(body) != 128:
        return None
    word = body[0:32]
    reach = _from_bytes(word)
    if reach >> 8:
        return None
    word = body[32:64]
    quorum_base = _from_bytes(word)
    if quorum_base >> 32:
        return None
    word = body[64:96]
    quorum_least = _from_bytes(word)
    if quorum_least >> 32:
        return None
    word = body[96:128]
    if _from_bytes(word) > 1:
        return None
    in_launch = word[31] == 1
    return ProposalBoundsFrozen(
        log.block_number, log.log_index, log.tx_hash, at, proposal_id, reach, quorum_base, quorum_least, in_launch
    )


def _proposal_canceled(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    proposal_id = _from_bytes(word)
    return ProposalCanceled(log.block_number, log.log_index, log.tx_hash, at, proposal_id)


def _proposal_executed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 32:
        return None
    word = body[0:32]
    proposal_id = _from_bytes(word)
    return ProposalExecuted(log.block_number, log.log_index, log.tx_hash, at, proposal_id)


def _proposal_extended(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    extended_deadline = _from_bytes(word)
    if extended_deadline >> 64:
        return None
    return ProposalExtended(log.block_number, log.log_index, log.tx_hash, at, proposal_id, extended_deadline)


def _proposal_queued(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    proposal_id = _from_bytes(word)
    word = body[32:64]
    eta_seconds = _from_bytes(word)
    return ProposalQueued(log.block_number, log.log_index, log.tx_hash, at, proposal_id, eta_seconds)


def _proposal_rules_frozen(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    type_id = _from_bytes(word)
    if type_id >> 16:
        return None
    if len(body) != 96:
        return None
    word = body[0:32]
    quorum_bps = _from_bytes(word)
    if quorum_bps >> 16:
        return None
    word = body[32:64]
    approval_bps = _from_bytes(word)
    if approval_bps >> 16:
        return None
    word = body[64:96]
    if _from_bytes(word) > 1:
        return None
    binding = word[31] == 1
    return ProposalRulesFrozen(
        log.block_number, log.log_index, log.tx_hash, at, proposal_id, type_id, quorum_bps, approval_bps, binding
    )


def _proposal_sponsored(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 3:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    by = "0x" + word[12:].hex()
    if body:
        return None
    return ProposalSponsored(log.block_number, log.log_index, log.tx_hash, at, proposal_id, by)


def _proposal_type_ballots(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    type_id = _from_bytes(word)
    if type_id >> 16:
        return None
    if len(body) != 160:
        return None
    word = body[0:32]
    methods = _from_bytes(word)
    if methods >> 8:
        return None
    word = body[32:64]
    curve = _from_bytes(word)
    if curve >> 8:
        return None
    word = body[64:96]
    cap = _from_bytes(word)
    if cap >> 40:
        return None
    word = body[96:128]
    option_bps = _from_bytes(word)
    if option_bps >> 16:
        return None
    word = body[128:160]
    answer_period = _from_bytes(word)
    if answer_period >> 32:
        return None
    return ProposalTypeBallots(
        log.block_number, log.log_index, log.tx_hash, at, type_id, methods, curve, cap, option_bps, answer_period
    )


def _proposal_type_bounds(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    type_id = _from_bytes(word)
    if type_id >> 16:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    reach = _from_bytes(word)
    if reach >> 8:
        return None
    word = body[32:64]
    quorum_least = _from_bytes(word)
    if quorum_least >> 32:
        return None
    return ProposalTypeBounds(log.block_number, log.log_index, log.tx_hash, at, type_id, reach, quorum_least)


def _proposal_type_defined(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    type_id = _from_bytes(word)
    if type_id >> 16:
        return None
    end = 288
    if len(body) < end:
        return None
    word = body[0:32]
    voting_delay = _from_bytes(word)
    if voting_delay >> 32:
        return None
    word = body[32:64]
    voting_period = _from_bytes(word)
    if voting_period >> 32:
        return None
    word = body[64:96]
    proposal_threshold = _from_bytes(word)
    if proposal_threshold >> 40:
        return None
    word = body[96:128]
    quorum_bps = _from_bytes(word)
    if quorum_bps >> 16:
        return None
    word = body[128:160]
    approval_bps = _from_bytes(word)
    if approval_bps >> 16:
        return None
    word = body[160:192]
    proposer_rule = _from_bytes(word)
    if proposer_rule >> 8:
        return None
    word = body[192:224]
    if _from_bytes(word) > 1:
        return None
    binding = word[31] == 1
    word = body[224:256]
    if _from_bytes(word) > 1:
        return None
    active = word[31] == 1
    if _from_bytes(body[256:288]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    name = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return ProposalTypeDefined(
        log.block_number,
        log.log_index,
        log.tx_hash,
        at,
        type_id,
        voting_delay,
        voting_period,
        proposal_threshold,
        quorum_bps,
        approval_bps,
        proposer_rule,
        binding,
        active,
        name,
    )


def _tie_seed_set(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    proposal_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    seed = _from_bytes(word)
    return TieSeedSet(log.block_number, log.log_index, log.tx_hash, at, proposal_id, seed)


def _timelock_change(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 1:
        return None
    if len(body) != 64:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    old_timelock = "0x" + word[12:].hex()
    word = body[32:64]
    if word[:12] != _ZEROS:
        return None
    new_timelock = "0x" + word[12:].hex()
    return TimelockChange(log.block_number, log.log_index, log.tx_hash, at, old_timelock, new_timelock)


def _vote_cast(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    voter = "0x" + word[12:].hex()
    end = 128
    if len(body) < end:
        return None
    word = body[0:32]
    proposal_id = _from_bytes(word)
    word = body[32:64]
    support = _from_bytes(word)
    if support >> 8:
        return None
    word = body[64:96]
    weight = _from_bytes(word)
    if _from_bytes(body[96:128]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    reason = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if len(body) != end:
        return None
    return VoteCast(log.block_number, log.log_index, log.tx_hash, at, voter, proposal_id, support, weight, reason)


def _vote_cast_with_params(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    if word[:12] != _ZEROS:
        return None
    voter = "0x" + word[12:].hex()
    end = 160
    if len(body) < end:
        return None
    word = body[0:32]
    proposal_id = _from_bytes(word)
    word = body[32:64]
    support = _from_bytes(word)
    if support >> 8:
        return None
    word = body[64:96]
    weight = _from_bytes(word)
    if _from_bytes(body[96:128]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    reason = body[start:stop].decode("utf-8", "replace").replace("\0", REPLACEMENT)
    if _from_bytes(body[128:160]) != end:
        return None
    start = end + 32
    stop = start + _from_bytes(body[end:start])
    end = start + (stop - start + 31) // 32 * 32
    if len(body) < end or body[stop:end].strip(b"\0"):
        return None
    params = "0x" + body[start:stop].hex()
    if len(body) != end:
        return None
    return VoteCastWithParams(
        log.block_number, log.log_index, log.tx_hash, at, voter, proposal_id, support, weight, reason, params
    )


def _perk_paused(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 2:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    perk_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    if _from_bytes(word) > 1:
        return None
    paused = word[31] == 1
    return PerkPaused(log.block_number, log.log_index, log.tx_hash, at, perk_id, paused)


def _perk_redeemed(log: Log, at: int) -> Event | None:
    topics, body = log.topics, log.data
    if len(topics) != 4:
        return None
    word = _fromhex(topics[1][2:])
    if len(word) != 32:
        return None
    redemption_id = _from_bytes(word)
    word = _fromhex(topics[2][2:])
    if len(word) != 32:
        return None
    perk_id = _from_bytes(word)
    word = _fromhex(topics[3][2:])
    if len(word) != 32:
        return None
    token_id = _from_bytes(word)
    if len(body) != 32:
        return None
    word = body[0:32]
    if word[:12] != _ZEROS:
        return None
    account = "0x" + word[12:].hex()
    return PerkRedeemed(log.block_number, log.log_index, log.tx_hash, at, redemption_id, perk_id, token_id, account)


DECODERS: dict[type[Event], Decode] = {
    OperationCanceled: _operation_canceled,
    OperationExecuted: _operation_executed,
    OperationScheduled: _operation_scheduled,
    BrandAccessRoleAdminChanged: _brand_access_role_admin_changed,
    RoleGrantDelayChanged: _role_grant_delay_changed,
    BrandAccessRoleGranted: _brand_access_role_granted,
    RoleGuardianChanged: _role_guardian_changed,
    RoleLabel: _role_label,
    BrandAccessRoleRevoked: _brand_access_role_revoked,
    TargetAdminDelayUpdated: _target_admin_delay_updated,
    TargetClosed: _target_closed,
    TargetFunctionRoleUpdated: _target_function_role_updated,
    Approval: _approval,
    ApprovalForAll: _approval_for_all,
    BatchMetadataUpdate: _batch_metadata_update,
    ContractURISet: _contract_uri_set,
    ContractURIUpdated: _contract_uri_updated,
    DelegateChanged: _delegate_changed,
    DelegateVotesChanged: _delegate_votes_changed,
    BrandMembershipEIP712DomainChanged: _brand_membership_eip712_domain_changed,
    GraceSet: _grace_set,
    HoldingRestarted: _holding_restarted,
    LaunchSet: _launch_set,
    Locked: _locked,
    MembershipEnded: _membership_ended,
    MembershipLapsed: _membership_lapsed,
    MembershipRenewed: _membership_renewed,
    MembershipTierChanged: _membership_tier_changed,
    MembershipsIssued: _memberships_issued,
    MetadataFrozen: _metadata_frozen,
    MetadataUpdate: _metadata_update,
    RendererSet: _renderer_set,
    RevocationDropped: _revocation_dropped,
    RevocationNoticed: _revocation_noticed,
    TierDefined: _tier_defined,
    TierRoyaltyReduced: _tier_royalty_reduced,
    TierSupplyReduced: _tier_supply_reduced,
    TierURIUpdated: _tier_uri_updated,
    Transfer: _transfer,
    UnitBoundsSet: _unit_bounds_set,
    UnitsListenerSet: _units_listener_set,
    Unlocked: _unlocked,
    VotesBound: _votes_bound,
    VotesReleased: _votes_released,
    CurrencyAllowed: _currency_allowed,
    DropClaimed: _drop_claimed,
    DropClosed: _drop_closed,
    DropDefined: _drop_defined,
    MembershipDropsEIP712DomainChanged: _membership_drops_eip712_domain_changed,
    PriceFloorSet: _price_floor_set,
    RenewalSold: _renewal_sold,
    TierChangeSold: _tier_change_sold,
    TierPriceSet: _tier_price_set,
    VoucherCanceled: _voucher_canceled,
    VoucherRedeemed: _voucher_redeemed,
    CallExecuted: _call_executed,
    CallSalt: _call_salt,
    CallScheduled: _call_scheduled,
    Cancelled: _cancelled,
    MinDelayChange: _min_delay_change,
    BrandTimelockRoleAdminChanged: _brand_timelock_role_admin_changed,
    BrandTimelockRoleGranted: _brand_timelock_role_granted,
    BrandTimelockRoleRevoked: _brand_timelock_role_revoked,
    TreasuryReceived: _treasury_received,
    ActionWindowSet: _action_window_set,
    BallotSkipped: _ballot_skipped,
    BrandGovernorEIP712DomainChanged: _brand_governor_eip712_domain_changed,
    LateQuorumVoteExtensionSet: _late_quorum_vote_extension_set,
    ProposalBallotsFrozen: _proposal_ballots_frozen,
    ProposalBeyondGuardian: _proposal_beyond_guardian,
    ProposalBoundsFrozen: _proposal_bounds_frozen,
    ProposalCanceled: _proposal_canceled,
    ProposalExecuted: _proposal_executed,
    ProposalExtended: _proposal_extended,
    ProposalQueued: _proposal_queued,
    ProposalRulesFrozen: _proposal_rules_frozen,
    ProposalSponsored: _proposal_sponsored,
    ProposalTypeBallots: _proposal_type_ballots,
    ProposalTypeBounds: _proposal_type_bounds,
    ProposalTypeDefined: _proposal_type_defined,
    TieSeedSet: _tie_seed_set,
    TimelockChange: _timelock_change,
    VoteCast: _vote_cast,
    VoteCastWithParams: _vote_cast_with_params,
    PerkPaused: _perk_paused,
    PerkRedeemed: _perk_redeemed,
}
