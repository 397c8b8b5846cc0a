// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IUnitsListener} from "../interfaces/IUnitsListener.sol";
import {IBrandMembership, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {BoundsWord} from "./BoundsWord.sol";
import {MembershipTiers} from "./MembershipTiers.sol";
import {TierBook} from "./TierBook.sol";

/// @title How many units one key can bring about, and who is told when units change
/// @notice Units are votes. Whoever may define tiers, issue or sell memberships must not be able to outvote the members before
/// they notice: docs/decisions/0013.
abstract contract MembershipBounds is MembershipTiers {
    uint256 private constant MAX_LAUNCH = 90 days;
    /// @dev In `_issuance`, above the places of tiers: whether somebody is told. It is read anyway wherever units change.
    uint256 private constant LISTENED = 1 << 255;

    uint64 private immutable _launchEndsAt;
    uint32 private immutable _launchUnits;

    constructor(UnitBounds memory bounds, uint32 launchPeriod, uint32 launchUnits_) {
        if (launchPeriod > MAX_LAUNCH) revert BrandMembership_InvalidLaunch(launchPeriod, MAX_LAUNCH);
        _launchEndsAt = uint64(block.timestamp + launchPeriod);
        _launchUnits = launchUnits_;
        emit LaunchSet(_launchEndsAt, launchUnits_);
        TierBook.setUnitBounds(bounds);
    }

    /// @inheritdoc IBrandMembership
    function setUnitsListener(IUnitsListener listener) external restricted {
        _passOn(TierBook.setUnitsListener.selector);
        _issuance = address(listener) == address(0) ? _issuance & ~LISTENED : _issuance | LISTENED;
    }

    /// @inheritdoc IBrandMembership
    function unitBounds() external view returns (UnitBounds memory) {
        _answer(TierBook.unitBounds.selector, 0, 0, 0, 0);
    }

    /// @inheritdoc IBrandMembership
    function launchEndsAt() external view returns (uint64) {
        return _launchEndsAt;
    }

    /// @inheritdoc IBrandMembership
    function launchUnits() external view returns (uint32) {
        return _launchUnits;
    }

    /// @inheritdoc IBrandMembership
    function unitsListener() external view returns (IUnitsListener) {
        return TierBook.all().unitsListener;
    }

    /// @inheritdoc IBrandMembership
    function givenToday() external view returns (uint256, uint256) {
        _answer(TierBook.givenOn.selector, _day(), _unitsIssued(), totalUnits(), _launchUnits);
    }

    /// @inheritdoc IBrandMembership
    function soldToday() external view returns (uint256, uint256) {
        _answer(TierBook.soldOn.selector, _day(), _unitsIssued(), totalUnits(), 0);
    }

    /// @dev Whether units can be issued and given away without counting them: within the bound of a day that was counted before.
    /// @param issued Units ever issued, with these.
    function _fitsToday(uint256 issued) internal view returns (bool) {
        return block.timestamp >= _launchEndsAt && TierBook.all().bounds.fits(block.timestamp / 1 days, issued);
    }

    /// @dev Counts units before they come about: as sold or as given away, never as both or neither. What is issued and given away
    /// is written once a day only, because what was issued is counted anyway.
    /// @param issued Units ever issued, without these.
    /// @param units How many come.
    /// @param isIssue Whether they are issued, and not brought by a change of tier or by a renewal.
    /// @param isSold Whether they were paid for.
    function _countUnits(
        uint256 issued,
        uint256 units,
        bool isIssue,
        bool isSold
    ) internal {
        if (units == 0) return; // never too much, whatever the bounds are by now
        uint256 day = _day();
        BoundsWord bounds = TierBook.all().bounds;
        bool changes = bounds.day() != day;
        if (changes) bounds = bounds.onDay(day, totalUnits(), issued);
        // Units have 28 bits.
        unchecked {
            if (isSold) {
                changes = true;
                bounds = bounds.withSold(units);
                if (isIssue) bounds = bounds.withBase(int256(units));
                if (day != 0 && bounds.soldUnits() > bounds.mostSold()) {
                    revert BrandMembership_SoldTooMuch(bounds.soldUnits(), bounds.mostSold(), (day + 1) * 1 days);
                }
            } else {
                if (isIssue) {
                    issued += units;
                } else {
                    changes = true;
                    bounds = bounds.withBase(-int256(units));
                }
                uint256 given = bounds.givenUnits(issued);
                uint256 most = day != 0 ? bounds.mostGiven() : _launchUnits;
                if (given > most) {
                    revert BrandMembership_GivenTooMuch(given, most, day != 0 ? (day + 1) * 1 days : _launchEndsAt);
                }
            }
        }
        if (changes) TierBook.all().bounds = bounds;
    }

    /// @dev Units that a free change of tier takes away are there to be given again, if they were given today: else whoever goes up
    /// and down between two free tiers uses up what is for everybody.
    function _countGivenBack(uint256 units) internal {
        BoundsWord bounds = TierBook.all().bounds;
        if (bounds.day() != _day()) return;
        TierBook.all().bounds = bounds.withBase(int256(Math.min(units, bounds.givenUnits(_unitsIssued()))));
    }

    /// @dev Told after everything is written, wherever units of a membership change without its being issued: whom the listener
    /// calls finds what is.
    function _tellListener(
        uint256 tokenId,
        address holder,
        uint256 previousUnits,
        uint256 units
    ) internal {
        if (previousUnits != units && _issuance & LISTENED != 0) {
            // A proposal named it. The membership is done by then, and what comes next in a batch is read afterwards; nothing that is
            // issued comes here, since its units do not change.
            // slither-disable-next-line calls-loop,reentrancy-no-eth,reentrancy-events
            TierBook.all().unitsListener.unitsChanged(tokenId, holder, previousUnits, units);
        }
    }

    /// @dev Since 1970; 0 for the launch.
    function _day() private view returns (uint256) {
        return block.timestamp < _launchEndsAt ? 0 : block.timestamp / 1 days;
    }
}
