// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Cheatcodes
/// @notice The few of Foundry's that the campaigns use, by the signatures of its documentation.
interface IVm {
    /// @notice Set the time of the block, unix seconds.
    function warp(uint256 timestamp) external;

    /// @notice Send the next call from another account.
    function prank(address sender) external;

    /// @notice Set the balance of an account, in wei.
    function deal(address account, uint256 balance) external;

    /// @notice The address of a private key.
    function addr(uint256 privateKey) external pure returns (address);

    /// @notice Sign a digest with a private key.
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice A number in decimal digits.
    function toString(uint256 value) external pure returns (string memory);

    /// @notice Value of an environment variable.
    function envString(string calldata name) external view returns (string memory);

    /// @notice Append a line to a file.
    function writeLine(string calldata path, string calldata line) external;
}

IVm constant vm = IVm(address(uint160(uint256(keccak256("hevm cheat code")))));
