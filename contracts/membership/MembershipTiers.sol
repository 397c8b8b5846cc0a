// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {LibString} from "solady/src/utils/LibString.sol";

import {BrandManaged} from "../access/BrandManaged.sol";
import {IBrandMembership, TierTerms} from "../interfaces/IBrandMembership.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
import {MembershipTokenCodec} from "./MembershipToken.sol";
import {MembershipVotes} from "./MembershipVotes.sol";

/// @title Tiers, their places and their documents
abstract contract MembershipTiers is MembershipVotes, BrandManaged, IERC2981, IBrandMembership {
    using MembershipTokenCodec for uint96;

    /// @dev The first slot is all that issuing and transfers need.
    struct Tier {
        uint32 units;
        uint32 supply;
        uint32 issued;
        uint32 duration;
        bool transferable;
        uint16 royaltyBps;
        address royaltyReceiver;
        string name;
        string uri;
        string imageURI;
    }

    // `_issuance` above the members: how many memberships and units were issued, and how many places of each of the first
    // tiers are taken, so that issuing one of those writes no slot of the tier's own.
    //
    //   tier 7 (24) | ... | tier 1 (24) | units issued (28) | memberships issued (24) | members (32)
    uint256 internal constant MEMBERSHIPS_SHIFT = 32;
    uint256 internal constant MEMBERSHIPS_BITS = 24;
    uint256 internal constant MEMBERSHIPS_MASK = (1 << MEMBERSHIPS_BITS) - 1;
    uint256 internal constant UNITS_SHIFT = MEMBERSHIPS_SHIFT + MEMBERSHIPS_BITS;
    uint256 internal constant HOT_TIERS = 7;
    uint256 private constant HOT_TIERS_SHIFT = UNITS_SHIFT + 28;

    /// @dev No membership lasts longer than this from now, and no period: 100 years of 365.25 days.
    uint256 internal constant MAX_AHEAD = 36_525 days;
    uint256 private constant BPS = 10_000;
    bytes4 private constant ERC4906_ID = 0x49064906;
    bytes4 private constant ERC5192_ID = 0xb45a3c0e;

    /// @inheritdoc IBrandMembership
    IMembershipRenderer public renderer;
    /// @inheritdoc IBrandMembership
    bool public metadataFrozen;
    uint16 private _tierCount;
    uint16 private _frozenTiers;
    mapping(uint256 tierId => Tier) internal _tiers;
    string private _contractURI;

    constructor(IMembershipRenderer renderer_) {
        _setRenderer(renderer_);
    }

    /// @inheritdoc IBrandMembership
    function defineTier(
        TierTerms calldata terms,
        string calldata uri,
        string calldata imageURI
    ) external restricted returns (uint16 tierId) {
        if (
            bytes(terms.name).length == 0 ||
            terms.units > MembershipTokenCodec.MAX_UNITS ||
            terms.supply == 0 ||
            terms.supply > MEMBERSHIPS_MASK ||
            terms.duration > MAX_AHEAD
        ) revert BrandMembership_InvalidTier(terms.name, terms.units, terms.supply, terms.duration);
        if (terms.royaltyBps > BPS || (terms.royaltyBps != 0) != (terms.royaltyReceiver != address(0))) {
            revert BrandMembership_InvalidRoyalty(terms.royaltyBps, terms.royaltyReceiver);
        }
        if (_tierCount == MembershipTokenCodec.MAX_TIER) revert BrandMembership_TooManyTiers(_tierCount);
        tierId = ++_tierCount;

        Tier storage stored = _tiers[tierId];
        (stored.units, stored.supply, stored.duration) = (terms.units, terms.supply, terms.duration);
        (stored.transferable, stored.name) = (terms.transferable, terms.name);
        (stored.royaltyBps, stored.royaltyReceiver) = (terms.royaltyBps, terms.royaltyReceiver);
        _emitDefined(tierId, terms);
        _setTierURI(tierId, uri, imageURI);
    }

    /// @inheritdoc IBrandMembership
    function setTierURI(uint16 tierId, string calldata uri, string calldata imageURI) external restricted {
        _tier(tierId);
        if (metadataFrozen && tierId <= _frozenTiers) revert BrandMembership_MetadataFrozen();
        _setTierURI(tierId, uri, imageURI);
        _emitAllChanged();
    }

    /// @inheritdoc IBrandMembership
    function reduceTierSupply(uint16 tierId, uint32 supply) external restricted {
        Tier storage stored = _tier(tierId);
        // A tier of which none is issued keeps one place: a supply of 0 stands for a tier that does not exist.
        uint256 minimum = Math.max(_issuedIn(stored, tierId, _issuance), 1);
        if (supply < minimum || supply > stored.supply) {
            revert BrandMembership_OnlyLess(supply, minimum, stored.supply);
        }
        stored.supply = supply;
        emit TierSupplyReduced(tierId, supply);
    }

    /// @inheritdoc IBrandMembership
    function reduceTierRoyalty(uint16 tierId, uint16 royaltyBps, address royaltyReceiver) external restricted {
        Tier storage stored = _tier(tierId);
        if (royaltyBps > stored.royaltyBps) revert BrandMembership_OnlyLess(royaltyBps, 0, stored.royaltyBps);
        if ((royaltyBps != 0) != (royaltyReceiver != address(0))) {
            revert BrandMembership_InvalidRoyalty(royaltyBps, royaltyReceiver);
        }
        (stored.royaltyBps, stored.royaltyReceiver) = (royaltyBps, royaltyReceiver);
        emit TierRoyaltyReduced(tierId, royaltyBps, royaltyReceiver);
    }

    /// @inheritdoc IBrandMembership
    function setContractURI(string calldata uri) external restricted {
        _requireNotFrozen();
        _requireIpfs(uri);
        _contractURI = uri;
        emit ContractURISet(uri);
        emit ContractURIUpdated();
    }

    /// @inheritdoc IBrandMembership
    function setRenderer(IMembershipRenderer renderer_) external restricted {
        _requireNotFrozen();
        _setRenderer(renderer_);
        _emitAllChanged();
    }

    /// @inheritdoc IBrandMembership
    function freezeMetadata() external restricted {
        _requireNotFrozen();
        (metadataFrozen, _frozenTiers) = (true, _tierCount);
        emit MetadataFrozen();
    }

    /// @inheritdoc IBrandMembership
    function tier(
        uint16 tierId
    ) external view returns (TierTerms memory terms, uint32 issued, string memory uri, string memory imageURI) {
        Tier storage stored = _tier(tierId);
        terms.units = stored.units;
        terms.supply = stored.supply;
        terms.duration = stored.duration;
        terms.transferable = stored.transferable;
        terms.royaltyBps = stored.royaltyBps;
        terms.royaltyReceiver = stored.royaltyReceiver;
        terms.name = stored.name;
        return (terms, uint32(_issuedIn(stored, tierId, _issuance)), stored.uri, stored.imageURI);
    }

    /// @inheritdoc IBrandMembership
    function tierCount() external view returns (uint16) {
        return _tierCount;
    }

    /// @inheritdoc IBrandMembership
    function contractURI() external view returns (string memory) {
        return _contractURI;
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

    /// @notice ERC-721 metadata of the membership, as the renderer writes it.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _tierOf(tokenId);
        return renderer.tokenURI(address(this), tokenId);
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

    /// @inheritdoc IBrandMembership
    function issuedCount() public view returns (uint256) {
        return (_issuance >> MEMBERSHIPS_SHIFT) & MEMBERSHIPS_MASK;
    }

    /// @dev Takes a place in one tier and leaves one in another.
    function _movePlace(uint16 from, uint16 to) internal {
        uint256 issuance = _issuance;
        Tier storage target = _tier(to);
        uint256 issued = _issuedIn(target, to, issuance);
        if (issued >= target.supply) revert BrandMembership_TierSoldOut(to, target.supply, 1);
        unchecked {
            if (to <= HOT_TIERS) issuance += 1 << _hotShift(to);
            else target.issued = uint32(issued + 1);
            if (from <= HOT_TIERS) issuance -= 1 << _hotShift(from);
            else --_tiers[from].issued;
        }
        _issuance = issuance;
    }

    /// @dev How many places of a tier are taken.
    function _issuedIn(Tier storage stored, uint16 tierId, uint256 issuance) internal view returns (uint256) {
        return tierId <= HOT_TIERS ? (issuance >> _hotShift(tierId)) & MEMBERSHIPS_MASK : stored.issued;
    }

    function _tier(uint16 tierId) internal view returns (Tier storage stored) {
        stored = _tiers[tierId];
        if (stored.supply == 0) revert BrandMembership_UnknownTier(tierId);
    }

    function _tierOf(uint256 tokenId) internal view returns (Tier storage) {
        if (!_exists(tokenId)) revert BrandMembership_UnknownMembership(tokenId);
        return _tiers[_getExtraData(tokenId).tierOf()];
    }

    /// @dev So that nothing depends on a server of the brand's.
    function _requireIpfs(string calldata uri) internal pure {
        if (bytes(uri).length < 8 || !LibString.startsWith(uri, "ipfs://")) revert BrandMembership_InvalidURI(uri);
    }

    /// @dev Where `_issuance` counts the places taken of one of the first tiers.
    function _hotShift(uint256 tierId) internal pure returns (uint256) {
        unchecked {
            return HOT_TIERS_SHIFT - MEMBERSHIPS_BITS + tierId * MEMBERSHIPS_BITS;
        }
    }

    function _setTierURI(uint16 tierId, string calldata uri, string calldata imageURI) private {
        _requireIpfs(uri);
        _requireIpfs(imageURI);
        Tier storage stored = _tiers[tierId];
        (stored.uri, stored.imageURI) = (uri, imageURI);
        emit TierURIUpdated(tierId, uri, imageURI);
    }

    function _setRenderer(IMembershipRenderer renderer_) private {
        if (address(renderer_).code.length == 0) revert BrandMembership_InvalidRenderer(renderer_);
        renderer = renderer_;
        emit RendererSet(renderer_);
    }

    function _emitDefined(uint16 tierId, TierTerms calldata terms) private {
        emit TierDefined(
            tierId,
            terms.units,
            terms.supply,
            terms.duration,
            terms.transferable,
            terms.royaltyBps,
            terms.royaltyReceiver,
            terms.name
        );
    }

    function _emitAllChanged() private {
        if (issuedCount() != 0) emit BatchMetadataUpdate(1, issuedCount());
    }

    function _requireNotFrozen() private view {
        if (metadataFrozen) revert BrandMembership_MetadataFrozen();
    }
}
