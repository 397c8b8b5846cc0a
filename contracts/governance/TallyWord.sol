// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {BallotMethod, Curve} from "../interfaces/IProposalTypes.sol";

/// @notice What is kept of a proposal's ballots.
/// @param tally See TallyWord.
/// @param excluded Member numbers of accounts that take no part, 32 bits each.
/// @param actions How many actions each option has, 8 bits each.
/// @param options Votes of each option, 48 bits each, five a word.
/// @param rankings Votes of each ranking by its number (Rankings), 32 bits each, eight a word.
/// @param voted One bit a member number.
struct Count {
    uint256 tally;
    uint256 excluded;
    uint256 actions;
    uint256[2] options;
    uint256[155] rankings;
    mapping(uint256 index => uint256 word) voted;
}

/// @title The one word that every ballot reads and writes
/// @notice From the lowest bit: quorum (40, known from the first ballot on), units that took part (40), votes against (40),
/// for (40) and abstaining (40), cap (40), method (4), curve (3), whether there are excluded accounts (1), winning option
/// once queued (4), number of options (4). A choice proposal keeps the votes of all its ballots where others keep those
/// against. Nothing spills: all units ever issued are fewer than 2^28.
library TallyWord {
    uint256 internal constant LANE = (1 << 40) - 1;
    uint256 internal constant PARTICIPATION_SHIFT = 40;
    uint256 internal constant VOTES_SHIFT = 80;
    uint256 internal constant LANE_BITS = 40;
    uint256 private constant CAP_SHIFT = 200;
    uint256 private constant METHOD_SHIFT = 240;
    uint256 private constant CURVE_SHIFT = 244;
    uint256 private constant EXCLUDED = 1 << 247;
    uint256 private constant WINNER_SHIFT = 248;
    uint256 private constant OPTIONS_SHIFT = 252;
    uint256 private constant ONE_EACH = 0x0000000100000001000000010000000100000001000000010000000100000001;

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

    function quorum(uint256 word) internal pure returns (uint256) {
        return word & LANE;
    }

    function participation(uint256 word) internal pure returns (uint256) {
        return (word >> PARTICIPATION_SHIFT) & LANE;
    }

    /// @dev Votes for a support as in Governor Bravo; of a choice proposal, 0 asks for those of all ballots.
    function votes(uint256 word, uint256 support) internal pure returns (uint256) {
        return (word >> (VOTES_SHIFT + LANE_BITS * support)) & LANE;
    }

    /// @dev Whether the method is for/against/abstain, without a conversion.
    function isForAgainst(uint256 word) internal pure returns (bool) {
        return (word >> METHOD_SHIFT) & 0xf == 0;
    }

    /// @dev Whether votes are units: neither curve nor cap.
    function isPlain(uint256 word) internal pure returns (bool) {
        return word & ((7 << CURVE_SHIFT) | (LANE << CAP_SHIFT)) == 0;
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
        uint256 cap = (word >> CAP_SHIFT) & LANE;
        result = units;
        if (curve == uint256(Curve.SquareRoot)) result = Math.sqrt(units);
        else if (curve == uint256(Curve.OneMemberOneVote) && units != 0) result = 1;
        if (cap != 0 && result > cap) result = cap;
    }

    /// @dev Whether one of the eight member numbers in `numbers` is this one, which is not zero.
    function contains(uint256 numbers, uint256 number) internal pure returns (bool) {
        unchecked {
            // A lane is zero where the number is found; then, and only then, some lane's highest bit appears below.
            uint256 difference = numbers ^ (ONE_EACH * number);
            return (difference - ONE_EACH) & ~difference & (ONE_EACH << 31) != 0;
        }
    }
}
