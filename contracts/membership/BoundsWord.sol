// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @dev What BRAND and ISSUER may do with units, and how far they have got today, in one slot. Lowest field first, as UnitBounds
/// has the first five; units but for shares and the day.
///
///   unused (8) | sold (32) | base (32) | begin (32) | day (24) | sold bps (16) | given bps (16) | least (32)
///   | tier's most (32) | a membership's most (32)
///
/// day    of the latest counting, in days since 1970; 0 for the launch, which is counted as one day
/// begin  units that could vote when that day was first counted
/// base   units issued by then, and what was sold since by issuing; less what came since without being issued or sold, more what
///        went so: the rest of what was issued was given away. Signed
/// sold   what was sold on that day, at most 2^32 - 1
type BoundsWord is uint256;

using BoundsWordCodec for BoundsWord global;

/// @title Packing of BoundsWord, and what it allows
library BoundsWordCodec {
    uint256 private constant MASK = (1 << 32) - 1;
    uint256 private constant BPS_MASK = (1 << 16) - 1;
    uint256 private constant DAY_MASK = (1 << 24) - 1;
    uint256 private constant TIER_SHIFT = 32;
    uint256 private constant LEAST_SHIFT = 64;
    uint256 private constant GIVEN_BPS_SHIFT = 96;
    uint256 private constant SOLD_BPS_SHIFT = 112;
    uint256 private constant DAY_SHIFT = 128;
    uint256 private constant BEGIN_SHIFT = 152;
    uint256 private constant BASE_SHIFT = 184;
    uint256 private constant SOLD_SHIFT = 216;
    uint256 private constant SETTINGS = (1 << DAY_SHIFT) - 1;
    uint256 private constant BPS = 10_000;

    function maxUnits(BoundsWord bounds) internal pure returns (uint256) {
        return BoundsWord.unwrap(bounds) & MASK;
    }

    function maxTierUnits(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> TIER_SHIFT) & MASK;
    }

    function perDayLeast(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> LEAST_SHIFT) & MASK;
    }

    function givenPerDayBps(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> GIVEN_BPS_SHIFT) & BPS_MASK;
    }

    function soldPerDayBps(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> SOLD_BPS_SHIFT) & BPS_MASK;
    }

    function day(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> DAY_SHIFT) & DAY_MASK;
    }

    function soldUnits(BoundsWord bounds) internal pure returns (uint256) {
        return (BoundsWord.unwrap(bounds) >> SOLD_SHIFT) & MASK;
    }

    /// @param issued Units ever issued.
    function givenUnits(BoundsWord bounds, uint256 issued) internal pure returns (uint256) {
        unchecked {
            return uint256(int256(issued) - int32(uint32(BoundsWord.unwrap(bounds) >> BASE_SHIFT)));
        }
    }

    /// @dev What may be given away on its day, which is not that of the launch.
    function mostGiven(BoundsWord bounds) internal pure returns (uint256) {
        return _most(bounds, givenPerDayBps(bounds));
    }

    /// @dev What may be sold on its day, which is not that of the launch.
    function mostSold(BoundsWord bounds) internal pure returns (uint256) {
        uint256 bps = soldPerDayBps(bounds);
        return bps == 0 ? type(uint256).max : _most(bounds, bps);
    }

    /// @dev Whether what has been given away by now is within the bound of a day that was counted before, which is not that of the
    /// launch. What every issue asks, so without a call of the functions above.
    /// @param day_ Since 1970, not 0.
    /// @param issued Units ever issued, with those that are to come.
    function fits(BoundsWord bounds, uint256 day_, uint256 issued) internal pure returns (bool) {
        uint256 word = BoundsWord.unwrap(bounds);
        unchecked {
            if ((word >> DAY_SHIFT) & DAY_MASK != day_) return false;
            uint256 given = uint256(int256(issued) - int32(uint32(word >> BASE_SHIFT)));
            if (given <= (word >> LEAST_SHIFT) & MASK) return true;
            return given <= (((word >> BEGIN_SHIFT) & MASK) * ((word >> GIVEN_BPS_SHIFT) & BPS_MASK)) / BPS;
        }
    }

    /// @dev With other settings, which fit; what was counted stays.
    function withSettings(BoundsWord bounds, uint256 settings) internal pure returns (BoundsWord) {
        return BoundsWord.wrap((BoundsWord.unwrap(bounds) & ~SETTINGS) | settings);
    }

    /// @dev At the begin of another day.
    /// @param units That can vote, below 2^29.
    /// @param issued Units ever issued, below 2^28.
    function onDay(
        BoundsWord bounds,
        uint256 day_,
        uint256 units,
        uint256 issued
    ) internal pure returns (BoundsWord) {
        uint256 settings = BoundsWord.unwrap(bounds) & SETTINGS;
        return BoundsWord.wrap(settings | (day_ << DAY_SHIFT) | (units << BEGIN_SHIFT) | (issued << BASE_SHIFT));
    }

    /// @dev With so many units more sold on its day. All of them are kept as the most there is room for: a day of sales that
    /// nothing bounds can be longer.
    function withSold(BoundsWord bounds, uint256 units) internal pure returns (BoundsWord) {
        uint256 others = BoundsWord.unwrap(bounds) & ~(MASK << SOLD_SHIFT);
        return BoundsWord.wrap(others | (Math.min(soldUnits(bounds) + units, MASK) << SOLD_SHIFT));
    }

    /// @dev With another base, by so many units; below 2^29 either way.
    function withBase(BoundsWord bounds, int256 units) internal pure returns (BoundsWord) {
        uint256 word = BoundsWord.unwrap(bounds);
        unchecked {
            uint256 base = uint256(int256(word >> BASE_SHIFT) + units) & MASK;
            return BoundsWord.wrap((word & ~(MASK << BASE_SHIFT)) | (base << BASE_SHIFT));
        }
    }

    function _most(BoundsWord bounds, uint256 bps) private pure returns (uint256) {
        uint256 begin = (BoundsWord.unwrap(bounds) >> BEGIN_SHIFT) & MASK;
        unchecked {
            uint256 share = (begin * bps) / BPS;
            uint256 least = perDayLeast(bounds);
            return share > least ? share : least;
        }
    }
}
