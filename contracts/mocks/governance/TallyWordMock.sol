// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {TallyWord} from "../../governance/TallyWord.sol";

/// @notice The library from outside.
contract TallyWordMock {
    function contain(
        uint256[] calldata words,
        uint256[] calldata numbers
    ) external pure returns (bool[] memory contained) {
        contained = new bool[](words.length);
        for (uint256 i = 0; i < words.length; ++i) contained[i] = TallyWord.contains(words[i], numbers[i]);
    }
}
