// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ExcludedNumbers} from "../../governance/ExcludedNumbers.sol";

/// @notice The library from outside.
contract ExcludedNumbersMock {
    function contain(
        uint256[] calldata words,
        uint256[] calldata numbers
    ) external pure returns (bool[] memory contained) {
        contained = new bool[](words.length);
        for (uint256 i = 0; i < words.length; ++i) contained[i] = ExcludedNumbers.contains(words[i], numbers[i]);
    }
}
