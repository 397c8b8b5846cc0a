// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotMethod} from "../interfaces/IProposalTypes.sol";
import {Rankings} from "./Rankings.sol";
import {TALLY_LANE_BITS, TALLY_PARTICIPATION_SHIFT, TALLY_VOTES_SHIFT} from "./TallyWord.sol";

/// @title What is a choice
library Choices {
    uint256 internal constant MAX_OPTIONS = 10;
    uint256 internal constant OPTIONS_A_WORD = 5;
    /// @dev Of the votes of an option, in the word that holds those of five.
    uint256 internal constant OPTION_BITS = 48;
    /// @dev Of an option's part in a split ballot.
    uint256 internal constant PART_BITS = 16;
    uint256 internal constant PART_MASK = 0xffff;
    /// @dev What the parts of a split ballot add up to.
    uint256 private constant PARTS = 10_000;

    /// @dev Bytes of a choice in a batch.
    function lengthOf(BallotMethod method) internal pure returns (uint256) {
        if (method == BallotMethod.Approval) return 2;
        if (method == BallotMethod.Split) return 2 * MAX_OPTIONS;
        return method == BallotMethod.Ranked ? 3 : 1;
    }

    /// @dev Most options a proposal of a method may have.
    function maximum(BallotMethod method) internal pure returns (uint256) {
        return method == BallotMethod.Ranked ? Rankings.MAX_OPTIONS : MAX_OPTIONS;
    }

    function valid(BallotMethod method, uint256 optionCount, uint256 choice) internal pure returns (bool result) {
        if (method == BallotMethod.ForAgainst) return choice < 3;
        if (method == BallotMethod.SingleChoice) return choice != 0 && choice <= optionCount;
        if (method == BallotMethod.Approval) return choice != 0 && choice >> optionCount == 0;
        if (method == BallotMethod.Split) return _addsUp(choice, optionCount);
        // Here only whether it is a ranking is asked, not its number.
        // slither-disable-next-line unused-return
        (, result) = Rankings.numberOf(choice, optionCount);
    }

    /// @dev The tally after a ballot for, against or abstaining. Against is no participation, as in Governor Bravo.
    function withSupport(uint256 tally, uint256 support, uint256 units, uint256 votes) internal pure returns (uint256) {
        unchecked {
            tally += votes << (TALLY_VOTES_SHIFT + TALLY_LANE_BITS * support);
            return support == 0 ? tally : tally + (units << TALLY_PARTICIPATION_SHIFT);
        }
    }

    /// @dev Votes of an option, numbered from 0 here, in the word that holds it.
    function votesIn(uint256 word, uint256 option) internal pure returns (uint256) {
        return (word >> (OPTION_BITS * (option % OPTIONS_A_WORD))) & type(uint48).max;
    }

    function _addsUp(uint256 choice, uint256 optionCount) private pure returns (bool) {
        unchecked {
            if (choice >> (PART_BITS * optionCount) != 0) return false;
            uint256 sum = 0;
            for (; choice != 0; choice >>= PART_BITS) sum += choice & PART_MASK;
            return sum == PARTS;
        }
    }
}
