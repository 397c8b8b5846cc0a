// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice An action of a proposal that calls something else when it is run, and keeps what came of it.
contract ReentrantAction {
    address private _target;
    bytes private _data;
    bool private _armed;

    /// @notice Whether the inner call went through.
    bool public succeeded;
    /// @notice How often the action was run.
    uint256 public runs;
    /// @notice What the inner call reverted with.
    bytes public answer;

    function prepare(address target, bytes calldata data) external {
        (_target, _data, _armed) = (target, data, true);
    }

    function run() external payable {
        ++runs;
        if (!_armed) return;
        _armed = false; // an inner call that comes back here must not go round for ever
        (succeeded, answer) = _target.call(_data);
    }
}
