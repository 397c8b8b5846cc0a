// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice A member that is a contract and calls whatever it is asked to, any number of times in one transaction.
contract Puppet {
    function act(address target, bytes calldata data) external returns (bytes memory result) {
        bool success;
        (success, result) = target.call(data);
        if (success) return result;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }
}
