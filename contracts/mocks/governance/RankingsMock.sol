// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Round} from "../../interfaces/IBallotLens.sol";
import {LabelDigests} from "../../governance/LabelDigests.sol";
import {Rankings} from "../../governance/Rankings.sol";
import {RankedPoll, RunOff} from "../../governance/RunOff.sol";

/// @notice The library from outside.
contract RankingsMock {
    function total(uint256 count) external pure returns (uint256) {
        return Rankings.total(count);
    }

    function numbersOf(
        uint256[] calldata rankings,
        uint256 count
    ) external pure returns (uint256[] memory numbers, bool[] memory valid) {
        numbers = new uint256[](rankings.length);
        valid = new bool[](rankings.length);
        for (uint256 i = 0; i < rankings.length; ++i) {
            (numbers[i], valid[i]) = Rankings.numberOf(rankings[i], count);
        }
    }

    function rankingsOf(uint256 first, uint256 last, uint256 count) external pure returns (uint256[] memory rankings) {
        rankings = new uint256[](last - first + 1);
        for (uint256 i = 0; i < rankings.length; ++i) rankings[i] = Rankings.rankingOf(first + i, count);
    }

    function unpack(
        uint256[] calldata words,
        uint256 count
    ) external pure returns (uint256[] memory rankings, uint256[] memory weights) {
        return Rankings.unpack(words, count);
    }

    /// @param tally A TallyWord with seed and participation.
    /// @param needed Votes that the winner must have.
    function runOff(
        uint256[] calldata rankings,
        uint256[] calldata weights,
        string[] calldata labels,
        uint256 tally,
        uint256 needed
    ) external pure returns (Round[] memory rounds, uint256 winner) {
        uint256 actions = LabelDigests.pack(LabelDigests.digest(labels));
        return RunOff.run(RankedPoll(rankings, weights, labels.length, tally, actions, needed));
    }
}
