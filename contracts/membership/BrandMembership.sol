// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";

import {IBrandMembership, Membership, TierTerms} from "../interfaces/IBrandMembership.sol";
import {MembershipVotes} from "./MembershipVotes.sol";

/// @title Membership NFTs of a brand
contract BrandMembership is MembershipVotes, AccessManaged, IERC2981, IBrandMembership {
    struct Tier {
        TierTerms terms;
        uint32 issued;
        string uri;
    }

    bytes4 private constant ERC4906_ID = 0x49064906;
    bytes4 private constant ERC5192_ID = 0xb45a3c0e;
    uint256 private constant BPS = 10_000;

    string private _name;
    string private _symbol;
    uint16 private _tierCount;
    uint32 private _issuedCount;
    mapping(uint16 tierId => Tier) private _tiers;

    /// @param authority BrandAccess.
    constructor(
        string memory name_,
        string memory symbol_,
        address authority
    ) EIP712(name_, "1") AccessManaged(authority) {
        _name = name_;
        _symbol = symbol_;
    }

    /// @inheritdoc IBrandMembership
    function defineTier(TierTerms calldata terms, string calldata uri) external restricted returns (uint16 tierId) {
        if (bytes(terms.name).length == 0 || terms.supply == 0) {
            revert BrandMembership_InvalidTier(terms.name, terms.supply);
        }
        if (terms.royaltyBps > BPS || (terms.royaltyBps != 0) != (terms.royaltyReceiver != address(0))) {
            revert BrandMembership_InvalidRoyalty(terms.royaltyBps, terms.royaltyReceiver);
        }
        tierId = ++_tierCount;
        if (bytes(uri).length == 0) revert BrandMembership_EmptyURI(tierId);

        _tiers[tierId].terms = terms;
        _tiers[tierId].uri = uri;
        emit TierDefined(
            tierId,
            terms.units,
            terms.supply,
            terms.transferable,
            terms.royaltyBps,
            terms.royaltyReceiver,
            terms.name,
            uri
        );
    }

    /// @inheritdoc IBrandMembership
    function setTierURI(uint16 tierId, string calldata uri) external restricted {
        _tier(tierId);
        if (bytes(uri).length == 0) revert BrandMembership_EmptyURI(tierId);

        _tiers[tierId].uri = uri;
        emit TierURIUpdated(tierId, uri);
        if (_issuedCount != 0) emit BatchMetadataUpdate(1, _issuedCount);
    }

    /// @inheritdoc IBrandMembership
    function issue(address to, uint16 tierId) external restricted returns (uint256 tokenId) {
        TierTerms storage terms = _take(tierId, 1);
        tokenId = ++_issuedCount;
        _issue(to, tokenId, tierId, terms.units, terms.transferable);
    }

    /// @inheritdoc IBrandMembership
    function airdrop(
        address[] calldata recipients,
        uint16 tierId
    ) external restricted returns (uint256 firstTokenId) {
        uint256 count = recipients.length;
        if (count == 0) revert BrandMembership_NoRecipients();
        TierTerms storage terms = _take(tierId, count);
        (uint32 units, bool transferable) = (terms.units, terms.transferable);
        firstTokenId = uint256(_issuedCount) + 1;
        _issuedCount += uint32(count); // `_take` kept it below the tier's 32-bit supply

        for (uint256 i = 0; i < count; ++i) {
            _issue(recipients[i], firstTokenId + i, tierId, units, transferable);
        }
    }

    /// @inheritdoc IBrandMembership
    function tier(
        uint16 tierId
    ) external view returns (TierTerms memory terms, uint32 issued, string memory uri) {
        Tier storage stored = _tier(tierId);
        return (stored.terms, stored.issued, stored.uri);
    }

    /// @inheritdoc IBrandMembership
    function tierCount() external view returns (uint16) {
        return _tierCount;
    }

    /// @inheritdoc IBrandMembership
    function issuedCount() external view returns (uint256) {
        return _issuedCount;
    }

    /// @inheritdoc IBrandMembership
    function membershipOf(uint256 tokenId) external view returns (Membership memory membership) {
        membership.holder = _ownerOf(tokenId);
        if (membership.holder == address(0)) revert BrandMembership_UnknownMembership(tokenId);
        (membership.tierId, membership.issuedAt, membership.acquiredAt) = _unpack(_getExtraData(tokenId));
        membership.units = _tiers[membership.tierId].terms.units;
    }

    /// @inheritdoc IBrandMembership
    function locked(uint256 tokenId) public view returns (bool) {
        return !_termsOf(tokenId).transferable;
    }

    /// @inheritdoc IERC2981
    /// @dev Amounts are in whatever the sale is paid in, rounded down.
    function royaltyInfo(
        uint256 tokenId,
        uint256 salePrice
    ) external view returns (address receiver, uint256 royaltyAmount) {
        TierTerms storage terms = _termsOf(tokenId);
        // In two parts, so that no price overflows.
        uint256 wholes = (salePrice / BPS) * terms.royaltyBps;
        return (terms.royaltyReceiver, wholes + ((salePrice % BPS) * terms.royaltyBps) / BPS);
    }

    /// @notice Name of the collection.
    function name() public view override returns (string memory) {
        return _name;
    }

    /// @notice Symbol of the collection.
    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    /// @notice `ipfs://` URI of the ERC-721 metadata of the membership's tier.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _termsOf(tokenId);
        (uint16 tierId, , ) = _unpack(_getExtraData(tokenId));
        return _tiers[tierId].uri;
    }

    /// @inheritdoc ERC721
    function approve(address account, uint256 tokenId) public payable override {
        _refuseValue();
        super.approve(account, tokenId);
    }

    /// @inheritdoc ERC721
    function transferFrom(address from, address to, uint256 tokenId) public payable override {
        _refuseValue();
        super.transferFrom(from, to, tokenId);
    }

    /// @inheritdoc ERC721
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return
            interfaceId == type(IERC2981).interfaceId ||
            interfaceId == type(IERC6372).interfaceId ||
            interfaceId == type(IVotes).interfaceId ||
            interfaceId == ERC4906_ID ||
            interfaceId == ERC5192_ID ||
            super.supportsInterface(interfaceId);
    }

    function _beforeTokenTransfer(address from, address to, uint256 tokenId) internal view override {
        if (from != address(0) && to != address(0) && locked(tokenId)) revert BrandMembership_Soulbound(tokenId);
    }

    function _afterTokenTransfer(address from, address to, uint256 tokenId) internal override {
        (uint16 tierId, uint32 issuedAt, ) = _unpack(_getExtraData(tokenId));
        // A membership sent to oneself has not changed hands: its holding time goes on.
        if (from != address(0) && from != to) {
            _setExtraData(tokenId, _pack(tierId, issuedAt, uint32(block.timestamp)));
        }
        _moveUnits(from, to, _tiers[tierId].terms.units);
    }

    /// @dev ERC-721 lets a transfer be payable, but nothing could ever take the ETH out again.
    function _refuseValue() private view {
        if (msg.value != 0) revert BrandMembership_ValueNotAccepted(msg.value);
    }

    /// @dev Counts memberships against the tier's supply.
    function _take(uint16 tierId, uint256 count) private returns (TierTerms storage terms) {
        Tier storage stored = _tier(tierId);
        terms = stored.terms;
        if (stored.issued + count > terms.supply) revert BrandMembership_TierSoldOut(tierId, terms.supply, count);
        stored.issued += uint32(count);
    }

    /// @dev Not the "safe" mint: a contract that cannot receive ERC-721 loses nothing it paid for, and a receiver's
    /// callback could otherwise stop an airdrop for everyone else.
    function _issue(address to, uint256 tokenId, uint16 tierId, uint32 units, bool transferable) private {
        uint32 now_ = uint32(block.timestamp);
        _mintAndSetExtraDataUnchecked(to, tokenId, _pack(tierId, now_, now_));
        emit MembershipIssued(tokenId, tierId, to, units);
        if (!transferable) emit Locked(tokenId);
    }

    function _tier(uint16 tierId) private view returns (Tier storage stored) {
        if (tierId == 0 || tierId > _tierCount) revert BrandMembership_UnknownTier(tierId);
        return _tiers[tierId];
    }

    function _termsOf(uint256 tokenId) private view returns (TierTerms storage) {
        if (!_exists(tokenId)) revert BrandMembership_UnknownMembership(tokenId);
        (uint16 tierId, , ) = _unpack(_getExtraData(tokenId));
        return _tiers[tierId].terms;
    }

    function _pack(uint16 tierId, uint32 issuedAt, uint32 acquiredAt) private pure returns (uint96) {
        return uint96(tierId) | (uint96(issuedAt) << 16) | (uint96(acquiredAt) << 48);
    }

    function _unpack(uint96 data) private pure returns (uint16 tierId, uint32 issuedAt, uint32 acquiredAt) {
        return (uint16(data), uint32(data >> 16), uint32(data >> 48));
    }
}
