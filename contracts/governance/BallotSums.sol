// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotMethod} from "../interfaces/IProposalTypes.sol";
import {BallotRun} from "./BallotRun.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {Rankings} from "./Rankings.sol";
import {TALLY_PARTICIPATION_SHIFT, TALLY_VOTES_SHIFT, TallyWord} from "./TallyWord.sol";

/// @title Adding a ballot to the sums of its proposal
library BallotSums {
    using TallyWord for uint256;

    /// @dev Adds a valid choice. Sums of options stay in the run until `writeOptions`.
    /// @param units Of the voter, before curve and cap.
    /// @param votes What the units become under curve and cap.
    function add(
        Count storage count,
        BallotRun memory run,
        uint256 choice,
        uint256 units,
        uint256 votes
    ) internal {
        if (run.tally.isForAgainst()) {
            run.tally = Choices.withSupport(run.tally, choice, units, votes);
            return;
        }
        BallotMethod method = run.tally.method();
        unchecked {
            run.tally += (units << TALLY_PARTICIPATION_SHIFT) + (votes << TALLY_VOTES_SHIFT);
            if (method == BallotMethod.SingleChoice) {
                _addTo(run, choice - 1, votes);
            } else if (method == BallotMethod.Approval) {
                for (uint256 i = 0; choice != 0; ++i) {
                    if (choice & 1 != 0) _addTo(run, i, votes);
                    choice >>= 1;
                }
            } else if (method == BallotMethod.Split) {
                for (uint256 i = 0; choice != 0; ++i) {
                    _addTo(run, i, votes * (choice & Choices.PART_MASK));
                    choice >>= Choices.PART_BITS;
                }
            } else {
                // That it is one was found out before it was added.
                // slither-disable-next-line unused-return
                (uint256 number, ) = Rankings.numberOf(choice, run.tally.optionCount());
                uint256 shift = Rankings.WEIGHT_BITS * (number % Rankings.PER_WORD);
                count.rankings[number / Rankings.PER_WORD] += votes << shift;
            }
        }
    }

    /// @dev Reads the sums of options, unless the method has none.
    function readOptions(Count storage count, BallotRun memory run) internal view {
        (run.options0, run.options1) = (count.options[0], count.options[1]);
    }

    /// @dev Writes the sums of options back. The second word is never written in vain.
    function writeOptions(Count storage count, BallotRun memory run) internal {
        count.options[0] = run.options0;
        if (run.options1 != 0) count.options[1] = run.options1;
    }

    /// @param option Numbered from 0 here.
    function _addTo(BallotRun memory run, uint256 option, uint256 votes) private pure {
        unchecked {
            if (option < Choices.OPTIONS_A_WORD) run.options0 += votes << (Choices.OPTION_BITS * option);
            else run.options1 += votes << (Choices.OPTION_BITS * (option - Choices.OPTIONS_A_WORD));
        }
    }
}
