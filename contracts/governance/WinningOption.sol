// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Round} from "../interfaces/IBallotLens.sol";
import {BallotMethod, ProposalRules} from "../interfaces/IProposalTypes.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {Rankings} from "./Rankings.sol";
import {RankedPoll, RunOff} from "./RunOff.sol";
import {TallyWord} from "./TallyWord.sol";

/// @title Which option of a choice proposal wins
library WinningOption {
    using TallyWord for uint256;

    uint256 private constant BPS = 10_000;

    /// @param rules What the proposal froze.
    /// @return option Its number; 0 for none, as after a tie.
    function find(Count storage count, ProposalRules storage rules) internal view returns (uint256 option) {
        uint256 tally = count.tally;
        uint256 best = 0;
        BallotMethod method = tally.method();
        (uint256 optionBps, bool binding) = (rules.optionBps, rules.binding);
        if (method == BallotMethod.Ranked) (option, best) = _runOffWinner(count, tally, needed(tally, optionBps, binding));
        else (option, best) = _mostVotes(count, tally.optionCount());
        // Votes of a split ballot are kept in parts of 10,000 already.
        if (method != BallotMethod.Split) best *= BPS;
        if (best <= tally.votes(0) * optionBps) return 0;
        if (binding && best < tally.quorum() * BPS) return 0;
    }

    /// @notice Votes that the winner must have: more than its share of all, and of a binding choice as many as the quorum. Else
    /// those who are against an action would fill its quorum; for and against they do not either.
    /// @param optionBps Share of all votes that the winning option must exceed, basis points.
    function needed(uint256 tally, uint256 optionBps, bool binding) internal pure returns (uint256 votes) {
        votes = (tally.votes(0) * optionBps) / BPS + 1;
        if (binding) votes = Math.max(votes, tally.quorum());
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
        uint256 tally,
        uint256 votesNeeded
    ) private view returns (uint256 option, uint256 best) {
        uint256 optionCount = tally.optionCount();
        uint256[] memory words = new uint256[](Rankings.wordsFor(optionCount));
        for (uint256 i = 0; i < words.length; ++i) words[i] = count.rankings[i];
        (uint256[] memory rankings, uint256[] memory weights) = Rankings.unpack(words, optionCount);
        if (rankings.length == 0) return (0, 0);
        Round[] memory rounds;
        (rounds, option) = RunOff.run(RankedPoll(rankings, weights, optionCount, tally, count.actions, votesNeeded));
        if (option != 0) best = rounds[rounds.length - 1].votes[option - 1];
    }
}
