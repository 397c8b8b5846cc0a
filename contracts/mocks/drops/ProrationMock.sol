// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Proration, TierPrice} from "../../membership/Proration.sol";

/// @notice Opens the library to tests, many questions to a call.
contract ProrationMock {
    struct Question {
        TierPrice previous;
        TierPrice next;
        uint256 remaining;
    }

    struct Answer {
        uint256 cost;
        uint256 remaining;
    }

    function change(Question[] calldata questions, uint256 maxAhead) external pure returns (Answer[] memory answers) {
        answers = new Answer[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            Question calldata asked = questions[i];
            (answers[i].cost, answers[i].remaining) = Proration.change(
                asked.previous,
                asked.next,
                asked.remaining,
                maxAhead
            );
        }
    }
}
