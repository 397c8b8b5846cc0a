// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @dev What a membership remembers in the 96 bits beside its owner. Times in seconds since the contract's deployment.
struct MembershipToken {
    uint256 tierId; // 8 bits
    uint256 issuedAt; // 30 bits: 34 years
    uint256 acquiredAt; // 30 bits
    uint256 unitsThrough; // 28 bits: units issued up to and including this membership
}

/// @title Packing of MembershipToken
library MembershipTokenCodec {
    uint256 internal constant MAX_TIER = (1 << 8) - 1;
    uint256 internal constant MAX_TIME = (1 << 30) - 1;
    uint256 internal constant MAX_UNITS = (1 << 28) - 1;
    uint256 internal constant UNITS_SHIFT = 68;

    /// @dev Every field must be below its maximum; the callers see to it.
    function pack(
        uint256 tierId,
        uint256 issuedAt,
        uint256 acquiredAt,
        uint256 unitsThrough
    ) internal pure returns (uint96) {
        return uint96(tierId | (issuedAt << 8) | (acquiredAt << 38) | (unitsThrough << UNITS_SHIFT));
    }

    function unpack(uint96 data) internal pure returns (MembershipToken memory token) {
        token.tierId = data & MAX_TIER;
        token.issuedAt = (data >> 8) & MAX_TIME;
        token.acquiredAt = (data >> 38) & MAX_TIME;
        token.unitsThrough = data >> UNITS_SHIFT;
    }

    function tierOf(uint96 data) internal pure returns (uint16) {
        return uint16(data & MAX_TIER);
    }
}
