// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Terms of a perk. Fixed once defined; the brand can pause a perk and define another.
/// @param startsAt First second it can be redeemed, unix seconds; 0 for at once.
/// @param endsAt First second it can no longer be redeemed, unix seconds; 0 for never.
/// @param minHoldingSeconds How long the holder must have held this very membership in its tier without a break, seconds.
/// @param supply Redemptions in all; 0 for no limit.
/// @param perMembership Redemptions by one membership, whoever holds it; 0 for no limit.
/// @param perWallet Redemptions by one wallet, with whatever membership; 0 for no limit.
/// @param tierIds Tiers that may redeem; empty for all.
struct PerkTerms {
    uint40 startsAt;
    uint40 endsAt;
    uint32 minHoldingSeconds;
    uint32 supply;
    uint32 perMembership;
    uint32 perWallet;
    uint16[] tierIds;
}

/// @notice The rules of a perk, in the order in which they are checked and reported.
enum PerkRule {
    Active, // value: 1 if the perk is not paused; threshold: 1
    Holder, // value: 1 if the account holds the membership; threshold: 1
    Tier, // value: the membership's tier; threshold: 0 (see the perk's tierIds)
    HoldingTime, // value: seconds held in its tier; threshold: minHoldingSeconds
    Started, // value: now; threshold: startsAt
    NotEnded, // value: now; threshold: endsAt
    Supply, // value: redeemed so far; threshold: supply
    PerMembership, // value: redeemed with this membership; threshold: perMembership
    PerWallet, // value: redeemed by this wallet; threshold: perWallet
    Membership // value: 1 if the membership is active and not under notice of revocation; threshold: 1
}

/// @notice What one rule says.
struct Verdict {
    PerkRule rule;
    bool passed;
    uint256 value;
    uint256 threshold;
}

/// @title Perks of memberships
/// @notice One evaluator: what `evaluate` says is what `redeem` does, because `redeem` asks it.
interface IPerkRegistry {
    /// @notice A perk can be redeemed from its beginning on.
    /// @param perkId 1 for the first perk, then one more each.
    /// @param startsAt First second it can be redeemed, unix seconds; 0 for at once.
    /// @param endsAt First second it can no longer be redeemed, unix seconds; 0 for never.
    /// @param minHoldingSeconds How long the holder must have held the membership, seconds.
    /// @param supply Redemptions in all; 0 for no limit.
    /// @param perMembership Redemptions by one membership; 0 for no limit.
    /// @param perWallet Redemptions by one wallet; 0 for no limit.
    /// @param tierIds Tiers that may redeem; empty for all.
    /// @param uri `ipfs://` URI of its document.
    event PerkDefined(
        uint256 indexed perkId,
        uint40 startsAt,
        uint40 endsAt,
        uint32 minHoldingSeconds,
        uint32 supply,
        uint32 perMembership,
        uint32 perWallet,
        uint16[] tierIds,
        string uri
    );
    /// @notice A perk cannot be redeemed for now, or can again.
    /// @param perkId The perk.
    /// @param paused True when it is paused.
    event PerkPaused(uint256 indexed perkId, bool paused);
    /// @notice A perk was redeemed.
    /// @param redemptionId 1 for the first redemption of any perk, then one more each.
    /// @param perkId The perk.
    /// @param tokenId The membership it was redeemed with.
    /// @param account The membership's holder, who redeemed.
    event PerkRedeemed(
        uint256 indexed redemptionId,
        uint256 indexed perkId,
        uint256 indexed tokenId,
        address account
    );

    error PerkRegistry_UnknownPerk(uint256 perkId);
    error PerkRegistry_InvalidTerms(string reason);
    /// @notice The first rule that refuses, with what it read and what it wants.
    error PerkRegistry_Refused(uint256 perkId, uint256 tokenId, PerkRule rule, uint256 value, uint256 threshold);

    /// @notice Define the next perk. Only BRAND.
    /// @param uri `ipfs://` URI of the document that describes the perk.
    /// @return perkId 1 for the first perk, then one more each.
    function definePerk(PerkTerms calldata terms, string calldata uri) external returns (uint256 perkId);

    /// @notice Pause a perk, or let it run again. Only BRAND.
    function setPaused(uint256 perkId, bool paused) external;

    /// @notice Redeem a perk with a membership of the caller.
    /// @return redemptionId 1 for the first redemption, then one more each.
    function redeem(uint256 perkId, uint256 tokenId) external returns (uint256 redemptionId);

    /// @notice What every rule says about this account redeeming with this membership in this block.
    function evaluate(
        uint256 perkId,
        uint256 tokenId,
        address account
    ) external view returns (bool eligible, Verdict[] memory verdicts);

    /// @notice Terms, state and how often it was redeemed.
    function perk(
        uint256 perkId
    ) external view returns (PerkTerms memory terms, bool paused, uint32 redeemed, string memory uri);

    /// @notice How many perks exist; their ids are 1 to this number.
    function perkCount() external view returns (uint256);

    /// @notice How many redemptions there were; the last redemption's id.
    function redemptionCount() external view returns (uint256);

    /// @notice Redemptions of a perk with one membership, whoever held it.
    function redeemedWith(uint256 perkId, uint256 tokenId) external view returns (uint32);

    /// @notice Redemptions of a perk by one wallet, with whatever membership.
    function redeemedBy(uint256 perkId, address account) external view returns (uint32);
}
