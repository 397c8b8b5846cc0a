// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";

import {BrandManaged} from "../access/BrandManaged.sol";
import {IBrandMembership, TierTerms, UnitBounds} from "../interfaces/IBrandMembership.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
import {MembershipTokenCodec} from "./MembershipToken.sol";
import {MembershipVotes} from "./MembershipVotes.sol";
import {Tier, TierBook} from "./TierBook.sol";

/// @title Tiers, their places and their documents
abstract contract MembershipTiers is MembershipVotes, BrandManaged, IERC2981, IBrandMembership {
    using MembershipTokenCodec for uint96;

    // `_issuance` above the members: how many memberships and units were issued, and how many places of each of the first
    // tiers are taken, so that issuing one of those writes no slot of the tier's own.
    //
    //   listened (1) | unused (3) | tier 7 (24) | ... | tier 1 (24) | units issued (28) | memberships issued (24) | members (32)
    uint256 internal constant MEMBERSHIPS_SHIFT = 32;
    uint256 internal constant MEMBERSHIPS_BITS = 24;
    uint256 internal constant MEMBERSHIPS_MASK = TierBook.MAX_SUPPLY;
    uint256 internal constant UNITS_SHIFT = MEMBERSHIPS_SHIFT + MEMBERSHIPS_BITS;
    uint256 internal constant HOT_TIERS = 7;
    uint256 private constant HOT_TIERS_SHIFT = UNITS_SHIFT + 28;

    bytes4 private constant ERC4906_ID = 0x49064906;
    bytes4 private constant ERC5192_ID = 0xb45a3c0e;

    constructor(IMembershipRenderer renderer_) {
        TierBook.setRenderer(renderer_);
    }

    /// @inheritdoc IBrandMembership
    function defineTier(TierTerms calldata, string calldata, string calldata) external restricted returns (uint16) {
        _passOn(TierBook.defineTier.selector);
        return TierBook.all().tierCount;
    }

    /// @inheritdoc IBrandMembership
    function defineReservedTier(
        TierTerms calldata,
        string calldata,
        string calldata
    ) external restricted returns (uint16) {
        _passOn(TierBook.defineReservedTier.selector);
        return TierBook.all().tierCount;
    }

    /// @inheritdoc IBrandMembership
    function setTierURI(uint16, string calldata, string calldata) external restricted {
        _passOn(TierBook.setTierURI.selector);
        _emitAllChanged();
    }

    /// @inheritdoc IBrandMembership
    function reduceTierSupply(uint16 tierId, uint32 supply) external restricted {
        _run(TierBook.reduceSupply.selector, tierId, _issuedIn(_tier(tierId), tierId, _issuance), supply, 0);
    }

    /// @inheritdoc IBrandMembership
    function reduceTierRoyalty(uint16, uint16, address) external restricted {
        _passOn(TierBook.reduceTierRoyalty.selector);
    }

    /// @inheritdoc IBrandMembership
    function setContractURI(string calldata) external restricted {
        _passOn(TierBook.setContractURI.selector);
    }

    /// @inheritdoc IBrandMembership
    function setRenderer(IMembershipRenderer) external restricted {
        _passOn(TierBook.setRenderer.selector);
        _emitAllChanged();
    }

    /// @inheritdoc IBrandMembership
    function freezeMetadata() external restricted {
        _passOn(TierBook.freezeMetadata.selector);
    }

    /// @inheritdoc IBrandMembership
    function setUnitBounds(UnitBounds calldata) external restricted {
        _passOn(TierBook.setUnitBounds.selector);
    }

    /// @inheritdoc IBrandMembership
    function tier(
        uint16 tierId
    ) external view returns (TierTerms memory, uint32, string memory, string memory) {
        _answer(TierBook.tier.selector, tierId, _issuedIn(_tier(tierId), tierId, _issuance), 0, 0);
    }

    /// @inheritdoc IBrandMembership
    function tierCount() external view returns (uint16) {
        return TierBook.all().tierCount;
    }

    /// @inheritdoc IBrandMembership
    function contractURI() external view returns (string memory) {
        _answer(TierBook.contractURI.selector, 0, 0, 0, 0);
    }

    /// @inheritdoc IBrandMembership
    function renderer() external view returns (IMembershipRenderer) {
        return TierBook.all().renderer;
    }

    /// @inheritdoc IBrandMembership
    function metadataFrozen() external view returns (bool) {
        return TierBook.all().metadataFrozen;
    }

    /// @inheritdoc IERC2981
    /// @dev Amounts are in whatever the sale is paid in, rounded down.
    function royaltyInfo(
        uint256 tokenId,
        uint256 salePrice
    ) external view returns (address, uint256) {
        _tierOf(tokenId);
        _answer(TierBook.royalty.selector, _getExtraData(tokenId).tierOf(), salePrice, 0, 0);
    }

    /// @notice ERC-721 metadata of the membership, as the renderer writes it.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _tierOf(tokenId);
        _answer(TierBook.tokenURI.selector, tokenId, 0, 0, 0);
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

    /// @dev Takes a place in one tier and leaves one in another; 0 stands for no tier.
    function _movePlace(uint256 from, uint256 to) internal {
        uint256 issuance = _issuance;
        unchecked {
            if (to != 0) {
                Tier storage target = TierBook.all().byId[to];
                uint256 issued = _issuedIn(target, uint16(to), issuance);
                if (issued >= target.supply) revert BrandMembership_TierSoldOut(uint16(to), target.supply, 1);
                if (to <= HOT_TIERS) issuance += 1 << _hotShift(to);
                else target.issued = uint32(issued + 1);
            }
            if (from > HOT_TIERS) --TierBook.all().byId[from].issued;
            else if (from != 0) issuance -= 1 << _hotShift(from);
        }
        _issuance = issuance;
    }

    /// @dev How many places of a tier are taken.
    function _issuedIn(Tier storage stored, uint16 tierId, uint256 issuance) internal view returns (uint256) {
        return tierId <= HOT_TIERS ? (issuance >> _hotShift(tierId)) & MEMBERSHIPS_MASK : stored.issued;
    }

    function _tier(uint16 tierId) internal view returns (Tier storage) {
        return TierBook.existing(tierId);
    }

    function _tierOf(uint256 tokenId) internal view returns (Tier storage) {
        if (!_exists(tokenId)) revert BrandMembership_UnknownMembership(tokenId);
        return TierBook.all().byId[_getExtraData(tokenId).tierOf()];
    }

    /// @dev What a life needs of a tier's terms, in one read, for TermsWord.
    function _termsOf(uint256 tierId) internal view returns (uint256 terms) {
        Tier storage stored = TierBook.all().byId[tierId];
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            terms := sload(stored.slot)
        }
    }

    /// @dev Where `_issuance` counts the places taken of one of the first tiers.
    function _hotShift(uint256 tierId) internal pure returns (uint256) {
        unchecked {
            return HOT_TIERS_SHIFT - MEMBERSHIPS_BITS + tierId * MEMBERSHIPS_BITS;
        }
    }

    /// @dev Ends the call with what a view of TierBook answers, as it is: decoding texts to encode them again would take more
    /// room than there is.
    function _answer(
        bytes4 selector,
        uint256 first,
        uint256 second,
        uint256 third,
        uint256 fourth
    ) internal view {
        function(bytes4, uint256, uint256, uint256, uint256) internal forward = _forward;
        function(bytes4, uint256, uint256, uint256, uint256) internal view forwardView;
        // The compiler lets no view delegate a call. What is called are views, which write nothing.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            forwardView := forward
        }
        forwardView(selector, first, second, third, fourth);
    }

    function _forward(
        bytes4 selector,
        uint256 first,
        uint256 second,
        uint256 third,
        uint256 fourth
    ) private {
        uint256 data = _run(selector, first, second, third, fourth);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            return(data, returndatasize())
        }
    }

    /// @dev Runs a function of TierBook, and fails as it does. The compiler's own call of a library takes several times the code.
    /// @return data Where its answer is in memory, until something else is put there.
    function _run(
        bytes4 selector,
        uint256 first,
        uint256 second,
        uint256 third,
        uint256 fourth
    ) internal returns (uint256 data) {
        address book = address(TierBook);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), first)
            mstore(add(data, 0x24), second)
            mstore(add(data, 0x44), third)
            mstore(add(data, 0x64), fourth)
            let done := delegatecall(gas(), book, data, 0x84, 0x00, 0x00)
            returndatacopy(data, 0x00, returndatasize())
            if iszero(done) {
                revert(data, returndatasize())
            }
        }
    }

    function _emitAllChanged() private {
        if (issuedCount() != 0) emit BatchMetadataUpdate(1, issuedCount());
    }

    /// @dev Runs a function of TierBook with the arguments of this one, as they came.
    function _passOn(bytes4 selector) internal {
        address book = address(TierBook);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, 0, calldatasize())
            mstore(input, or(selector, shr(32, shl(32, mload(input)))))
            if iszero(delegatecall(gas(), book, input, calldatasize(), 0, 0)) {
                returndatacopy(input, 0, returndatasize())
                revert(input, returndatasize())
            }
        }
    }
}
