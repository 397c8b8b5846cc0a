// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {BrandManaged} from "../access/BrandManaged.sol";
import {IBrandMembership, Launch, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {MembershipBounds} from "./MembershipBounds.sol";
import {MembershipLife} from "./MembershipLife.sol";
import {MembershipTiers} from "./MembershipTiers.sol";
import {MembershipTokenCodec} from "./MembershipToken.sol";
import {Tier, TierBook} from "./TierBook.sol";

/// @title Membership NFTs of a brand
contract BrandMembership is MembershipLife {
    using MembershipTokenCodec for uint96;

    /// @dev One call's memberships while they are issued.
    struct Batch {
        uint256 issuance;
        uint256 firstTokenId;
        uint256 tokenBits; // of the membership before the next one
        uint256 units;
        bool transferable;
    }

    // Private in both: that of EIP712 is the name of the signing domain, and nothing here reads it.
    // slither-disable-next-line shadowing-state
    string private _name;
    string private _symbol;

    /// @param appealWindow_ Seconds between the notice of a revocation and the revocation, 1 to 365 days.
    /// @param grace_ Seconds between the expiry of a membership and its lapse, 1 to 90 days.
    /// @param bounds How many units there may be of what.
    /// @param launch How long the launch is, and how many units come in it.
    constructor(
        string memory name_,
        string memory symbol_,
        BrandAccess authority_,
        IMembershipRenderer renderer_,
        uint32 appealWindow_,
        uint32 grace_,
        UnitBounds memory bounds,
        Launch memory launch
    )
        EIP712(name_, "1")
        BrandManaged(authority_)
        MembershipTiers(renderer_)
        MembershipBounds(bounds, launch)
        MembershipLife(appealWindow_, grace_)
    {
        _name = name_;
        _symbol = symbol_;
    }

    /// @inheritdoc IBrandMembership
    function issue(address to, uint16 tierId) external restricted returns (uint256 tokenId) {
        Batch memory batch = _take(tierId, 1, false);
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
        Batch memory batch = _take(tierId, recipients.length, false);
        firstTokenId = batch.firstTokenId;
        unchecked {
            for (uint256 i = 0; i < recipients.length; ++i) _issue(batch, recipients[i], firstTokenId + i);
        }
        _issuance = batch.issuance;
    }

    /// @inheritdoc IBrandMembership
    function sell(address to, uint16 tierId, uint256 quantity) external restricted returns (uint256 firstTokenId) {
        if (quantity == 0) revert BrandMembership_NoRecipients();
        Batch memory batch = _take(tierId, quantity, true);
        firstTokenId = batch.firstTokenId;
        unchecked {
            for (uint256 i = 0; i < quantity; ++i) _issue(batch, to, firstTokenId + i);
        }
        _issuance = batch.issuance;
    }

    /// @inheritdoc IMembershipVotes
    function bindVotes(address account) external restricted {
        _bind(account, true);
    }

    /// @inheritdoc IMembershipVotes
    function releaseVotes(address account) external restricted {
        _bind(account, false);
    }

    /// @notice Name of the collection.
    function name() public view override returns (string memory) {
        return _name;
    }

    /// @notice Symbol of the collection.
    function symbol() public view override returns (string memory) {
        return _symbol;
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

    function _unitsIssued() internal view override returns (uint256) {
        return (_issuance >> UNITS_SHIFT) & MembershipTokenCodec.MAX_UNITS;
    }

    /// @dev Memberships are issued in order of time, so the last one not after `timepoint` is found by halving.
    function _unitsIssuedAt(uint256 timepoint) internal view override returns (uint256) {
        if (timepoint < _epoch) return 0;
        uint256 low = 0; // how many are known to be issued by then
        uint256 high = issuedCount();
        // Counts of memberships have 24 bits.
        unchecked {
            uint256 time = timepoint - _epoch;
            while (low < high) {
                uint256 middle = (low + high + 1) / 2;
                if (_getExtraData(middle).issuedAtOf() <= time) low = middle;
                else high = middle - 1;
            }
        }
        return low == 0 ? 0 : _getExtraData(low).unitsThroughOf();
    }

    /// @dev Counts memberships against the tier's supply and the contract's bounds.
    /// @param sold Whether they were paid for.
    /// @return batch What `_issue` needs; its `issuance` is for the caller to store.
    function _take(uint16 tierId, uint256 count, bool sold) private returns (Batch memory batch) {
        Tier storage stored = TierBook.all().byId[tierId];
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
            if (sold || !_fitsToday(unitsBefore + count * units)) _countUnits(unitsBefore, count * units, true, sold);
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
}
