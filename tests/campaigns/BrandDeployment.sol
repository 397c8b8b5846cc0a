// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandAccess} from "../../contracts/access/BrandAccess.sol";
import {BallotLens} from "../../contracts/governance/BallotLens.sol";
import {BrandGovernor} from "../../contracts/governance/BrandGovernor.sol";
import {BrandTimelock} from "../../contracts/governance/BrandTimelock.sol";
import {IBrandMembership, Launch, TierTerms, UnitBounds} from "../../contracts/interfaces/IBrandMembership.sol";
import {DropTerms, IMembershipDrops} from "../../contracts/interfaces/IMembershipDrops.sol";
import {IMembershipVotes} from "../../contracts/interfaces/IMembershipVotes.sol";
import {IPerkRegistry} from "../../contracts/interfaces/IPerkRegistry.sol";
import {Curve, ProposalType, ProposerRule, Reach} from "../../contracts/interfaces/IProposalTypes.sol";
import {BrandMembership} from "../../contracts/membership/BrandMembership.sol";
import {MembershipDrops} from "../../contracts/membership/MembershipDrops.sol";
import {MembershipRenderer} from "../../contracts/membership/MembershipRenderer.sol";
import {PerkRegistry} from "../../contracts/perks/PerkRegistry.sol";
import {Coin} from "./Coin.sol";
import {UnitsListener} from "./UnitsListener.sol";
import {vm} from "./Vm.sol";

