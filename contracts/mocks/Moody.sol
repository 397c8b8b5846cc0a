// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Something that behaves as it was prepared to. What a mood means is for each contract to say.
abstract contract Moody {
    uint8 internal _mood;
    address internal _target;
    bytes internal _data;

    /// @notice What to do from now on; `target` and `data` for a mood that calls something back.
    function prepare(uint8 mood, address target, bytes calldata data) external {
        (_mood, _target, _data) = (mood, target, data);
    }
}
