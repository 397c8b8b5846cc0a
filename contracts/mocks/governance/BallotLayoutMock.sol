// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {
    BallotRun,
    RUN_CHOICE_SHIFT,
    RUN_DEADLINE,
    RUN_LOG,
    RUN_POWERS,
    RUN_PROPOSAL_ID,
    RUN_SIGNERS,
    RUN_TALLY,
    RUN_VOTED,
    RUN_VOTED_INDEX,
    RUN_VOTED_SLOT,
    RUN_VOTED_WORDS
} from "../../governance/BallotRun.sol";
import {
    COUNT_ACTIONS,
    COUNT_EXCLUDED,
    COUNT_OPTIONS,
    COUNT_RANKINGS,
    COUNT_TALLY,
    Count
} from "../../governance/Count.sol";
import {PowerRequest} from "../../governance/PowerRequest.sol";
import {VoteCastLog} from "../../governance/VoteCastLog.sol";
import {IMembershipVotes} from "../../interfaces/IMembershipVotes.sol";

/// @notice What assembly reaches by numbers of its own, beside the same as the compiler lays it out.
contract BallotLayoutMock {
    /// @dev One value for each field of a BallotRun that assembly reaches.
    struct Fields {
        uint256 proposalId;
        uint256 choiceShift;
        uint256 signers;
        uint256 powers;
        uint256 log;
        uint256 tally;
        uint256 votedSlot;
        uint256 votedIndex;
        uint256 voted;
        uint256 votedWords;
        uint256 deadline;
    }

    /// @dev One value for each word of a Count.
    struct Words {
        uint256 tally;
        uint256 excluded;
        uint256 actions;
        uint256[2] options;
        uint256[155] rankings;
    }

    Count private _count;

    /// @notice Write a Count by the names of its fields, and read its words by their numbers.
    function countByNumber(Words calldata values) external returns (Words memory read) {
        (_count.tally, _count.excluded, _count.actions) = (values.tally, values.excluded, values.actions);
        (_count.options, _count.rankings) = (values.options, values.rankings);
        (read.tally, read.excluded, read.actions) = (_word(COUNT_TALLY), _word(COUNT_EXCLUDED), _word(COUNT_ACTIONS));
        for (uint256 i = 0; i < 2; ++i) read.options[i] = _word(COUNT_OPTIONS + i);
        for (uint256 i = 0; i < 155; ++i) read.rankings[i] = _word(COUNT_RANKINGS + i);
    }

    /// @notice Write the words of a Count by their numbers, and read it by the names of its fields.
    function countByName(Words calldata values) external returns (Words memory) {
        _setWord(COUNT_TALLY, values.tally);
        _setWord(COUNT_EXCLUDED, values.excluded);
        _setWord(COUNT_ACTIONS, values.actions);
        for (uint256 i = 0; i < 2; ++i) _setWord(COUNT_OPTIONS + i, values.options[i]);
        for (uint256 i = 0; i < 155; ++i) _setWord(COUNT_RANKINGS + i, values.rankings[i]);
        return Words(_count.tally, _count.excluded, _count.actions, _count.options, _count.rankings);
    }

    /// @notice Emit a VoteCast as a batch does, then the same one by the compiler.
    function cast(uint256 proposalId, address voter, uint8 support, uint256 votes) external {
        VoteCastLog.send(VoteCastLog.prepare(proposalId), uint256(uint160(voter)), support, votes);
        emit IGovernor.VoteCast(voter, proposalId, support, votes, "");
    }

    /// @notice Write a BallotRun by the names of its fields, and read it by the constants.
    function runByConstant(Fields calldata values) external pure returns (Fields memory read) {
        BallotRun memory run;
        (run.proposalId, run.choiceShift) = (values.proposalId, values.choiceShift);
        (run.signers, run.powers, run.log) = (values.signers, values.powers, values.log);
        (run.tally, run.deadline) = (values.tally, values.deadline);
        (run.votedSlot, run.votedIndex) = (values.votedSlot, values.votedIndex);
        (run.voted, run.votedWords) = (values.voted, values.votedWords);
        uint256[11] memory offsets = _runOffsets();
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 0x160) { i := add(i, 0x20) } {
                mstore(add(read, i), mload(add(run, mload(add(offsets, i)))))
            }
        }
    }

    /// @notice Write a BallotRun by the constants, and read it by the names of its fields.
    function runByName(Fields calldata values) external pure returns (Fields memory) {
        BallotRun memory run;
        uint256[11] memory offsets = _runOffsets();
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 0x160) { i := add(i, 0x20) } {
                mstore(add(run, mload(add(offsets, i))), calldataload(add(values, i)))
            }
        }
        return
            Fields({
                proposalId: run.proposalId,
                choiceShift: run.choiceShift,
                signers: run.signers,
                powers: run.powers,
                log: run.log,
                tally: run.tally,
                votedSlot: run.votedSlot,
                votedIndex: run.votedIndex,
                voted: run.voted,
                votedWords: run.votedWords,
                deadline: run.deadline
            });
    }

    /// @notice The call that asks for powers as a batch makes it, and as the compiler encodes it.
    function request(
        address[] calldata accounts,
        uint256 timepoint
    ) external pure returns (bytes memory made, bytes memory encoded) {
        encoded = abi.encodeCall(IMembershipVotes.ballotPowers, (accounts, timepoint));
        BallotRun memory run;
        uint256 at = PowerRequest.prepare(run, timepoint, accounts.length);
        made = new bytes(encoded.length);
        uint256 signers = run.signers;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            calldatacopy(signers, accounts.offset, shl(5, accounts.length))
            for { let i := 0 } lt(i, mload(made)) { i := add(i, 0x20) } {
                mstore(add(add(made, 0x20), i), mload(add(at, i)))
            }
        }
    }

    function _setWord(uint256 index, uint256 word) private {
        Count storage count = _count;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            sstore(add(count.slot, index), word)
        }
    }

    function _word(uint256 index) private view returns (uint256 word) {
        Count storage count = _count;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            word := sload(add(count.slot, index))
        }
    }

    /// @dev In the order of Fields.
    function _runOffsets() private pure returns (uint256[11] memory) {
        return [
            RUN_PROPOSAL_ID,
            RUN_CHOICE_SHIFT,
            RUN_SIGNERS,
            RUN_POWERS,
            RUN_LOG,
            RUN_TALLY,
            RUN_VOTED_SLOT,
            RUN_VOTED_INDEX,
            RUN_VOTED,
            RUN_VOTED_WORDS,
            RUN_DEADLINE
        ];
    }
}
