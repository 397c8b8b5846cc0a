// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBrandMembership, Membership, MembershipState} from "../interfaces/IBrandMembership.sol";
import {MembershipToken, MembershipTokenCodec} from "./MembershipToken.sol";
import {MembershipBounds} from "./MembershipBounds.sol";
import {Tier, TierBook} from "./TierBook.sol";

/// @title What happens to a membership after it was issued
/// @notice Renewal, change of tier, lapse, revocation, burning, transfer. Units follow each of them.
abstract contract MembershipLife is MembershipBounds {
    using MembershipTokenCodec for uint96;

    /// @dev Kept for marked memberships only.
    struct Life {
        uint40 expiresAt; // 0: a period after it was issued, if its tier expires
        uint40 revocableAt; // 0: not under notice
        uint40 noticeableAt; // no new notice before; 0: at any time
        bool lapsed;
    }

    uint256 private constant MIN_APPEAL_WINDOW = 1 days;
    uint256 private constant MAX_APPEAL_WINDOW = 365 days;

    /// @dev Unix seconds of the deployment; token times count from here.
    uint256 internal immutable _epoch;
    /// @inheritdoc IBrandMembership
    uint32 public immutable appealWindow;

    mapping(uint256 tokenId => Life) private _lives;

    constructor(uint32 appealWindow_) {
        if (appealWindow_ < MIN_APPEAL_WINDOW || appealWindow_ > MAX_APPEAL_WINDOW) {
            revert BrandMembership_InvalidAppealWindow(appealWindow_, MIN_APPEAL_WINDOW, MAX_APPEAL_WINDOW);
        }
        _epoch = block.timestamp;
        appealWindow = appealWindow_;
    }

    /// @inheritdoc IBrandMembership
    function renew(uint256 tokenId, uint256 periods) external restricted returns (uint64 expiresAt) {
        Tier storage stored = _tierOf(tokenId);
        uint256 duration = stored.duration;
        if (duration == 0) revert BrandMembership_NeverExpires(tokenId);
        Life storage life = _lives[tokenId];

        uint256 from = Math.max(_expiryOf(tokenId, duration), block.timestamp);
        uint256 latest = block.timestamp + TierBook.MAX_AHEAD;
        if (periods == 0 || periods > TierBook.MAX_AHEAD || from + periods * duration > latest) {
            revert BrandMembership_InvalidPeriods(tokenId, periods, from, latest);
        }
        expiresAt = uint64(from + periods * duration);
        uint256 restored = life.lapsed ? stored.units : 0;
        _tellListener(tokenId, 0, restored);
        (life.expiresAt, life.lapsed) = (uint40(expiresAt), false);
        _mark(tokenId);
        _changeUnits(ownerOf(tokenId), 0, restored);
        emit MembershipRenewed(tokenId, expiresAt, restored);
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IBrandMembership
    function changeTier(uint256 tokenId, uint16 tierId, uint64 expiresAt) external restricted {
        Tier storage previous = _tierOf(tokenId);
        Tier storage next = _tier(tierId);
        uint96 data = _getExtraData(tokenId);
        uint16 previousId = data.tierOf();
        // Both are numbers of tiers, which only the issuer sets.
        // slither-disable-next-line incorrect-equality
        if (tierId == previousId) revert BrandMembership_SameTier(tokenId, tierId);
        Life storage life = _requireNoNotice(tokenId);
        MembershipState state = _stateOf(tokenId, previous.duration);
        if (state != MembershipState.Active) revert BrandMembership_NotActive(tokenId, state);
        uint256 latest = block.timestamp + TierBook.MAX_AHEAD;
        if (next.duration == 0) expiresAt = 0;
        else if (expiresAt <= block.timestamp || expiresAt > latest) {
            revert BrandMembership_InvalidExpiry(tokenId, expiresAt, block.timestamp + 1, latest);
        }

        _tellListener(tokenId, previous.units, next.units);
        _movePlace(previousId, tierId);
        life.expiresAt = uint40(expiresAt);
        _setExtraData(tokenId, data.withTier(tierId).withMark());
        _changeUnits(ownerOf(tokenId), previous.units, next.units);
        emit MembershipTierChanged(tokenId, tierId, expiresAt, previous.units, next.units);
        if (previous.transferable && !next.transferable) emit Locked(tokenId);
        if (!previous.transferable && next.transferable) emit Unlocked(tokenId);
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IBrandMembership
    function lapse(uint256 tokenId) external {
        uint256 duration = _tierOf(tokenId).duration;
        if (duration == 0) revert BrandMembership_NeverExpires(tokenId);
        MembershipState state = _stateOf(tokenId, duration);
        if (state == MembershipState.Lapsed) revert BrandMembership_AlreadyLapsed(tokenId);
        if (state == MembershipState.Active) {
            revert BrandMembership_NotExpired(tokenId, _expiryOf(tokenId, duration));
        }
        _lapse(tokenId, ownerOf(tokenId));
    }

    /// @inheritdoc IBrandMembership
    function lapseBatch(uint256[] calldata tokenIds) external returns (uint256 lapsed) {
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            uint256 tokenId = tokenIds[i];
            if (!_exists(tokenId)) continue;
            if (_stateOf(tokenId, _tierOf(tokenId).duration) != MembershipState.Expired) continue;
            _lapse(tokenId, ownerOf(tokenId));
            ++lapsed;
        }
    }

    /// @inheritdoc IBrandMembership
    function noticeRevocation(
        uint256 tokenId,
        string calldata reasonURI
    ) external restricted returns (uint64 revocableAt) {
        bool transferable = _tierOf(tokenId).transferable;
        Life storage life = _requireNoNotice(tokenId);
        if (block.timestamp < life.noticeableAt) revert BrandMembership_NoticeTooSoon(tokenId, life.noticeableAt);
        TierBook.requireIpfs(reasonURI);
        revocableAt = uint64(block.timestamp + appealWindow);
        life.revocableAt = uint40(revocableAt);
        _mark(tokenId);
        emit RevocationNoticed(tokenId, revocableAt, reasonURI);
        if (transferable) emit Locked(tokenId);
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IBrandMembership
    function withdrawRevocation(uint256 tokenId) external restricted {
        _requireNotice(tokenId);
        _dropNotice(tokenId, false);
    }

    /// @inheritdoc IBrandMembership
    /// @dev One notice that was withdrawn, or one membership that its holder gave up, must not fail a proposal that dismisses
    /// others as well.
    function dismissRevocation(uint256 tokenId) external restricted {
        if (_exists(tokenId) && _lives[tokenId].revocableAt != 0) _dropNotice(tokenId, true);
    }

    /// @inheritdoc IBrandMembership
    function revoke(uint256 tokenId) external restricted {
        uint256 revocableAt = _requireNotice(tokenId).revocableAt;
        if (block.timestamp < revocableAt) revert BrandMembership_AppealWindowOpen(tokenId, revocableAt);
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
        Tier storage stored = _tierOf(tokenId);
        uint256 duration = stored.duration;
        MembershipToken memory token = _getExtraData(tokenId).unpack();
        membership.holder = _ownerOf(tokenId);
        membership.tierId = uint16(token.tierId);
        membership.issuedAt = uint32(_epoch + token.issuedAt);
        membership.acquiredAt = uint32(_epoch + token.acquiredAt);
        membership.expiresAt = uint64(_expiryOf(tokenId, duration));
        membership.revocableAt = _lives[tokenId].revocableAt;
        membership.state = _stateOf(tokenId, duration);
        // The state is one of three; there is none between two of them.
        // slither-disable-next-line incorrect-equality
        membership.units = membership.state == MembershipState.Lapsed ? 0 : stored.units;
    }

    /// @inheritdoc IBrandMembership
    function locked(uint256 tokenId) external view returns (bool) {
        return !_tierOf(tokenId).transferable || _lives[tokenId].revocableAt != 0;
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
        uint256 revocableAt = _lives[tokenId].revocableAt;
        if (revocableAt != 0) revert BrandMembership_UnderNotice(tokenId, revocableAt);
    }

    /// @dev Issuing knows the units and moves them itself.
    function _afterTokenTransfer(address from, address to, uint256 tokenId) internal override {
        if (from == address(0)) return;
        Tier storage stored = TierBook.all().byId[_getExtraData(tokenId).tierOf()];
        (uint256 units, uint256 duration) = (stored.units, stored.duration);
        if (duration != 0) {
            // Nobody gets votes with a membership whose time is over.
            bool expired = _stateOf(tokenId, duration) == MembershipState.Expired;
            if (expired && to != address(0)) _lapse(tokenId, from);
            if (_lives[tokenId].lapsed) units = 0;
        }
        // A membership sent to oneself has not changed hands: its holding time goes on.
        if (from != to) {
            // Transfers outlive the clock: after it has run out they all count as acquired at its end.
            uint256 now_ = Math.min(_now(), MembershipTokenCodec.MAX_TIME);
            _setExtraData(tokenId, _getExtraData(tokenId).withAcquiredAt(now_));
        }
        if (to == address(0)) _changeUnits(from, units, 0);
        else _moveUnits(from, to, units);
    }

    /// @dev Seconds since the deployment.
    function _now() internal view returns (uint256) {
        unchecked {
            return block.timestamp - _epoch;
        }
    }

    function _lapse(uint256 tokenId, address holder) private {
        uint256 units = _tierOf(tokenId).units;
        _tellListener(tokenId, units, 0);
        _lives[tokenId].lapsed = true;
        _mark(tokenId);
        _changeUnits(holder, units, 0);
        emit MembershipLapsed(tokenId, units);
        emit MetadataUpdate(tokenId);
    }

    /// @dev For an appeal window there is no new notice: else the next one could follow a second later, for ever.
    function _dropNotice(uint256 tokenId, bool dismissed) private {
        Life storage life = _lives[tokenId];
        (life.revocableAt, life.noticeableAt) = (0, uint40(block.timestamp + appealWindow));
        emit RevocationDropped(tokenId, dismissed);
        if (_tierOf(tokenId).transferable) emit Unlocked(tokenId);
        emit MetadataUpdate(tokenId);
    }

    function _end(uint256 tokenId, bool revoked) private {
        Tier storage stored = _tierOf(tokenId);
        uint256 units = _lives[tokenId].lapsed ? 0 : stored.units;
        _tellListener(tokenId, units, 0);
        emit MembershipEnded(tokenId, ownerOf(tokenId), units, revoked);
        _burn(tokenId);
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

    function _requireNotice(uint256 tokenId) private view returns (Life storage life) {
        _tierOf(tokenId);
        life = _lives[tokenId];
        if (life.revocableAt == 0) revert BrandMembership_NotUnderNotice(tokenId);
    }

    function _requireNoNotice(uint256 tokenId) private view returns (Life storage life) {
        life = _lives[tokenId];
        if (life.revocableAt != 0) revert BrandMembership_UnderNotice(tokenId, life.revocableAt);
    }

    function _stateOf(uint256 tokenId, uint256 duration) private view returns (MembershipState) {
        if (duration == 0) return MembershipState.Active;
        if (_getExtraData(tokenId).isMarked() && _lives[tokenId].lapsed) return MembershipState.Lapsed;
        return block.timestamp < _expiryOf(tokenId, duration) ? MembershipState.Active : MembershipState.Expired;
    }

    /// @dev Unix seconds; 0 for never.
    function _expiryOf(uint256 tokenId, uint256 duration) private view returns (uint256) {
        if (duration == 0) return 0;
        uint96 data = _getExtraData(tokenId);
        uint256 expiresAt = data.isMarked() ? _lives[tokenId].expiresAt : 0;
        return expiresAt != 0 ? expiresAt : _epoch + data.issuedAtOf() + duration;
    }
}
