// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @dev What a membership remembers in the 96 bits beside its owner. Times in seconds since the contract's deployment.
struct MembershipToken {
    uint256 tierId; // 7 bits
    bool marked; // 1 bit: more about it is kept elsewhere
    uint256 issuedAt; // 30 bits: 34 years
    uint256 acquiredAt; // 30 bits
    uint256 unitsThrough; // 28 bits: units issued up to and including this membership
}

/// @title Packing of MembershipToken
library MembershipTokenCodec {
    uint256 internal constant MAX_TIER = (1 << 7) - 1;
    uint256 internal constant MAX_TIME = (1 << 30) - 1;
    uint256 internal constant MAX_UNITS = (1 << 28) - 1;
    uint256 internal constant UNITS_SHIFT = 68;
    uint256 private constant MARK = 1 << 7;
    uint256 private constant ISSUED_SHIFT = 8;
    uint256 private constant ACQUIRED_SHIFT = 38;

    /// @dev Packs a membership that is not marked. No field may be above its maximum; the callers see to that.
    function pack(
        uint256 tierId,
        uint256 issuedAt,
        uint256 acquiredAt,
        uint256 unitsThrough
    ) internal pure returns (uint96) {
        return
            uint96(
                tierId |
                    (issuedAt << ISSUED_SHIFT) |
                    (acquiredAt << ACQUIRED_SHIFT) |
                    (unitsThrough << UNITS_SHIFT)
            );
    }

    function unpack(uint96 data) internal pure returns (MembershipToken memory token) {
        token.tierId = data & MAX_TIER;
        token.marked = data & MARK != 0;
        token.issuedAt = issuedAtOf(data);
        token.acquiredAt = acquiredAtOf(data);
        token.unitsThrough = data >> UNITS_SHIFT;
    }

    function tierOf(uint96 data) internal pure returns (uint16) {
        return uint16(data & MAX_TIER);
    }

    function isMarked(uint96 data) internal pure returns (bool) {
        return data & MARK != 0;
    }

    function issuedAtOf(uint96 data) internal pure returns (uint256) {
        return (data >> ISSUED_SHIFT) & MAX_TIME;
    }

    function acquiredAtOf(uint96 data) internal pure returns (uint256) {
        return (data >> ACQUIRED_SHIFT) & MAX_TIME;
    }

    function withMark(uint96 data) internal pure returns (uint96) {
        return uint96(data | MARK);
    }

    function withTier(uint96 data, uint256 tierId) internal pure returns (uint96) {
        return uint96((data & ~MAX_TIER) | tierId);
    }

    function withAcquiredAt(uint96 data, uint256 acquiredAt) internal pure returns (uint96) {
        return uint96((data & ~(MAX_TIME << ACQUIRED_SHIFT)) | (acquiredAt << ACQUIRED_SHIFT));
    }
}
