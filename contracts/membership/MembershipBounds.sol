// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IUnitsListener} from "../interfaces/IUnitsListener.sol";
import {IBrandMembership, Launch, UnitBounds} from "../interfaces/IBrandMembership.sol";
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
    uint32 private immutable _launchSoldUnits;

    constructor(UnitBounds memory bounds, Launch memory launch) {
        if (launch.period > MAX_LAUNCH) revert BrandMembership_InvalidLaunch(launch.period, MAX_LAUNCH);
        _launchEndsAt = uint64(block.timestamp + launch.period);
        (_launchUnits, _launchSoldUnits) = (launch.units, launch.soldUnits);
        emit LaunchSet(_launchEndsAt, launch.units, launch.soldUnits);
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
    function launchSoldUnits() external view returns (uint32) {
        return _launchSoldUnits;
    }

    /// @inheritdoc IBrandMembership
    function unitsListener() external view returns (IUnitsListener) {
        return TierBook.all().unitsListener;
    }

    /// @inheritdoc IBrandMembership
    function givenToday() external view returns (uint256, uint256) {
        _answer(TierBook.givenOn.selector, _day(), _unitsIssued(), _votingUnits(), _launchUnits);
    }

    /// @inheritdoc IBrandMembership
    function soldToday() external view returns (uint256, uint256) {
        _answer(TierBook.soldOn.selector, _day(), _unitsIssued(), _votingUnits(), _launchSoldUnits);
    }

    /// @inheritdoc IBrandMembership
    function returnedToday() external view returns (uint256, uint256) {
        _answer(TierBook.returnedOn.selector, _day(), _unitsIssued(), _votingUnits(), 0);
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
        if (changes) bounds = bounds.onDay(day, _votingUnits(), issued);
        // Units have 28 bits.
        unchecked {
            if (isSold) {
                changes = true;
                bounds = bounds.withSold(units);
                if (isIssue) bounds = bounds.withBase(int256(units));
                uint256 sold = bounds.soldUnits();
                uint256 most = day != 0 ? bounds.mostSold() : _launchSoldUnits;
                if (sold > most) revert BrandMembership_SoldTooMuch(sold, most, _nextDay(day));
            } else {
                if (isIssue) {
                    issued += units;
                } else {
                    changes = true;
                    bounds = bounds.withBase(-int256(units));
                }
                uint256 given = bounds.givenUnits(issued);
                uint256 most = day != 0 ? bounds.mostGiven() : _launchUnits;
                if (given > most) revert BrandMembership_GivenTooMuch(given, most, _nextDay(day));
            }
        }
        if (changes) TierBook.all().bounds = bounds;
    }

    /// @dev Counts units that come back at their price after a lapse, before they do: apart from what is new, so that whoever buys
    /// up a day keeps out nobody who was here before. What finds no room there counts as sold. In the launch they are counted
    /// already: what lapsed in it was issued in it.
    function _countReturn(uint256 units) internal {
        uint256 day = _day();
        // 0 is exactly the launch, and exactly nothing: neither is an amount that somebody could move a little.
        // slither-disable-next-line incorrect-equality
        if (units == 0 || day == 0) return;
        uint256 answer = _run(TierBook.countReturn.selector, units, day, _unitsIssued(), _votingUnits());
        bool fits;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            fits := mload(answer)
        }
        if (!fits) _countUnits(_unitsIssued(), units, false, true);
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

    /// @dev First second after a day that `_day` answers, unix seconds.
    function _nextDay(uint256 day) private view returns (uint256) {
        return day != 0 ? (day + 1) * 1 days : _launchEndsAt;
    }
}
