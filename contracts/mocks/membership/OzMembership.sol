// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice What one writes with OpenZeppelin's parts and nothing else: the baseline that gas is measured against. A vote
/// counts only for who has delegated, so issuing also delegates a new member to themselves.
contract OzMembership is ERC721, Ownable, EIP712, ERC721Votes {
    uint256 private _lastTokenId;

    constructor() ERC721("Baseline", "BASE") Ownable(msg.sender) EIP712("Baseline", "1") {}

    function issue(address to) external onlyOwner {
        _issue(to);
    }

    function airdrop(address[] calldata recipients) external onlyOwner {
        for (uint256 i = 0; i < recipients.length; ++i) _issue(recipients[i]);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address to, uint256 tokenId, address auth) internal override(ERC721, ERC721Votes) returns (address) {
        return super._update(to, tokenId, auth);
    }

    function _increaseBalance(address account, uint128 value) internal override(ERC721, ERC721Votes) {
        super._increaseBalance(account, value);
    }

    function _issue(address to) private {
        _mint(to, ++_lastTokenId);
        if (delegates(to) == address(0)) _delegate(to, to);
    }
}
