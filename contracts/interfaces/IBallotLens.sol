// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotProblem} from "./IBallots.sol";
import {BallotMethod} from "./IProposalTypes.sol";

/// @notice What an account's ballot counts for in a proposal.
/// @param memberNumber 0 if the account never had votes.
/// @param units Its units at the snapshot, delegations in and out counted; one second ago while the vote is pending.
/// @param votes What they become under the proposal's curve and cap.
/// @param problem Why a ballot of the account would not count now, first reason first.
struct BallotPower {
    uint32 memberNumber;
    uint256 units;
    uint256 votes;
    BallotProblem problem;
}

/// @notice The count of a proposal.
/// @param quorum Units that must take part; 0 until the snapshot has passed.
/// @param participation Units that took part, before curve and cap.
/// @param votes Votes of all ballots.
/// @param optionVotes Against, for, abstaining; or those of each option, for a split ballot in parts of 10,000; or, for
/// rankings, the first preferences.
/// @param winner Number of the option that wins as things stand; 0 for none, and for for/against/abstain.
struct BallotTally {
    BallotMethod method;
    uint256 quorum;
    uint256 participation;
    uint256 votes;
    uint256[] optionVotes;
    uint256 winner;
}

/// @notice What chose who goes out among the options with the fewest votes. What comes first here is looked at first.
enum TieBreak {
    None, // there was only one, or it is the last round
    Together, // all go, since together they have fewer votes than the next option
    Preferences, // the fewest first preferences on all ballots, or second ones, and so on
    Lot // they are equal in all of these
}

/// @notice One round of a run-off.
/// @param votes Of each option, in order; 0 for one that is out.
/// @param exhausted Votes of ballots whose preferences are all out.
/// @param eliminated The options that go out after this round, one bit each, option 1 lowest; 0 in the last one.
/// @param tieBreak What chose them.
/// @param preference Which preferences did: 1 for the first; 0 if none.
struct Round {
    uint256[] votes;
    uint256 exhausted;
    uint256 eliminated;
    TieBreak tieBreak;
    uint256 preference;
}

/// @title What a proposal's ballots say
/// @notice Reads the governor and holds nothing. Everything can be recomputed from the ballots' events.
interface IBallotLens {
    /// @notice What a ballot of `account` counts for, and whether and why it would not.
    function powerOf(uint256 proposalId, address account) external view returns (BallotPower memory);

    /// @notice Whether the proposal has such a choice; see BallotMethod.
    function isChoice(uint256 proposalId, uint256 choice) external view returns (bool);

    /// @notice The count so far.
    function tallyOf(uint256 proposalId) external view returns (BallotTally memory);

    /// @notice Every ranking that was cast and the votes it has; empty unless the method is ranked.
    function rankingsOf(uint256 proposalId) external view returns (uint256[] memory rankings, uint256[] memory votes);

    /// @notice The run-off round by round; empty unless the method is ranked and somebody voted. Every further ballot draws
    /// lots anew.
    function roundsOf(uint256 proposalId) external view returns (Round[] memory);

    /// @notice The seed of lots, as TieSeedSet told it; 0 before the first ballot, and unless the method is ranked.
    function tieSeedOf(uint256 proposalId) external view returns (uint256 seed);
}
