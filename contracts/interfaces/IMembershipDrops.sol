// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice What a drop sells. Nothing here can be edited; a drop can only be closed.
/// @param tierId Tier of the memberships.
/// @param startsAt First second of the drop, unix seconds; 0 for at once.
/// @param endsAt First second at which it is over, unix seconds; 0 for never.
/// @param supply How many memberships it issues at most; 0 for as many as the tier allows.
/// @param perWallet How many one recipient gets of it at most; 0 for no limit.
/// @param currency What it is paid in: zero for ETH (and for a free drop), else an allowed ERC-20.
/// @param price Price of one membership, in wei or the ERC-20's smallest unit; 0 for free.
/// @param allowlistRoot Merkle root over double-hashed leaves `(address account, uint256 allowance)`; zero: open to all.
struct DropTerms {
    uint16 tierId;
    uint40 startsAt;
    uint40 endsAt;
    uint32 supply;
    uint32 perWallet;
    address currency;
    uint128 price;
    bytes32 allowlistRoot;
}

/// @notice Signed by an ISSUER, worth one membership (EIP-712).
/// @param uid Any number the signer has not used before.
/// @param recipient Who receives the membership, whoever redeems.
/// @param tierId Its tier.
/// @param currency What it is paid in: zero for ETH, else an allowed ERC-20.
/// @param price What the redeemer pays, in wei or the ERC-20's smallest unit.
/// @param validFrom First second at which it can be redeemed, unix seconds.
/// @param validUntil First second at which it cannot any more, unix seconds.
struct Voucher {
    uint256 uid;
    address recipient;
    uint16 tierId;
    address currency;
    uint256 price;
    uint64 validFrom;
    uint64 validUntil;
}

/// @title Ways to get and keep a membership
/// @notice Drops with or without an allowlist, vouchers, paid renewals and changes of tier. Every payment goes to the treasury
/// in the same transaction.
interface IMembershipDrops {
    /// @notice A drop can be claimed from its beginning on.
    /// @param dropId 1 for the first drop, then one more each.
    /// @param tierId Tier of its memberships.
    /// @param startsAt First second of the drop, unix seconds; 0 for at once.
    /// @param endsAt First second at which it is over, unix seconds; 0 for never.
    /// @param supply How many memberships it issues at most; 0 for as many as the tier allows.
    /// @param perWallet How many memberships one recipient gets of it at most; 0 for no limit.
    /// @param currency What it is paid in: zero for ETH (and for a free drop), else an ERC-20.
    /// @param price Price of one membership, in wei or the ERC-20's smallest unit; 0 for free.
    /// @param allowlistRoot Merkle root of its allowlist, see DropTerms; zero: open to all.
    /// @param uri `ipfs://` URI of its document.
    event DropDefined(
        uint256 indexed dropId,
        uint16 indexed tierId,
        uint40 startsAt,
        uint40 endsAt,
        uint32 supply,
        uint32 perWallet,
        address currency,
        uint128 price,
        bytes32 allowlistRoot,
        string uri
    );
    /// @notice Nothing is issued by the drop any more.
    /// @param dropId The drop.
    event DropClosed(uint256 indexed dropId);
    /// @notice Memberships of a drop were issued.
    /// @param dropId The drop.
    /// @param recipient Who received them.
    /// @param payer Who sent the transaction and paid.
    /// @param firstTokenId The first one's id; the others follow without a gap.
    /// @param quantity How many memberships.
    /// @param paid For all of them, in wei or the smallest unit of the drop's currency.
    event DropClaimed(
        uint256 indexed dropId,
        address indexed recipient,
        address payer,
        uint256 firstTokenId,
        uint256 quantity,
        uint256 paid
    );
    /// @notice Something can be paid in an ERC-20 from now on, or nothing any more.
    /// @param currency The ERC-20.
    /// @param allowed Whether it is taken.
    event CurrencyAllowed(address indexed currency, bool allowed);
    /// @notice What is sold in a currency from now on must bring this much for each unit, or it counts as given away.
    /// @param currency What is paid in: zero for ETH, else an ERC-20.
    /// @param perUnit In wei or the ERC-20's smallest unit, for one unit; 0: nothing sold in it counts as sold.
    event PriceFloorSet(address indexed currency, uint256 perUnit);
    /// @notice Renewals and changes of tier have this price from now on.
    /// @param tierId The tier.
    /// @param currency What is paid in: zero for ETH, else an ERC-20.
    /// @param price Price of one period, or of a membership for life, in wei or the ERC-20's smallest unit; 0 for free.
    event TierPriceSet(uint16 indexed tierId, address indexed currency, uint128 price);
    /// @notice Somebody paid for periods of a membership. MembershipRenewed of the membership comes before it.
    /// @param tokenId The membership.
    /// @param payer Who sent the transaction and paid.
    /// @param periods How many periods of its tier.
    /// @param currency What was paid in: zero for ETH, else an ERC-20.
    /// @param paid For all periods, in wei or the ERC-20's smallest unit.
    /// @param expiresAt First second at which it is expired now, unix seconds.
    event RenewalSold(
        uint256 indexed tokenId,
        address indexed payer,
        uint256 periods,
        address currency,
        uint256 paid,
        uint64 expiresAt
    );
    /// @notice A holder moved a membership to another tier. MembershipTierChanged of the membership comes before it.
    /// @param tokenId The membership.
    /// @param payer Its holder, who sent the transaction and paid.
    /// @param fromTierId The tier it had.
    /// @param toTierId The tier it has now.
    /// @param currency What was paid in: zero for ETH, else an ERC-20.
    /// @param paid In wei or the ERC-20's smallest unit; 0 when the time left of the old tier was worth more.
    event TierChangeSold(
        uint256 indexed tokenId,
        address indexed payer,
        uint16 fromTierId,
        uint16 toTierId,
        address currency,
        uint256 paid
    );
    /// @notice A voucher became a membership.
    /// @param issuer Who signed the voucher.
    /// @param uid The voucher's number, unique for its issuer.
    /// @param recipient Who received the membership.
    /// @param payer Who sent the transaction and paid.
    /// @param tokenId The membership.
    /// @param currency What was paid in: zero for ETH, else an ERC-20.
    /// @param paid In wei or the ERC-20's smallest unit.
    event VoucherRedeemed(
        address indexed issuer,
        uint256 indexed uid,
        address indexed recipient,
        address payer,
        uint256 tokenId,
        address currency,
        uint256 paid
    );
    /// @notice A voucher with this uid can never be redeemed.
    /// @param issuer Who would have signed it, and canceled it.
    /// @param uid Its number.
    event VoucherCanceled(address indexed issuer, uint256 indexed uid);

