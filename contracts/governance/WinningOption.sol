// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Round} from "../interfaces/IBallotLens.sol";
import {BallotMethod} from "../interfaces/IProposalTypes.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {Rankings} from "./Rankings.sol";
import {RankedPoll, RunOff} from "./RunOff.sol";
import {TallyWord} from "./TallyWord.sol";

/// @title Which option of a choice proposal wins
library WinningOption {
    using TallyWord for uint256;

    uint256 private constant BPS = 10_000;

    /// @param optionBps Share of all votes that the winning option must exceed, basis points.
    /// @return option Its number; 0 for none, as after a tie.
    function find(Count storage count, uint256 optionBps) internal view returns (uint256 option) {
        uint256 tally = count.tally;
        uint256 best = 0;
        BallotMethod method = tally.method();
        if (method == BallotMethod.Ranked) (option, best) = _runOffWinner(count, tally);
        else (option, best) = _mostVotes(count, tally.optionCount());
        // Votes of a split ballot are kept in parts of 10,000 already.
        if (method != BallotMethod.Split) best *= BPS;
        if (best <= tally.votes(0) * optionBps) return 0;
    }

    function _mostVotes(Count storage count, uint256 optionCount) private view returns (uint256 option, uint256 best) {
        for (uint256 i = 0; i < optionCount; ++i) {
            uint256 votes = Choices.votesIn(count.options[i / Choices.OPTIONS_A_WORD], i);
            if (votes > best) (option, best) = (i + 1, votes);
            else if (votes == best) option = 0;
        }
    }

    function _runOffWinner(
        Count storage count,
        uint256 tally
    ) private view returns (uint256 option, uint256 best) {
        uint256 optionCount = tally.optionCount();
        uint256[] memory words = new uint256[](Rankings.wordsFor(optionCount));
        for (uint256 i = 0; i < words.length; ++i) words[i] = count.rankings[i];
        (uint256[] memory rankings, uint256[] memory weights) = Rankings.unpack(words, optionCount);
        if (rankings.length == 0) return (0, 0);
        Round[] memory rounds;
        (rounds, option) = RunOff.run(RankedPoll(rankings, weights, optionCount, tally, count.actions));
        if (option != 0) best = rounds[rounds.length - 1].votes[option - 1];
    }
}
