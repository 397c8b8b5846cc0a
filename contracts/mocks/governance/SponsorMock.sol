// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandGovernor} from "../../governance/BrandGovernor.sol";

/// @notice A contract that proposes for whoever asks, once they have any units at all.
contract SponsorMock {
    BrandGovernor private immutable _governor;

    error SponsorMock_NoUnits(address author);

    constructor(BrandGovernor governor) {
        _governor = governor;
    }

    function sponsor(
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256) {
        if (_governor.membership().getVotes(msg.sender) == 0) revert SponsorMock_NoUnits(msg.sender);
        return _governor.proposeSponsored(msg.sender, typeId, targets, values, calldatas, description);
    }
}