    error MembershipDrops_UnknownDrop(uint256 dropId);
    error MembershipDrops_InvalidTerms(string problem);
    error MembershipDrops_CurrencyNotAllowed(address currency);
    error MembershipDrops_NotStarted(uint256 startsAt);
    error MembershipDrops_Over(uint256 endsAt);
    error MembershipDrops_Closed(uint256 dropId);
    error MembershipDrops_InvalidQuantity(uint256 quantity, uint256 maximum);
    error MembershipDrops_DropSoldOut(uint256 dropId, uint256 supply, uint256 requested);
    error MembershipDrops_WalletLimit(address recipient, uint256 limit, uint256 requested);
    error MembershipDrops_NotAllowlisted(address account, uint256 allowance);
    error MembershipDrops_Underpaid(uint256 cost, uint256 paid);
    error MembershipDrops_ValueNotAccepted(uint256 value);
    error MembershipDrops_TooExpensive(uint256 cost, uint256 maxCost);
    /// @notice The treasury did not receive exactly the cost.
    error MembershipDrops_PaymentFailed(address currency, uint256 cost, uint256 received);
    /// @notice The payer does not accept the ETH that is due back.
    error MembershipDrops_RefundFailed(address payer, uint256 surplus);
    error MembershipDrops_NoPrice(uint16 tierId, address currency);
    /// @notice Prices of tiers are 0 or at least their units times the floor; a proposal sets floors.
    error MembershipDrops_BelowFloor(uint16 tierId, address currency, uint256 price, uint256 minimum);
    error MembershipDrops_OnlyLess(uint256 requested, uint256 maximum);
    /// @notice A renewal that costs nothing is for the holder to make.
    error MembershipDrops_FreeForHolderOnly(uint256 tokenId, address account);
    /// @notice A tier of more units that is free is for the brand to give, by a drop, a voucher or an issue.
    error MembershipDrops_FreeChangeUp(uint256 tokenId, uint16 tierId);
    /// @notice What counts as given away and whose time begins at once is for its recipient to take.
    error MembershipDrops_GivenToRecipientOnly(address recipient, address account);
    /// @notice A tier is free in every currency that it has a price in, or in none.
    error MembershipDrops_MixedPrices(uint16 tierId, address currency, uint256 price);
    error MembershipDrops_NotHolder(uint256 tokenId, address account);
    error MembershipDrops_InvalidSignature(address issuer);
    error MembershipDrops_NotIssuer(address account);
    error MembershipDrops_VoucherUsed(address issuer, uint256 uid);
    error MembershipDrops_VoucherNotValid(uint256 validFrom, uint256 validUntil);

    /// @notice Allow an ERC-20, or no longer: then nothing is sold for it, neither by drops that were defined in it nor by
    /// vouchers, renewals and changes of tier, until it is allowed again. ETH always is. Only BRAND.
    /// @dev A brake for a token that has gone bad. Allow only tokens that move exactly the amount they are asked to.
    function allowCurrency(address currency, bool allowed) external;

    /// @notice Set what a unit must bring at least for a sale in a currency to count as one. Only the admin of BrandAccess, which is
    /// the timelock: by proposal. It is asked at each sale, so that drops, vouchers and prices of before fall under it too; what is
    /// sold for less counts as given away.
    /// @param perUnit In wei or the ERC-20's smallest unit, for one unit; 0: nothing sold in it counts as sold.
    function setPriceFloor(address currency, uint128 perUnit) external;

