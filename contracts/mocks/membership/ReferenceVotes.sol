// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice What BrandMembership is compared with: OpenZeppelin's Votes over OpenZeppelin's ERC-721, each token with units
/// of its own, and everyone their own delegate until they choose another.
contract ReferenceVotes is ERC721, Votes {
    mapping(uint256 tokenId => uint256) private _units;
    mapping(address account => uint256) private _held;

    constructor() ERC721("Reference", "REF") EIP712("Reference", "1") {}

    function issue(address to, uint256 tokenId, uint256 units) external {
        _units[tokenId] = units;
        _mint(to, tokenId);
    }

    function burn(uint256 tokenId) external {
        _burn(tokenId);
    }

    function setUnits(uint256 tokenId, uint256 units) external {
        address holder = ownerOf(tokenId);
        uint256 previous = _units[tokenId];
        if (units == previous) return;
        _units[tokenId] = units;
        _held[holder] = _held[holder] + units - previous;
        if (units > previous) _transferVotingUnits(address(0), holder, units - previous);
        else _transferVotingUnits(holder, address(0), previous - units);
    }

    function totalUnits() external view returns (uint256) {
        return _getTotalSupply();
    }

    function heldUnits(address account) external view returns (uint256) {
        return _getVotingUnits(account);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function delegates(address account) public view override returns (address) {
        address chosen = super.delegates(account);
        return chosen == address(0) ? account : chosen;
    }

    function _delegate(address account, address delegatee) internal override {
        super._delegate(account, delegatee == address(0) ? account : delegatee);
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        uint256 units = _units[tokenId];
        if (from != address(0)) _held[from] -= units;
        if (to != address(0)) _held[to] += units;
        _transferVotingUnits(from, to, units);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _held[account];
    }
}
