// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandAccess} from "../../access/BrandAccess.sol";
import {BrandMembership} from "../../membership/BrandMembership.sol";

/// @notice The membership with a way to destroy one, so that units leave the supply as well.
contract BurnableMembership is BrandMembership {
    constructor(BrandAccess authority) BrandMembership("Test Membership", "TEST", authority) {}

    function burn(uint256 tokenId) external {
        _burn(tokenId);
    }
}
