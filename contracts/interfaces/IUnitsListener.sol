// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Who is told when the units of a membership change
/// @notice For whatever pays by units, as a revenue share does: it settles for the old units, which it is told. A membership
/// that is issued is not told of; what it has at first is in MembershipsIssued.
interface IUnitsListener {
    /// @notice Units of a membership have changed: by a change of tier, a lapse, a renewal after a lapse, a revocation or a burn.
    /// Called by the membership contract alone. If it reverts, nothing changes.
    /// @dev Everything of the change is written. Whom it calls may change units again; it is told of that change before it comes
    /// back here.
    /// @param tokenId The membership, which may exist no more.
    /// @param holder Who held it while it had the previous units. Where an expired membership lapses because it is transferred,
    /// somebody else holds it by now.
    /// @param previousUnits Its voting weight until now, in units.
    /// @param units Its voting weight from now on, in units.
    function unitsChanged(
        uint256 tokenId,
        address holder,
        uint256 previousUnits,
        uint256 units
    ) external;
}
