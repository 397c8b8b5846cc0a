// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

// The shape of a PowerWord. Assembly reads constants only from where they stand outside of contracts.
uint256 constant POWER_NUMBER_MASK = 0xffffffff;
uint256 constant POWER_UNITS_SHIFT = 32;

/// @notice What an account brings to a ballot, in one word: its units above the 32 bits of its member number.
/// @dev Units are fewer than 2^40, so 72 bits are used. On the outside it is a uint256, see IMembershipVotes.ballotPowers.
type PowerWord is uint256;

using PowerWordCodec for PowerWord global;

/// @title Packing of PowerWord
/// @notice Makes the word and reads it.
library PowerWordCodec {
    /// @notice The word of an account.
    /// @param memberNumber 0 for an account that never had votes.
    /// @param units Votes at the snapshot, delegations in and out counted.
    function pack(uint32 memberNumber, uint256 units) internal pure returns (PowerWord) {
        return PowerWord.wrap((units << POWER_UNITS_SHIFT) | memberNumber);
    }

    /// @notice The member number; 0 for an account that never had votes.
    function memberNumberOf(PowerWord power) internal pure returns (uint256) {
        return PowerWord.unwrap(power) & POWER_NUMBER_MASK;
    }

    /// @notice Votes at the snapshot, in units.
    function unitsOf(PowerWord power) internal pure returns (uint256) {
        return PowerWord.unwrap(power) >> POWER_UNITS_SHIFT;
    }
}
