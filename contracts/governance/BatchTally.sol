// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BallotProblem, IBallots} from "../interfaces/IBallots.sol";
import {BallotRun} from "./BallotRun.sol";
import {BallotSums} from "./BallotSums.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {ExcludedNumbers} from "./ExcludedNumbers.sol";
import {PlainBallots} from "./PlainBallots.sol";
import {TallyWord} from "./TallyWord.sol";
import {VoteCastLog} from "./VoteCastLog.sol";
import {VOTED_BIT_MASK, VOTED_INDEX_SHIFT, VotedBitmap} from "./VotedBitmap.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {POWER_NUMBER_MASK, POWER_UNITS_SHIFT} from "../interfaces/PowerWord.sol";
import {RUN_CHOICE_SHIFT, RUN_POWERS, RUN_SIGNERS, RUN_VOTED_WORDS} from "./BallotRun.sol";
import {SIGNATURE_BYTES} from "./SignedBallots.sol";
// solhint-enable no-unused-import

/// @title Counting of a batch, one ballot after the other
library BatchTally {
    using ExcludedNumbers for uint256;
    using TallyWord for uint256;

    /// @dev Counts every ballot that counts into the run, and emits its VoteCast or BallotSkipped.
    /// @param run With signers and their powers.
    /// @param length How many ballots there are.
    /// @param step Bytes of one ballot.
    function addAll(
        Count storage count,
        BallotRun memory run,
        bytes calldata packed,
        uint256 length,
        uint256 step
    ) internal {
        run.log = VoteCastLog.prepare(run.proposalId);
        run.votedIndex = type(uint256).max;
        mapping(uint256 index => uint256 word) storage words = count.voted;
        uint256 at;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(run, RUN_VOTED_WORDS), words.slot)
            at := add(packed.offset, SIGNATURE_BYTES)
        }
        bool plain = PlainBallots.areAll(run);
        unchecked {
            for (uint256 index = 0; index < length; ++index) {
                if (plain) {
                    index = PlainBallots.add(run, index, length, at + index * step);
                    if (index == length) return;
                }
                _add(count, run, index, at + index * step);
            }
        }
    }

    /// @param at Where the choice lies in calldata.
    function _add(Count storage count, BallotRun memory run, uint256 index, uint256 at) private {
        uint256 voter;
        uint256 member;
        uint256 units;
        uint256 choice;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            choice := shr(mload(add(run, RUN_CHOICE_SHIFT)), calldataload(at))
            voter := mload(add(mload(add(run, RUN_SIGNERS)), shl(5, index)))
            let power := mload(add(mload(add(run, RUN_POWERS)), shl(5, index)))
            member := and(power, POWER_NUMBER_MASK)
            units := shr(POWER_UNITS_SHIFT, power)
        }
        BallotProblem problem = _admit(run, member, units, choice);
        if (problem != BallotProblem.None) {
            if (run.deadline < block.timestamp) problem = BallotProblem.Expired;
            else if (voter == 0) problem = BallotProblem.InvalidSignature;
            unchecked {
                ++run.skipped;
            }
            emit IBallots.BallotSkipped(run.proposalId, index, problem);
            return;
        }
        uint256 votes = run.tally.votesOf(units);
        BallotSums.add(count, run, choice, units, votes);
        if (run.tally.isForAgainst()) {
            VoteCastLog.send(run.log, voter, choice, votes);
        } else {
            address account = address(uint160(voter));
            emit IGovernor.VoteCastWithParams(account, run.proposalId, 0, votes, "", abi.encode(choice));
        }
    }

    /// @dev Marks the voter if the ballot counts.
    /// @param member The voter's member number.
    /// @param units The voter's.
    function _admit(
        BallotRun memory run,
        uint256 member,
        uint256 units,
        uint256 choice
    ) private returns (BallotProblem) {
        if (member == 0) return BallotProblem.UnknownSigner;
        if (run.excluded != 0 && run.excluded.contains(member)) return BallotProblem.Excluded;
        if (units == 0) return BallotProblem.NoPower;
        if (member >> VOTED_INDEX_SHIFT != run.votedIndex) VotedBitmap.take(run, member >> VOTED_INDEX_SHIFT);
        uint256 bit = 1 << (member & VOTED_BIT_MASK);
        if (run.voted & bit != 0) return BallotProblem.AlreadyVoted;
        if (!Choices.valid(run.tally.method(), run.tally.optionCount(), choice)) return BallotProblem.InvalidChoice;
        run.voted |= bit;
        return BallotProblem.None;
    }
}
