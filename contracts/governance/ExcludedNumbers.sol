// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Member numbers of up to eight accounts that take no part, in one word
/// @notice A number has 32 bits. Numbers begin at 1, so zero is an empty place.
library ExcludedNumbers {
    uint256 private constant NUMBER_BITS = 32;
    uint256 private constant ONE_EACH = 0x0000000100000001000000010000000100000001000000010000000100000001;
    uint256 private constant HIGHEST_BITS = ONE_EACH << (NUMBER_BITS - 1);

    /// @dev The word with one number more; the caller sees to it that there are eight at most.
    function with(uint256 numbers, uint256 number) internal pure returns (uint256) {
        return (numbers << NUMBER_BITS) | number;
    }

    /// @dev Whether one of the numbers is this one, which is not zero.
    function contains(uint256 numbers, uint256 number) internal pure returns (bool) {
        unchecked {
            // A place is zero where the number is found; then, and only then, the highest bit of some place appears below.
            uint256 difference = numbers ^ (ONE_EACH * number);
            return (difference - ONE_EACH) & ~difference & HIGHEST_BITS != 0;
        }
    }
}
