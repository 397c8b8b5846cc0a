// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandWorld} from "./BrandWorld.sol";
import {vm} from "./Vm.sol";

/// @title The campaign that Forge runs
contract BrandCampaign {
    /// @dev As Forge names functions of a contract.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    BrandWorld private _world;

    /// @notice Forge calls this before each run.
    function setUp() external {
        _world = new BrandWorld();
    }

    /// @notice Forge calls this at the end of each run.
    function afterInvariant() external {
        _world.finish(vm.envString("CAMPAIGN_DONE"));
    }

    /// @notice Asked after every call.
    // solhint-disable-next-line func-name-mixedcase
    function invariant_everythingHolds() external {
        _world.look();
    }

    /// @notice What Forge calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_world);
    }

    /// @notice What Forge does not call: what looks on.
    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(_world);
        excluded[0].selectors = new bytes4[](2);
        excluded[0].selectors[0] = BrandWorld.look.selector;
        excluded[0].selectors[1] = BrandWorld.finish.selector;
    }
}
