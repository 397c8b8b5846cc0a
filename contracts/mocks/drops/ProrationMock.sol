// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Proration, TierPrice} from "../../membership/Proration.sol";

/// @notice Opens the library to tests, many questions to a call.
contract ProrationMock {
    struct Question {
        TierPrice previous;
        TierPrice next;
        uint256 paid; // seconds, or 1 for life
        uint256 toCome;
    }

    struct Answer {
        uint256 cost;
        uint256 time;
    }

    function change(Question[] calldata questions, uint256 maxAhead) external pure returns (Answer[] memory answers) {
        answers = new Answer[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            Question calldata asked = questions[i];
            (answers[i].cost, answers[i].time) = Proration.change(
                asked.previous,
                asked.next,
                asked.paid,
                asked.toCome,
                maxAhead
            );
        }
    }
}
