// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBallots} from "../interfaces/IBallots.sol";
import {BallotRun} from "./BallotRun.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {RUN_CHOICE_SHIFT, RUN_DEADLINE, RUN_PROPOSAL_ID, RUN_SIGNERS} from "./BallotRun.sol";
// solhint-enable no-unused-import

/// @dev Of r and of yParityAndS (EIP-2098), which stand before each choice.
uint256 constant SIGNATURE_BYTES = 64;

/// @title Signed ballots as they are packed in calldata, see IBallots.castBallots
library SignedBallots {
    bytes32 private constant MEMBER_BALLOT_TYPEHASH =
        keccak256("MemberBallot(uint256 proposalId,uint256 choice,uint256 deadline)");
    uint256 private constant HALF_CURVE_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    // A ballot in calldata, bytes from its start; it begins with r.
    uint256 private constant BALLOT_PARITY_AND_S = 0x20;
    uint256 private constant PARITY_SHIFT = 255;
    uint256 private constant EVEN_V = 27; // of a signature whose parity is 0; 28 belongs to 1

    // Memory while signers are recovered, bytes from its start: the document, what is hashed for its digest, and the
    // input of the precompiled contract.
    uint256 private constant DOCUMENT_PROPOSAL_ID = 0x20; // after the hash of its type
    uint256 private constant DOCUMENT_CHOICE = 0x40;
    uint256 private constant DOCUMENT_DEADLINE = 0x60;
    uint256 private constant DOCUMENT_SIZE = 0x80;
    uint256 private constant PREFIXED = 0x80;
    uint256 private constant INPUT = 0x100;

    // EIP-712: two bytes, the domain's separator, the document's hash.
    uint256 private constant PREFIX = 0x1901;
    uint256 private constant PREFIX_SHIFT = 240;
    uint256 private constant PREFIXED_DOMAIN = 0x02;
    uint256 private constant PREFIXED_HASH = 0x22;
    uint256 private constant PREFIXED_SIZE = 0x42;

    uint256 private constant ECRECOVER = 1; // address of the precompiled contract
    uint256 private constant INPUT_V = 0x20; // after the digest
    uint256 private constant INPUT_R = 0x40;
    uint256 private constant INPUT_S = 0x60;
    uint256 private constant INPUT_SIZE = 0x80;

    /// @dev Bytes of one ballot.
    function lengthOf(BallotRun memory run) internal pure returns (uint256) {
        unchecked {
            return SIGNATURE_BYTES + ((256 - run.choiceShift) >> 3);
        }
    }

    /// @dev How many ballots there are. Reverts if the last one is incomplete.
    /// @param step Bytes of one ballot.
    function countOf(bytes calldata packed, uint256 step) internal pure returns (uint256) {
        if (packed.length % step != 0) revert IBallots.BallotBatch_InvalidLength(packed.length, step);
        return packed.length / step;
    }

    /// @dev Recovers all signers to where the run wants them. Who did not sign, or with a high s, leaves the zero there.
    /// @param domain The governor's EIP-712 domain separator.
    /// @param step Bytes of one ballot.
    function recover(BallotRun memory run, bytes32 domain, bytes calldata packed, uint256 step) internal view {
        bytes32 typehash = MEMBER_BALLOT_TYPEHASH;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let signer := mload(add(run, RUN_SIGNERS))
            let choiceShift := mload(add(run, RUN_CHOICE_SHIFT))
            // Beyond what is allocated: nothing of it is wanted afterwards.
            let document := mload(0x40)
            mstore(document, typehash)
            mstore(add(document, DOCUMENT_PROPOSAL_ID), mload(add(run, RUN_PROPOSAL_ID)))
            mstore(add(document, DOCUMENT_DEADLINE), mload(add(run, RUN_DEADLINE)))
            let choice := add(document, DOCUMENT_CHOICE)
            let prefixed := add(document, PREFIXED)
            mstore(prefixed, shl(PREFIX_SHIFT, PREFIX))
            mstore(add(prefixed, PREFIXED_DOMAIN), domain)
            let hash := add(prefixed, PREFIXED_HASH)
            let input := add(document, INPUT)
            let v := add(input, INPUT_V)

            packed.length := add(packed.offset, packed.length)
            for { let at := packed.offset } iszero(eq(at, packed.length)) { at := add(at, step) } {
                let s := calldataload(add(at, BALLOT_PARITY_AND_S))
                mstore(v, add(EVEN_V, shr(PARITY_SHIFT, s)))
                s := shr(1, shl(1, s))
                if iszero(gt(s, HALF_CURVE_ORDER)) {
                    mstore(choice, shr(choiceShift, calldataload(add(at, SIGNATURE_BYTES))))
                    mstore(hash, keccak256(document, DOCUMENT_SIZE))
                    mstore(input, keccak256(prefixed, PREFIXED_SIZE))
                    mstore(add(input, INPUT_R), calldataload(at))
                    mstore(add(input, INPUT_S), s)
                    // Answers nothing, and leaves the zero, when nobody signed this.
                    pop(staticcall(gas(), ECRECOVER, input, INPUT_SIZE, signer, 0x20))
                }
                signer := add(signer, 0x20)
            }
        }
    }
}
