// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotRun} from "./BallotRun.sol";
import {TallyWord} from "./TallyWord.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {POWER_UNITS_SHIFT} from "../interfaces/PowerWord.sol";
import {
    RUN_LOG,
    RUN_POWERS,
    RUN_SIGNERS,
    RUN_TALLY,
    RUN_VOTED,
    RUN_VOTED_INDEX,
    RUN_VOTED_SLOT,
    RUN_VOTED_WORDS
} from "./BallotRun.sol";
import {TALLY_FOR_SHIFT, TALLY_LANE_BITS, TALLY_LANE_MASK, TALLY_PARTICIPATION_SHIFT} from "./TallyWord.sol";
import {VOTED_BIT_MASK, VOTED_INDEX_MASK, VOTED_INDEX_SHIFT} from "./VotedBitmap.sol";
import {LOG_SIZE, LOG_SUPPORT, LOG_TOPIC, LOG_VOTES} from "./VoteCastLog.sol";
// solhint-enable no-unused-import

/// @title Counting of the usual ballots
/// @notice For, against, abstain without curve, cap or excluded accounts: votes are units.
library PlainBallots {
    using TallyWord for uint256;

    /// @dev Bytes of such a ballot: a signature and a support.
    uint256 private constant BALLOT_BYTES = 65;
    /// @dev By support, a byte each from the highest: where the lane of its votes begins in a TallyWord; 0 for what is no
    /// support.
    uint256 private constant LANE_SHIFTS = 0x5078a00000000000000000000000000000000000000000000000000000000000;

    /// @dev Counts ballots from one on as long as they are valid, first, and with units. All pointers run along: a batch
    /// spends most of its own gas here.
    /// @param from Number of the first ballot, from 0.
    /// @param length How many ballots the batch has.
    /// @param at Where the choice of ballot `from` lies in calldata.
    /// @return index Of the first ballot that is different, or `length`.
    function add(BallotRun memory run, uint256 from, uint256 length, uint256 at) internal returns (uint256 index) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let signer := mload(add(run, RUN_SIGNERS))
            let powers := sub(mload(add(run, RUN_POWERS)), signer) // from a signer to its PowerWord
            length := add(signer, shl(5, length))
            signer := add(signer, shl(5, from))
            let log := mload(add(run, RUN_LOG))
            let tally := mload(add(run, RUN_TALLY))
            let slot := mload(add(run, RUN_VOTED_SLOT))
            let votedIndex := mload(add(run, RUN_VOTED_INDEX))
            let voted := mload(add(run, RUN_VOTED))
            for {} iszero(eq(signer, length)) { signer := add(signer, 0x20) } {
                let power := mload(add(signer, powers))
                if xor(and(shr(VOTED_INDEX_SHIFT, power), VOTED_INDEX_MASK), votedIndex) {
                    if slot { sstore(slot, voted) }
                    votedIndex := and(shr(VOTED_INDEX_SHIFT, power), VOTED_INDEX_MASK)
                    mstore(0x00, votedIndex)
                    mstore(0x20, mload(add(run, RUN_VOTED_WORDS)))
                    slot := keccak256(0x00, 0x40)
                    voted := sload(slot)
                }
                // The order that Yul has: first by how much, then what is shifted.
                // slither-disable-next-line incorrect-shift
                let bit := shl(and(power, VOTED_BIT_MASK), 1)
                let units := shr(POWER_UNITS_SHIFT, power)
                let support := byte(0, calldataload(at))
                let shift := byte(support, LANE_SHIFTS)
                if or(and(voted, bit), iszero(mul(units, shift))) { break }
                voted := or(voted, bit)
                tally := add(tally, shl(shift, units))
                mstore(add(log, LOG_SUPPORT), support)
                mstore(add(log, LOG_VOTES), units)
                log2(log, LOG_SIZE, LOG_TOPIC, mload(signer))
                at := add(at, BALLOT_BYTES)
            }
            // What was added for and abstaining took part. Both lanes are moved to the lowest place and added up there.
            let before := mload(add(run, RUN_TALLY))
            let lanes := sub(shr(TALLY_FOR_SHIFT, tally), shr(TALLY_FOR_SHIFT, before))
            lanes := and(add(lanes, shr(TALLY_LANE_BITS, lanes)), TALLY_LANE_MASK)
            mstore(add(run, RUN_TALLY), add(tally, shl(TALLY_PARTICIPATION_SHIFT, lanes)))
            mstore(add(run, RUN_VOTED_SLOT), slot)
            mstore(add(run, RUN_VOTED_INDEX), votedIndex)
            mstore(add(run, RUN_VOTED), voted)
            index := shr(5, sub(signer, mload(add(run, RUN_SIGNERS))))
        }
    }

    /// @dev Whether all ballots of a batch that are in order can be counted here.
    function areAll(BallotRun memory run) internal pure returns (bool) {
        return run.tally.isForAgainst() && run.tally.isPlain() && run.excluded == 0;
    }
}
