// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Buys what it is asked to, and behaves as it was prepared to when it is called without data.
contract Purse {
    enum Mood {
        Accept,
        Refuse,
        CallBack
    }

    Mood private _mood;
    address private _target;
    uint256 private _value;
    bytes private _data;

    /// @notice How often it was called without data, with or without ETH.
    uint256 public calls;
    /// @notice Whether the last inner call went through.
    bool public succeeded;
    /// @notice What the last inner call answered or reverted with.
    bytes public answer;

    // solhint-disable-next-line no-complex-fallback
    receive() external payable {
        ++calls;
        // solhint-disable-next-line gas-custom-errors, reason-string
        if (_mood == Mood.Refuse) revert("no, thank you");
        if (_mood != Mood.CallBack) return;
        _mood = Mood.Accept; // once: the inner call may come back here
        (succeeded, answer) = _target.call{value: _value}(_data);
    }

    function prepare(Mood mood, address target, uint256 value, bytes calldata data) external {
        (_mood, _target, _value, _data) = (mood, target, value, data);
    }

    function act(address target, bytes calldata data) external payable returns (bytes memory result) {
        bool success;
        (success, result) = target.call{value: msg.value}(data);
        if (success) return result;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
