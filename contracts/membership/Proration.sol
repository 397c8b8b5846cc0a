// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Membership} from "../interfaces/IBrandMembership.sol";

/// @notice What one period of a tier costs, or a membership for life.
/// @param amount In wei or the ERC-20's smallest unit.
/// @param duration Seconds of one period, 0 for life.
/// @param isSet False: this tier has no price in this currency.
/// @param units Voting weight of one membership of the tier, in units.
struct TierPrice {
    uint128 amount;
    uint32 duration;
    bool isSet;
    uint32 units;
}

/// @title What a change of tier costs, and how much time it gives
/// @notice The formula of docs/decisions/0006. Every division is rounded in the treasury's favour.
library Proration {
    /// @param duration Seconds of one period of its tier, 0 for life.
    /// @param atPrice Whether its tier's price was paid for life, or for the period that began when it was issued.
    /// @return Seconds to come of an active membership that somebody paid for; for a lifetime tier 1 if it was paid for, else 0.
    function paidSeconds(
        Membership memory token,
        uint256 duration,
        bool atPrice
    ) internal view returns (uint256) {
        if (duration == 0) return atPrice ? 1 : 0;
        // It is active: now lies before its expiry, and the period that began when it was issued ends no later than that.
        unchecked {
            uint256 rest = token.expiresAt - block.timestamp;
            uint256 firstEnd = uint256(token.issuedAt) + duration;
            if (!atPrice || firstEnd <= block.timestamp) return Math.min(token.paid, rest);
            uint256 first = firstEnd - block.timestamp;
            return first + Math.min(token.paid, rest - first);
        }
    }

    /// @param duration Seconds of one period of its tier, 0 for life.
    /// @return Seconds of an active membership that somebody paid for after the period that has begun, reckoned from when its holder
    /// came into its tier; 0 for a lifetime tier. What was paid at the issue lies in that period, however many gifts come after it.
    function secondsToCome(Membership memory token, uint256 duration) internal view returns (uint256) {
        if (duration == 0) return 0;
        unchecked {
            uint256 held = block.timestamp - token.acquiredAt;
            // What is left of a period, and nobody draws anything from it.
            // slither-disable-next-line weak-prng
            uint256 end = block.timestamp + duration - (held % duration);
            return token.expiresAt > end ? Math.min(token.paid, token.expiresAt - end) : 0;
        }
    }

    /// @dev No product overflows: amounts have 128 bits, durations and times 32, and credit * duration has all of them.
    /// @param paid As `paidSeconds` says it of the old tier; below 2^32.
    /// @param toCome As `secondsToCome` says it of the old tier.
    /// @param maxAhead Most seconds that it can give.
    /// @return cost In the prices' currency.
    /// @return time Seconds from now on, 0 for a lifetime tier.
    function change(
        TierPrice memory previous,
        TierPrice memory next,
        uint256 paid,
        uint256 toCome,
        uint256 maxAhead
    ) internal pure returns (uint256 cost, uint256 time) {
        uint256 credit = _credit(previous, next, paid, toCome);
        time = next.duration;
        unchecked {
            if (credit <= next.amount) return (next.amount - credit, time);
            // What is left over buys time; a tier that is free or for life has none to sell.
            if (time != 0 && next.amount != 0) time = Math.min((credit * time) / next.amount, maxAhead);
        }
        return (0, time);
    }

    /// @dev What was paid for the old tier and is not used up. Towards a tier that is not dearer the period that has begun is, and
    /// what is for life is one such period: else a minute of each tier in turn, and what comes with it, could be had for one
    /// period's price.
    function _credit(
        TierPrice memory previous,
        TierPrice memory next,
        uint256 paid,
        uint256 toCome
    ) private pure returns (uint256) {
        uint256 duration = previous.duration;
        bool dearer = next.amount > previous.amount;
        if (duration == 0) return dearer && paid != 0 ? previous.amount : 0;
        unchecked {
            if (!dearer) {
                paid = Math.min(paid, toCome);
                paid -= paid % duration;
            }
            return (uint256(previous.amount) * paid) / duration;
        }
    }
}
