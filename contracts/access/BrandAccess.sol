// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title The one place that says who may call what
/// @notice Roles are mirrored off chain from the events of this contract and from nowhere else.
/// After set-up the timelock is the only admin: roles change by proposal.
contract BrandAccess is AccessManager {
    /// @notice Tiers, perks, proposals of the brand, answers, disclosures.
    uint64 public constant BRAND = 1;
    /// @notice Issues memberships.
    uint64 public constant ISSUER = 2;
    /// @notice Cancels a proposal before it is executed; can do nothing else.
    uint64 public constant GUARDIAN = 3;
    /// @notice Fulfils redemptions of its own perks.
    uint64 public constant PARTNER = 4;

    /// @param initialAdmin Wires the contracts at deployment, then renounces.
    constructor(address initialAdmin) AccessManager(initialAdmin) {
        emit RoleLabel(BRAND, "BRAND");
        emit RoleLabel(ISSUER, "ISSUER");
        emit RoleLabel(GUARDIAN, "GUARDIAN");
        emit RoleLabel(PARTNER, "PARTNER");
    }
}
