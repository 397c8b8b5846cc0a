// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IMembershipRenderer} from "./IMembershipRenderer.sol";
import {IUnitsListener} from "./IUnitsListener.sol";

/// @notice What a tier sells. Afterwards supply and royalty can only go down, and nothing else can change.
/// @param units Voting weight of one membership of the tier, in units (0 for a tier without a vote; 2^28 - 1 are issued in all at most).
/// @param supply How many places the tier has (1 to 2^24 - 1). A membership keeps its place when it ends; only one that lapsed
/// has given it back.
/// @param duration Seconds of one period, after which a membership expires unless renewed; 0 for life. At most 100 years.
/// @param transferable False makes every membership of the tier soulbound (ERC-5192 locked).
/// @param royaltyBps Royalty on a resale, in basis points of the sale price (ERC-2981, at most 10,000).
/// @param royaltyReceiver Who is paid the royalty; zero only when `royaltyBps` is zero.
/// @param name What people call the tier.
struct TierTerms {
    uint32 units;
    uint32 supply;
    uint32 duration;
    bool transferable;
    uint16 royaltyBps;
    address royaltyReceiver;
    string name;
}

/// @notice How many units there may be of what. Only a proposal changes it.
/// @param maxUnits Most units of one membership (1 to 2^28 - 1).
/// @param maxTierUnits Most units of all memberships of one tier together (at least `maxUnits`).
/// @param perDayLeast Units that can be given away, as many that can be sold and as many that can come back, in a day whatever the
/// shares come to: a young brand needs room for one membership (at most 2^28 - 1).
/// @param givenPerDayBps Most units that are given away in a day (UTC), all tiers together, in basis points (at most 10,000) of
/// the units that can vote when they are first counted that day; accounts whose votes are bound are left out. At the turn of a day
/// twice as many can come in a short time. The launch is one day with a number of its own.
/// @param soldPerDayBps The same for units that were paid for, and once more for those that come back at their price after a lapse;
/// 0: not bounded.
struct UnitBounds {
    uint32 maxUnits;
    uint32 maxTierUnits;
    uint32 perDayLeast;
    uint16 givenPerDayBps;
    uint16 soldPerDayBps;
}

/// @notice How the first time of a brand is counted: as one day, which nothing can change later.
/// @param period Seconds from the deployment on, at most 90 days; 0 for none.
/// @param units Most units that are given away in it; 0: none.
/// @param soldUnits Most units that are sold in it; 0: none.
struct Launch {
    uint32 period;
    uint32 units;
    uint32 soldUnits;
}

/// @notice What a membership's time has made of it. A burnt or revoked one does not exist any more.
enum MembershipState {
    Active,
    Expired, // its time is over, its units still count: after the grace time anyone may call `lapse`
    Lapsed // its units do not count; renewing brings them back
}

/// @notice One membership as other contracts read it, in one call.
/// @param holder Who holds it.
/// @param tierId Its tier.
/// @param issuedAt When it was issued, unix seconds.
/// @param acquiredAt Since when the present holder holds it in its present tier without a break, unix seconds.
/// @param units Its voting weight now, in units: 0 once lapsed.
/// @param expiresAt First second at which it is expired, unix seconds; 0 for never.
/// @param revocableAt First second at which the brand may revoke it, unix seconds; 0 when it is not under notice.
/// @param state Active, expired or lapsed.
/// @param paid Seconds, counted back from the expiry, that somebody paid for after it was issued and in its present tier; there
/// can be fewer left by now. 0 for a lifetime tier: who sold it knows whether it was paid for.
struct Membership {
    address holder;
    uint16 tierId;
    uint32 issuedAt;
    uint32 acquiredAt;
    uint32 units;
    uint64 expiresAt;
    uint64 revocableAt;
    MembershipState state;
    uint64 paid;
}

