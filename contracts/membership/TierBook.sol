// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LibString} from "solady/src/utils/LibString.sol";

import {IBrandMembership, TierTerms, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
import {IUnitsListener} from "../interfaces/IUnitsListener.sol";
import {BoundsWord} from "./BoundsWord.sol";
import {MembershipTokenCodec} from "./MembershipToken.sol";

/// @notice A tier as it is kept. The first slot is all that issuing and transfers need.
/// @param issued Places taken, of tiers that `_issuance` has no room for.
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

/// @notice All that is known of tiers and documents. It has a place of its own in storage (ERC-7201), so that TierBook's functions
/// find it and take the very arguments that came from outside: to encode them anew would cost as much code as is saved.
/// @param renderer Who writes `tokenURI`.
/// @param metadataFrozen Whether documents can change no more.
/// @param tierCount How many tiers exist; their ids are 1 to this number.
/// @param frozenTiers How many existed when documents were frozen.
/// @param bounds What may be done with units, and how far that has got today.
/// @param unitsListener Who is told when units change.
/// @param returnedDay Of the latest return that was counted, in days since 1970.
/// @param returned Units that came back on that day, at most 2^32 - 1.
/// @param contractURI Of the collection's document.
struct Tiers {
    IMembershipRenderer renderer;
    bool metadataFrozen;
    uint16 tierCount;
    uint16 frozenTiers;
    BoundsWord bounds;
    IUnitsListener unitsListener;
    uint32 returnedDay;
    uint32 returned;
    mapping(uint256 tierId => Tier) byId;
    string contractURI;
}

/// @title Defining of tiers, and what can be changed of them
/// @notice Code of the membership contract that does not fit into it: a linked library, running on its storage.
library TierBook {
    /// @dev Most memberships there are in all, so most places of a tier: what `_issuance` counts in.
    uint256 internal constant MAX_SUPPLY = (1 << 24) - 1;
    /// @dev No membership lasts longer than this from now, and no period: 100 years of 365.25 days.
    uint256 internal constant MAX_AHEAD = 36_525 days;
    /// @dev Ids that BRAND can use. The last 16 are kept for proposals, else BRAND alone could see to it that there is never a new tier again.
    uint256 internal constant OPEN_TIERS = MembershipTokenCodec.MAX_TIER - 16;
    uint256 private constant BPS = 10_000;

    // keccak256(abi.encode(uint256(keccak256("symbia.tiers")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant TIERS_SLOT = 0xcd692e3640325718d901c070cfce3db3c00239aef621b790a7b4693e0b53dd00;

    /// @notice See IBrandMembership.defineTier.
    function defineTier(TierTerms calldata terms, string calldata uri, string calldata imageURI) external {
        uint16 defined = all().tierCount;
        if (defined >= OPEN_TIERS) {
            revert IBrandMembership.BrandMembership_TiersReserved(defined, MembershipTokenCodec.MAX_TIER);
        }
        _defineTier(terms, uri, imageURI);
    }

    /// @notice See IBrandMembership.defineReservedTier.
    function defineReservedTier(TierTerms calldata terms, string calldata uri, string calldata imageURI) external {
        _defineTier(terms, uri, imageURI);
    }

    /// @notice See IBrandMembership.setUnitBounds.
    function setUnitBounds(UnitBounds calldata bounds) external {
        if (
            bounds.maxUnits == 0 ||
            bounds.maxUnits > MembershipTokenCodec.MAX_UNITS ||
            bounds.maxTierUnits < bounds.maxUnits ||
            bounds.perDayLeast > MembershipTokenCodec.MAX_UNITS ||
            bounds.givenPerDayBps > BPS ||
            bounds.soldPerDayBps > BPS
        ) {
            revert IBrandMembership.BrandMembership_InvalidBounds(
                bounds.maxUnits,
                bounds.maxTierUnits,
                bounds.perDayLeast,
                bounds.givenPerDayBps,
                bounds.soldPerDayBps
            );
        }
        uint256 settings = uint256(bounds.maxUnits) |
            (uint256(bounds.maxTierUnits) << 32) |
            (uint256(bounds.perDayLeast) << 64) |
            (uint256(bounds.givenPerDayBps) << 96) |
            (uint256(bounds.soldPerDayBps) << 112);
        all().bounds = all().bounds.withSettings(settings);
        emit IBrandMembership.UnitBoundsSet(
            bounds.maxUnits,
            bounds.maxTierUnits,
            bounds.perDayLeast,
            bounds.givenPerDayBps,
            bounds.soldPerDayBps
        );
    }

    /// @notice See IBrandMembership.setTierURI.
    function setTierURI(uint16 tierId, string calldata uri, string calldata imageURI) external {
        Tier storage stored = existing(tierId);
        Tiers storage tiers = all();
        if (tiers.metadataFrozen && tierId <= tiers.frozenTiers) revert IBrandMembership.BrandMembership_MetadataFrozen();
        _setURI(stored, tierId, uri, imageURI);
    }

    /// @notice See IBrandMembership.setContractURI.
    function setContractURI(string calldata uri) external {
        _requireNotFrozen();
        _requireIpfs(uri);
        all().contractURI = uri;
        emit IBrandMembership.ContractURISet(uri);
        emit IBrandMembership.ContractURIUpdated();
    }

    /// @notice See IBrandMembership.setRenderer.
    function setRenderer(IMembershipRenderer renderer) external {
        _requireNotFrozen();
        if (address(renderer).code.length == 0) revert IBrandMembership.BrandMembership_InvalidRenderer(renderer);
        all().renderer = renderer;
        emit IBrandMembership.RendererSet(renderer);
    }

    /// @notice See IBrandMembership.freezeMetadata.
    function freezeMetadata() external {
        _requireNotFrozen();
        Tiers storage tiers = all();
        (tiers.metadataFrozen, tiers.frozenTiers) = (true, tiers.tierCount);
        emit IBrandMembership.MetadataFrozen();
    }

    /// @notice Lower the supply of a tier.
    /// @param taken How many of its places are taken.
    function reduceSupply(uint16 tierId, uint256 taken, uint32 supply) external {
        Tier storage stored = existing(tierId);
        // A tier of which none is issued keeps one place: a supply of 0 stands for a tier that does not exist.
        uint256 minimum = Math.max(taken, 1);
        if (supply < minimum || supply > stored.supply) {
            revert IBrandMembership.BrandMembership_OnlyLess(supply, minimum, stored.supply);
        }
        stored.supply = supply;
        emit IBrandMembership.TierSupplyReduced(tierId, supply);
    }

    /// @notice See IBrandMembership.reduceTierRoyalty.
    function reduceTierRoyalty(uint16 tierId, uint16 royaltyBps, address receiver) external {
        Tier storage stored = existing(tierId);
        if (royaltyBps > stored.royaltyBps) {
            revert IBrandMembership.BrandMembership_OnlyLess(royaltyBps, 0, stored.royaltyBps);
        }
        _requireRoyalty(royaltyBps, receiver);
        (stored.royaltyBps, stored.royaltyReceiver) = (royaltyBps, receiver);
        emit IBrandMembership.TierRoyaltyReduced(tierId, royaltyBps, receiver);
    }

    /// @notice See IBrandMembership.tier.
    /// @param issued How many of its places are taken.
    function tier(
        uint16 tierId,
        uint256 issued
    ) external view returns (TierTerms memory terms, uint32, string memory uri, string memory imageURI) {
        Tier storage stored = existing(tierId);
        terms.units = stored.units;
        terms.supply = stored.supply;
        terms.duration = stored.duration;
        terms.transferable = stored.transferable;
        terms.royaltyBps = stored.royaltyBps;
        terms.royaltyReceiver = stored.royaltyReceiver;
        terms.name = stored.name;
        return (terms, uint32(issued), stored.uri, stored.imageURI);
    }

    /// @notice See IERC2981.royaltyInfo.
    function royalty(uint16 tierId, uint256 salePrice) external view returns (address, uint256) {
        Tier storage stored = existing(tierId);
        return (stored.royaltyReceiver, Math.mulDiv(salePrice, stored.royaltyBps, BPS));
    }

    /// @notice See IBrandMembership.contractURI.
    function contractURI() external view returns (string memory) {
        return all().contractURI;
    }

    /// @notice ERC-721 metadata of a membership that exists, as the renderer writes it.
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        return all().renderer.tokenURI(address(this), tokenId);
    }

    /// @notice See IBrandMembership.givenToday.
    /// @param day Since 1970, 0 for the launch.
    /// @param issued Units ever issued.
    /// @param total Units that can vote.
    /// @param launchUnits What may be given away in the launch.
    function givenOn(
        uint256 day,
        uint256 issued,
        uint256 total,
        uint256 launchUnits
    ) external view returns (uint256 units, uint256 most) {
        BoundsWord bounds = _boundsOn(day, issued, total);
        return (bounds.givenUnits(issued), day == 0 ? launchUnits : bounds.mostGiven());
    }

    /// @notice See IBrandMembership.soldToday. The parameters are those of `givenOn`.
    /// @param launchSoldUnits What may be sold in the launch.
    function soldOn(
        uint256 day,
        uint256 issued,
        uint256 total,
        uint256 launchSoldUnits
    ) external view returns (uint256 units, uint256 most) {
        BoundsWord bounds = _boundsOn(day, issued, total);
        return (bounds.soldUnits(), day == 0 ? launchSoldUnits : bounds.mostSold());
    }

    /// @notice See IBrandMembership.returnedToday. The parameters are those of `givenOn`.
    function returnedOn(
        uint256 day,
        uint256 issued,
        uint256 total
    ) external view returns (uint256 units, uint256 most) {
        if (day == 0) return (0, type(uint256).max);
        return (_returnedOn(day), _boundsOn(day, issued, total).mostSold());
    }

    /// @notice Count units that come back at their price, if the share of those has room for them. The parameters are those of
    /// `givenOn`, but for the day: not the launch's.
    /// @return fits Whether it has; else nothing is counted.
    function countReturn(
        uint256 units,
        uint256 day,
        uint256 issued,
        uint256 total
    ) external returns (bool fits) {
        Tiers storage tiers = all();
        BoundsWord bounds = _boundsOn(day, issued, total);
        uint256 returned = _returnedOn(day);
        // The first of a day comes back whatever its units: it was here before, and else a large one never could.
        if (returned != 0 && returned + units > bounds.mostSold()) return false;
        returned += units;
        // The day begins with these, if they are its first: what comes after them is a share of the same units.
        tiers.bounds = bounds;
        (tiers.returnedDay, tiers.returned) = (uint32(day), uint32(Math.min(returned, type(uint32).max)));
        return true;
    }

    /// @notice See IBrandMembership.unitBounds.
    function unitBounds() external view returns (UnitBounds memory) {
        BoundsWord bounds = all().bounds;
        return
            UnitBounds(
                uint32(bounds.maxUnits()),
                uint32(bounds.maxTierUnits()),
                uint32(bounds.perDayLeast()),
                uint16(bounds.givenPerDayBps()),
                uint16(bounds.soldPerDayBps())
            );
    }

    /// @notice Say why a membership will be revoked. See IBrandMembership.noticeRevocation; the rest of it is done there.
    function noticeRevocation(uint256 tokenId, string calldata reasonURI) external {
        _requireIpfs(reasonURI);
        uint256 revocableAt = block.timestamp + IBrandMembership(address(this)).appealWindow();
        emit IBrandMembership.RevocationNoticed(tokenId, uint64(revocableAt), reasonURI);
    }

    /// @notice See IBrandMembership.setUnitsListener. Whether there is one the membership contract keeps itself.
    function setUnitsListener(IUnitsListener listener) external {
        if (address(listener) != address(0) && address(listener).code.length == 0) {
            revert IBrandMembership.BrandMembership_InvalidListener(listener);
        }
        all().unitsListener = listener;
        emit IBrandMembership.UnitsListenerSet(listener);
    }

    /// @dev Where they are kept.
    function all() internal pure returns (Tiers storage tiers) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            tiers.slot := TIERS_SLOT
        }
    }

    /// @dev A tier that exists.
    function existing(uint16 tierId) internal view returns (Tier storage stored) {
        stored = all().byId[tierId];
        if (stored.supply == 0) revert IBrandMembership.BrandMembership_UnknownTier(tierId);
    }

    function _requireNotFrozen() private view {
        if (all().metadataFrozen) revert IBrandMembership.BrandMembership_MetadataFrozen();
    }

    /// @dev So that nothing depends on a server of the brand's.
    function _requireIpfs(string calldata uri) private pure {
        if (bytes(uri).length < 8 || !LibString.startsWith(uri, "ipfs://")) {
            revert IBrandMembership.BrandMembership_InvalidURI(uri);
        }
    }

    function _defineTier(TierTerms calldata terms, string calldata uri, string calldata imageURI) private {
        _requireWithinBounds(terms);
        _requireRoyalty(terms.royaltyBps, terms.royaltyReceiver);
        Tiers storage tiers = all();
        uint16 tierId = tiers.tierCount;
        if (tierId == MembershipTokenCodec.MAX_TIER) revert IBrandMembership.BrandMembership_TooManyTiers(tierId);
        tiers.tierCount = ++tierId;

        Tier storage stored = tiers.byId[tierId];
        (stored.units, stored.supply, stored.duration) = (terms.units, terms.supply, terms.duration);
        (stored.transferable, stored.name) = (terms.transferable, terms.name);
        (stored.royaltyBps, stored.royaltyReceiver) = (terms.royaltyBps, terms.royaltyReceiver);
        _emitDefined(tierId, terms);
        _setURI(stored, tierId, uri, imageURI);
    }

    function _boundsOn(
        uint256 day,
        uint256 issued,
        uint256 total
    ) private view returns (BoundsWord bounds) {
        bounds = all().bounds;
        return bounds.day() == day ? bounds : bounds.onDay(day, total, issued);
    }

    function _returnedOn(uint256 day) private view returns (uint256) {
        return all().returnedDay == day ? all().returned : 0;
    }

    function _setURI(Tier storage stored, uint16 tierId, string calldata uri, string calldata imageURI) private {
        _requireIpfs(uri);
        _requireIpfs(imageURI);
        (stored.uri, stored.imageURI) = (uri, imageURI);
        emit IBrandMembership.TierURIUpdated(tierId, uri, imageURI);
    }

    function _requireWithinBounds(TierTerms calldata terms) private view {
        BoundsWord bounds = all().bounds;
        if (
            bytes(terms.name).length == 0 ||
            terms.supply == 0 ||
            terms.supply > MAX_SUPPLY ||
            terms.duration > MAX_AHEAD
        ) revert IBrandMembership.BrandMembership_InvalidTier(terms.name, terms.units, terms.supply, terms.duration);
        uint256 tierUnits = uint256(terms.units) * terms.supply;
        if (terms.units > bounds.maxUnits() || tierUnits > bounds.maxTierUnits()) {
            revert IBrandMembership.BrandMembership_TooManyUnits(
                terms.units,
                bounds.maxUnits(),
                tierUnits,
                bounds.maxTierUnits()
            );
        }
    }

    function _emitDefined(uint16 tierId, TierTerms calldata terms) private {
        emit IBrandMembership.TierDefined(
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

    function _requireRoyalty(uint16 royaltyBps, address receiver) private pure {
        if (royaltyBps > BPS || (royaltyBps != 0) != (receiver != address(0))) {
            revert IBrandMembership.BrandMembership_InvalidRoyalty(royaltyBps, receiver);
        }
    }
}
