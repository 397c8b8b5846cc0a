// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice What a tier sells. Nothing here can be edited after the tier is defined.
/// @param units Voting weight of one membership of the tier, in units (0 for a tier without a vote; 2^28 - 1 are issued in all at most).
/// @param supply How many memberships of the tier may ever be issued (1 to 2^24 - 1).
/// @param transferable False makes every membership of the tier soulbound (ERC-5192 locked).
/// @param royaltyBps Royalty on a resale, in basis points of the sale price (ERC-2981, at most 10,000).
/// @param royaltyReceiver Who is paid the royalty; zero only when `royaltyBps` is zero.
/// @param name What people call the tier.
struct TierTerms {
    uint32 units;
    uint32 supply;
    bool transferable;
    uint16 royaltyBps;
    address royaltyReceiver;
    string name;
}

/// @notice One membership as other contracts read it, in one call.
/// @param holder Who holds it.
/// @param tierId Its tier.
/// @param issuedAt When it was issued, unix seconds.
/// @param acquiredAt Since when the present holder holds it, unix seconds.
/// @param units Its voting weight now, in units.
struct Membership {
    address holder;
    uint16 tierId;
    uint32 issuedAt;
    uint32 acquiredAt;
    uint32 units;
}

/// @title Membership NFTs of a brand
/// @notice ERC-721 memberships in tiers, with votes that work from the first second.
interface IBrandMembership {
    event TierDefined(
        uint16 indexed tierId,
        uint32 units,
        uint32 supply,
        bool transferable,
        uint16 royaltyBps,
        address royaltyReceiver,
        string name,
        string uri
    );
    event TierURIUpdated(uint16 indexed tierId, string uri);
    /// @notice `count` memberships of a tier, `firstTokenId` and following, each with `units`. A Transfer for each follows.
    event MembershipsIssued(uint16 indexed tierId, uint256 firstTokenId, uint256 count, uint256 units);

    /// @dev ERC-4906.
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId);
    /// @dev ERC-5192, at issue of a soulbound membership. A transferable one is never locked.
    event Locked(uint256 tokenId);

    error BrandMembership_UnknownTier(uint16 tierId);
    error BrandMembership_TierSoldOut(uint16 tierId, uint32 supply, uint256 requested);
    error BrandMembership_MembershipsExhausted(uint256 maximum);
    error BrandMembership_UnitsExhausted(uint256 unitsIssued, uint256 maximum);
    error BrandMembership_TooManyTiers(uint16 maximum);
    /// @notice Nothing is issued after this second, unix seconds: memberships remember their times in 30 bits.
    error BrandMembership_Closed(uint256 since);
    error BrandMembership_Soulbound(uint256 tokenId);
    error BrandMembership_InvalidRoyalty(uint16 royaltyBps, address receiver);
    error BrandMembership_InvalidTier(string name, uint32 supply);
    error BrandMembership_EmptyURI(uint16 tierId);
    error BrandMembership_NoRecipients();
    error BrandMembership_UnknownMembership(uint256 tokenId);
    error BrandMembership_ValueNotAccepted(uint256 value);

    /// @notice Define the next tier. Only BRAND.
    /// @param uri `ipfs://` URI of the ERC-721 metadata that every membership of the tier shows.
    /// @return tierId 1 for the first tier, then one more each.
    function defineTier(TierTerms calldata terms, string calldata uri) external returns (uint16 tierId);

    /// @notice Replace the tier's metadata document (ERC-4906 is emitted for all memberships). Only BRAND.
    function setTierURI(uint16 tierId, string calldata uri) external;

    /// @notice Issue one membership. Only ISSUER.
    /// @return tokenId 1 for the first membership, then one more each.
    function issue(address to, uint16 tierId) external returns (uint256 tokenId);

    /// @notice Issue one membership to each recipient, in order. Only ISSUER. A repeated recipient receives several.
    /// @return firstTokenId The first recipient's; the others follow without a gap.
    function airdrop(address[] calldata recipients, uint16 tierId) external returns (uint256 firstTokenId);

    /// @notice The tier's terms, how many were issued so far, and its metadata URI.
    function tier(uint16 tierId) external view returns (TierTerms memory terms, uint32 issued, string memory uri);

    /// @notice How many tiers exist; their ids are 1 to this number.
    function tierCount() external view returns (uint16);

    /// @notice How many memberships were ever issued; the last token id.
    function issuedCount() external view returns (uint256);

    /// @notice One membership with holder, tier, times and units.
    function membershipOf(uint256 tokenId) external view returns (Membership memory);

    /// @notice True if the membership can never be transferred (ERC-5192).
    function locked(uint256 tokenId) external view returns (bool);
}
