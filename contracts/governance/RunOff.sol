// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Round, TieBreak} from "../interfaces/IBallotLens.sol";
import {LabelDigests} from "./LabelDigests.sol";
import {Rankings} from "./Rankings.sol";
import {TallyWord} from "./TallyWord.sol";

/// @notice Ranked ballots, and what lots are drawn from. In memory.
/// @param rankings Each once, see Rankings.
/// @param weights Votes of each.
/// @param optionCount How many options there are, 2 to 6.
/// @param tally The proposal's TallyWord: seed, and units that took part.
/// @param actions The word of a Count that holds the options' digests, see LabelDigests.
/// @param needed Votes that the winner must have, see `WinningOption.needed`.
struct RankedPoll {
    uint256[] rankings;
    uint256[] weights;
    uint256 optionCount;
    uint256 tally;
    uint256 actions;
    uint256 needed;
}

/// @title The instant run-off
/// @notice In each round a ballot counts for the first of its preferences that is still in. An option with more than half
/// of the votes that count wins, if it has as many as a winner needs or no more than two are in; between the last two a tie is
/// a tie: nobody wins. Else the rounds go on: who has more than half stays, and gets what others leave: a majority that comes
/// early is worth no less than one that comes late. Those with the fewest votes are looked at. Several that together have fewer than the next option go out together: whoever went first, the others would
/// follow. Otherwise one goes: the one with the fewest first preferences on all ballots, then the fewest second ones, and so
/// on to the last but one; of those that are equal in all of them, whoever draws the lot. No rule reads the order in which
/// options are listed, for whoever proposes chooses it.
/// @dev A lot is the smallest hash of seed, participation and the label's digest. The seed is of the block of the first
/// ballot, so whoever proposes cannot know it; participation is known only at the end, so whoever sends that ballot gains
/// nothing by waiting for another block. Whoever comes last could change it, but with the same ballot also break the tie.
library RunOff {
    using LabelDigests for uint256;
    using TallyWord for uint256;

    /// @dev Sums of six options lie in one word by their numbers, and in lane 0 what no option has. Units in existence are
    /// fewer than 2^29.
    uint256 private constant LANE_BITS = 36;
    uint256 private constant LANE_MASK = (1 << LANE_BITS) - 1;

    /// @dev Runs all rounds. Sets of options have a bit for each, option 1 lowest.
    /// @return rounds In order, at least one.
    /// @return winner Number of the option; 0 for none.
    function run(RankedPoll memory poll) internal pure returns (Round[] memory rounds, uint256 winner) {
        rounds = new Round[](poll.optionCount); // one goes out after each but the last
        uint256 standing = (1 << poll.optionCount) - 1;
        // Counted when there is a tie, and only once.
        uint256[] memory preferences = new uint256[](0);
        for (uint256 index = 0; ; ++index) {
            Round memory round = rounds[index];
            uint256 counted = _countRound(round, poll, standing);
            winner = _majority(round.votes, counted);
            bool enough = winner != 0 && round.votes[winner - 1] >= poll.needed;
            if (enough || counted == 0 || _atMostTwo(standing)) {
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    mstore(rounds, add(index, 1))
                }
                return (rounds, winner);
            }
            bool together;
            (round.eliminated, together) = _last(round.votes, standing);
            if (together) round.tieBreak = TieBreak.Together;
            else if (!_isOne(round.eliminated)) {
                if (preferences.length == 0) preferences = _preferences(poll);
                _breakTie(round, poll, preferences);
            }
            standing ^= round.eliminated;
        }
    }

    /// @dev Fills in votes and exhausted ballots of a round.
    /// @return counted Votes of all options.
    function _countRound(
        Round memory round,
        RankedPoll memory poll,
        uint256 standing
    ) private pure returns (uint256 counted) {
        uint256 sums = _sumsOfFirst(poll.rankings, poll.weights, standing);
        uint256[] memory votes = new uint256[](poll.optionCount);
        for (uint256 i = 0; i < votes.length; ++i) {
            votes[i] = (sums >> (LANE_BITS * (i + 1))) & LANE_MASK;
            counted += votes[i];
        }
        (round.votes, round.exhausted) = (votes, sums & LANE_MASK);
    }

    /// @dev Votes of each option as the first preference that is still in; in lane 0 those of ballots without one.
    function _sumsOfFirst(
        uint256[] memory rankings,
        uint256[] memory weights,
        uint256 standing
    ) private pure returns (uint256 sums) {
        uint256 mask = Rankings.PREFERENCE_MASK;
        uint256 bits = Rankings.PREFERENCE_BITS;
        uint256 lane = LANE_BITS;
        // Without the compiler's checks of bounds: there may be 1,236 rankings, and they are gone through in each round.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let still := or(shl(1, standing), 1) // by numbers of options; 0 is behind the last preference
            let end := add(rankings, shl(5, mload(rankings)))
            for { } lt(rankings, end) { } {
                rankings := add(rankings, 0x20)
                weights := add(weights, 0x20)
                let ranking := mload(rankings)
                let option := and(ranking, mask)
                for { } iszero(and(shr(option, still), 1)) { } {
                    ranking := shr(bits, ranking)
                    option := and(ranking, mask)
                }
                sums := add(sums, shl(mul(lane, option), mload(weights)))
            }
        }
    }

    function _majority(uint256[] memory votes, uint256 counted) private pure returns (uint256) {
        for (uint256 i = 0; i < votes.length; ++i) {
            if (votes[i] * 2 > counted) return i + 1;
        }
        return 0;
    }

    /// @return last The options with the fewest votes.
    /// @return together Whether they are several and have fewer than the next option even together.
    function _last(uint256[] memory votes, uint256 standing) private pure returns (uint256 last, bool together) {
        uint256 fewest = type(uint256).max;
        uint256 next = type(uint256).max;
        uint256 sum = 0;
        for (uint256 i = 0; i < votes.length; ++i) {
            if ((standing >> i) & 1 == 0) continue;
            uint256 has = votes[i];
            if (has < fewest) {
                (last, fewest, next, sum) = (1 << i, has, fewest, has);
            } else if (has == fewest) {
                (last, sum) = (last | (1 << i), sum + has);
            } else if (has < next) {
                next = has;
            }
        }
        // Where all are equal there is no next, and somebody must stay.
        together = !_isOne(last) && last != standing && sum < next;
    }

    /// @dev Leaves one of the options that are to go out after a round.
    /// @param preferences See `_preferences`.
    function _breakTie(Round memory round, RankedPoll memory poll, uint256[] memory preferences) private pure {
        uint256 tied = round.eliminated;
        round.tieBreak = TieBreak.Preferences;
        for (uint256 place = 0; place < preferences.length; ++place) {
            tied = _fewestOf(tied, preferences[place]);
            if (_isOne(tied)) {
                (round.eliminated, round.preference) = (tied, place + 1);
                return;
            }
        }
        round.tieBreak = TieBreak.Lot;
        round.eliminated = _draw(tied, poll);
    }

    /// @dev Votes of each option as first preference of all ballots, as second, and so on, in a word each. A last of all
    /// options is not counted: a ranking of all is stored without it.
    function _preferences(RankedPoll memory poll) private pure returns (uint256[] memory sums) {
        (uint256[] memory rankings, uint256[] memory weights) = (poll.rankings, poll.weights);
        sums = new uint256[](poll.optionCount - 1);
        uint256 mask = Rankings.PREFERENCE_MASK;
        uint256 bits = Rankings.PREFERENCE_BITS;
        uint256 lane = LANE_BITS;
        // As in `_sumsOfFirst`.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let last := add(sums, shl(5, mload(sums)))
            let end := add(rankings, shl(5, mload(rankings)))
            for { } lt(rankings, end) { } {
                rankings := add(rankings, 0x20)
                weights := add(weights, 0x20)
                let weight := mload(weights)
                let at := sums
                for { let ranking := mload(rankings) } and(gt(ranking, 0), lt(at, last)) { ranking := shr(bits, ranking) } {
                    at := add(at, 0x20)
                    mstore(at, add(mload(at), shl(mul(lane, and(ranking, mask)), weight)))
                }
            }
        }
    }

    /// @dev Of a set of options those with the smallest sum.
    function _fewestOf(uint256 options, uint256 sums) private pure returns (uint256 last) {
        uint256 fewest = type(uint256).max;
        for (uint256 option = 1; option <= options; option <<= 1) {
            sums >>= LANE_BITS;
            if (options & option == 0) continue;
            uint256 has = sums & LANE_MASK;
            if (has < fewest) (last, fewest) = (option, has);
            else if (has == fewest) last |= option;
        }
    }

    /// @dev Whoever has the smallest hash. Digests of a proposal are different, so there is one.
    function _draw(uint256 tied, RankedPoll memory poll) private pure returns (uint256 drawn) {
        (uint256 seed, uint256 participation) = (poll.tally.seed(), poll.tally.participation());
        uint256 smallest = type(uint256).max;
        for (uint256 i = 0; tied >> i != 0; ++i) {
            if ((tied >> i) & 1 == 0) continue;
            uint256 hash = uint256(keccak256(abi.encode(seed, participation, poll.actions.digestOf(i))));
            if (hash < smallest) (drawn, smallest) = (1 << i, hash);
        }
    }

    function _isOne(uint256 options) private pure returns (bool) {
        unchecked {
            return options & (options - 1) == 0;
        }
    }

    function _atMostTwo(uint256 options) private pure returns (bool) {
        unchecked {
            return _isOne(options & (options - 1));
        }
    }
}
