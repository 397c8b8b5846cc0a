// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title Writes a membership's metadata
/// @notice BrandMembership asks it for every `tokenURI`; the brand can set another until it freezes the metadata.
interface IMembershipRenderer {
    /// @notice ERC-721 metadata of a membership of `membership`, as a `data:application/json` URI or any other.
    function tokenURI(address membership, uint256 tokenId) external view returns (string memory);
}
