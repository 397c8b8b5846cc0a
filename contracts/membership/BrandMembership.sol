// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {BrandManaged} from "../access/BrandManaged.sol";
import {IBrandMembership, Membership, TierTerms} from "../interfaces/IBrandMembership.sol";
import {MembershipToken, MembershipTokenCodec} from "./MembershipToken.sol";
import {MembershipVotes} from "./MembershipVotes.sol";

/// @title Membership NFTs of a brand
contract BrandMembership is MembershipVotes, BrandManaged, IERC2981, IBrandMembership {
    using MembershipTokenCodec for uint96;

    /// @dev The first slot is all that issuing needs.
    struct Tier {
        uint32 units;
        uint32 supply;
        uint32 issued;
        bool transferable;
        uint16 royaltyBps;
        address royaltyReceiver;
        string name;
        string uri;
    }

    /// @dev One call's memberships while they are issued.
    struct Batch {
        uint256 issuance;
        uint256 firstTokenId;
        uint256 tokenBits; // of the membership before the next one
        uint256 units;
        bool transferable;
    }

    // `_issuance` above the members: how many memberships and units were issued, and how many memberships in each of the
    // first tiers, so that issuing one of those writes no slot of the tier's own.
    //
    //   tier 7 (24) | ... | tier 1 (24) | units issued (28) | memberships issued (24) | members (32)
    uint256 private constant MEMBERSHIPS_SHIFT = 32;
    uint256 private constant MEMBERSHIPS_BITS = 24;
    uint256 private constant MEMBERSHIPS_MASK = (1 << MEMBERSHIPS_BITS) - 1;
    uint256 private constant UNITS_SHIFT = MEMBERSHIPS_SHIFT + MEMBERSHIPS_BITS;
    uint256 private constant HOT_TIERS_SHIFT = UNITS_SHIFT + 28;
    uint256 private constant HOT_TIERS = 7;

    bytes4 private constant ERC4906_ID = 0x49064906;
    bytes4 private constant ERC5192_ID = 0xb45a3c0e;
    uint256 private constant BPS = 10_000;

    /// @dev Unix seconds of the deployment; token times count from here.
    uint256 private immutable _epoch;

    string private _name;
    string private _symbol;
    uint16 private _tierCount;
    mapping(uint256 tierId => Tier) private _tiers;

    constructor(
        string memory name_,
        string memory symbol_,
        BrandAccess authority_
    ) EIP712(name_, "1") BrandManaged(authority_) {
        _name = name_;
        _symbol = symbol_;
        _epoch = block.timestamp;
    }

    /// @inheritdoc IBrandMembership
    function defineTier(TierTerms calldata terms, string calldata uri) external restricted returns (uint16 tierId) {
        if (bytes(terms.name).length == 0 || terms.supply == 0 || terms.supply > MEMBERSHIPS_MASK) {
            revert BrandMembership_InvalidTier(terms.name, terms.supply);
        }
        if (terms.royaltyBps > BPS || (terms.royaltyBps != 0) != (terms.royaltyReceiver != address(0))) {
            revert BrandMembership_InvalidRoyalty(terms.royaltyBps, terms.royaltyReceiver);
        }
        if (_tierCount == MembershipTokenCodec.MAX_TIER) revert BrandMembership_TooManyTiers(_tierCount);
        tierId = ++_tierCount;
        if (bytes(uri).length == 0) revert BrandMembership_EmptyURI(tierId);

        Tier storage stored = _tiers[tierId];
        (stored.units, stored.supply, stored.transferable) = (terms.units, terms.supply, terms.transferable);
        (stored.royaltyBps, stored.royaltyReceiver) = (terms.royaltyBps, terms.royaltyReceiver);
        (stored.name, stored.uri) = (terms.name, uri);
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
        Tier storage stored = _tier(tierId);
        if (bytes(uri).length == 0) revert BrandMembership_EmptyURI(tierId);

        stored.uri = uri;
        emit TierURIUpdated(tierId, uri);
        if (issuedCount() != 0) emit BatchMetadataUpdate(1, issuedCount());
    }

    /// @inheritdoc IBrandMembership
    function issue(address to, uint16 tierId) external restricted returns (uint256 tokenId) {
        Batch memory batch = _take(tierId, 1);
        tokenId = batch.firstTokenId;
        _issue(batch, to, tokenId);
        _issuance = batch.issuance;
    }

    /// @inheritdoc IBrandMembership
    function airdrop(
        address[] calldata recipients,
        uint16 tierId
    ) external restricted returns (uint256 firstTokenId) {
        if (recipients.length == 0) revert BrandMembership_NoRecipients();
        Batch memory batch = _take(tierId, recipients.length);
        firstTokenId = batch.firstTokenId;
        unchecked {
            for (uint256 i = 0; i < recipients.length; ++i) _issue(batch, recipients[i], firstTokenId + i);
        }
        _issuance = batch.issuance;
    }

    /// @inheritdoc IBrandMembership
    function tier(
        uint16 tierId
    ) external view returns (TierTerms memory terms, uint32 issued, string memory uri) {
        Tier storage stored = _tier(tierId);
        terms = TierTerms(
            stored.units,
            stored.supply,
            stored.transferable,
            stored.royaltyBps,
            stored.royaltyReceiver,
            stored.name
        );
        return (terms, uint32(_issuedIn(stored, tierId, _issuance)), stored.uri);
    }

    /// @inheritdoc IBrandMembership
    function tierCount() external view returns (uint16) {
        return _tierCount;
    }

    /// @inheritdoc IBrandMembership
    function issuedCount() public view returns (uint256) {
        return (_issuance >> MEMBERSHIPS_SHIFT) & MEMBERSHIPS_MASK;
    }

    /// @inheritdoc IBrandMembership
    function membershipOf(uint256 tokenId) external view returns (Membership memory membership) {
        membership.holder = _ownerOf(tokenId);
        if (membership.holder == address(0)) revert BrandMembership_UnknownMembership(tokenId);
        MembershipToken memory token = _getExtraData(tokenId).unpack();
        membership.tierId = uint16(token.tierId);
        membership.issuedAt = uint32(_epoch + token.issuedAt);
        membership.acquiredAt = uint32(_epoch + token.acquiredAt);
        membership.units = _tiers[token.tierId].units;
    }

    /// @inheritdoc IBrandMembership
    function locked(uint256 tokenId) public view returns (bool) {
        return !_tierOf(tokenId).transferable;
    }

    /// @inheritdoc IERC2981
    /// @dev Amounts are in whatever the sale is paid in, rounded down.
    function royaltyInfo(
        uint256 tokenId,
        uint256 salePrice
    ) external view returns (address receiver, uint256 royaltyAmount) {
        Tier storage stored = _tierOf(tokenId);
        return (stored.royaltyReceiver, Math.mulDiv(salePrice, stored.royaltyBps, BPS));
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
        return _tierOf(tokenId).uri;
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

    /// @dev Issuing knows the units and moves them itself.
    function _afterTokenTransfer(address from, address to, uint256 tokenId) internal override {
        if (from == address(0)) return;
        MembershipToken memory token = _getExtraData(tokenId).unpack();
        uint256 units = _tiers[token.tierId].units;
        // A membership sent to oneself has not changed hands: its holding time goes on.
        if (from != to) {
            // Transfers outlive the clock: after it has run out they all count as acquired at its end.
            uint256 now_ = Math.min(_now(), MembershipTokenCodec.MAX_TIME);
            _setExtraData(
                tokenId,
                MembershipTokenCodec.pack(token.tierId, token.issuedAt, now_, token.unitsThrough)
            );
        }
        if (to == address(0)) _adjustSupply(-int256(units));
        _moveUnits(from, to, units);
    }

    function _unitsIssued() internal view override returns (uint256) {
        return (_issuance >> UNITS_SHIFT) & MembershipTokenCodec.MAX_UNITS;
    }

    /// @dev Memberships are issued in order of time, so the last one not after `timepoint` is found by halving.
    function _unitsIssuedAt(uint256 timepoint) internal view override returns (uint256) {
        if (timepoint < _epoch) return 0;
        uint256 time = timepoint - _epoch;
        uint256 low = 0; // how many are known to be issued by then
        uint256 high = issuedCount();
        while (low < high) {
            uint256 middle = Math.ceilDiv(low + high, 2);
            if (_getExtraData(middle).unpack().issuedAt <= time) low = middle;
            else high = middle - 1;
        }
        return low == 0 ? 0 : _getExtraData(low).unpack().unitsThrough;
    }

    /// @dev Counts memberships against the tier's supply and the contract's bounds.
    /// @return batch What `_issue` needs; its `issuance` is for the caller to store.
    function _take(uint16 tierId, uint256 count) private returns (Batch memory batch) {
        Tier storage stored = _tiers[tierId];
        (uint256 units, uint256 supply, bool transferable) = (stored.units, stored.supply, stored.transferable);
        if (supply == 0) revert BrandMembership_UnknownTier(tierId);
        uint256 issuance = _issuance;
        uint256 issued = _issuedIn(stored, tierId, issuance);
        if (count > supply - issued) revert BrandMembership_TierSoldOut(tierId, uint32(supply), count);
        uint256 before = (issuance >> MEMBERSHIPS_SHIFT) & MEMBERSHIPS_MASK;
        uint256 unitsBefore = (issuance >> UNITS_SHIFT) & MembershipTokenCodec.MAX_UNITS;
        // `count` is below 2^24 by the tier's supply, so neither sum nor product overflows.
        unchecked {
            if (before + count > MEMBERSHIPS_MASK) revert BrandMembership_MembershipsExhausted(MEMBERSHIPS_MASK);
            if (unitsBefore + count * units > MembershipTokenCodec.MAX_UNITS) {
                revert BrandMembership_UnitsExhausted(unitsBefore + count * units, MembershipTokenCodec.MAX_UNITS);
            }
            issuance += (count << MEMBERSHIPS_SHIFT) + ((count * units) << UNITS_SHIFT);
            if (tierId <= HOT_TIERS) issuance += count << _hotShift(tierId);
            else stored.issued = uint32(issued + count);

            batch.issuance = issuance;
            batch.firstTokenId = before + 1;
            uint256 now_ = _now();
            if (now_ > MembershipTokenCodec.MAX_TIME) revert BrandMembership_Closed(_epoch + MembershipTokenCodec.MAX_TIME);
            batch.tokenBits = MembershipTokenCodec.pack(tierId, now_, now_, unitsBefore);
        }
        (batch.units, batch.transferable) = (units, transferable);
        emit MembershipsIssued(tierId, before + 1, count, units);
    }

    /// @dev Not the "safe" mint: a contract that cannot receive ERC-721 loses nothing it paid for, and a receiver's
    /// callback could otherwise stop an airdrop for everyone else.
    function _issue(Batch memory batch, address to, uint256 tokenId) private {
        uint256 units = batch.units;
        uint256 bits;
        unchecked {
            bits = batch.tokenBits + (units << MembershipTokenCodec.UNITS_SHIFT);
        }
        batch.tokenBits = bits;
        batch.issuance = _mintWithUnits(to, tokenId, bits, units, batch.issuance);
        if (!batch.transferable) emit Locked(tokenId);
    }

    /// @dev ERC-721 lets a transfer be payable, but nothing could ever take the ETH out again.
    function _refuseValue() private view {
        if (msg.value != 0) revert BrandMembership_ValueNotAccepted(msg.value);
    }

    function _issuedIn(Tier storage stored, uint16 tierId, uint256 issuance) private view returns (uint256) {
        return tierId <= HOT_TIERS ? (issuance >> _hotShift(tierId)) & MEMBERSHIPS_MASK : stored.issued;
    }

    function _now() private view returns (uint256) {
        unchecked {
            return block.timestamp - _epoch;
        }
    }

    function _hotShift(uint256 tierId) private pure returns (uint256) {
        unchecked {
            return HOT_TIERS_SHIFT - MEMBERSHIPS_BITS + tierId * MEMBERSHIPS_BITS;
        }
    }

    function _tier(uint16 tierId) private view returns (Tier storage stored) {
        stored = _tiers[tierId];
        if (stored.supply == 0) revert BrandMembership_UnknownTier(tierId);
    }

    function _tierOf(uint256 tokenId) private view returns (Tier storage) {
        if (!_exists(tokenId)) revert BrandMembership_UnknownMembership(tokenId);
        return _tiers[_getExtraData(tokenId).tierOf()];
    }
}