/// @title Membership NFTs of a brand
/// @notice ERC-721 memberships in tiers, with votes that work from the first second.
interface IBrandMembership {
    /// @notice A tier can be issued from now on. TierURIUpdated follows.
    /// @param tierId 1 for the first tier, then one more each.
    /// @param units Voting weight of one membership of the tier, in units.
    /// @param supply How many memberships of the tier there may ever be.
    /// @param duration Seconds of one period; 0 for life.
    /// @param transferable False for a soulbound tier.
    /// @param royaltyBps Royalty on a resale, basis points of the sale price.
    /// @param royaltyReceiver Who is paid the royalty; zero for none.
    /// @param name What people call the tier.
    event TierDefined(
        uint16 indexed tierId,
        uint32 units,
        uint32 supply,
        uint32 duration,
        bool transferable,
        uint16 royaltyBps,
        address royaltyReceiver,
        string name
    );
    /// @notice The tier's documents: follows TierDefined, and every later change of them.
    /// @param tierId The tier.
    /// @param uri `ipfs://` URI of the tier's document.
    /// @param imageURI `ipfs://` URI of the image in it.
    event TierURIUpdated(uint16 indexed tierId, string uri, string imageURI);
    /// @notice There will be fewer memberships of the tier than was said.
    /// @param tierId The tier.
    /// @param supply How many there may ever be from now on.
    event TierSupplyReduced(uint16 indexed tierId, uint32 supply);
    /// @notice The royalty of the tier is lower, or goes to somebody else.
    /// @param tierId The tier.
    /// @param royaltyBps Royalty on a resale from now on, basis points of the sale price.
    /// @param royaltyReceiver Who is paid it from now on; zero for none.
    event TierRoyaltyReduced(uint16 indexed tierId, uint16 royaltyBps, address royaltyReceiver);
    /// @notice There may be as many units from now on. See UnitBounds.
    /// @param maxUnits Most units of one membership.
    /// @param maxTierUnits Most units of all memberships of one tier together.
    /// @param perDayLeast Units that can be given away, and as many sold, in a day whatever the shares come to.
    /// @param givenPerDayBps Most units that are given away in a day, in basis points of those that can vote.
    /// @param soldPerDayBps Most units that are sold in a day, in basis points of those that can vote; 0: not bounded.
    event UnitBoundsSet(
        uint32 maxUnits,
        uint32 maxTierUnits,
        uint32 perDayLeast,
        uint16 givenPerDayBps,
        uint16 soldPerDayBps
    );
    /// @notice How long, and how much in all, can be given away and sold beside the bounds of a day. Said once, when the contract
    /// is deployed.
    /// @param endsAt First second at which the launch is over, unix seconds.
    /// @param units Most units that are given away in it.
    /// @param soldUnits Most units that are sold in it.
    event LaunchSet(uint64 endsAt, uint32 units, uint32 soldUnits);
    /// @notice Another contract, or none, is told when the units of a membership change.
    /// @param listener The contract; zero for none.
    event UnitsListenerSet(IUnitsListener listener);
    /// @notice Memberships of a tier were issued in one call. A Transfer for each follows.
    /// @param tierId Their tier.
    /// @param firstTokenId The first one's id; the others follow without a gap.
    /// @param count How many memberships.
    /// @param units Voting weight of each of them, in units.
    event MembershipsIssued(uint16 indexed tierId, uint256 firstTokenId, uint256 count, uint256 units);
    /// @notice A membership lasts longer.
    /// @param tokenId The membership.
    /// @param expiresAt First second at which it is expired now, unix seconds.
    /// @param unitsRestored Units that count again because it was lapsed; 0 if it was not.
    event MembershipRenewed(uint256 indexed tokenId, uint64 expiresAt, uint256 unitsRestored);
    /// @notice A membership was renewed after its grace time: it is in its tier from now on, as if it came anew.
    /// MembershipRenewed follows.
    /// @param tokenId The membership.
    event HoldingRestarted(uint256 indexed tokenId);
    /// @notice A membership has moved to another tier, in which it is from now on.
    /// @param tokenId The membership.
    /// @param tierId The tier it has now.
    /// @param expiresAt First second at which it is expired now, unix seconds; 0 for never.
    /// @param previousUnits Its voting weight until now, in units.
    /// @param units Its voting weight from now on, in units.
    event MembershipTierChanged(
        uint256 indexed tokenId,
        uint16 indexed tierId,
        uint64 expiresAt,
        uint256 previousUnits,
        uint256 units
    );
    /// @notice The units of an expired membership do not count any more and its place is free, until it is renewed.
    /// @param tokenId The membership.
    /// @param units How many units stopped counting.
    event MembershipLapsed(uint256 indexed tokenId, uint256 units);
    /// @notice The brand means to revoke a membership. Until then a proposal can dismiss the notice.
    /// @param tokenId The membership.
    /// @param revocableAt First second at which the brand may revoke it, unix seconds.
    /// @param reasonURI `ipfs://` URI of the document that says why.
    event RevocationNoticed(uint256 indexed tokenId, uint64 revocableAt, string reasonURI);
    /// @notice A membership is not under notice of revocation any more.
    /// @param tokenId The membership.
    /// @param dismissed True if a proposal dismissed the notice, false if the brand withdrew it or let its time pass.
    event RevocationDropped(uint256 indexed tokenId, bool dismissed);
    /// @notice The membership is gone: burnt by its holder or revoked by the brand. A Transfer to zero follows.
    /// @param tokenId The membership.
    /// @param holder Who held it to the end.
    /// @param units How many units stopped counting; 0 if it was lapsed.
    /// @param revoked True if the brand revoked it, false if the holder burnt it.
    event MembershipEnded(uint256 indexed tokenId, address indexed holder, uint256 units, bool revoked);
    /// @notice The collection has another document. ContractURIUpdated follows, which ERC-7572 wants without the URI.
    /// @param uri `ipfs://` URI of the document.
    event ContractURISet(string uri);
    /// @notice How long a membership keeps units and place after its expiry. Set once, at deployment.
    /// @param grace Seconds; never longer than one period of the membership's tier.
    event GraceSet(uint32 grace);
    /// @notice Another contract writes `tokenURI`.
    /// @param renderer The contract.
    event RendererSet(IMembershipRenderer renderer);
    /// @notice Documents of the tiers that exist, the renderer and the collection's document can never change again.
    event MetadataFrozen();

