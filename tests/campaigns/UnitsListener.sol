// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBrandMembership} from "../../contracts/interfaces/IBrandMembership.sol";
import {IUnitsListener} from "../../contracts/interfaces/IUnitsListener.sol";

/// @notice Keeps what it is told, and whether all of it was told rightly and in time.
contract UnitsListener is IUnitsListener {
    IBrandMembership private immutable _membership;

    /// @notice Units of a membership as they were told last.
    mapping(uint256 tokenId => uint256) public unitsOf;
    /// @notice Whether something was told too late, by somebody else, or wrongly. It does not revert: then nothing would
    /// change, and nobody would see it.
    bool public wronglyTold;

    constructor(IBrandMembership membership_) {
        _membership = membership_;
    }

    /// @inheritdoc IUnitsListener
    function beforeUnitsChange(uint256 tokenId, uint256 previousUnits, uint256 units) external {
        bool before = _membership.membershipOf(tokenId).units == previousUnits;
        if (msg.sender != address(_membership) || !before || units == previousUnits) wronglyTold = true;
        unitsOf[tokenId] = units;
    }
}
