// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IUnitsListener} from "../interfaces/IUnitsListener.sol";
import {IBrandMembership, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {MembershipTiers} from "./MembershipTiers.sol";
import {Bounds, TierBook} from "./TierBook.sol";

/// @title How many units one key can bring about, and who is told before units change
/// @notice Units are votes. Whoever may define tiers or issue memberships must not be able to outvote the members before
/// they notice: docs/decisions/0013.
abstract contract MembershipBounds is MembershipTiers {
    uint256 private constant MAX_LAUNCH = 90 days;
    /// @dev In `_issuance`, above the places of tiers: whether somebody is told. It is read anyway wherever units change.
    uint256 private constant LISTENED = 1 << 255;

    uint64 private immutable _launchEndsAt;

    IUnitsListener private _unitsListener;

    constructor(UnitBounds memory bounds, uint32 launchPeriod) {
        if (launchPeriod > MAX_LAUNCH) revert BrandMembership_InvalidLaunch(launchPeriod, MAX_LAUNCH);
        _launchEndsAt = uint64(block.timestamp + launchPeriod);
        emit LaunchSet(_launchEndsAt);
        TierBook.setUnitBounds(bounds);
    }

    /// @inheritdoc IBrandMembership
    function setUnitsListener(IUnitsListener listener) external restricted {
        bool listened = address(listener) != address(0);
        if (listened && address(listener).code.length == 0) revert BrandMembership_InvalidListener(listener);
        _unitsListener = listener;
        _issuance = listened ? _issuance | LISTENED : _issuance & ~LISTENED;
        emit UnitsListenerSet(listener);
    }

    /// @inheritdoc IBrandMembership
    function unitBounds() external view returns (UnitBounds memory) {
        Bounds storage bounds = TierBook.all().bounds;
        return UnitBounds(bounds.maxUnits, bounds.maxTierUnits, bounds.givenPerDay);
    }

    /// @inheritdoc IBrandMembership
    function launchEndsAt() external view returns (uint64) {
        return _launchEndsAt;
    }

    /// @inheritdoc IBrandMembership
    function unitsListener() external view returns (IUnitsListener) {
        return _unitsListener;
    }

    /// @inheritdoc IBrandMembership
    function givenToday() external view returns (uint256 units) {
        Bounds storage bounds = TierBook.all().bounds;
        if (block.timestamp < _launchEndsAt || bounds.day != block.timestamp / 1 days) return 0;
        return uint256(int256(_unitsIssued()) - bounds.base);
    }

    /// @dev Counts new units against what may be given away in a day. Only the first of a day writes, because what was
    /// issued is counted anyway: the rest is what was issued since.
    /// @param issued Units ever issued, without these.
    /// @param units How many are issued.
    /// @param sold True if they were paid for: then they do not count.
    function _countGiven(uint256 issued, uint256 units, bool sold) internal {
        if (block.timestamp < _launchEndsAt) return;
        Bounds storage bounds = TierBook.all().bounds;
        uint256 day = block.timestamp / 1 days;
        // Both are numbers of days, and time does not wait for anybody's choice.
        // slither-disable-next-line incorrect-equality
        bool sameDay = bounds.day == day;
        unchecked {
            // Units have 28 bits.
            int256 base = sameDay ? bounds.base : int256(issued);
            if (sold) base += int256(units);
            else _requireGiven(uint256(int256(issued) - base) + units, bounds.givenPerDay, day);
            if (sold || !sameDay) (bounds.day, bounds.base) = (uint32(day), int64(base));
        }
    }

    /// @dev Counts units that came by a change of tier for which nobody paid.
    function _countGivenUp(uint256 units) internal {
        if (block.timestamp < _launchEndsAt) return;
        Bounds storage bounds = TierBook.all().bounds;
        uint256 day = block.timestamp / 1 days;
        int256 issued = int256(_unitsIssued());
        unchecked {
            // Units have 28 bits. Both are numbers of days, and time does not wait for anybody's choice.
            // slither-disable-next-line incorrect-equality
            int256 base = (bounds.day == day ? bounds.base : issued) - int256(units);
            _requireGiven(uint256(issued - base), bounds.givenPerDay, day);
            (bounds.day, bounds.base) = (uint32(day), int64(base));
        }
    }

    /// @dev Told before anything has changed, wherever units of a membership change without its being issued.
    function _tellListener(uint256 tokenId, uint256 previousUnits, uint256 units) internal {
        if (previousUnits != units && _issuance & LISTENED != 0) {
            // A proposal named it, to be told before anything has changed; IUnitsListener says that it must not hand control on.
            // slither-disable-next-line calls-loop,reentrancy-no-eth,reentrancy-benign,reentrancy-events
            _unitsListener.beforeUnitsChange(tokenId, previousUnits, units);
        }
    }

    function _requireGiven(uint256 given, uint256 perDay, uint256 day) private pure {
        if (given > perDay) revert BrandMembership_GivenTooMuch(given, perDay, (day + 1) * 1 days);
    }
}
