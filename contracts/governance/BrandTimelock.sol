// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Treasury and executor
/// @notice Holds the brand's ETH and tokens. Only the governor schedules, and only the governor executes, so that every
/// payment belongs to a proposal.
contract BrandTimelock is TimelockController {
    /// @notice ETH came in. With `CallExecuted` this makes the treasury's balance recomputable from events.
    /// @param from Who sent it.
    /// @param amount How much, in wei.
    event TreasuryReceived(address indexed from, uint256 amount);

    /// @param minDelay From queue to the earliest execution, seconds.
    /// @param admin Grants the governor its roles at deployment, then renounces.
    constructor(
        uint256 minDelay,
        address admin
    ) TimelockController(minDelay, new address[](0), new address[](0), admin) {}

    /// @inheritdoc TimelockController
    receive() external payable override {
        emit TreasuryReceived(msg.sender, msg.value);
    }
}