    /// @notice Set what one period, or a membership for life, of a tier is worth, for renewals and changes of tier.
    /// Later it can only be lowered: holders count on it. 0 is a price too: free, and then in every currency; any other is at least
    /// the tier's units times the floor. Only BRAND.
    /// @dev Two tiers should stand in the same proportion in every currency: whoever goes up in one currency and down in
    /// another gains the difference, in time.
    function setTierPrice(uint16 tierId, address currency, uint128 price) external;

    /// @notice Define the next drop. Only BRAND.
    /// @param uri `ipfs://` URI of a document about it (with the allowlist, if it has one, so that anyone can make a proof).
    /// @return dropId 1 for the first drop, then one more each.
    function defineDrop(DropTerms calldata terms, string calldata uri) external returns (uint256 dropId);

    /// @notice End a drop for ever. Only BRAND.
    function closeDrop(uint256 dropId) external;

    /// @notice Get memberships of a drop for `recipient`. Anyone may pay; free ones of a tier that expires only the recipient may
    /// take. ETH above the cost comes back. What is sold at its tier's price, if it has one in the drop's currency, and at the
    /// floor counts as sold, the rest as given away.
    /// @param allowance What the allowlist grants the recipient; 0 for a drop without one.
    /// @param proof Merkle proof of `(recipient, allowance)`; empty for a drop without an allowlist.
    /// @return firstTokenId The others follow without a gap.
    function claim(
        uint256 dropId,
        address recipient,
        uint256 quantity,
        uint256 allowance,
        bytes32[] calldata proof
    ) external payable returns (uint256 firstTokenId);

    /// @notice Redeem a voucher for its recipient. Anyone may, whoever does pays; a free one of a tier that expires only the
    /// recipient may. It counts as sold as a claim does, if its tier has a price in its currency.
    /// @param issuer Who signed; must hold ISSUER now. A contract is asked by EIP-1271.
    function redeemVoucher(
        Voucher calldata voucher,
        address issuer,
        bytes calldata signature
    ) external payable returns (uint256 tokenId);

    /// @notice Make vouchers with these uids of the caller's worthless. Those used or canceled before are passed over.
    function cancelVouchers(uint256[] calldata uids) external;

    /// @notice Pay for whole periods of a membership. Anyone may; where they are free only the holder.
    /// @param maxCost Revert if it costs more than this.
    function renew(uint256 tokenId, uint256 periods, address currency, uint256 maxCost) external payable;

    /// @notice Move one's membership to another tier, for a whole period of it. Only its holder.
    /// @param maxCost Revert if it costs more than this.
    function changeTier(uint256 tokenId, uint16 tierId, address currency, uint256 maxCost) external payable;

    /// @notice What `renew` costs and gives now. Reverts where `renew` would because of the membership or its price.
    /// @return cost In wei or the ERC-20's smallest unit.
    /// @return expiresAt Unix seconds.
    function quoteRenewal(
        uint256 tokenId,
        uint256 periods,
        address currency
    ) external view returns (uint256 cost, uint64 expiresAt);

    /// @notice What `changeTier` costs and gives now; the formula is in docs/decisions/0006. Reverts where `changeTier`
    /// would because of the membership or its price.
    /// @return cost In wei or the ERC-20's smallest unit.
    /// @return expiresAt Unix seconds, 0 for never.
    function quoteChange(
        uint256 tokenId,
        uint16 tierId,
        address currency
    ) external view returns (uint256 cost, uint64 expiresAt);

    /// @notice What of a membership's time to come somebody paid for: what counts towards another tier.
    /// @return Seconds; for a lifetime tier 1 if it was paid for. 0 for one that is not active.
    function paidSecondsOf(uint256 tokenId) external view returns (uint256);

    /// @notice A drop's terms, how many it has issued, whether it is closed, and its document.
    function drop(
        uint256 dropId
    ) external view returns (DropTerms memory terms, uint32 claimed, bool closed, string memory uri);

    /// @notice How many drops exist; their ids are 1 to this number.
    function dropCount() external view returns (uint256);

    /// @notice How many memberships of a drop an account received.
    function claimedBy(uint256 dropId, address account) external view returns (uint32);

    /// @notice Price of a tier and whether one is set.
    function tierPrice(uint16 tierId, address currency) external view returns (uint128 price, bool isSet);

    /// @notice What a unit must bring at least for a sale to count as one, in wei or the ERC-20's smallest unit; 0: none counts.
    function priceFloor(address currency) external view returns (uint256 perUnit);

    /// @notice Whether an ERC-20 is allowed; ETH (zero) always is.
    function currencyAllowed(address currency) external view returns (bool);

    /// @notice Whether a uid of an issuer's is redeemed or canceled.
    function voucherUsed(address issuer, uint256 uid) external view returns (bool);

    /// @notice EIP-712 digest of a voucher on this chain and contract.
    function voucherDigest(Voucher calldata voucher) external view returns (bytes32);

    /// @notice Where every payment goes.
    function treasury() external view returns (address);
}
