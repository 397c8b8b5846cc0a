// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {BallotRun} from "./BallotRun.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {RUN_POWERS, RUN_SIGNERS} from "./BallotRun.sol";
// solhint-enable no-unused-import

/// @title The one question of a batch to the membership: the powers of all who signed
/// @notice `IMembershipVotes.ballotPowers` without the compiler's encoding, so that signers are recovered to where the call
/// wants them, and powers are read where the answer has them.
library PowerRequest {
    // The call, bytes from its start. It begins with the selector.
    uint256 private constant CALL_OFFSET = 0x04; // where the list of accounts begins, counted from here
    uint256 private constant CALL_TIMEPOINT = 0x24;
    uint256 private constant CALL_LENGTH = 0x44;
    uint256 private constant CALL_ACCOUNTS = 0x64;
    uint256 private constant LIST_OFFSET = 0x40; // what stands at CALL_OFFSET: the list comes after the two arguments
    /// @dev Before the powers in the answer: an offset and their number.
    uint256 private constant ANSWER_POWERS = 0x40;

    /// @dev Makes room for a call and sets `run.signers` to its list of accounts, all of them zero.
    /// @param timepoint Unix seconds.
    /// @param length How many accounts.
    /// @return request Where the call lies in memory.
    function prepare(
        BallotRun memory run,
        uint256 timepoint,
        uint256 length
    ) internal pure returns (uint256 request) {
        bytes4 selector = IMembershipVotes.ballotPowers.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            request := mload(0x40)
            mstore(request, selector)
            mstore(add(request, CALL_OFFSET), LIST_OFFSET)
            mstore(add(request, CALL_TIMEPOINT), timepoint)
            mstore(add(request, CALL_LENGTH), length)
            let signers := add(request, CALL_ACCOUNTS)
            mstore(add(run, RUN_SIGNERS), signers)
            // What lies beyond the calldata reads as zeros.
            calldatacopy(signers, calldatasize(), shl(5, length))
            mstore(0x40, add(signers, shl(5, add(length, 1))))
        }
    }

    /// @dev Makes the call and sets `run.powers` to its answer.
    function send(BallotRun memory run, IMembershipVotes membership, uint256 request) internal view {
        bool success;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let answer := mload(0x40)
            let data := shl(5, mload(add(request, CALL_LENGTH)))
            let size := add(ANSWER_POWERS, data)
            mstore(0x40, add(answer, size))
            success := staticcall(gas(), membership, request, add(CALL_ACCOUNTS, data), answer, size)
            success := and(success, eq(returndatasize(), size))
            mstore(add(run, RUN_POWERS), add(answer, ANSWER_POWERS))
        }
        assert(success); // the membership answers for any list of accounts
    }
}
