// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice What one period of a tier costs, or a membership for life.
/// @param amount In wei or the ERC-20's smallest unit.
/// @param duration Seconds of one period, 0 for life.
/// @param isSet False: this tier has no price in this currency.
struct TierPrice {
    uint128 amount;
    uint32 duration;
    bool isSet;
}

/// @title What a change of tier costs, and how much time is left after it
/// @notice The formula of docs/decisions/0006. Every division is rounded in the treasury's favour, so that going up and
/// down again yields neither money nor time.
library Proration {
    /// @dev No product overflows: amounts have 128 bits, durations and times 32, and value * duration has all of them.
    /// @param remaining Seconds left of the old tier's time, below 2^32; 0 for a lifetime tier.
    /// @param maxAhead Most seconds that can be left afterwards.
    /// @return cost In the prices' currency.
    /// @return remainingAfter Seconds, 0 for a lifetime tier.
    function change(
        TierPrice memory previous,
        TierPrice memory next,
        uint256 remaining,
        uint256 maxAhead
    ) internal pure returns (uint256 cost, uint256 remainingAfter) {
        uint256 value = previous.amount;
        if (previous.duration != 0) value = (value * remaining) / previous.duration;

        uint256 needed = next.amount;
        if (next.duration != 0) {
            remainingAfter = next.duration;
            if (previous.duration != 0) {
                remainingAfter = remaining;
                needed = Math.ceilDiv(needed * remaining, next.duration);
            }
        }
        if (value <= needed) return (needed - value, remainingAfter);
        return (0, _timeFor(value, next, maxAhead));
    }

    /// @dev A free tier gives all the time there is.
    function _timeFor(uint256 value, TierPrice memory tier, uint256 maxAhead) private pure returns (uint256) {
        if (tier.duration == 0) return 0;
        if (tier.amount == 0) return maxAhead;
        return Math.min((value * tier.duration) / tier.amount, maxAhead);
    }
}
