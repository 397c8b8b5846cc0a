// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {LibString} from "solady/src/utils/LibString.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {IBrandMembership, Membership, MembershipState, TierTerms} from "../interfaces/IBrandMembership.sol";
import {DropTerms, IMembershipDrops, Voucher} from "../interfaces/IMembershipDrops.sol";
import {MembershipTill} from "./MembershipTill.sol";
import {Proration, TierPrice} from "./Proration.sol";

/// @title Ways to get and keep a membership
/// @notice Holds the roles ISSUER and DROPS, and never any money.
contract MembershipDrops is MembershipTill, EIP712, ReentrancyGuard {
    using BitMaps for BitMaps.BitMap;

    /// @dev The first slot is all that a free claim without an allowlist reads.
    struct Drop {
        uint16 tierId;
        uint40 startsAt;
        uint40 endsAt;
        uint32 supply;
        uint32 perWallet;
        uint32 claimed;
        bool closed;
        bool isPaid;
        bool isListed;
        bool isTimed;
        uint32 units;
        address currency;
        uint128 price;
        bytes32 allowlistRoot;
        string uri;
    }

    bytes32 private constant VOUCHER_TYPEHASH =
        keccak256(
            "Voucher(uint256 uid,address recipient,uint16 tierId,address currency,uint256 price,uint64 validFrom,uint64 validUntil)"
        );
    uint256 private constant MAX_QUANTITY = 100;
    /// @dev Seconds; BrandMembership refuses more.
    uint256 private constant MAX_AHEAD = 36_525 days;

    /// @dev In how many currencies a tier has a price, and in how many of them it is free.
    struct PricedIn {
        uint128 free;
        uint128 charged;
    }

    /// @notice Whose memberships are sold.
    IBrandMembership public immutable membership;
    uint256 private immutable _grace;

    uint256 private _dropCount;
    mapping(uint256 dropId => Drop) private _drops;
    mapping(uint256 dropId => mapping(address account => uint32)) private _claimedBy;
    /// @dev With the tier's duration, which never changes: asking the membership again would cost more than the rest of a quote.
    mapping(uint16 tierId => mapping(address currency => TierPrice)) private _prices;
    mapping(uint16 tierId => PricedIn) private _pricedIn;
    mapping(address issuer => BitMaps.BitMap) private _usedVouchers;
    /// @dev Memberships whose tier's price was paid for life, or for the period that began when they were issued. What was paid
    /// for later the membership counts itself.
    BitMaps.BitMap private _paidAtPrice;

    constructor(
        IBrandMembership membership_,
        address treasury_,
        BrandAccess authority_,
        uint128 floor
    ) MembershipTill(treasury_, authority_, floor) EIP712("Symbia Membership Drops", "1") {
        membership = membership_;
        _grace = membership_.grace();
    }

    /// @inheritdoc IMembershipDrops
    function setTierPrice(uint16 tierId, address currency, uint128 price) external restricted {
        _requireAllowed(currency);
        // Its terms are all that a price depends on.
        // slither-disable-next-line unused-return
        (TierTerms memory terms, , , ) = membership.tier(tierId);
        TierPrice memory stored = _prices[tierId][currency];
        if (stored.isSet && price > stored.amount) revert MembershipDrops_OnlyLess(price, stored.amount);
        if (price != 0 && !_reachesFloor(currency, price, terms.units)) {
            revert MembershipDrops_BelowFloor(tierId, currency, price, priceFloor(currency) * terms.units);
        }
        _countPrice(tierId, currency, stored, price);
        _prices[tierId][currency] = TierPrice(price, terms.duration, true, terms.units);
        emit TierPriceSet(tierId, currency, price);
    }

    /// @inheritdoc IMembershipDrops
    function defineDrop(DropTerms calldata terms, string calldata uri) external restricted returns (uint256 dropId) {
        if (bytes(uri).length < 8 || !LibString.startsWith(uri, "ipfs://")) {
            revert MembershipDrops_InvalidTerms("the drop needs an ipfs:// document");
        }
        if (terms.endsAt != 0 && (terms.endsAt <= terms.startsAt || terms.endsAt <= block.timestamp)) {
            revert MembershipDrops_InvalidTerms("endsAt must lie in the future and after startsAt");
        }
        if (terms.price == 0 && terms.currency != address(0)) {
            revert MembershipDrops_InvalidTerms("a free drop has no currency");
        }
        _requireAllowed(terms.currency);
        // It reverts for a tier that does not exist.
        // slither-disable-next-line unused-return
        (TierTerms memory tier, , , ) = membership.tier(terms.tierId);

        dropId = ++_dropCount;
        _store(_drops[dropId], terms, uri);
        (_drops[dropId].units, _drops[dropId].isTimed) = (tier.units, tier.duration != 0);
        _emitDefined(dropId, terms, uri);
    }

    /// @inheritdoc IMembershipDrops
    function closeDrop(uint256 dropId) external restricted {
        Drop storage stored = _drop(dropId);
        if (stored.closed) revert MembershipDrops_Closed(dropId);
        stored.closed = true;
        emit DropClosed(dropId);
    }

    /// @inheritdoc IMembershipDrops
    function claim(
        uint256 dropId,
        address recipient,
        uint256 quantity,
        uint256 allowance,
        bytes32[] calldata proof
    ) external payable nonReentrant returns (uint256 firstTokenId) {
        Drop storage stored = _drop(dropId);
        _requireOpen(stored, dropId);
        if (quantity == 0 || quantity > MAX_QUANTITY) {
            revert MembershipDrops_InvalidQuantity(quantity, MAX_QUANTITY);
        }
        uint256 limit = stored.perWallet == 0 ? type(uint32).max : stored.perWallet;
        if (stored.isListed) {
            _requireListed(stored.allowlistRoot, recipient, allowance, proof);
            limit = Math.min(limit, allowance);
        }

        _count(stored, dropId, recipient, quantity, limit);
        (address currency, uint256 cost, bool sold) = (address(0), 0, false);
        if (stored.isPaid) {
            (currency, cost) = (stored.currency, stored.price * quantity);
            (firstTokenId, sold) = _sell(recipient, stored.tierId, quantity, currency, stored.price, stored.units);
        } else {
            firstTokenId = _give(recipient, stored.tierId, quantity);
        }
        if (!sold && stored.isTimed) _requireRecipient(recipient);
        emit DropClaimed(dropId, recipient, msg.sender, firstTokenId, quantity, cost);
        _collect(currency, cost);
    }

    /// @inheritdoc IMembershipDrops
    function redeemVoucher(
        Voucher calldata voucher,
        address issuer,
        bytes calldata signature
    ) external payable nonReentrant returns (uint256 tokenId) {
        if (block.timestamp < voucher.validFrom || block.timestamp >= voucher.validUntil) {
            revert MembershipDrops_VoucherNotValid(voucher.validFrom, voucher.validUntil);
        }
        (bool isIssuer, uint32 delay) = authority.hasRole(authority.ISSUER(), issuer);
        if (!isIssuer || delay != 0) revert MembershipDrops_NotIssuer(issuer);
        if (voucherUsed(issuer, voucher.uid)) revert MembershipDrops_VoucherUsed(issuer, voucher.uid);
        if (!_isSigned(issuer, voucherDigest(voucher), signature)) revert MembershipDrops_InvalidSignature(issuer);

        _usedVouchers[issuer].set(voucher.uid);
        tokenId = _redeem(voucher);
        emit VoucherRedeemed(
            issuer,
            voucher.uid,
            voucher.recipient,
            msg.sender,
            tokenId,
            voucher.currency,
            voucher.price
        );
        _collect(voucher.currency, voucher.price);
    }

    /// @inheritdoc IMembershipDrops
    function cancelVouchers(uint256[] calldata uids) external {
        BitMaps.BitMap storage used = _usedVouchers[msg.sender];
        for (uint256 i = 0; i < uids.length; ++i) {
            // Passed over, not refused: whoever redeems one of them in the meantime must not save the others.
            if (used.get(uids[i])) continue;
            used.set(uids[i]);
            emit VoucherCanceled(msg.sender, uids[i]);
        }
    }

    /// @inheritdoc IMembershipDrops
    function renew(uint256 tokenId, uint256 periods, address currency, uint256 maxCost) external payable nonReentrant {
        Membership memory token = membership.membershipOf(tokenId);
        (uint256 cost, uint64 expiresAt) = _quoteRenewal(tokenId, token, periods, currency);
        if (cost > maxCost) revert MembershipDrops_TooExpensive(cost, maxCost);
        // A price of 0 is free; the brand sets it.
        // slither-disable-next-line incorrect-equality
        if (cost == 0) {
            // What costs nothing anybody could give a member until their membership lasts for ever.
            if (token.holder != msg.sender) revert MembershipDrops_FreeForHolderOnly(tokenId, msg.sender);
            expiresAt = membership.renew(tokenId, periods);
        } else {
            expiresAt = membership.sellTime(tokenId, periods, _revivesAsSold(token, currency));
        }
        emit RenewalSold(tokenId, msg.sender, periods, currency, cost, expiresAt);
        _collect(currency, cost);
    }

    /// @inheritdoc IMembershipDrops
    function changeTier(
        uint256 tokenId,
        uint16 tierId,
        address currency,
        uint256 maxCost
    ) external payable nonReentrant {
        Membership memory token = membership.membershipOf(tokenId);
        if (token.holder != msg.sender) revert MembershipDrops_NotHolder(tokenId, msg.sender);
        bool atPrice = _paidAtPrice.get(tokenId);
        (uint256 cost, uint64 expiresAt, bool paid, uint256 gained) = _quoteChange(
            tokenId,
            token,
            atPrice,
            tierId,
            currency
        );
        if (cost > maxCost) revert MembershipDrops_TooExpensive(cost, maxCost);
        // 0 is what stands for life, and no time that somebody could bring about.
        // slither-disable-next-line incorrect-equality
        bool paidForLife = paid && expiresAt == 0;
        if (paidForLife != atPrice) _paidAtPrice.setTo(tokenId, paidForLife);
        // What was paid before paid for other units, and credit has no currency: it can have been paid in another one.
        membership.changeTier(tokenId, tierId, expiresAt, paid, _reachesFloor(currency, cost, gained));
        emit TierChangeSold(tokenId, msg.sender, token.tierId, tierId, currency, cost);
        _collect(currency, cost);
    }

    /// @inheritdoc IMembershipDrops
    function quoteChange(
        uint256 tokenId,
        uint16 tierId,
        address currency
    ) external view returns (uint256 cost, uint64 expiresAt) {
        Membership memory token = membership.membershipOf(tokenId);
        (cost, expiresAt, , ) = _quoteChange(tokenId, token, _paidAtPrice.get(tokenId), tierId, currency);
    }

    /// @inheritdoc IMembershipDrops
    function paidSecondsOf(uint256 tokenId) external view returns (uint256) {
        Membership memory token = membership.membershipOf(tokenId);
        if (token.state != MembershipState.Active) return 0;
        // Its duration is all that is needed.
        // slither-disable-next-line unused-return
        (TierTerms memory terms, , , ) = membership.tier(token.tierId);
        return Proration.paidSeconds(token, terms.duration, _paidAtPrice.get(tokenId));
    }

    /// @inheritdoc IMembershipDrops
    function drop(
        uint256 dropId
    ) external view returns (DropTerms memory terms, uint32 claimed, bool closed, string memory uri) {
        Drop storage stored = _drop(dropId);
        (terms.tierId, terms.startsAt, terms.endsAt) = (stored.tierId, stored.startsAt, stored.endsAt);
        (terms.supply, terms.perWallet) = (stored.supply, stored.perWallet);
        (terms.currency, terms.price) = (stored.currency, stored.price);
        terms.allowlistRoot = stored.allowlistRoot;
        return (terms, stored.claimed, stored.closed, stored.uri);
    }

    /// @inheritdoc IMembershipDrops
    function dropCount() external view returns (uint256) {
        return _dropCount;
    }

    /// @inheritdoc IMembershipDrops
    function claimedBy(uint256 dropId, address account) external view returns (uint32) {
        return _claimedBy[dropId][account];
    }

    /// @inheritdoc IMembershipDrops
    function tierPrice(uint16 tierId, address currency) external view returns (uint128 price, bool isSet) {
        TierPrice storage stored = _prices[tierId][currency];
        return (stored.amount, stored.isSet);
    }

    /// @inheritdoc IMembershipDrops
    function quoteRenewal(
        uint256 tokenId,
        uint256 periods,
        address currency
    ) public view returns (uint256 cost, uint64 expiresAt) {
        return _quoteRenewal(tokenId, membership.membershipOf(tokenId), periods, currency);
    }

    /// @inheritdoc IMembershipDrops
    function voucherUsed(address issuer, uint256 uid) public view returns (bool) {
        return _usedVouchers[issuer].get(uid);
    }

    /// @inheritdoc IMembershipDrops
    function voucherDigest(Voucher calldata voucher) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, voucher)));
    }

    function _store(Drop storage stored, DropTerms calldata terms, string calldata uri) private {
        (stored.tierId, stored.startsAt, stored.endsAt) = (terms.tierId, terms.startsAt, terms.endsAt);
        (stored.supply, stored.perWallet) = (terms.supply, terms.perWallet);
        (stored.isPaid, stored.isListed) = (terms.price != 0, terms.allowlistRoot != 0);
        (stored.currency, stored.price) = (terms.currency, terms.price);
        (stored.allowlistRoot, stored.uri) = (terms.allowlistRoot, uri);
    }

    function _emitDefined(uint256 dropId, DropTerms calldata terms, string calldata uri) private {
        emit DropDefined(
            dropId,
            terms.tierId,
            terms.startsAt,
            terms.endsAt,
            terms.supply,
            terms.perWallet,
            terms.currency,
            terms.price,
            terms.allowlistRoot,
            uri
        );
    }

    /// @dev Counts the claim against the drop's supply and the recipient's limit.
    function _count(
        Drop storage stored,
        uint256 dropId,
        address recipient,
        uint256 quantity,
        uint256 limit
    ) private {
        uint256 claimed = stored.claimed + quantity;
        uint256 supply = stored.supply;
        if (supply != 0 && claimed > supply) revert MembershipDrops_DropSoldOut(dropId, supply, claimed);
        uint256 received = _claimedBy[dropId][recipient] + quantity;
        if (received > limit) revert MembershipDrops_WalletLimit(recipient, limit, received);
        stored.claimed = uint32(claimed);
        _claimedBy[dropId][recipient] = uint32(received);
    }

    /// @dev Issues what is paid for. At less than the floor or the tier's price it counts as given away; at less than the tier's
    /// price it is no credit towards another tier either.
    /// @param price Of each, not 0.
    /// @param units Of each, or the most that one can have.
    /// @return firstTokenId The others follow without a gap.
    /// @return sold Whether they count as sold.
    function _sell(
        address to,
        uint16 tierId,
        uint256 quantity,
        address currency,
        uint256 price,
        uint256 units
    ) private returns (uint256 firstTokenId, bool sold) {
        TierPrice memory usual = _prices[tierId][currency];
        bool atPrice = price >= usual.amount;
        sold = atPrice && _reachesFloor(currency, price, units);
        firstTokenId = sold ? membership.sell(to, tierId, quantity) : _give(to, tierId, quantity);
        if (!usual.isSet || !atPrice) return (firstTokenId, sold);
        for (uint256 i = 0; i < quantity; ++i) _paidAtPrice.set(firstTokenId + i);
    }

    /// @dev Units of a voucher's tier are known if the tier has a price in its currency: without one it counts as given away.
    function _redeem(Voucher calldata voucher) private returns (uint256 tokenId) {
        address recipient = voucher.recipient;
        bool sold = false;
        if (voucher.price != 0) {
            TierPrice storage usual = _prices[voucher.tierId][voucher.currency];
            uint256 units = usual.isSet ? usual.units : type(uint32).max;
            (tokenId, sold) = _sell(recipient, voucher.tierId, 1, voucher.currency, voucher.price, units);
        } else {
            tokenId = _give(recipient, voucher.tierId, 1);
        }
        if (!sold && membership.membershipOf(tokenId).expiresAt != 0) _requireRecipient(recipient);
    }

    /// @dev What begins at once begins when its holder wants it to. Only who pays what a sale costs may begin it for somebody else.
    function _requireRecipient(address recipient) private view {
        if (recipient != msg.sender) revert MembershipDrops_GivenToRecipientOnly(recipient, msg.sender);
    }

    function _give(address to, uint16 tierId, uint256 quantity) private returns (uint256 firstTokenId) {
        if (quantity == 1) return membership.issue(to, tierId);
        address[] memory recipients = new address[](quantity);
        for (uint256 i = 0; i < quantity; ++i) recipients[i] = to;
        return membership.airdrop(recipients, tierId);
    }

    /// @dev A tier that is free in one currency is not sold in another: it would be worth there what nobody paid.
    function _countPrice(
        uint16 tierId,
        address currency,
        TierPrice memory previous,
        uint128 price
    ) private {
        PricedIn memory count = _pricedIn[tierId];
        if (previous.isSet) {
            if (previous.amount == 0) --count.free;
            else --count.charged;
        }
        if (price == 0) ++count.free;
        else ++count.charged;
        if (count.free != 0 && count.charged != 0) revert MembershipDrops_MixedPrices(tierId, currency, price);
        _pricedIn[tierId] = count;
    }

    /// @dev Whether units that come back by a renewal are paid for: each period's price reaches the floor of today.
    function _revivesAsSold(Membership memory token, address currency) private view returns (bool) {
        if (token.state != MembershipState.Lapsed) return false; // none come back
        TierPrice memory price = _prices[token.tierId][currency];
        return _reachesFloor(currency, price.amount, price.units);
    }

    function _quoteRenewal(
        uint256 tokenId,
        Membership memory token,
        uint256 periods,
        address currency
    ) private view returns (uint256 cost, uint64 expiresAt) {
        _requireAllowed(currency);
        TierPrice memory price = _price(token.tierId, currency);
        if (price.duration == 0) revert IBrandMembership.BrandMembership_NeverExpires(tokenId);
        uint256 from = Math.max(token.expiresAt, block.timestamp);
        uint256 latest = block.timestamp + MAX_AHEAD;
        if (periods == 0 || periods > (latest - from) / price.duration) {
            revert IBrandMembership.BrandMembership_InvalidPeriods(tokenId, periods, from, latest);
        }
        // Within the grace time it goes on where it ended.
        if (block.timestamp < token.expiresAt + Math.min(_grace, price.duration)) from = token.expiresAt;
        return (price.amount * periods, uint64(from + periods * price.duration));
    }

    /// @return cost In the currency.
    /// @return expiresAt Unix seconds, 0 for a lifetime tier.
    /// @return paid Whether all of the new time is paid for: by `cost`, by what was paid before, or by both.
    /// @return gained How many units more the new tier has; 0 if it has fewer.
    function _quoteChange(
        uint256 tokenId,
        Membership memory token,
        bool atPrice,
        uint16 tierId,
        address currency
    ) private view returns (uint256 cost, uint64 expiresAt, bool paid, uint256 gained) {
        if (tierId == token.tierId) revert IBrandMembership.BrandMembership_SameTier(tokenId, tierId);
        if (token.revocableAt != 0) revert IBrandMembership.BrandMembership_UnderNotice(tokenId, token.revocableAt);
        if (token.state != MembershipState.Active) {
            revert IBrandMembership.BrandMembership_NotActive(tokenId, token.state);
        }
        _requireAllowed(currency);
        (TierPrice memory previous, TierPrice memory next) = (_price(token.tierId, currency), _price(tierId, currency));
        // Else whoever goes down before midnight and up after it uses up what is given away that day, for nothing.
        if (next.amount == 0 && next.units > previous.units) revert MembershipDrops_FreeChangeUp(tokenId, tierId);
        uint256 time = Proration.paidSeconds(token, previous.duration, atPrice);
        uint256 toCome = next.amount > previous.amount ? 0 : Proration.secondsToCome(token, previous.duration);
        (cost, time) = Proration.change(previous, next, time, toCome, MAX_AHEAD);
        expiresAt = next.duration == 0 ? 0 : uint64(block.timestamp + time);
        paid = next.amount != 0;
        gained = next.units > previous.units ? next.units - previous.units : 0;
    }

    function _requireOpen(Drop storage stored, uint256 dropId) private view {
        if (stored.closed) revert MembershipDrops_Closed(dropId);
        if (block.timestamp < stored.startsAt) revert MembershipDrops_NotStarted(stored.startsAt);
        uint256 endsAt = stored.endsAt;
        if (endsAt != 0 && block.timestamp >= endsAt) revert MembershipDrops_Over(endsAt);
    }

    function _drop(uint256 dropId) private view returns (Drop storage) {
        if (dropId == 0 || dropId > _dropCount) revert MembershipDrops_UnknownDrop(dropId);
        return _drops[dropId];
    }

    function _price(uint16 tierId, address currency) private view returns (TierPrice memory price) {
        price = _prices[tierId][currency];
        if (!price.isSet) revert MembershipDrops_NoPrice(tierId, currency);
    }

    /// @dev The account's key comes first: an account with code of its own (EIP-7702) still has one. Only where that is not
    /// its signature is the code asked (EIP-1271).
    function _isSigned(address issuer, bytes32 digest, bytes calldata signature) private view returns (bool) {
        // An error means that it is not the key's signature, and says no more than the address does.
        // slither-disable-next-line unused-return
        (address signer, ECDSA.RecoverError error, ) = ECDSA.tryRecover(digest, signature);
        if (error == ECDSA.RecoverError.NoError && signer == issuer) return true;
        return SignatureChecker.isValidERC1271SignatureNow(issuer, digest, signature);
    }

    /// @dev Hashed twice, so that no inner node of the tree can pass for a leaf.
    function _requireListed(
        bytes32 root,
        address account,
        uint256 allowance,
        bytes32[] calldata proof
    ) private pure {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, allowance))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert MembershipDrops_NotAllowlisted(account, allowance);
    }
}
