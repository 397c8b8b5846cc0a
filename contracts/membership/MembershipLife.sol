// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBrandMembership, Membership, MembershipState} from "../interfaces/IBrandMembership.sol";
import {LifeWord} from "./LifeWord.sol";
import {MembershipBounds} from "./MembershipBounds.sol";
import {MembershipTokenCodec} from "./MembershipToken.sol";
import {TermsWord} from "./TermsWord.sol";
import {Tier, TierBook} from "./TierBook.sol";

/// @title What happens to a membership after it was issued
/// @notice Renewal, change of tier, lapse, revocation, burning, transfer. Units follow each of them.
abstract contract MembershipLife is MembershipBounds {
    using MembershipTokenCodec for uint96;
    using TermsWord for uint256;

    uint256 private constant MIN_APPEAL_WINDOW = 1 days;
    uint256 private constant MAX_APPEAL_WINDOW = 365 days;
    uint256 private constant REVOCABLE_FOR = 30 days;
    uint256 private constant MIN_GRACE = 1 days;
    uint256 private constant MAX_GRACE = 90 days;

    /// @dev Unix seconds of the deployment; token times count from here.
    uint256 internal immutable _epoch;
    /// @inheritdoc IBrandMembership
    uint32 public immutable appealWindow;
    /// @inheritdoc IBrandMembership
    uint32 public immutable grace;

    /// @dev Of marked memberships only.
    mapping(uint256 tokenId => LifeWord) private _lives;

    constructor(uint32 appealWindow_, uint32 grace_) {
        if (appealWindow_ < MIN_APPEAL_WINDOW || appealWindow_ > MAX_APPEAL_WINDOW) {
            revert BrandMembership_InvalidAppealWindow(appealWindow_, MIN_APPEAL_WINDOW, MAX_APPEAL_WINDOW);
        }
        if (grace_ < MIN_GRACE || grace_ > MAX_GRACE) {
            revert BrandMembership_InvalidGrace(grace_, MIN_GRACE, MAX_GRACE);
        }
        _epoch = block.timestamp;
        appealWindow = appealWindow_;
        grace = grace_;
        emit GraceSet(grace_);
    }

    /// @inheritdoc IBrandMembership
    function renew(uint256 tokenId, uint256 periods) external restricted returns (uint64 expiresAt) {
        return _renew(tokenId, periods, false, false);
    }

    /// @inheritdoc IBrandMembership
    function sellTime(
        uint256 tokenId,
        uint256 periods,
        bool sold
    ) external restricted returns (uint64 expiresAt) {
        return _renew(tokenId, periods, true, sold);
    }

    /// @inheritdoc IBrandMembership
    function changeTier(
        uint256 tokenId,
        uint16 tierId,
        uint64 expiresAt,
        bool paid,
        bool sold
    ) external restricted {
        (address holder, uint96 data) = _tokenOf(tokenId);
        _tier(tierId);
        // Both are numbers of tiers, which only the issuer sets.
        // slither-disable-next-line incorrect-equality
        if (tierId == data.tierOf()) revert BrandMembership_SameTier(tokenId, tierId);
        (uint256 previous, uint256 next) = (_termsOf(data.tierOf()), _termsOf(tierId));
        LifeWord life = _requireNoNotice(tokenId);
        MembershipState state = _state(_expiry(data, life, previous.durationOf()), life);
        if (state != MembershipState.Active) revert BrandMembership_NotActive(tokenId, state);

        if (next.durationOf() == 0) expiresAt = 0;
        else if (expiresAt <= block.timestamp || expiresAt > block.timestamp + TierBook.MAX_AHEAD) {
            revert BrandMembership_InvalidExpiry(tokenId, expiresAt, block.timestamp + 1, block.timestamp + TierBook.MAX_AHEAD);
        }

        // What a change takes away makes no room for more: else units that cannot vote are made into some that can.
        if (next.unitsOf() > previous.unitsOf()) {
            _countUnits(_unitsIssued(), next.unitsOf() - previous.unitsOf(), false, sold);
        }
        _movePlace(data.tierOf(), tierId);
        // For life it is the seller who knows whether it was paid for.
        _lives[tokenId] = life.withTime(expiresAt, paid && expiresAt != 0 ? expiresAt - block.timestamp : 0);
        // Its time in the tier begins now: what was held of another one does not count.
        _setExtraData(tokenId, data.withTier(tierId).withAcquiredAt(_acquiredNow()).withMark());
        _changeUnits(holder, previous.unitsOf(), next.unitsOf());
        emit MembershipTierChanged(tokenId, tierId, expiresAt, previous.unitsOf(), next.unitsOf());
        if (previous.isTransferable() != next.isTransferable()) {
            if (next.isTransferable()) emit Unlocked(tokenId);
            else emit Locked(tokenId);
        }
        emit MetadataUpdate(tokenId);
        _tellListener(tokenId, holder, previous.unitsOf(), next.unitsOf());
    }

    /// @inheritdoc IBrandMembership
    function lapse(uint256 tokenId) external {
        uint256 duration = _tierOf(tokenId).duration;
        if (duration == 0) revert BrandMembership_NeverExpires(tokenId);
        MembershipState state = _stateOf(tokenId, duration);
        if (state == MembershipState.Lapsed) revert BrandMembership_AlreadyLapsed(tokenId);
        uint256 lapsableAt = _lapsableAt(tokenId, duration);
        if (block.timestamp < lapsableAt) revert BrandMembership_NotLapsable(tokenId, lapsableAt);
        _lapseAndTell(tokenId);
    }

    /// @inheritdoc IBrandMembership
    function lapseBatch(uint256[] calldata tokenIds) external returns (uint256 lapsed) {
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            uint256 tokenId = tokenIds[i];
            if (!_exists(tokenId)) continue;
            uint256 duration = _tierOf(tokenId).duration;
            if (_stateOf(tokenId, duration) != MembershipState.Expired) continue;
            if (block.timestamp < _lapsableAt(tokenId, duration)) continue;
            _lapseAndTell(tokenId);
            ++lapsed;
        }
    }

    /// @inheritdoc IBrandMembership
    function noticeRevocation(uint256 tokenId, string calldata) external restricted returns (uint64 revocableAt) {
        bool transferable = _tierOf(tokenId).transferable;
        LifeWord life = _requireNoNotice(tokenId);
        if (block.timestamp < life.noticeableAt()) revert BrandMembership_NoticeTooSoon(tokenId, life.noticeableAt());
        revocableAt = uint64(block.timestamp + appealWindow);
        _lives[tokenId] = life.withNotice(revocableAt, life.noticeableAt());
        _mark(tokenId);
        _passOn(TierBook.noticeRevocation.selector);
        if (transferable) emit Locked(tokenId);
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IBrandMembership
    function withdrawRevocation(uint256 tokenId) external restricted {
        _requireNotice(tokenId);
        _dropNotice(tokenId, false);
    }

    /// @inheritdoc IBrandMembership
    function endNotice(uint256 tokenId) external {
        uint256 overAt = _requireNotice(tokenId).revocableAt() + REVOCABLE_FOR;
        if (block.timestamp < overAt) revert BrandMembership_NoticeStands(tokenId, overAt);
        _dropNotice(tokenId, false);
    }

    /// @inheritdoc IBrandMembership
    /// @dev One notice that was withdrawn, or one membership that its holder gave up, must not fail a proposal that dismisses
    /// others as well.
    function dismissRevocation(uint256 tokenId) external restricted {
        if (_exists(tokenId) && _lives[tokenId].revocableAt() != 0) _dropNotice(tokenId, true);
    }

    /// @inheritdoc IBrandMembership
    function revoke(uint256 tokenId) external restricted {
        uint256 revocableAt = _requireNotice(tokenId).revocableAt();
        if (block.timestamp < revocableAt) revert BrandMembership_AppealWindowOpen(tokenId, revocableAt);
        uint256 overAt = revocableAt + REVOCABLE_FOR;
        if (block.timestamp >= overAt) revert BrandMembership_NoticeOver(tokenId, overAt);
        _end(tokenId, true);
    }

    /// @inheritdoc IBrandMembership
    function burn(uint256 tokenId) external {
        if (!_exists(tokenId)) revert BrandMembership_UnknownMembership(tokenId);
        if (!_isApprovedOrOwner(msg.sender, tokenId)) revert NotOwnerNorApproved();
        _end(tokenId, false);
    }

    /// @inheritdoc IBrandMembership
    function membershipOf(uint256 tokenId) external view returns (Membership memory membership) {
        uint96 data;
        (membership.holder, data) = _tokenOf(tokenId);
        membership.tierId = data.tierOf();
        uint256 terms = _termsOf(membership.tierId);
        unchecked {
            membership.issuedAt = uint32(_epoch + data.issuedAtOf());
            membership.acquiredAt = uint32(_epoch + data.acquiredAtOf());
        }
        LifeWord life = _lives[tokenId];
        membership.expiresAt = uint64(_expiry(data, life, terms.durationOf()));
        (membership.revocableAt, membership.paid) = (uint64(life.revocableAt()), uint64(life.paid()));
        membership.state = _state(membership.expiresAt, life);
        // The state is one of three; there is none between two of them.
        // slither-disable-next-line incorrect-equality
        membership.units = membership.state == MembershipState.Lapsed ? 0 : uint32(terms.unitsOf());
    }

    /// @inheritdoc IBrandMembership
    function locked(uint256 tokenId) external view returns (bool) {
        return !_tierOf(tokenId).transferable || _lives[tokenId].revocableAt() != 0;
    }

    function _beforeTokenTransfer(address from, address to, uint256 tokenId) internal view override {
        if (from == address(0) || to == address(0)) return;
        uint96 data = _getExtraData(tokenId);
        uint16 tierId = data.tierOf();
        // Tiers begin at 1. Whoever passes the checks of approval is told who may not move it.
        // slither-disable-next-line incorrect-equality
        if (tierId == 0) revert BrandMembership_UnknownMembership(tokenId);
        if (!TierBook.all().byId[tierId].transferable) revert BrandMembership_Soulbound(tokenId);
        if (!data.isMarked()) return;
        uint256 revocableAt = _lives[tokenId].revocableAt();
        if (revocableAt != 0) revert BrandMembership_UnderNotice(tokenId, revocableAt);
    }

    /// @dev Issuing knows the units and moves them itself.
    function _afterTokenTransfer(address from, address to, uint256 tokenId) internal override {
        if (from == address(0)) return;
        Tier storage stored = TierBook.all().byId[_getExtraData(tokenId).tierOf()];
        (uint256 units, uint256 duration) = (stored.units, stored.duration);
        uint256 lapsed = 0;
        if (duration != 0) {
            // Nobody gets votes with a membership whose time is over.
            bool expired = _stateOf(tokenId, duration) == MembershipState.Expired;
            if (expired && to != address(0)) lapsed = _lapse(tokenId, from);
            if (_lives[tokenId].isLapsed()) units = 0;
        }
        // A membership sent to oneself has not changed hands: its holding time goes on.
        if (from != to) {
            _setExtraData(tokenId, _getExtraData(tokenId).withAcquiredAt(_acquiredNow()));
        }
        if (to == address(0)) _changeUnits(from, units, 0);
        else _moveUnits(from, to, units);
        _tellListener(tokenId, from, lapsed, 0);
    }

    /// @dev Seconds since the deployment.
    function _now() internal view returns (uint256) {
        unchecked {
            return block.timestamp - _epoch;
        }
    }

    /// @param paid Whether the added time was paid for.
    /// @param sold Whether units that come back by it were.
    function _renew(
        uint256 tokenId,
        uint256 periods,
        bool paid,
        bool sold
    ) private returns (uint64 expiresAt) {
        (address holder, uint96 data) = _tokenOf(tokenId);
        LifeWord life = _lives[tokenId];
        uint256 restored = life.isLapsed() ? _revive(holder, data.tierOf(), sold) : 0;
        (data, life) = _prolonged(tokenId, data, life, periods, paid);
        _lives[tokenId] = life;
        _setExtraData(tokenId, data);
        expiresAt = uint64(life.expiresAt());
        emit MembershipRenewed(tokenId, expiresAt, restored);
        emit MetadataUpdate(tokenId);
        _tellListener(tokenId, holder, 0, restored);
    }

    /// @dev Units of a lapsed membership come back.
    function _revive(address holder, uint16 tierId, bool sold) private returns (uint256 units) {
        units = _termsOf(tierId).unitsOf();
        if (sold) _countReturn(units);
        else _countUnits(_unitsIssued(), units, false, false);
        _movePlace(0, tierId);
        _changeUnits(holder, 0, units);
    }

    /// @dev What is kept of a membership with so many more periods.
    function _prolonged(
        uint256 tokenId,
        uint96 data,
        LifeWord life,
        uint256 periods,
        bool paid
    ) private returns (uint96, LifeWord) {
        uint256 duration = _termsOf(data.tierOf()).durationOf();
        if (duration == 0) revert BrandMembership_NeverExpires(tokenId);
        uint256 expiry = _expiry(data, life, duration);
        uint256 added = _requirePeriods(tokenId, periods, duration, expiry);
        uint256 kept = 0;
        // No term is above MAX_AHEAD, which has 32 bits.
        unchecked {
            if (block.timestamp < expiry) kept = Math.min(life.paid(), expiry - block.timestamp);
            // Whether somebody lapsed it in the meantime makes no difference to its times.
            if (block.timestamp >= expiry + _graceOf(duration)) {
                expiry = block.timestamp;
                data = data.withAcquiredAt(_acquiredNow());
                emit HoldingRestarted(tokenId);
            }
            if (paid) kept += added;
            return (data.withMark(), life.withTime(expiry + added, kept));
        }
    }

    function _lapseAndTell(uint256 tokenId) private {
        address holder = ownerOf(tokenId);
        _tellListener(tokenId, holder, _lapse(tokenId, holder), 0);
    }

    /// @dev Its place in the tier is free for somebody else: whoever comes back later takes one again.
    /// @return units That stopped counting, for the caller to tell of.
    function _lapse(uint256 tokenId, address holder) private returns (uint256 units) {
        units = _tierOf(tokenId).units;
        _lives[tokenId] = _lives[tokenId].withLapse();
        _movePlace(_getExtraData(tokenId).tierOf(), 0);
        _mark(tokenId);
        _changeUnits(holder, units, 0);
        emit MembershipLapsed(tokenId, units);
        emit MetadataUpdate(tokenId);
    }

    /// @dev Who holds it, and its 96 bits.
    function _tokenOf(uint256 tokenId) private view returns (address holder, uint96 data) {
        holder = _ownerOf(tokenId);
        if (holder == address(0)) revert BrandMembership_UnknownMembership(tokenId);
        data = _getExtraData(tokenId);
    }

    /// @dev For an appeal window there is no new notice: else the next one could follow a second later, for ever.
    function _dropNotice(uint256 tokenId, bool dismissed) private {
        _lives[tokenId] = _lives[tokenId].withNotice(0, block.timestamp + appealWindow);
        emit RevocationDropped(tokenId, dismissed);
        if (_tierOf(tokenId).transferable) emit Unlocked(tokenId);
        emit MetadataUpdate(tokenId);
    }

    function _end(uint256 tokenId, bool revoked) private {
        Tier storage stored = _tierOf(tokenId);
        address holder = ownerOf(tokenId);
        uint256 lapsed = 0;
        if (_stateOf(tokenId, stored.duration) == MembershipState.Expired) lapsed = _lapse(tokenId, holder);
        uint256 units = _lives[tokenId].isLapsed() ? 0 : stored.units;
        emit MembershipEnded(tokenId, holder, units, revoked);
        _burn(tokenId);
        _tellListener(tokenId, holder, units + lapsed, 0);
    }

    /// @dev Changes the units of one holder without a membership being issued.
    function _changeUnits(address holder, uint256 previous, uint256 next) private {
        if (next == previous) return;
        uint256 total = _adjustSupply(int256(next) - int256(previous));
        if (next > previous) {
            // Issuing counts the units ever issued and not this total, so there are at most twice as many.
            if (total > MembershipTokenCodec.MAX_UNITS) {
                revert BrandMembership_UnitsExhausted(total, MembershipTokenCodec.MAX_UNITS);
            }
            _moveUnits(address(0), holder, next - previous);
        } else {
            _moveUnits(holder, address(0), previous - next);
        }
    }

    function _mark(uint256 tokenId) private {
        _setExtraData(tokenId, _getExtraData(tokenId).withMark());
    }

    function _requireNotice(uint256 tokenId) private view returns (LifeWord life) {
        _tierOf(tokenId);
        life = _lives[tokenId];
        if (life.revocableAt() == 0) revert BrandMembership_NotUnderNotice(tokenId);
    }

    function _requireNoNotice(uint256 tokenId) private view returns (LifeWord life) {
        life = _lives[tokenId];
        if (life.revocableAt() != 0) revert BrandMembership_UnderNotice(tokenId, life.revocableAt());
    }

    function _stateOf(uint256 tokenId, uint256 duration) private view returns (MembershipState) {
        if (duration == 0) return MembershipState.Active;
        uint96 data = _getExtraData(tokenId);
        LifeWord life = data.isMarked() ? _lives[tokenId] : LifeWord.wrap(0);
        return _state(_expiry(data, life, duration), life);
    }

    /// @param expiresAt 0 for never.
    function _state(uint256 expiresAt, LifeWord life) private view returns (MembershipState) {
        if (life.isLapsed()) return MembershipState.Lapsed;
        // 0 is what stands for life, and no time that somebody could bring about.
        // slither-disable-next-line incorrect-equality
        return expiresAt == 0 || block.timestamp < expiresAt ? MembershipState.Active : MembershipState.Expired;
    }

    /// @return added Seconds.
    function _requirePeriods(
        uint256 tokenId,
        uint256 periods,
        uint256 duration,
        uint256 expiry
    ) private view returns (uint256 added) {
        uint256 from = Math.max(expiry, block.timestamp);
        uint256 latest = block.timestamp + TierBook.MAX_AHEAD;
        if (periods == 0 || periods > TierBook.MAX_AHEAD || from + periods * duration > latest) {
            revert BrandMembership_InvalidPeriods(tokenId, periods, from, latest);
        }
        return periods * duration;
    }

    /// @dev First second at which anyone may lapse it, unix seconds.
    function _lapsableAt(uint256 tokenId, uint256 duration) private view returns (uint256) {
        return _expiry(_getExtraData(tokenId), _lives[tokenId], duration) + _graceOf(duration);
    }

    /// @dev Never longer than what was paid for.
    function _graceOf(uint256 duration) private view returns (uint256) {
        return Math.min(grace, duration);
    }

    /// @dev Transfers outlive the clock: after it has run out they all count as acquired at its end.
    function _acquiredNow() private view returns (uint256) {
        return Math.min(_now(), MembershipTokenCodec.MAX_TIME);
    }

    /// @return Unix seconds; 0 for never.
    function _expiry(uint96 data, LifeWord life, uint256 duration) private view returns (uint256) {
        uint256 kept = life.expiresAt();
        if (duration == 0 || kept != 0) return kept;
        unchecked {
            return _epoch + data.issuedAtOf() + duration;
        }
    }
}
