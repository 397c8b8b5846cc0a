// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LibString} from "solady/src/utils/LibString.sol";

import {IBrandMembership, TierTerms, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
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

/// @notice What BRAND and ISSUER may do with units, and what was given away today.
/// @param maxUnits See UnitBounds, as the next two.
/// @param day The latest day on which units were counted, in days since 1970.
/// @param base What had been issued by the beginning of that day, and what was sold on it: the rest was given away. In units;
/// what came by a change of tier that nobody paid for is taken from it.
struct Bounds {
    uint32 maxUnits;
    uint64 maxTierUnits;
    uint32 givenPerDay;
    uint32 day;
    int64 base;
}

/// @notice All that is known of tiers and documents. It has a place of its own in storage (ERC-7201), so that TierBook's functions
/// find it and take the very arguments that came from outside: to encode them anew would cost as much code as is saved.
/// @param renderer Who writes `tokenURI`.
/// @param metadataFrozen Whether documents can change no more.
/// @param tierCount How many tiers exist; their ids are 1 to this number.
/// @param frozenTiers How many existed when documents were frozen.
/// @param contractURI Of the collection's document.
struct Tiers {
    IMembershipRenderer renderer;
    bool metadataFrozen;
    uint16 tierCount;
    uint16 frozenTiers;
    Bounds bounds;
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
    uint256 private constant BPS = 10_000;

    // keccak256(abi.encode(uint256(keccak256("symbia.tiers")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant TIERS_SLOT = 0xcd692e3640325718d901c070cfce3db3c00239aef621b790a7b4693e0b53dd00;

    /// @notice See IBrandMembership.defineTier.
    function defineTier(TierTerms calldata terms, string calldata uri, string calldata imageURI) external {
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

    /// @notice See IBrandMembership.setUnitBounds.
    function setUnitBounds(UnitBounds calldata bounds) external {
        if (
            bounds.maxUnits == 0 ||
            bounds.maxUnits > MembershipTokenCodec.MAX_UNITS ||
            bounds.maxTierUnits < bounds.maxUnits ||
            bounds.givenPerDay > MembershipTokenCodec.MAX_UNITS
        ) {
            revert IBrandMembership.BrandMembership_InvalidBounds(
                bounds.maxUnits,
                bounds.maxTierUnits,
                bounds.givenPerDay
            );
        }
        Bounds storage stored = all().bounds;
        (stored.maxUnits, stored.maxTierUnits) = (bounds.maxUnits, bounds.maxTierUnits);
        stored.givenPerDay = bounds.givenPerDay;
        emit IBrandMembership.UnitBoundsSet(bounds.maxUnits, bounds.maxTierUnits, bounds.givenPerDay);
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
        requireNotFrozen();
        requireIpfs(uri);
        all().contractURI = uri;
        emit IBrandMembership.ContractURISet(uri);
        emit IBrandMembership.ContractURIUpdated();
    }

    /// @notice See IBrandMembership.setRenderer.
    function setRenderer(IMembershipRenderer renderer) external {
        requireNotFrozen();
        if (address(renderer).code.length == 0) revert IBrandMembership.BrandMembership_InvalidRenderer(renderer);
        all().renderer = renderer;
        emit IBrandMembership.RendererSet(renderer);
    }

    /// @notice See IBrandMembership.freezeMetadata.
    function freezeMetadata() external {
        requireNotFrozen();
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

    function requireNotFrozen() internal view {
        if (all().metadataFrozen) revert IBrandMembership.BrandMembership_MetadataFrozen();
    }

    /// @dev So that nothing depends on a server of the brand's.
    function requireIpfs(string calldata uri) internal pure {
        if (bytes(uri).length < 8 || !LibString.startsWith(uri, "ipfs://")) {
            revert IBrandMembership.BrandMembership_InvalidURI(uri);
        }
    }

    function _setURI(Tier storage stored, uint16 tierId, string calldata uri, string calldata imageURI) private {
        requireIpfs(uri);
        requireIpfs(imageURI);
        (stored.uri, stored.imageURI) = (uri, imageURI);
        emit IBrandMembership.TierURIUpdated(tierId, uri, imageURI);
    }

    function _requireWithinBounds(TierTerms calldata terms) private view {
        Bounds storage bounds = all().bounds;
        if (
            bytes(terms.name).length == 0 ||
            terms.supply == 0 ||
            terms.supply > MAX_SUPPLY ||
            terms.duration > MAX_AHEAD
        ) revert IBrandMembership.BrandMembership_InvalidTier(terms.name, terms.units, terms.supply, terms.duration);
        uint256 tierUnits = uint256(terms.units) * terms.supply;
        if (terms.units > bounds.maxUnits || tierUnits > bounds.maxTierUnits) {
            revert IBrandMembership.BrandMembership_TooManyUnits(
                terms.units,
                bounds.maxUnits,
                tierUnits,
                bounds.maxTierUnits
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
