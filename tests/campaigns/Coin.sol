// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice An ERC-20 that memberships are paid in.
contract Coin is ERC20("Campaign Coin", "COIN") {
    /// @notice Create coins for an account.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
