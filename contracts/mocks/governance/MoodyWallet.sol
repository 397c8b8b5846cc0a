// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {Moody} from "../Moody.sol";

/// @notice A wallet that does something else while it is asked whether a signature is its own (ERC-1271).
contract MoodyWallet is Moody {
    enum Mood {
        Agree,
        CallBack,
        BurnGas,
        AnswerMuch,
        AnswerShort
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        Mood mood = Mood(_mood);
        if (mood == Mood.CallBack) {
            (bool success, ) = _target.call(_data);
            // What it wanted to do must have failed: it is asked without the right to change anything.
            return success ? bytes4(0) : IERC1271.isValidSignature.selector;
        }
        if (mood == Mood.BurnGas) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                invalid() // takes all that was passed on
            }
        }
        uint256 length = mood == Mood.AnswerMuch ? 0x80000 : mood == Mood.AnswerShort ? 4 : 32;
        bytes4 answer = IERC1271.isValidSignature.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, answer)
            return(0x00, length)
        }
    }
}
