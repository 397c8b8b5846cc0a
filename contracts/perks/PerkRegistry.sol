// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandAccess} from "../access/BrandAccess.sol";
import {BrandManaged} from "../access/BrandManaged.sol";
import {IBrandMembership, Membership, MembershipState} from "../interfaces/IBrandMembership.sol";
import {IPerkRegistry, PerkRule, PerkTerms, Verdict} from "../interfaces/IPerkRegistry.sol";

/// @title Perks of memberships
contract PerkRegistry is BrandManaged, IPerkRegistry {
    struct Perk {
        PerkTerms terms;
        bool paused;
        uint32 redeemed;
        string uri;
    }

    uint256 private constant RULES = uint256(type(PerkRule).max) + 1;

    /// @notice Whose memberships redeem.
    IBrandMembership public immutable membership;

    uint256 private _perkCount;
    uint256 private _redemptionCount;
    mapping(uint256 perkId => Perk) private _perks;
    mapping(uint256 perkId => mapping(uint256 tokenId => uint32)) private _redeemedWith;
    mapping(uint256 perkId => mapping(address account => uint32)) private _redeemedBy;

    constructor(IBrandMembership membership_, BrandAccess authority_) BrandManaged(authority_) {
        membership = membership_;
    }

    /// @inheritdoc IPerkRegistry
    function definePerk(PerkTerms calldata terms, string calldata uri) external restricted returns (uint256 perkId) {
        if (bytes(uri).length == 0) revert PerkRegistry_InvalidTerms("the perk needs a document URI");
        if (terms.endsAt != 0 && (terms.endsAt <= terms.startsAt || terms.endsAt <= block.timestamp)) {
            revert PerkRegistry_InvalidTerms("endsAt must lie in the future and after startsAt");
        }
        if (terms.perWallet != 0 && terms.perMembership == 0) {
            // One membership would walk through any number of wallets.
            revert PerkRegistry_InvalidTerms("a limit per wallet needs a limit per membership");
        }
        uint16 tierCount = membership.tierCount();
        for (uint256 i = 0; i < terms.tierIds.length; ++i) {
            uint16 tierId = terms.tierIds[i];
            if (tierId == 0 || tierId > tierCount) revert PerkRegistry_InvalidTerms("tierIds names an unknown tier");
        }

        perkId = ++_perkCount;
        _perks[perkId].terms = terms;
        _perks[perkId].uri = uri;
        emit PerkDefined(
            perkId,
            terms.startsAt,
            terms.endsAt,
            terms.minHoldingSeconds,
            terms.supply,
            terms.perMembership,
            terms.perWallet,
            terms.tierIds,
            uri
        );
    }

    /// @inheritdoc IPerkRegistry
    function setPaused(uint256 perkId, bool paused) external restricted {
        _perk(perkId).paused = paused;
        emit PerkPaused(perkId, paused);
    }

    /// @inheritdoc IPerkRegistry
    function redeem(uint256 perkId, uint256 tokenId) external returns (uint256 redemptionId) {
        (bool eligible, Verdict[] memory verdicts) = evaluate(perkId, tokenId, msg.sender);
        if (!eligible) _refuse(perkId, tokenId, verdicts);

        redemptionId = ++_redemptionCount;
        ++_perks[perkId].redeemed;
        ++_redeemedWith[perkId][tokenId];
        ++_redeemedBy[perkId][msg.sender];
        emit PerkRedeemed(redemptionId, perkId, tokenId, msg.sender);
    }

    /// @inheritdoc IPerkRegistry
    function perk(
        uint256 perkId
    ) external view returns (PerkTerms memory terms, bool paused, uint32 redeemed, string memory uri) {
        Perk storage stored = _perk(perkId);
        return (stored.terms, stored.paused, stored.redeemed, stored.uri);
    }

    /// @inheritdoc IPerkRegistry
    function perkCount() external view returns (uint256) {
        return _perkCount;
    }

    /// @inheritdoc IPerkRegistry
    function redemptionCount() external view returns (uint256) {
        return _redemptionCount;
    }

    /// @inheritdoc IPerkRegistry
    function redeemedWith(uint256 perkId, uint256 tokenId) external view returns (uint32) {
        return _redeemedWith[perkId][tokenId];
    }

    /// @inheritdoc IPerkRegistry
    function redeemedBy(uint256 perkId, address account) external view returns (uint32) {
        return _redeemedBy[perkId][account];
    }

    /// @inheritdoc IPerkRegistry
    function evaluate(
        uint256 perkId,
        uint256 tokenId,
        address account
    ) public view returns (bool eligible, Verdict[] memory verdicts) {
        Perk storage stored = _perk(perkId);
        PerkTerms memory terms = stored.terms;
        Membership memory token = membership.membershipOf(tokenId);
        uint256 heldSeconds = block.timestamp - token.acquiredAt;
        uint256 isHolder = token.holder == account ? 1 : 0;

        verdicts = new Verdict[](RULES);
        verdicts[0] = _atLeast(PerkRule.Active, stored.paused ? 0 : 1, 1);
        verdicts[1] = _atLeast(PerkRule.Holder, isHolder, 1);
        verdicts[2] = Verdict(PerkRule.Tier, _allows(terms.tierIds, token.tierId), token.tierId, 0);
        verdicts[3] = _atLeast(PerkRule.HoldingTime, heldSeconds, terms.minHoldingSeconds);
        verdicts[4] = _atLeast(PerkRule.Started, block.timestamp, terms.startsAt);
        verdicts[5] = _below(PerkRule.NotEnded, block.timestamp, terms.endsAt);
        verdicts[6] = _below(PerkRule.Supply, stored.redeemed, terms.supply);
        verdicts[7] = _below(PerkRule.PerMembership, _redeemedWith[perkId][tokenId], terms.perMembership);
        verdicts[8] = _below(PerkRule.PerWallet, _redeemedBy[perkId][account], terms.perWallet);
        bool inForce = token.state == MembershipState.Active && token.revocableAt == 0;
        verdicts[9] = _atLeast(PerkRule.Membership, inForce ? 1 : 0, 1);

        eligible = true;
        for (uint256 i = 0; i < RULES; ++i) eligible = eligible && verdicts[i].passed;
    }

    function _refuse(uint256 perkId, uint256 tokenId, Verdict[] memory verdicts) private pure {
        for (uint256 i = 0; i < RULES; ++i) {
            Verdict memory verdict = verdicts[i];
            if (verdict.passed) continue;
            revert PerkRegistry_Refused(perkId, tokenId, verdict.rule, verdict.value, verdict.threshold);
        }
    }

    function _perk(uint256 perkId) private view returns (Perk storage) {
        if (perkId == 0 || perkId > _perkCount) revert PerkRegistry_UnknownPerk(perkId);
        return _perks[perkId];
    }

    function _atLeast(PerkRule rule, uint256 value, uint256 threshold) private pure returns (Verdict memory) {
        return Verdict(rule, value >= threshold, value, threshold);
    }

    /// @dev A threshold of 0 stands for no limit.
    function _below(PerkRule rule, uint256 value, uint256 threshold) private pure returns (Verdict memory) {
        return Verdict(rule, threshold == 0 || value < threshold, value, threshold);
    }

    function _allows(uint16[] memory tierIds, uint16 tierId) private pure returns (bool) {
        for (uint256 i = 0; i < tierIds.length; ++i) {
            if (tierIds[i] == tierId) return true;
        }
        return tierIds.length == 0;
    }
}
