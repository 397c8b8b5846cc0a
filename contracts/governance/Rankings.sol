// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Rankings
/// @notice A ranking has 4 bits a preference, the first lowest. Each ranking of up to 6 options has a number: its place in
/// the tree of rankings, an option before those that follow it and those before the next option. A ranking of all options
/// is the same as one without the last, which can never make a difference.
library Rankings {
    uint256 internal constant MAX_OPTIONS = 6;
    /// @dev How many rankings' votes a word of a Count holds, and how many bits each has.
    uint256 internal constant PER_WORD = 8;
    uint256 internal constant WEIGHT_BITS = 32;
    uint256 private constant WEIGHT_MASK = (1 << WEIGHT_BITS) - 1;
    uint256 internal constant PREFERENCE_BITS = 4;
    uint256 internal constant PREFERENCE_MASK = 0xf;
    /// @dev How many rankings begin with a given one, itself included, when 1 to 5 options are left after it: 1, 3, 10, 41, 206,
    /// a byte each from the second lowest.
    uint256 private constant SUBTREES = 0xce290a030100;

    /// @dev How many rankings of `count` options there are.
    function total(uint256 count) internal pure returns (uint256) {
        return count * _subtree(count - 1);
    }

    /// @dev How many words the votes of all those rankings take.
    function wordsFor(uint256 count) internal pure returns (uint256) {
        return Math.ceilDiv(total(count), PER_WORD);
    }

    /// @dev The number of a ranking; false if it names no option, one that does not exist, or one twice.
    function numberOf(uint256 ranking, uint256 count) internal pure returns (uint256 number, bool valid) {
        unchecked {
            uint256 left = count;
            uint256 used = 0;
            if (ranking == 0) return (0, false);
            for (; ranking != 0; ranking >>= PREFERENCE_BITS) {
                uint256 option = ranking & PREFERENCE_MASK;
                if (option == 0 || option > count || (used >> option) & 1 != 0) return (0, false);
                if (left > 1) number += 1 + _free(used, option) * _subtree(left - 1);
                used |= 1 << option;
                --left;
            }
            return (number - 1, true);
        }
    }

    /// @dev The ranking with a number below `total(count)`.
    function rankingOf(uint256 number, uint256 count) internal pure returns (uint256 ranking) {
        unchecked {
            uint256 used = 0;
            uint256 shift = 0;
            for (uint256 left = count; ; --left) {
                uint256 size = _subtree(left - 1);
                uint256 option = _nth(used, number / size);
                ranking |= option << shift;
                number %= size;
                if (number == 0) return ranking;
                --number;
                used |= 1 << option;
                shift += PREFERENCE_BITS;
            }
        }
    }

    /// @dev The rankings that have votes, out of the words of a Count.
    function unpack(
        uint256[] memory words,
        uint256 count
    ) internal pure returns (uint256[] memory rankings, uint256[] memory weights) {
        rankings = new uint256[](total(count));
        weights = new uint256[](rankings.length);
        uint256 found = 0;
        uint256 ranking = 0; // of `after_` - 1
        uint256 after_ = 0;
        unchecked {
            for (uint256 i = 0; i < words.length; ++i) {
                uint256 word = words[i];
                for (uint256 number = i * PER_WORD; word != 0; ++number) {
                    uint256 weight = word & WEIGHT_MASK;
                    word >>= WEIGHT_BITS;
                    if (weight == 0) continue;
                    // A step in the tree costs a tenth of decoding a number.
                    ranking = number == after_ && number != 0 ? _next(ranking, count) : rankingOf(number, count);
                    after_ = number + 1;
                    (rankings[found], weights[found]) = (ranking, weight);
                    ++found;
                }
            }
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(rankings, found)
            mstore(weights, found)
        }
    }

    /// @dev The ranking whose number is one higher: this one with the first unused option behind it; where none may follow,
    /// the latest option that has an unused one after it is replaced by that.
    /// @param ranking Not the last one.
    function _next(uint256 ranking, uint256 count) private pure returns (uint256) {
        unchecked {
            uint256 used = 0;
            uint256 shift = 0;
            for (uint256 rest = ranking; rest != 0; rest >>= PREFERENCE_BITS) {
                used |= 1 << (rest & PREFERENCE_MASK);
                shift += PREFERENCE_BITS;
            }
            uint256 option = 1;
            if (shift == (count - 1) * PREFERENCE_BITS) option = count + 1; // one of all options but one has none behind it
            while (true) {
                while (option <= count && (used >> option) & 1 != 0) ++option;
                if (option <= count) return ranking | (option << shift);
                shift -= PREFERENCE_BITS;
                option = ranking >> shift;
                used ^= 1 << option;
                ranking ^= option << shift;
                ++option;
            }
        }
    }

    function _subtree(uint256 left) private pure returns (uint256) {
        return (SUBTREES >> (8 * left)) & 0xff;
    }

    /// @dev How many options below this one are not used yet.
    function _free(uint256 used, uint256 option) private pure returns (uint256 free) {
        unchecked {
            for (uint256 other = 1; other < option; ++other) free += 1 - ((used >> other) & 1);
        }
    }

    /// @dev The n-th option, from 0, that is not used yet.
    function _nth(uint256 used, uint256 n) private pure returns (uint256 option) {
        unchecked {
            for (option = 1; ; ++option) {
                if ((used >> option) & 1 != 0) continue;
                if (n == 0) return option;
                --n;
            }
        }
    }
}
