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

    error BrandTimelock_InvalidDelay(uint256 delay, uint256 minimum, uint256 maximum);

    /// @dev What waits longer could outlast every notice and appeal, and a wait without end could never be repaired.
    uint256 private constant MAX_DELAY = 30 days;

    /// @notice Least seconds from queue to execution that a proposal may set.
    uint256 public immutable delayFloor;

    uint256 private _delay;

    /// @param minDelay From queue to the earliest execution, seconds.
    /// @param delayFloor_ What a proposal may lower that to, seconds.
    /// @param admin Grants the governor its roles at deployment, then renounces.
    constructor(
        uint256 minDelay,
        uint256 delayFloor_,
        address admin
    ) TimelockController(minDelay, new address[](0), new address[](0), admin) {
        delayFloor = delayFloor_;
        if (minDelay < delayFloor_ || minDelay > MAX_DELAY) {
            revert BrandTimelock_InvalidDelay(minDelay, delayFloor_, MAX_DELAY);
        }
        _delay = minDelay;
    }

    /// @notice Set the seconds from queue to execution, for what is queued afterwards. Only by a proposal.
    /// @param newDelay From `delayFloor` to 30 days.
    /// @dev OpenZeppelin keeps its delay private and takes any.
    function updateDelay(uint256 newDelay) external override {
        if (msg.sender != address(this)) revert TimelockUnauthorizedCaller(msg.sender);
        if (newDelay < delayFloor || newDelay > MAX_DELAY) {
            revert BrandTimelock_InvalidDelay(newDelay, delayFloor, MAX_DELAY);
        }
        emit MinDelayChange(_delay, newDelay);
        _delay = newDelay;
    }

    /// @notice Seconds from queue to the earliest execution.
    function getMinDelay() public view override returns (uint256) {
        return _delay;
    }

    /// @inheritdoc TimelockController
    receive() external payable override {
        emit TreasuryReceived(msg.sender, msg.value);
    }
}
