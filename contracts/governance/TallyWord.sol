// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {BallotMethod, Curve} from "../interfaces/IProposalTypes.sol";

// The lanes of a TallyWord, counted from its lowest bit. Assembly reads constants only from where they stand outside of
// contracts.
uint256 constant TALLY_LANE_BITS = 40;
uint256 constant TALLY_LANE_MASK = 0xffffffffff;
uint256 constant TALLY_PARTICIPATION_SHIFT = 40;
uint256 constant TALLY_VOTES_SHIFT = 80; // votes against; those of a choice proposal
uint256 constant TALLY_FOR_SHIFT = 120;

/// @title The one word that every ballot reads and writes
/// @notice From the lowest bit: quorum (40, known from the first ballot on), units that took part (40), votes against (40),
/// for (40) and abstaining (40), cap (40), method (4), curve (3), whether there are excluded accounts (1), winning option
/// once queued (4), number of options (4). A choice proposal keeps the votes of all its ballots where others keep those
/// against, and a ranked one, where others keep those for and abstaining, the seed that lots are drawn from (80, from the
/// first ballot on). Nothing spills: units in existence are fewer than 2^29.
library TallyWord {
    /// @dev Nobody votes for, or abstains, where there are options: a ranked proposal keeps its seed in both lanes.
    uint256 private constant SEED_SHIFT = 120;
    uint256 private constant SEED_MASK = (1 << 80) - 1;
    // Masks of a few bits stand where they are used: the optimizer inlines less with constants, for 18 gas a ballot.
    uint256 private constant CAP_SHIFT = 200;
    uint256 private constant METHOD_SHIFT = 240;
    uint256 private constant CURVE_SHIFT = 244;
    uint256 private constant EXCLUDED = 1 << 247;
    uint256 private constant WINNER_SHIFT = 248;
    uint256 private constant OPTIONS_SHIFT = 252;

    function pack(BallotMethod method_, uint256 optionCount_, Curve curve_, uint256 cap) internal pure returns (uint256) {
        return
            (cap << CAP_SHIFT) |
            (uint256(method_) << METHOD_SHIFT) |
            (uint256(curve_) << CURVE_SHIFT) |
            (optionCount_ << OPTIONS_SHIFT);
    }

    /// @dev `word` as the first ballot finds it.
    function opened(uint256 word, uint256 quorum_, bool someExcluded) internal pure returns (uint256) {
        return word | quorum_ | (someExcluded ? EXCLUDED : 0);
    }

    function withWinner(uint256 word, uint256 option) internal pure returns (uint256) {
        return word | (option << WINNER_SHIFT);
    }

    /// @param seed_ 80 bits.
    function withSeed(uint256 word, uint256 seed_) internal pure returns (uint256) {
        return word | (seed_ << SEED_SHIFT);
    }

    function quorum(uint256 word) internal pure returns (uint256) {
        return word & TALLY_LANE_MASK;
    }

    function participation(uint256 word) internal pure returns (uint256) {
        return (word >> TALLY_PARTICIPATION_SHIFT) & TALLY_LANE_MASK;
    }

    /// @dev Votes for a support as in Governor Bravo; of a choice proposal, 0 asks for those of all ballots.
    function votes(uint256 word, uint256 support) internal pure returns (uint256) {
        return (word >> (TALLY_VOTES_SHIFT + TALLY_LANE_BITS * support)) & TALLY_LANE_MASK;
    }

    /// @dev Of a ranked proposal.
    function seed(uint256 word) internal pure returns (uint256) {
        return (word >> SEED_SHIFT) & SEED_MASK;
    }

    /// @dev Whether the method is for/against/abstain, without a conversion.
    function isForAgainst(uint256 word) internal pure returns (bool) {
        return (word >> METHOD_SHIFT) & 0xf == 0;
    }

    /// @dev Whether votes are units: neither curve nor cap.
    function isPlain(uint256 word) internal pure returns (bool) {
        return word & ((7 << CURVE_SHIFT) | (TALLY_LANE_MASK << CAP_SHIFT)) == 0;
    }

    function method(uint256 word) internal pure returns (BallotMethod) {
        return BallotMethod((word >> METHOD_SHIFT) & 0xf);
    }

    function optionCount(uint256 word) internal pure returns (uint256) {
        return word >> OPTIONS_SHIFT;
    }

    function winner(uint256 word) internal pure returns (uint256) {
        return (word >> WINNER_SHIFT) & 0xf;
    }

    function hasExcluded(uint256 word) internal pure returns (bool) {
        return word & EXCLUDED != 0;
    }

    /// @dev How many votes a voter with these units has.
    function votesOf(uint256 word, uint256 units) internal pure returns (uint256 result) {
        uint256 curve = (word >> CURVE_SHIFT) & 7;
        uint256 cap = (word >> CAP_SHIFT) & TALLY_LANE_MASK;
        result = units;
        if (curve == uint256(Curve.SquareRoot)) result = Math.sqrt(units);
        else if (curve == uint256(Curve.OneMemberOneVote) && units != 0) result = 1;
        if (cap != 0 && result > cap) result = cap;
    }
}
