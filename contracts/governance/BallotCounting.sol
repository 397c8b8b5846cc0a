// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {IProposalTypes} from "../interfaces/IProposalTypes.sol";
import {ProposalTypes} from "./ProposalTypes.sol";

/// @title Counting of ballots
/// @notice For, against, abstain, with the meaning OpenZeppelin's GovernorCountingSimple gives them. Who voted is one bit
/// a member number, so a ballot writes no slot of its own.
abstract contract BallotCounting is ProposalTypes {
    /// @notice Support of a ballot, as in Governor Bravo.
    enum VoteType {
        Against,
        For,
        Abstain
    }

    /// @dev One slot. `quorum` is kept from the first ballot on, when the snapshot lies in the past for good.
    struct Tally {
        uint64 againstVotes;
        uint64 forVotes;
        uint64 abstainVotes;
        uint64 quorum;
    }

    error BallotCounting_NoVotingPower(uint256 proposalId, address account);

    /// @notice Whose units vote.
    IMembershipVotes public immutable membership;

    mapping(uint256 proposalId => Tally) private _tallies;
    mapping(uint256 proposalId => mapping(uint256 index => uint256 word)) private _voted;

    constructor(IMembershipVotes membership_) {
        membership = membership_;
    }

    /// @notice Units for each support so far.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) {
        Tally storage tally = _tallies[proposalId];
        return (tally.againstVotes, tally.forVotes, tally.abstainVotes);
    }

    /// @inheritdoc IProposalTypes
    function proposalQuorum(uint256 proposalId) public view override returns (uint256) {
        uint256 kept = _tallies[proposalId].quorum;
        return kept != 0 ? kept : _quorumOf(proposalRules(proposalId).quorumBps, proposalSnapshot(proposalId));
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        (uint256 index, uint256 bit) = _place(membership.memberNumberOf(account));
        return _voted[proposalId][index] & bit != 0;
    }

    /// @inheritdoc IGovernor
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain";
    }

    function clock() public view override returns (uint48) {
        return membership.clock();
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public view override returns (string memory) {
        return membership.CLOCK_MODE();
    }

    function _getVotes(address account, uint256 timepoint, bytes memory) internal view override returns (uint256) {
        return membership.getPastVotes(account, timepoint);
    }

    function _pastTotalUnits(uint256 timepoint) internal view override returns (uint256) {
        return membership.getPastTotalSupply(timepoint);
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return uint256(tally.forVotes) + tally.abstainVotes >= proposalQuorum(proposalId);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        uint256 decided = uint256(tally.forVotes) + tally.againstVotes;
        return tally.forVotes * BPS > decided * proposalRules(proposalId).approvalBps;
    }

    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 units,
        bytes memory
    ) internal override returns (uint256) {
        // An empty ballot would stand in the list of ballots and change nothing; the voter should hear why.
        if (units == 0) revert BallotCounting_NoVotingPower(proposalId, account);
        (uint256 index, uint256 bit) = _place(membership.memberNumberOf(account));
        uint256 word = _voted[proposalId][index];
        if (word & bit != 0) revert GovernorAlreadyCastVote(account);
        _voted[proposalId][index] = word | bit;

        Tally memory tally = _tallies[proposalId];
        if (tally.quorum == 0) tally.quorum = SafeCast.toUint64(proposalQuorum(proposalId));
        if (support == uint8(VoteType.For)) tally.forVotes += uint64(units);
        else if (support == uint8(VoteType.Against)) tally.againstVotes += uint64(units);
        else if (support == uint8(VoteType.Abstain)) tally.abstainVotes += uint64(units);
        else revert GovernorInvalidVoteType();
        _tallies[proposalId] = tally;
        return units;
    }

    function _place(uint256 memberNumber) private pure returns (uint256 index, uint256 bit) {
        return (memberNumber >> 8, 1 << (memberNumber & 0xff));
    }
}
