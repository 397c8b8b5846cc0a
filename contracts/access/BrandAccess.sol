// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title The one place that says who may call what
/// @notice OpenZeppelin's AccessManager. Roles are mirrored off chain from the events of this contract and from nowhere
/// else. After set-up the timelock is the only admin: roles change by proposal.
/// @dev Every restricted call asks `canCall`. It reads one slot, a digest of the target, where OpenZeppelin reads two. The
/// digest is kept beside OpenZeppelin's own records by the two functions that change those.
contract BrandAccess is AccessManager {
    /// @notice Tiers, perks, proposals of the brand, answers, disclosures.
    uint64 public constant BRAND = 1;
    /// @notice Issues memberships.
    uint64 public constant ISSUER = 2;
    /// @notice Cancels a proposal before it is executed; can do nothing else.
    uint64 public constant GUARDIAN = 3;
    /// @notice Fulfils redemptions of its own perks.
    uint64 public constant PARTNER = 4;
    /// @notice Changes the tier of a membership whose holder asks for it; MembershipDrops holds it and nobody else should.
    uint64 public constant DROPS = 5;
    /// @notice Submits proposals for others, having checked what their authors need; for contracts.
    uint64 public constant PROPOSER = 6;

    // A digest: whether the target is closed (1 bit) above six places. A place is a role (8) above a selector (32); it is
    // empty when its role is 0, the admin's. Functions of the admin need no place, because those without a role are the
    // admin's anyway.
    uint256 private constant CLOSED = 1 << 255;
    uint256 private constant PLACE_BITS = 40;
    uint256 private constant PLACE_MASK = (1 << PLACE_BITS) - 1;
    uint256 private constant PLACES_BITS = 6 * PLACE_BITS;
    uint256 private constant SELECTOR_MASK = (1 << 32) - 1;
    uint256 private constant MAX_ROLE = (1 << 8) - 1;

    mapping(address target => uint256) private _digests;

    /// @param initialAdmin Wires the contracts at deployment, then renounces.
    constructor(address initialAdmin) AccessManager(initialAdmin) {
        emit RoleLabel(BRAND, "BRAND");
        emit RoleLabel(ISSUER, "ISSUER");
        emit RoleLabel(GUARDIAN, "GUARDIAN");
        emit RoleLabel(PARTNER, "PARTNER");
        emit RoleLabel(DROPS, "DROPS");
        emit RoleLabel(PROPOSER, "PROPOSER");
    }

    /// @inheritdoc AccessManager
    function canCall(
        address caller,
        address target,
        bytes4 selector
    ) public view override returns (bool immediate, uint32 delay) {
        uint256 places = _digests[target];
        if (places < CLOSED && caller != address(this)) {
            for (; places != 0; places >>= PLACE_BITS) {
                if (uint32(places) != uint32(selector)) continue;
                uint64 role = uint8(places >> 32);
                if (role == ADMIN_ROLE) continue; // an empty place, and a function whose selector is 0
                (immediate, delay) = hasRole(role, caller);
                return immediate ? (delay == 0, delay) : (false, 0);
            }
        }
        return super.canCall(caller, target, selector);
    }

    function _setTargetFunctionRole(address target, bytes4 selector, uint64 roleId) internal override {
        super._setTargetFunctionRole(target, selector, roleId);
        uint256 digest = _digests[target];
        uint256 shift = _find(digest, selector);
        if (shift != PLACES_BITS) digest &= ~(PLACE_MASK << shift);
        if (roleId != ADMIN_ROLE && roleId <= MAX_ROLE) {
            shift = _findEmpty(digest);
            if (shift != PLACES_BITS) digest |= ((uint256(roleId) << 32) | uint32(selector)) << shift;
        }
        _digests[target] = digest;
    }

    function _setTargetClosed(address target, bool closed) internal override {
        super._setTargetClosed(target, closed);
        if (closed) _digests[target] |= CLOSED;
        else _digests[target] &= ~CLOSED;
    }

    /// @dev Place of a selector with a role, PLACES_BITS for none.
    function _find(uint256 digest, bytes4 selector) private pure returns (uint256 shift) {
        for (; shift < PLACES_BITS; shift += PLACE_BITS) {
            uint256 place = (digest >> shift) & PLACE_MASK;
            if (place & SELECTOR_MASK == uint32(selector) && place >> 32 != 0) return shift;
        }
    }

    /// @dev First place without a role, PLACES_BITS for none.
    function _findEmpty(uint256 digest) private pure returns (uint256 shift) {
        for (; shift < PLACES_BITS; shift += PLACE_BITS) {
            if ((digest >> shift) & PLACE_MASK == 0) return shift;
        }
    }
}
