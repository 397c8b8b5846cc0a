// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBallots} from "../interfaces/IBallots.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {BallotMethod, ProposalRules} from "../interfaces/IProposalTypes.sol";
import {BallotRun} from "./BallotRun.sol";
import {BallotSums} from "./BallotSums.sol";
import {BatchTally} from "./BatchTally.sol";
import {Choices} from "./Choices.sol";
import {Count} from "./Count.sol";
import {PowerRequest} from "./PowerRequest.sol";
import {SignedBallots} from "./SignedBallots.sol";
import {TallyWord} from "./TallyWord.sol";
import {VotedBitmap} from "./VotedBitmap.sol";
import {WinningOption} from "./WinningOption.sol";

/// @title Counting of choices and of batches
/// @notice Code of the governor that does not fit into it: a linked library, running on the governor's storage.
library BallotBox {
    using TallyWord for uint256;

    /// @notice Count one choice of a choice proposal; the caller has marked the voter.
    /// @return tally The changed tally, for the caller to store.
    function add(
        Count storage count,
        uint256 proposalId,
        uint256 tally,
        uint256 choice,
        uint256 units
    ) external returns (uint256) {
        if (!Choices.valid(tally.method(), tally.optionCount(), choice)) {
            revert IBallots.BallotCounting_InvalidChoice(proposalId, choice);
        }
        // Memory begins as zeros, and zeros are what is meant.
        // slither-disable-next-line uninitialized-local
        BallotRun memory run;
        run.tally = tally;
        BallotSums.readOptions(count, run);
        BallotSums.add(count, run, choice, units, tally.votesOf(units));
        BallotSums.writeOptions(count, run);
        return _seeded(proposalId, tally, run.tally);
    }

    /// @notice Count a batch; see IBallots.castBallots. The tally must be open.
    /// @param snapshot Unix seconds.
    /// @param deadline Of all the ballots, unix seconds.
    /// @param domain The governor's EIP-712 domain separator.
    /// @return How many ballots counted.
    function addBatch(
        Count storage count,
        uint256 proposalId,
        uint256 snapshot,
        uint256 deadline,
        bytes32 domain,
        IMembershipVotes membership,
        bytes calldata packed
    ) external returns (uint256) {
        // Memory begins as zeros, and zeros are what is meant.
        // slither-disable-next-line uninitialized-local
        BallotRun memory run;
        run.tally = count.tally;
        BallotMethod method = run.tally.method();
        if (run.tally.hasExcluded()) run.excluded = count.excluded;
        if (method != BallotMethod.ForAgainst) BallotSums.readOptions(count, run);

        (run.proposalId, run.deadline) = (proposalId, deadline);
        run.choiceShift = 256 - 8 * Choices.lengthOf(method);
        uint256 step = SignedBallots.lengthOf(run);
        uint256 length = SignedBallots.countOf(packed, step);
        uint256 request = PowerRequest.prepare(run, snapshot, length);
        if (deadline >= block.timestamp) SignedBallots.recover(run, domain, packed, step);
        PowerRequest.send(run, membership, request);
        BatchTally.addAll(count, run, packed, length, step);
        if (run.skipped == length) return 0;

        VotedBitmap.keep(run);
        count.tally = _seeded(proposalId, count.tally, run.tally);
        if (method != BallotMethod.ForAgainst && method != BallotMethod.Ranked) BallotSums.writeOptions(count, run);
        unchecked {
            return length - run.skipped;
        }
    }

    /// @notice How many votes a voter with these units has, under the curve and cap in the tally.
    function votesOf(uint256 tally, uint256 units) external pure returns (uint256) {
        return tally.votesOf(units);
    }

    /// @notice Number of the option that wins as things stand; 0 for none.
    /// @param rules What the proposal froze.
    function winner(Count storage count, ProposalRules storage rules) external view returns (uint256 option) {
        return WinningOption.find(count, rules);
    }

    /// @dev The tally of a ranked proposal gets its seed with the first ballot that counts.
    /// @param earlier The tally before the ballots that brought it to `tally`.
    function _seeded(uint256 proposalId, uint256 earlier, uint256 tally) private returns (uint256) {
        if (tally.method() != BallotMethod.Ranked || earlier.participation() != 0) return tally;
        // A validator may leave out its block and so has one more try, for the price of the block; and still does not know
        // how many will take part. The number of the proposal is for chains whose blocks have no randomness.
        bytes32 random = keccak256(abi.encode(block.prevrandao, blockhash(block.number - 1), proposalId));
        uint256 seed = uint80(uint256(random));
        emit IBallots.TieSeedSet(proposalId, seed);
        return tally.withSeed(seed);
    }
}