    /// @notice What `tokenURI` says of a membership has changed (ERC-4906).
    /// @param _tokenId The membership.
    event MetadataUpdate(uint256 _tokenId);
    /// @notice What `tokenURI` says of several memberships may have changed (ERC-4906).
    /// @param _fromTokenId The first of them.
    /// @param _toTokenId The last of them, included.
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId);
    /// @notice A membership cannot be transferred: it is issued soulbound, changes to a soulbound tier, or is under notice of
    /// revocation (ERC-5192).
    /// @param tokenId The membership.
    event Locked(uint256 tokenId);
    /// @notice A membership can be transferred again: its notice is dropped or its tier changes to a transferable one
    /// (ERC-5192).
    /// @param tokenId The membership.
    event Unlocked(uint256 tokenId);
    /// @notice The collection's document has changed (ERC-7572).
    event ContractURIUpdated();

    error BrandMembership_UnknownTier(uint16 tierId);
    error BrandMembership_TierSoldOut(uint16 tierId, uint32 supply, uint256 requested);
    error BrandMembership_MembershipsExhausted(uint256 maximum);
    error BrandMembership_UnitsExhausted(uint256 units, uint256 maximum);
    error BrandMembership_TooManyTiers(uint16 maximum);
    /// @notice Ids above `defined`, to `maximum`, are kept for proposals.
    error BrandMembership_TiersReserved(uint16 defined, uint256 maximum);
    /// @notice A proposal can raise the bounds.
    error BrandMembership_TooManyUnits(uint256 units, uint256 maxUnits, uint256 tierUnits, uint256 maxTierUnits);
    /// @notice More would be given away today, or in the launch, than may be. From `again` on (unix seconds) it is another day.
    error BrandMembership_GivenTooMuch(uint256 given, uint256 maximum, uint256 again);
    /// @notice More would be sold today, or in the launch, than may be. From `again` on (unix seconds) it is another day.
    error BrandMembership_SoldTooMuch(uint256 sold, uint256 maximum, uint256 again);
    error BrandMembership_InvalidBounds(
        uint256 maxUnits,
        uint256 maxTierUnits,
        uint256 perDayLeast,
        uint256 givenPerDayBps,
        uint256 soldPerDayBps
    );
    error BrandMembership_InvalidLaunch(uint256 launchPeriod, uint256 maximum);
    error BrandMembership_InvalidListener(IUnitsListener listener);
    /// @notice Nothing is issued after this second, unix seconds: memberships remember their times in 30 bits.
    error BrandMembership_Closed(uint256 since);
    error BrandMembership_Soulbound(uint256 tokenId);
    error BrandMembership_InvalidRoyalty(uint16 royaltyBps, address receiver);
    error BrandMembership_InvalidTier(string name, uint32 units, uint32 supply, uint32 duration);
    /// @notice Every document lies on IPFS: `ipfs://` and a CID.
    error BrandMembership_InvalidURI(string uri);
    error BrandMembership_InvalidRenderer(IMembershipRenderer renderer);
    error BrandMembership_InvalidAppealWindow(uint256 appealWindow, uint256 minimum, uint256 maximum);
    error BrandMembership_InvalidGrace(uint256 grace, uint256 minimum, uint256 maximum);
    error BrandMembership_NoRecipients();
    error BrandMembership_UnknownMembership(uint256 tokenId);
    error BrandMembership_ValueNotAccepted(uint256 value);
    /// @notice Supply and royalty only go down, and the supply not below what is issued.
    error BrandMembership_OnlyLess(uint256 requested, uint256 minimum, uint256 maximum);
    error BrandMembership_MetadataFrozen();
    error BrandMembership_NeverExpires(uint256 tokenId);
    /// @notice It can be lapsed from this second on, unix seconds: its expiry and the grace time.
    error BrandMembership_NotLapsable(uint256 tokenId, uint256 lapsableAt);
    error BrandMembership_AlreadyLapsed(uint256 tokenId);
    error BrandMembership_NotActive(uint256 tokenId, MembershipState state);
    error BrandMembership_InvalidPeriods(uint256 tokenId, uint256 periods, uint256 expiresAt, uint256 latest);
    error BrandMembership_InvalidExpiry(uint256 tokenId, uint256 expiresAt, uint256 earliest, uint256 latest);
    error BrandMembership_SameTier(uint256 tokenId, uint16 tierId);
    error BrandMembership_UnderNotice(uint256 tokenId, uint256 revocableAt);
    error BrandMembership_NotUnderNotice(uint256 tokenId);
    error BrandMembership_NoticeTooSoon(uint256 tokenId, uint256 noticeableAt);
    error BrandMembership_AppealWindowOpen(uint256 tokenId, uint256 revocableAt);
    /// @notice The notice was not carried out before `overAt`, unix seconds: anybody can end it.
    error BrandMembership_NoticeOver(uint256 tokenId, uint256 overAt);
    /// @notice The notice can be carried out until `overAt`, unix seconds.
    error BrandMembership_NoticeStands(uint256 tokenId, uint256 overAt);

    /// @notice Define the next tier. Only BRAND, and only the first 111 of 127.
    /// @param uri `ipfs://` URI of the tier's document: ERC-721 metadata JSON with name, description and image.
    /// @param imageURI `ipfs://` URI of the image in it.
    /// @return tierId 1 for the first tier, then one more each.
    function defineTier(
        TierTerms calldata terms,
        string calldata uri,
        string calldata imageURI
    ) external returns (uint16 tierId);

    /// @notice Define the next tier, whatever its id: the last 16 are kept for this. Only the admin of BrandAccess, which is the
    /// timelock: by proposal. Parameters and result are those of `defineTier`.
    function defineReservedTier(
        TierTerms calldata terms,
        string calldata uri,
        string calldata imageURI
    ) external returns (uint16 tierId);

    /// @notice Replace the tier's document and image (ERC-4906 is emitted for all memberships). Only BRAND.
    function setTierURI(uint16 tierId, string calldata uri, string calldata imageURI) external;

    /// @notice Lower how many memberships of the tier there may ever be, at most to those issued. Only BRAND.
    function reduceTierSupply(uint16 tierId, uint32 supply) external;

    /// @notice Lower the royalty, or only change who is paid. Only BRAND.
    function reduceTierRoyalty(uint16 tierId, uint16 royaltyBps, address royaltyReceiver) external;

    /// @notice Set the `ipfs://` URI of the collection's document (ERC-7572). Only BRAND.
    function setContractURI(string calldata uri) external;

    /// @notice Set who writes `tokenURI`. Only BRAND.
    function setRenderer(IMembershipRenderer renderer_) external;

    /// @notice Make documents of existing tiers, renderer and collection document permanent. Only BRAND; cannot be undone.
    function freezeMetadata() external;

    /// @notice Issue one membership. Only ISSUER.
    /// @return tokenId 1 for the first membership, then one more each.
    function issue(address to, uint16 tierId) external returns (uint256 tokenId);

    /// @notice Issue one membership to each recipient, in order. Only ISSUER. A repeated recipient receives several.
    /// @return firstTokenId The first recipient's; the others follow without a gap.
    function airdrop(address[] calldata recipients, uint16 tierId) external returns (uint256 firstTokenId);

    /// @notice Issue memberships that were paid for: they count as sold. Only DROPS, which collects the price.
    /// @param quantity How many, at least 1.
    /// @return firstTokenId The others follow without a gap.
    function sell(address to, uint16 tierId, uint256 quantity) external returns (uint256 firstTokenId);

    /// @notice Replace the bounds of units. Only the admin of BrandAccess, which is the timelock: by proposal.
    function setUnitBounds(UnitBounds calldata bounds) external;

    /// @notice Name the contract that is told when units of a membership change; zero for none. Only the admin of BrandAccess,
    /// which is the timelock: by proposal.
    function setUnitsListener(IUnitsListener listener) external;

    /// @notice Give whole periods of the tier's duration: to the expiry or, once the grace time is over too, to now; then it is
    /// in its tier from now on. Only ISSUER. A lapsed one needs a free place, and its units count as given away. Works under
    /// notice of revocation: nobody loses the vote on their own appeal by running out of time.
    /// @return expiresAt Unix seconds, at most 100 years ahead.
    function renew(uint256 tokenId, uint256 periods) external returns (uint64 expiresAt);

    /// @notice As `renew`, for periods whose price at the tier was paid. Only DROPS, which collects it.
    /// @param sold Whether units that come back by it are paid for: they count as come back or, if too many have come back today, as
    /// sold. Else they count as given away.
    /// @return expiresAt Unix seconds, at most 100 years ahead.
    function sellTime(
        uint256 tokenId,
        uint256 periods,
        bool sold
    ) external returns (uint64 expiresAt);

    /// @notice Move an active membership to another tier. Only DROPS, which asks the holder.
    /// @param expiresAt Unix seconds; ignored for a lifetime tier.
    /// @param paid Whether all of its new time was paid for at the new tier's price, by now or before.
    /// @param sold Whether units that it gains count as sold; else as given away.
    function changeTier(
        uint256 tokenId,
        uint16 tierId,
        uint64 expiresAt,
        bool paid,
        bool sold
    ) external;

    /// @notice Stop counting the units of a membership whose expiry and grace time are over, and free its place. Anyone may.
    function lapse(uint256 tokenId) external;

    /// @notice Lapse those for which `lapse` would work and pass over the others. Anyone may.
    /// @return lapsed How many were.
    function lapseBatch(uint256[] calldata tokenIds) external returns (uint256 lapsed);

    /// @notice Announce that a membership will be revoked, and why. Only BRAND. For an appeal window after a notice was taken
    /// back or dismissed there is no new one.
    /// @param reasonURI `ipfs://` URI.
    /// @return revocableAt First second at which `revoke` works, unix seconds.
    function noticeRevocation(uint256 tokenId, string calldata reasonURI) external returns (uint64 revocableAt);

    /// @notice Take a notice back. Only BRAND.
    function withdrawRevocation(uint256 tokenId) external;

    /// @notice End a notice that the brand has not carried out within 30 days after it could. Anyone may.
    function endNotice(uint256 tokenId) external;

    /// @notice Dismiss a notice by proposal. Only the admin of BrandAccess, which is the timelock. Does nothing where there
    /// is no notice.
    function dismissRevocation(uint256 tokenId) external;

    /// @notice Revoke a membership whose appeal window is over, within 30 days from then on. Only BRAND.
    function revoke(uint256 tokenId) external;

    /// @notice Give a membership up for ever. Only the holder or whom the holder approved.
    function burn(uint256 tokenId) external;

    /// @notice The tier's terms, how many of its places are taken, its document and image.
    function tier(
        uint16 tierId
    ) external view returns (TierTerms memory terms, uint32 issued, string memory uri, string memory imageURI);

    /// @notice How many tiers exist; their ids are 1 to this number.
    function tierCount() external view returns (uint16);

    /// @notice How many memberships were ever issued; the last token id.
    function issuedCount() external view returns (uint256);

    /// @notice How many units there may be of what.
    function unitBounds() external view returns (UnitBounds memory);

    /// @notice How many units were given away today (UTC), or since the beginning of the launch while that lasts.
    /// @return units So many.
    /// @return most So many may be.
    function givenToday() external view returns (uint256 units, uint256 most);

    /// @notice How many units were sold today (UTC), or since the beginning of the launch while that lasts: by drops and
    /// vouchers, changes to tiers of more units and renewals after a lapse for which `returnedToday` has no room.
    /// @return units So many, at most 2^32 - 1.
    /// @return most So many may be; 2^256 - 1 where nothing bounds it.
    function soldToday() external view returns (uint256 units, uint256 most);

    /// @notice How many units came back today (UTC) by renewals after a lapse at the tier's price, beside what is sold. In the
    /// launch they are not counted: what lapses in it was counted when it came. The first of a day comes back whatever its units.
    /// @return units So many, at most 2^32 - 1; 0 in the launch.
    /// @return most So many may be; 2^256 - 1 where nothing bounds it, as in the launch.
    function returnedToday() external view returns (uint256 units, uint256 most);

    /// @notice First second at which the launch is over and days are counted, unix seconds.
    function launchEndsAt() external view returns (uint64);

    /// @notice Most units that are given away in the launch.
    function launchUnits() external view returns (uint32);

    /// @notice Most units that are sold in the launch.
    function launchSoldUnits() external view returns (uint32);

    /// @notice Who is told when units of a membership change; zero for nobody.
    function unitsListener() external view returns (IUnitsListener);

    /// @notice One membership with holder, tier, times, units and state.
    function membershipOf(uint256 tokenId) external view returns (Membership memory);

    /// @notice True if the membership cannot be transferred: soulbound, or under notice (ERC-5192).
    function locked(uint256 tokenId) external view returns (bool);

    /// @notice `ipfs://` URI of the collection's document, empty if there is none (ERC-7572).
    function contractURI() external view returns (string memory);

    /// @notice Who writes `tokenURI`.
    function renderer() external view returns (IMembershipRenderer);

    /// @notice Whether `freezeMetadata` was called.
    function metadataFrozen() external view returns (bool);

    /// @notice Seconds between a notice and the moment the membership may be revoked.
    function appealWindow() external view returns (uint32);

    /// @notice Seconds between the expiry of a membership and its lapse; for tiers with a shorter period, that period.
    function grace() external view returns (uint32);
}
