// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice What is kept of a proposal's ballots.
/// @param tally See TallyWord.
/// @param excluded Member numbers of accounts that take no part, 32 bits each.
/// @param actions How many actions each option has, 8 bits each; above them the LabelDigests of a ranked proposal.
/// @param options Votes of each option, 48 bits each, five a word.
/// @param rankings Votes of each ranking by its number (Rankings), 32 bits each, eight a word.
/// @param voted One bit a member number, see VotedBitmap.
struct Count {
    uint256 tally;
    uint256 excluded;
    uint256 actions;
    uint256[2] options;
    uint256[155] rankings;
    mapping(uint256 index => uint256 word) voted;
}

// Where a Count keeps its words, as IBallots.countWord numbers them.
uint256 constant COUNT_TALLY = 0;
uint256 constant COUNT_EXCLUDED = 1;
uint256 constant COUNT_ACTIONS = 2;
uint256 constant COUNT_OPTIONS = 3;
uint256 constant COUNT_RANKINGS = 5;
