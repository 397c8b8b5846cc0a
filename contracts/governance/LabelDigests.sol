// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IProposalTypes} from "../interfaces/IProposalTypes.sol";

/// @title What is kept of the options' labels
/// @notice The first four bytes of each label's Keccak-256 hash, 32 bits each from bit 64 of the word that holds how many
/// actions each option has; of ranked proposals only, which have six options at most. A lot is drawn from them, because an
/// option's number is its place in the list, and whoever proposes chooses that.
library LabelDigests {
    uint256 private constant SHIFT = 64;
    uint256 private constant BITS = 32;

    /// @dev Of each label. Two options that were equal here would draw the same lot: they are refused.
    function digest(string[] memory labels) internal pure returns (uint256[] memory digests) {
        digests = new uint256[](labels.length);
        for (uint256 i = 0; i < labels.length; ++i) {
            digests[i] = uint32(bytes4(keccak256(bytes(labels[i]))));
            for (uint256 j = 0; j < i; ++j) {
                if (digests[j] == digests[i]) revert IProposalTypes.ProposalTypes_EqualLabels(j + 1, i + 1);
            }
        }
    }

    function pack(uint256[] memory digests) internal pure returns (uint256 packed) {
        for (uint256 i = 0; i < digests.length; ++i) packed |= digests[i] << (SHIFT + BITS * i);
    }

    /// @param actions The word of a Count.
    /// @param option Numbered from 0 here.
    function digestOf(uint256 actions, uint256 option) internal pure returns (uint256) {
        return (actions >> (SHIFT + BITS * option)) & type(uint32).max;
    }
}
