// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBrandMembership, Membership} from "../../contracts/interfaces/IBrandMembership.sol";
import {IUnitsListener} from "../../contracts/interfaces/IUnitsListener.sol";

/// @notice Keeps what it is told, and whether all of it was told rightly and when it was done.
contract UnitsListener is IUnitsListener {
    IBrandMembership private immutable _membership;

    /// @notice Units of a membership as they were told last.
    mapping(uint256 tokenId => uint256) public unitsOf;
    /// @notice Who held a membership with the units before, as it was told last.
    mapping(uint256 tokenId => address) public holderOf;
    /// @notice Whether something was told too early, by somebody else, or wrongly. It does not revert: then nothing would
    /// change, and nobody would see it.
    bool public wronglyTold;

    constructor(IBrandMembership membership_) {
        _membership = membership_;
    }

    /// @inheritdoc IUnitsListener
    function unitsChanged(
        uint256 tokenId,
        address holder,
        uint256 previousUnits,
        uint256 units
    ) external {
        if (msg.sender != address(_membership) || _unitsNow(tokenId) != units || units == previousUnits) wronglyTold = true;
        (unitsOf[tokenId], holderOf[tokenId]) = (units, holder);
    }

    /// @dev 0 for what has ended.
    function _unitsNow(uint256 tokenId) private view returns (uint256) {
        try _membership.membershipOf(tokenId) returns (Membership memory read) {
            return read.units;
        } catch {
            return 0;
        }
    }
}
