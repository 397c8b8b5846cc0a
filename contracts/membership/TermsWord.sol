// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title What a life needs of a tier's terms
/// @dev Reads the first slot of a Tier, lowest field first: units, supply, issued, duration, transferable.
library TermsWord {
    function unitsOf(uint256 terms) internal pure returns (uint256) {
        return uint32(terms);
    }

    function durationOf(uint256 terms) internal pure returns (uint256) {
        return uint32(terms >> 96);
    }

    function isTransferable(uint256 terms) internal pure returns (bool) {
        return (terms >> 128) & 1 != 0;
    }
}
