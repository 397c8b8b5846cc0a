// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BallotPower, BallotTally, IBallotLens, Round} from "../interfaces/IBallotLens.sol";
import {BallotProblem} from "../interfaces/IBallots.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {BallotMethod, ProposalRules} from "../interfaces/IProposalTypes.sol";
import {BrandGovernor} from "./BrandGovernor.sol";
import {Choices} from "./Choices.sol";
import {COUNT_ACTIONS, COUNT_OPTIONS, COUNT_RANKINGS, COUNT_TALLY} from "./Count.sol";
import {Rankings} from "./Rankings.sol";
import {RankedPoll, RunOff} from "./RunOff.sol";
import {TallyWord} from "./TallyWord.sol";
import {WinningOption} from "./WinningOption.sol";

/// @title What a proposal's ballots say
contract BallotLens is IBallotLens {
    using TallyWord for uint256;

    /// @notice Whose proposals.
    BrandGovernor public immutable governor;
    IMembershipVotes private immutable _membership;

    constructor(BrandGovernor governor_) {
        governor = governor_;
        _membership = governor_.membership();
    }

    /// @inheritdoc IBallotLens
    function powerOf(uint256 proposalId, address account) external view returns (BallotPower memory power) {
        IGovernor.ProposalState state = governor.state(proposalId);
        uint256 timepoint = Math.min(governor.proposalSnapshot(proposalId), block.timestamp - 1);
        (power.memberNumber, power.units) = _membership.ballotPower(account, timepoint);
        power.votes = governor.countWord(proposalId, COUNT_TALLY).votesOf(power.units);
        power.problem = _problem(proposalId, account, state, power.units);
        // Numbers begin at 1; zero is an account that never had one.
        // slither-disable-next-line incorrect-equality
        if (power.memberNumber == 0 && power.problem == BallotProblem.NoPower) {
            power.problem = BallotProblem.UnknownSigner;
        }
    }

    /// @inheritdoc IBallotLens
    function isChoice(uint256 proposalId, uint256 choice) external view returns (bool) {
        uint256 tally = governor.countWord(proposalId, COUNT_TALLY);
        return Choices.valid(tally.method(), tally.optionCount(), choice);
    }

    /// @inheritdoc IBallotLens
    function tallyOf(uint256 proposalId) external view returns (BallotTally memory result) {
        uint256 tally = governor.countWord(proposalId, COUNT_TALLY);
        result.method = tally.method();
        if (governor.proposalSnapshot(proposalId) < block.timestamp) result.quorum = governor.proposalQuorum(proposalId);
        result.participation = tally.participation();
        result.votes = tally.votes(0);
        uint256 count = tally.optionCount();
        result.optionVotes = new uint256[](count);
        if (tally.isForAgainst()) {
            for (uint256 i = 0; i < count; ++i) result.optionVotes[i] = tally.votes(i);
            result.votes = tally.votes(0) + tally.votes(1) + tally.votes(2);
            return result;
        }
        result.winner = governor.winningOption(proposalId);
        if (result.method == BallotMethod.Ranked) {
            Round[] memory rounds = roundsOf(proposalId);
            if (rounds.length != 0) result.optionVotes = rounds[0].votes;
            return result;
        }
        for (uint256 i = 0; i < count; ++i) {
            // The governor is the one this was built for, and ten options are the most.
            // slither-disable-next-line calls-loop
            uint256 word = governor.countWord(proposalId, COUNT_OPTIONS + i / Choices.OPTIONS_A_WORD);
            result.optionVotes[i] = Choices.votesIn(word, i);
        }
    }

    /// @inheritdoc IBallotLens
    function rankingsOf(
        uint256 proposalId
    ) public view returns (uint256[] memory rankings, uint256[] memory votes) {
        uint256 tally = governor.countWord(proposalId, COUNT_TALLY);
        if (tally.method() != BallotMethod.Ranked) return (rankings, votes);
        uint256[] memory words = new uint256[](Rankings.wordsFor(tally.optionCount()));
        for (uint256 i = 0; i < words.length; ++i) {
            // The governor is the one this was built for, and a proposal has 155 words of rankings at most.
            // slither-disable-next-line calls-loop
            words[i] = governor.countWord(proposalId, COUNT_RANKINGS + i);
        }
        return Rankings.unpack(words, tally.optionCount());
    }

    /// @inheritdoc IBallotLens
    function roundsOf(uint256 proposalId) public view returns (Round[] memory rounds) {
        (uint256[] memory rankings, uint256[] memory votes) = rankingsOf(proposalId);
        if (rankings.length == 0) return rounds;
        uint256 tally = governor.countWord(proposalId, COUNT_TALLY);
        uint256 actions = governor.countWord(proposalId, COUNT_ACTIONS);
        ProposalRules memory rules = governor.proposalRules(proposalId);
        uint256 needed = WinningOption.needed(tally, rules.optionBps, rules.binding);
        // Who wins is asked of the governor, which also holds the last round against what is needed.
        // slither-disable-next-line unused-return
        (rounds, ) = RunOff.run(RankedPoll(rankings, votes, tally.optionCount(), tally, actions, needed));
    }

    /// @inheritdoc IBallotLens
    function tieSeedOf(uint256 proposalId) external view returns (uint256 seed) {
        uint256 tally = governor.countWord(proposalId, COUNT_TALLY);
        if (tally.method() == BallotMethod.Ranked) seed = tally.seed();
    }

    function _problem(
        uint256 proposalId,
        address account,
        IGovernor.ProposalState state,
        uint256 units
    ) private view returns (BallotProblem) {
        if (state == IGovernor.ProposalState.Pending) return BallotProblem.Pending;
        if (state != IGovernor.ProposalState.Active) return BallotProblem.Closed;
        address[] memory excluded = governor.excludedAccounts(governor.proposalRules(proposalId).exclusions);
        for (uint256 i = 0; i < excluded.length; ++i) {
            if (excluded[i] == account) return BallotProblem.Excluded;
        }
        // Units are those of the snapshot: nobody can change them any more.
        // slither-disable-next-line incorrect-equality
        if (units == 0) return BallotProblem.NoPower;
        return governor.hasVoted(proposalId, account) ? BallotProblem.AlreadyVoted : BallotProblem.None;
    }
}
