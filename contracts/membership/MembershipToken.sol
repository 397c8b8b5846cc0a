// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Packing of what a membership remembers in the 96 bits beside its owner
/// @dev Times in seconds since the contract's deployment: 30 bits are 34 years. Lowest field first.
///
///   units issued up to and including this membership (28) | acquired at (30) | issued at (30) | marked (1): more about it is
///   kept elsewhere | tier's id (7)
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

    function unitsThroughOf(uint96 data) internal pure returns (uint256) {
        return data >> UNITS_SHIFT;
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
