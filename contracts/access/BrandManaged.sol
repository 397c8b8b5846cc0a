// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {BrandAccess} from "./BrandAccess.sol";

/// @title A contract whose restricted functions ask BrandAccess
/// @notice What OpenZeppelin's AccessManaged does, with an authority that can never be replaced: nobody can move a
/// contract under other roles, and a call saves reading where the roles are.
/// @dev A role with an execution delay schedules through BrandAccess and is then called by it.
abstract contract BrandManaged {
    /// @notice The one place of roles.
    BrandAccess public immutable authority;

    constructor(BrandAccess authority_) {
        authority = authority_;
    }

    modifier restricted() {
        _requirePermission();
        _;
    }

    /// @dev `authority.canCall(msg.sender, address(this), msg.sig)` without the compiler's encoding and checks: the
    /// authority is a contract of ours, named at deployment.
    function _requirePermission() private view {
        address authority_ = address(authority);
        bytes4 canCall = BrandAccess.canCall.selector;
        bool immediate;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, canCall)
            mstore(add(data, 0x04), caller())
            mstore(add(data, 0x24), address())
            mstore(add(data, 0x44), shl(224, shr(224, calldataload(0))))
            let done := staticcall(gas(), authority_, data, 0x64, 0x00, 0x20)
            immediate := and(and(done, gt(returndatasize(), 0x1f)), eq(mload(0x00), 1))
        }
        if (!immediate) revert IAccessManaged.AccessManagedUnauthorized(msg.sender);
    }
}
