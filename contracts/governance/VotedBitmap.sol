// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotRun} from "./BallotRun.sol";
import {Count} from "./Count.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {RUN_VOTED_WORDS} from "./BallotRun.sol";
// solhint-enable no-unused-import

// Which bit of which word a member number (32 bits) has.
uint256 constant VOTED_INDEX_SHIFT = 8;
uint256 constant VOTED_INDEX_MASK = 0xffffff;
uint256 constant VOTED_BIT_MASK = 0xff;

/// @title Who voted: one bit a member number
/// @notice A ballot sets its bit in a word that it shares with 255 others, and writes no slot of its own.
library VotedBitmap {
    /// @dev Sets a member's bit.
    /// @return fresh Whether it was not set before.
    function mark(Count storage count, uint256 memberNumber) internal returns (bool fresh) {
        mapping(uint256 index => uint256 word) storage voted = count.voted;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, shr(VOTED_INDEX_SHIFT, memberNumber))
            mstore(0x20, voted.slot)
            let slot := keccak256(0x00, 0x40)
            let word := sload(slot)
            // The order that Yul has: first by how much, then what is shifted.
            // slither-disable-next-line incorrect-shift
            let bit := shl(and(memberNumber, VOTED_BIT_MASK), 1)
            fresh := iszero(and(word, bit))
            sstore(slot, or(word, bit))
        }
    }

    /// @dev Writes back the word that a batch has at hand and takes another.
    function take(BallotRun memory run, uint256 index) internal {
        keep(run);
        uint256 slot;
        uint256 word;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, index)
            mstore(0x20, mload(add(run, RUN_VOTED_WORDS)))
            slot := keccak256(0x00, 0x40)
            word := sload(slot)
        }
        (run.votedSlot, run.votedIndex, run.voted) = (slot, index, word);
    }

    /// @dev Writes back the word that a batch has at hand, if it has one.
    function keep(BallotRun memory run) internal {
        (uint256 slot, uint256 word) = (run.votedSlot, run.voted);
        if (slot == 0) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// @dev Whether a member's bit is set.
    function isMarked(Count storage count, uint256 memberNumber) internal view returns (bool) {
        return (count.voted[memberNumber >> VOTED_INDEX_SHIFT] >> (memberNumber & VOTED_BIT_MASK)) & 1 != 0;
    }
}
