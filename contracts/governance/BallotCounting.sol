// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBallots} from "../interfaces/IBallots.sol";
import {IProposalTypes} from "../interfaces/IProposalTypes.sol";
import {PowerWord, PowerWordCodec} from "../interfaces/PowerWord.sol";
import {BallotBox} from "./BallotBox.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {ExcludedNumbers} from "./ExcludedNumbers.sol";
import {ProposalTypes} from "./ProposalTypes.sol";
import {TallyWord} from "./TallyWord.sol";
import {TypeBook} from "./TypeBook.sol";
import {VotedBitmap} from "./VotedBitmap.sol";

/// @title Counting of ballots
/// @notice For, against, abstain, with the meaning OpenZeppelin's GovernorCountingSimple gives them, and four methods to
/// choose between options. Who voted is one bit a member number, so a ballot writes no slot of its own.
abstract contract BallotCounting is ProposalTypes, IBallots {
    using ExcludedNumbers for uint256;
    using TallyWord for uint256;

    uint256 private constant BPS = 10_000;

    mapping(uint256 proposalId => Count) internal _counts;

    /// @notice Votes for each support so far; zeros for a choice proposal.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) {
        uint256 tally = _counts[proposalId].tally;
        if (tally.isForAgainst()) return (tally.votes(0), tally.votes(1), tally.votes(2));
    }

    /// @inheritdoc IBallots
    function countWord(uint256 proposalId, uint256 index) external view returns (uint256 word) {
        Count storage count = _counts[proposalId];
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            word := sload(add(count.slot, index))
        }
    }

    /// @inheritdoc IProposalTypes
    function proposalQuorum(uint256 proposalId) public view override returns (uint256 units) {
        units = _counts[proposalId].tally.quorum();
        // Zero is what stands there before the first ballot; nobody can bring another value about.
        // slither-disable-next-line incorrect-equality
        if (units == 0) (units, ) = _quorumOf(proposalId);
    }

    /// @inheritdoc IBallots
    function winningOption(uint256 proposalId) public view returns (uint256 option) {
        Count storage count = _counts[proposalId];
        uint256 tally = count.tally;
        if (tally.isForAgainst()) return 0;
        option = tally.winner();
        if (option == 0) option = BallotBox.winner(count, _book.rules[proposalId]);
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        uint256 number = membership.memberNumberOf(account);
        return VotedBitmap.isMarked(_counts[proposalId], number);
    }

    /// @inheritdoc IGovernor
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain&params=choice";
    }

    /// @notice The clock of proposals: unix seconds (ERC-6372).
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @notice Says that the clock counts seconds (ERC-6372).
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Asks the membership once for number and units.
    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal virtual override returns (uint256 votes) {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        (uint32 number, uint256 units) = membership.ballotPower(account, proposalSnapshot(proposalId));
        uint256 tally;
        (votes, tally) = _count(proposalId, account, support, PowerWordCodec.pack(number, units), params);
        if (params.length == 0) emit VoteCast(account, proposalId, support, votes, reason);
        else emit VoteCastWithParams(account, proposalId, support, votes, reason, params);
        _afterCount(proposalId, tally);
    }

    /// @dev What follows a change of the tally matters only with a quorum; most ballots come before.
    function _afterCount(uint256 proposalId, uint256 tally) internal {
        if (tally.participation() >= tally.quorum()) _tallyUpdated(proposalId);
    }

    /// @param power A PowerWord, in place of the weight that OpenZeppelin passes here.
    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 power,
        bytes memory params
    ) internal override returns (uint256 votes) {
        (votes, ) = _count(proposalId, account, support, PowerWord.wrap(power), params);
    }

    /// @return votes What the ballot counts for.
    /// @return tally With this ballot.
    function _count(
        uint256 proposalId,
        address account,
        uint8 support,
        PowerWord power,
        bytes memory params
    ) private returns (uint256 votes, uint256 tally) {
        Count storage count = _counts[proposalId];
        tally = _openTally(proposalId);
        uint256 number = power.memberNumberOf();
        uint256 units = power.unitsOf();
        if (tally.hasExcluded() && number != 0 && count.excluded.contains(number)) {
            revert BallotCounting_ExcludedAccount(proposalId, account);
        }
        // A ballot without units would be listed and change nothing, so it is refused with a reason. Units are those of the
        // snapshot: nobody can change them any more.
        // slither-disable-next-line incorrect-equality
        if (units == 0) revert BallotCounting_NoVotingPower(proposalId, account);
        if (!VotedBitmap.mark(count, number)) revert GovernorAlreadyCastVote(account);

        votes = tally.isPlain() ? units : BallotBox.votesOf(tally, units);
        if (tally.isForAgainst()) {
            if (support > 2) revert GovernorInvalidVoteType();
            tally = Choices.withSupport(tally, support, units, votes);
        } else {
            // Buttons of an ordinary front end must not choose an option by accident.
            if (support != 0 || params.length != 32) revert GovernorInvalidVoteType();
            tally = BallotBox.add(count, proposalId, tally, abi.decode(params, (uint256)), units);
        }
        count.tally = tally;
    }

    /// @dev The tally with quorum and excluded accounts, which the first ballot finds out; the caller stores it.
    function _openTally(uint256 proposalId) internal returns (uint256 tally) {
        Count storage count = _counts[proposalId];
        tally = count.tally;
        if (tally.quorum() != 0) return tally;
        (uint256 units, uint256 numbers) = _quorumOf(proposalId);
        if (numbers != 0) count.excluded = numbers;
        return tally.opened(units, numbers != 0);
    }

    function _beginCount(uint256 proposalId, uint256 tally) internal override {
        _counts[proposalId].tally = tally;
    }

    function _keepActions(uint256 proposalId, uint256 actions) internal override {
        if (actions != 0) _counts[proposalId].actions = actions;
    }

    function _getVotes(address account, uint256 timepoint, bytes memory) internal view override returns (uint256) {
        return membership.getPastVotes(account, timepoint);
    }

    function _quorumOf(uint256 proposalId) internal view returns (uint256 units, uint256 numbers) {
        return TypeBook.quorumOf(_book, membership, proposalId, proposalSnapshot(proposalId));
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        return _counts[proposalId].tally.participation() >= proposalQuorum(proposalId);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        uint256 tally = _counts[proposalId].tally;
        if (!tally.isForAgainst()) return winningOption(proposalId) != 0;
        uint256 inFavour = tally.votes(1);
        return inFavour * BPS > (inFavour + tally.votes(0)) * _book.rules[proposalId].approvalBps;
    }
}