/// @title The brand that a campaign attacks
/// @notice The only place that knows constructors, permissions and plan; as scripts/deploy.py does it. A change of the
/// contracts that a deployment sees is followed here.
abstract contract BrandDeployment {
    /// @dev A restricted function and the role that may call it.
    struct Permission {
        address target;
        bytes4 selector;
        uint64 role;
    }

    uint256 internal constant START = 1_800_000_000; // unix seconds
    uint32 internal constant APPEAL_WINDOW = 3 days;
    uint32 internal constant GRACE = 2 days; // longer than a period of "Late"
    uint32 internal constant TIMELOCK_DELAY = 1 hours;
    uint32 internal constant TIMELOCK_DELAY_FLOOR = 10 minutes;
    uint128 internal constant PRICE_FLOOR = 0.005 ether; // a unit; twice as much in coins
    uint32 internal constant ACTION_WINDOW = 2 days;
    uint48 internal constant LATE_QUORUM_EXTENSION = 6 hours;
    uint32 internal constant LAUNCH_PERIOD = 6 hours;
    uint32 internal constant MAX_UNITS = 40;
    uint32 internal constant MAX_TIER_UNITS = 200;
    uint32 internal constant PER_DAY_LEAST = 45; // one of the tier with most units
    uint16 internal constant GIVEN_PER_DAY_BPS = 2_500;
    uint16 internal constant SOLD_PER_DAY_BPS = 4_000;
    uint32 internal constant LAUNCH_UNITS = 90;
    uint32 internal constant LAUNCH_SOLD_UNITS = 120;
    uint256 internal constant TREASURY = 1_000 ether; // and as many coins
    uint256 internal constant ACTORS = 10;
    uint256 internal constant TIERS = 9; // more than the seven whose places lie in one word with others
    uint256 internal constant DROPS_DEFINED = 4;
    uint16 internal constant ADVISORY = 1;
    uint16 internal constant MARKETING = 2;
    uint16 internal constant PAYMENTS = 3;
    uint16 internal constant POLICY = 4;
    uint16 internal constant CONDUCT = 5;
    uint16 internal constant TYPES = 5;
    string internal constant DOCUMENT = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";

    BrandAccess internal access;
    BrandMembership internal membership;
    BrandTimelock internal timelock;
    MembershipDrops internal drops;
    BrandGovernor internal governor;
    BallotLens internal lens;
    PerkRegistry internal perks;
    Coin internal coin;
    UnitsListener internal listener;

    address internal immutable brand = vm.addr(0xb1);
    uint256 internal constant ISSUER_KEY = 0xb2;
    address internal immutable issuer = vm.addr(ISSUER_KEY);
    address internal immutable guardian = vm.addr(0xb3);
    /// @dev Stands for the contract that submits for others.
    address internal immutable sponsor = vm.addr(0xb4);
    /// @dev Takes part in nothing, and may hold memberships as anybody.
    address internal immutable excluded;

    address[] internal actors;
    Permission[] internal permissions;

    constructor() {
        vm.warp(START);
        for (uint256 i = 0; i < ACTORS; ++i) {
            actors.push(vm.addr(_keyOf(i)));
            vm.deal(actors[i], 1_000_000 ether);
        }
        excluded = actors[0];
        _deploy();
        _permit();
        _open();
        _handOver();
    }

    /// @dev The private key of an actor.
    function _keyOf(uint256 index) internal pure returns (uint256) {
        return 0xa1 + index;
    }

    function _deploy() private {
        access = new BrandAccess(address(this));
        membership = new BrandMembership(
            "Campaign",
            "CMPN",
            access,
            new MembershipRenderer(),
            APPEAL_WINDOW,
            GRACE,
            UnitBounds(MAX_UNITS, MAX_TIER_UNITS, PER_DAY_LEAST, GIVEN_PER_DAY_BPS, SOLD_PER_DAY_BPS),
            Launch(LAUNCH_PERIOD, LAUNCH_UNITS, LAUNCH_SOLD_UNITS)
        );
        listener = new UnitsListener(membership);
        timelock = new BrandTimelock(TIMELOCK_DELAY, TIMELOCK_DELAY_FLOOR, address(this));
        drops = new MembershipDrops(membership, address(timelock), access, PRICE_FLOOR);
        address[] memory excludedAccounts = new address[](1);
        excludedAccounts[0] = excluded;
        membership.bindVotes(excluded);
        governor = new BrandGovernor(
            "Campaign Governor",
            membership,
            timelock,
            access,
            ACTION_WINDOW,
            LATE_QUORUM_EXTENSION,
            _types(),
            excludedAccounts
        );
        lens = new BallotLens(governor);
        perks = new PerkRegistry(membership, access);
        coin = new Coin();
        coin.mint(address(timelock), TREASURY);
        vm.deal(address(timelock), TREASURY);
    }

    function _permit() private {
        address m = address(membership);
        (uint64 byBrand, uint64 byIssuer, uint64 byDrops) = (access.BRAND(), access.ISSUER(), access.DROPS());
        _allow(m, IBrandMembership.issue.selector, byIssuer);
        _allow(m, IBrandMembership.airdrop.selector, byIssuer);
        _allow(m, IBrandMembership.renew.selector, byIssuer);
        _allow(m, IBrandMembership.changeTier.selector, byDrops);
        _allow(m, IBrandMembership.sell.selector, byDrops);
        _allow(m, IBrandMembership.sellTime.selector, byDrops);
        _allow(m, IBrandMembership.defineTier.selector, byBrand);
        _allow(m, IBrandMembership.setTierURI.selector, byBrand);
        _allow(m, IBrandMembership.reduceTierSupply.selector, byBrand);
        _allow(m, IBrandMembership.reduceTierRoyalty.selector, byBrand);
        _allow(m, IBrandMembership.setContractURI.selector, byBrand);
        _allow(m, IBrandMembership.setRenderer.selector, byBrand);
        _allow(m, IBrandMembership.freezeMetadata.selector, byBrand);
        _allow(m, IBrandMembership.noticeRevocation.selector, byBrand);
        _allow(m, IBrandMembership.withdrawRevocation.selector, byBrand);
        _allow(m, IBrandMembership.revoke.selector, byBrand);
        _allow(m, IBrandMembership.dismissRevocation.selector, access.ADMIN_ROLE());
        _allow(m, IBrandMembership.defineReservedTier.selector, access.ADMIN_ROLE());
        _allow(m, IBrandMembership.setUnitBounds.selector, access.ADMIN_ROLE());
        _allow(m, IBrandMembership.setUnitsListener.selector, access.ADMIN_ROLE());
        _allow(m, IMembershipVotes.bindVotes.selector, access.ADMIN_ROLE());
        _allow(m, IMembershipVotes.releaseVotes.selector, access.ADMIN_ROLE());
        address d = address(drops);
        _allow(d, IMembershipDrops.allowCurrency.selector, byBrand);
        _allow(d, IMembershipDrops.setTierPrice.selector, byBrand);
        _allow(d, IMembershipDrops.defineDrop.selector, byBrand);
        _allow(d, IMembershipDrops.closeDrop.selector, byBrand);
        _allow(d, IMembershipDrops.setPriceFloor.selector, access.ADMIN_ROLE());
        _allow(address(perks), IPerkRegistry.definePerk.selector, byBrand);
        _allow(address(perks), IPerkRegistry.setPaused.selector, byBrand);
        access.grantRole(byBrand, brand, 0);
        access.grantRole(byIssuer, issuer, 0);
        access.grantRole(access.GUARDIAN(), guardian, 0);
        access.grantRole(access.PROPOSER(), sponsor, 0);
        access.grantRole(byIssuer, d, 0);
        access.grantRole(byDrops, d, 0);
    }

    function _allow(address target, bytes4 selector, uint64 role) private {
        permissions.push(Permission(target, selector, role));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        access.setTargetFunctionRole(target, selectors, role);
    }

    /// @dev Tiers, prices and drops. Supplies are small, so that places run out.
    function _open() private {
        access.grantRole(access.BRAND(), address(this), 0);
        membership.setUnitsListener(listener);
        drops.allowCurrency(address(coin), true);
        drops.setPriceFloor(address(coin), 2 * PRICE_FLOOR);
        _tier("Basic", 1, 12, 30 days, true, 0.01 ether);
        _tier("Gold", 25, 5, 30 days, true, 1 ether);
        _tier("Lifetime", 10, 6, 0, true, 5 ether);
        _tier("Soulbound", 3, 8, 10 days, false, 0.02 ether);
        _tier("Guest", 0, 6, 5 days, true, 0.001 ether);
        _tier("Silver", 7, 6, 60 days, true, 0.3 ether);
        _tier("Founder", 40, 2, 0, false, 9 ether);
        _tier("Late", 4, 5, 1 days, true, 0.05 ether);
        _tier("Later", 6, 3, 15 days, true, 0); // free: whoever changes to it is given its units
        _drop(1, 0, 0, 4, bytes32(0));
        _drop(2, 0, 1 ether, 0, bytes32(0));
        _drop(6, 1, 0.2 ether, 0, bytes32(0));
        // Below the floor, and a list of one: the root is its leaf, and its proof is empty.
        _drop(8, 0, 0.01 ether, 0, keccak256(bytes.concat(keccak256(abi.encode(actors[1], uint256(2))))));
        access.renounceRole(access.BRAND(), address(this));
    }

    function _tier(
        string memory name,
        uint32 units,
        uint32 supply,
        uint32 duration,
        bool transferable,
        uint128 price
    ) private {
        TierTerms memory terms = TierTerms(units, supply, duration, transferable, 0, address(0), name);
        uint16 tierId = membership.defineTier(terms, DOCUMENT, DOCUMENT);
        drops.setTierPrice(tierId, address(0), price);
        drops.setTierPrice(tierId, address(coin), price * 2);
    }

    function _drop(uint16 tierId, uint256 currency, uint128 price, uint32 perWallet, bytes32 root) private {
        address paidIn = currency == 0 ? address(0) : address(coin);
        drops.defineDrop(DropTerms(tierId, 0, 0, 0, perWallet, paidIn, price, root), DOCUMENT);
    }

    function _handOver() private {
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
        timelock.grantRole(timelock.EXECUTOR_ROLE(), address(governor));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
        access.grantRole(access.ADMIN_ROLE(), address(timelock), 0);
        access.renounceRole(access.ADMIN_ROLE(), address(this));
    }

    /// @dev Quorums are low and times short, so that most proposals come to an end within a run.
    function _types() private pure returns (ProposalType[] memory types) {
        types = new ProposalType[](TYPES);
        types[0] = _type("Product", 30 minutes, 1 days, 1_000, 5_000, false);
        (types[0].methods, types[0].cap) = (31, 20);
        types[1] = _type("Marketing", 1 hours, 12 hours, 1_500, 5_000, false);
        (types[1].methods, types[1].curve) = (31, Curve.OneMemberOneVote);
        types[2] = _type("Payments", 1 hours, 1 days, 1_500, 6_000, true);
        (types[2].methods, types[2].optionBps, types[2].curve) = (31, 6_000, Curve.SquareRoot);
        types[3] = _type("Policy", 2 hours, 2 days, 2_000, 6_667, true);
        (types[3].reach, types[3].quorumLeast) = (Reach.Governance, 4); // and counts units, as it must
        types[3].proposalThreshold = 8; // a hundredth of all units is less, and enough
        types[4] = _type("Conduct", 1 hours, 1 days, 1_500, 6_000, true);
        (types[4].reach, types[4].quorumLeast) = (Reach.Brand, 2);
    }

    function _type(
        string memory name,
        uint32 votingDelay,
        uint32 votingPeriod,
        uint16 quorumBps,
        uint16 approvalBps,
        bool binding
    ) private pure returns (ProposalType memory kind) {
        kind.name = name;
        (kind.votingDelay, kind.votingPeriod, kind.proposalThreshold) = (votingDelay, votingPeriod, 3);
        (kind.quorumBps, kind.approvalBps, kind.proposerRule) = (quorumBps, approvalBps, ProposerRule.BrandOrMembers);
        (kind.binding, kind.active, kind.methods, kind.quorumLeast) = (binding, true, 1, 1);
    }
}
