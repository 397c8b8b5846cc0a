// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Who is told before the units of a membership change
/// @notice For whatever pays by units, as a revenue share does: it settles for the old units first. A membership that is
/// issued is not told of; what it has at first is in MembershipsIssued.
interface IUnitsListener {
    /// @notice Units of a membership are about to change: by a change of tier, a lapse, a renewal after a lapse, a revocation
    /// or a burn. Called by the membership contract alone. If it reverts, nothing changes.
    /// @dev Nothing has changed yet, and the membership goes on with what it had read: it must call nobody who could move units
    /// in the meantime, above all not the holder.
    /// @param tokenId The membership.
    /// @param previousUnits Its voting weight until now, in units.
    /// @param units Its voting weight from now on, in units.
    function beforeUnitsChange(uint256 tokenId, uint256 previousUnits, uint256 units) external;
}
