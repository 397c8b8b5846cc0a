// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {IBrandMembership} from "../interfaces/IBrandMembership.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {
    BallotMethod,
    Curve,
    IProposalTypes,
    Options,
    ProposalRules,
    ProposalType,
    ProposerRule,
    Reach
} from "../interfaces/IProposalTypes.sol";
import {PowerWord} from "../interfaces/PowerWord.sol";
import {Choices} from "./Choices.sol";
import {ExcludedNumbers} from "./ExcludedNumbers.sol";
import {LabelDigests} from "./LabelDigests.sol";
import {TallyWord} from "./TallyWord.sol";

/// @notice Types, what proposals froze of them, and who takes no part.
/// @param typeCount How many types there are; their ids are 1 to this number.
/// @param typeInFlight The type being proposed, 0 outside of a call: OpenZeppelin's `_propose` asks `votingDelay()` and
/// `votingPeriod()`, which know no proposal yet.
/// @param protectiveInFlight Whether what is being proposed is protective, so that its voting delay is 0.
/// @param appealInFlight Whether no guardian shall cancel what is being proposed.
/// @param reliefInFlight Whether half of the votes carry what is being proposed, see `RELIEF_APPROVAL_BPS`.
/// @param exclusionVersion Number of the latest list of excluded accounts; 0 while there was none.
struct Types {
    uint16 typeCount;
    uint16 typeInFlight;
    bool protectiveInFlight;
    bool appealInFlight;
    uint16 exclusionVersion;
    bool reliefInFlight;
    mapping(uint256 typeId => ProposalType) types;
    mapping(uint256 proposalId => ProposalRules) rules;
    mapping(uint256 version => address[]) excluded;
    mapping(uint256 proposalId => bool) beyondGuardian;
}

/// @notice What is being proposed, and whom the governor asks about it.
/// @param typeId The type.
/// @param method How ballots shall be filled in.
/// @param optionCount How many options there are: 3 for for/against/abstain.
/// @param proposer Who is shown as proposer.
/// @param sponsored Whether a contract with the role PROPOSER submits it for the proposer.
/// @param membership Whose units vote.
/// @param access Who has which role.
/// @param timelock The executor.
struct Submission {
    uint16 typeId;
    BallotMethod method;
    uint256 optionCount;
    address proposer;
    bool sponsored;
    IMembershipVotes membership;
    BrandAccess access;
    address timelock;
}

/// @title Checking and freezing of proposal types
/// @notice Code of the governor that does not fit into it: a linked library, running on the governor's storage.
library TypeBook {
    using ExcludedNumbers for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant MIN_VOTING_PERIOD = 1 minutes;
    uint256 private constant MAX_VOTING_PERIOD = 90 days;
    uint256 private constant MAX_VOTING_DELAY = 90 days;
    uint256 private constant MAX_ANSWER_PERIOD = 365 days;
    uint256 private constant MAX_EXCLUDED = 8;
    /// @dev Each type that is written is held against all others.
    uint256 private constant MAX_TYPES = 64;
    uint256 private constant FOR_AGAINST_ONLY = 1 << uint8(BallotMethod.ForAgainst);
    /// @dev What one type of those that reach governance must not ask more than, so that it can be carried.
    uint256 private constant REPAIR_QUORUM_BPS = 5_000;
    uint256 private constant REPAIR_APPROVAL_BPS = 9_000;
    /// @dev The part of all units that is always enough to propose what reaches governance: a hundredth.
    uint256 private constant REPAIR_THRESHOLD_PART = 100;
    /// @dev A quorum follows the supply from the proposal to the snapshot by at most this part of it: a quarter.
    uint256 private constant QUORUM_RISE_PART = 4;
    /// @dev What carries a proposal that only dismisses notices or takes roles away from others than guardians: half of the votes, or
    /// whoever has a third beside the key they are about keeps it, and expels the others. No type asks for less.
    uint16 private constant RELIEF_APPROVAL_BPS = 5_000;
    /// @dev What an action can have, see `_meritsOf`.
    uint256 private constant PROTECTS = 1;
    uint256 private constant APPEALS = 2;
    uint256 private constant RELIEVES = 4;
    /// @dev In a stored `quorumBase`: the proposal was submitted in the launch. Units in existence are fewer than 2^29, and the
    /// slot has no other bit left.
    uint32 private constant IN_LAUNCH = 1 << 31;
    /// @dev Enough for any contract of the brand to name its authority, and little for one that burns what it gets.
    uint256 private constant AUTHORITY_GAS = 30_000;

    /// @notice Store the first types and the first list of accounts that take no part.
    function begin(
        Types storage book,
        IMembershipVotes membership,
        ProposalType[] calldata initialTypes,
        address[] calldata excluded
    ) external {
        for (uint16 i = 0; i < initialTypes.length; ++i) _write(book, i + 1, initialTypes[i]);
        _requireGovernanceType(book);
        if (excluded.length != 0) _setExcluded(book, membership, excluded);
    }

    /// @notice Store the rules of a type.
    function write(
        Types storage book,
        IMembershipVotes membership,
        uint16 typeId,
        ProposalType calldata rules
    ) external {
        _write(book, typeId, rules);
        _requireGovernanceType(book);
        uint256 maximum = _unitsNow(book, membership) / 2;
        if (rules.quorumLeast > maximum) {
            revert IProposalTypes.ProposalTypes_QuorumLeastTooHigh(typeId, rules.quorumLeast, maximum);
        }
    }

    function _write(Types storage book, uint16 typeId, ProposalType calldata rules) private {
        if (typeId == 0 || typeId > book.typeCount + 1) revert IProposalTypes.ProposalTypes_UnknownType(typeId);
        string memory reason = _wrong(rules);
        if (bytes(reason).length != 0) revert IProposalTypes.ProposalTypes_InvalidType(typeId, reason);
        if (typeId > MAX_TYPES) revert IProposalTypes.ProposalTypes_TooManyTypes(MAX_TYPES);
        if (rules.active && rules.binding) _requireStrictness(book, typeId, rules);
        if (typeId > book.typeCount) book.typeCount = typeId;
        _store(book.types[typeId], rules);
        emit IProposalTypes.ProposalTypeDefined(
            typeId,
            rules.votingDelay,
            rules.votingPeriod,
            rules.proposalThreshold,
            rules.quorumBps,
            rules.approvalBps,
            rules.proposerRule,
            rules.binding,
            rules.active,
            rules.name
        );
        emit IProposalTypes.ProposalTypeBallots(
            typeId,
            rules.methods,
            rules.curve,
            rules.cap,
            rules.optionBps,
            rules.answerPeriod
        );
        emit IProposalTypes.ProposalTypeBounds(typeId, rules.reach, rules.quorumLeast);
    }

    /// @notice Check that somebody may propose something of a type, and what it touches; it is in flight until `freeze`.
    /// @return binding Whether proposals of the type are.
    function admit(
        Types storage book,
        Submission calldata submission,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external returns (bool binding) {
        uint256 given = targets.length + values.length + calldatas.length;
        binding = _admit(book, submission, given);
        // Comes before anything is written: who gives too little gas for an answer has none left for the rest.
        if (binding) {
            uint256 merits = _requireReach(
                submission,
                book.types[submission.typeId].reach,
                targets,
                values,
                calldatas
            );
            // In the launch units come in a second that afterwards take months: others must have the delay to answer them.
            book.protectiveInFlight = merits & PROTECTS != 0 && !_inLaunch(submission.membership);
            book.appealInFlight = merits & APPEALS != 0;
            book.reliefInFlight = merits & RELIEVES != 0;
        }
        book.typeInFlight = submission.typeId;
    }

    function _admit(
        Types storage book,
        Submission calldata submission,
        uint256 given
    ) private view returns (bool binding) {
        uint16 typeId = submission.typeId;
        BallotMethod method = submission.method;
        if (typeId == 0 || typeId > book.typeCount) revert IProposalTypes.ProposalTypes_UnknownType(typeId);
        ProposalType storage kind = book.types[typeId];
        if (!kind.active) revert IProposalTypes.ProposalTypes_InactiveType(typeId);
        if ((kind.methods >> uint8(method)) & 1 == 0) revert IProposalTypes.ProposalTypes_MethodNotAllowed(typeId, method);
        binding = kind.binding;
        if (!binding && given != 0) revert IProposalTypes.ProposalTypes_AdvisoryCarriesNoAction(typeId);

        BrandAccess access = submission.access;
        ProposerRule rule = kind.proposerRule;
        if (submission.sponsored) {
            if (!_holds(access, access.PROPOSER(), msg.sender)) revert IProposalTypes.ProposalTypes_OnlyProposer(msg.sender);
            if (rule == ProposerRule.Brand) revert IProposalTypes.ProposalTypes_OnlyBrand(submission.proposer, typeId);
            return binding;
        }
        if (rule != ProposerRule.Members && _holds(access, access.BRAND(), submission.proposer)) return binding;
        if (rule == ProposerRule.Brand) revert IProposalTypes.ProposalTypes_OnlyBrand(submission.proposer, typeId);
        uint256 votes = submission.membership.getPastVotes(submission.proposer, block.timestamp - 1);
        uint256 threshold = kind.proposalThreshold;
        if (kind.reach == Reach.Governance) {
            uint256 enough = Math.ceilDiv(_unitsNow(book, submission.membership), REPAIR_THRESHOLD_PART);
            threshold = Math.min(threshold, Math.max(enough, 1));
        }
        if (votes < threshold) {
            revert IGovernor.GovernorInsufficientProposerVotes(submission.proposer, votes, threshold);
        }
    }

    /// @notice Copy the rules of the type in flight into its proposal; nothing is in flight afterwards.
    /// @return tally The proposal's TallyWord before the first ballot.
    function freeze(
        Types storage book,
        uint256 proposalId,
        Submission calldata submission
    ) external returns (uint256 tally) {
        ProposalType storage kind = book.types[submission.typeId];
        (bool appeals, bool relieves) = (book.appealInFlight, book.reliefInFlight);
        (book.typeInFlight, book.protectiveInFlight, book.appealInFlight) = (0, false, false);
        book.reliefInFlight = false;

        ProposalRules storage stored = book.rules[proposalId];
        (stored.typeId, stored.quorumBps) = (submission.typeId, kind.quorumBps);
        stored.approvalBps = relieves ? RELIEF_APPROVAL_BPS : kind.approvalBps;
        (stored.binding, stored.method) = (kind.binding, submission.method);
        stored.optionCount = uint8(submission.optionCount);
        (stored.curve, stored.cap, stored.optionBps) = (kind.curve, kind.cap, kind.optionBps);
        (stored.answerPeriod, stored.exclusions) = (kind.answerPeriod, book.exclusionVersion);
        // Units in existence are fewer than 2^29.
        uint32 base = uint32(_unitsNow(book, submission.membership));
        stored.quorumBase = _inLaunch(submission.membership) ? base | IN_LAUNCH : base;
        (stored.quorumLeast, stored.reach) = (kind.quorumLeast, kind.reach);
        _emitFrozen(proposalId, stored);
        if (appeals) {
            book.beyondGuardian[proposalId] = true;
            emit IProposalTypes.ProposalBeyondGuardian(proposalId);
        }
        if (submission.sponsored) emit IProposalTypes.ProposalSponsored(proposalId, msg.sender);
        return TallyWord.pack(submission.method, submission.optionCount, stored.curve, stored.cap);
    }

    /// @notice Units that must take part in a proposal.
    /// @param snapshot Unix seconds, past.
    /// @return quorum Units.
    /// @return numbers Member numbers of the accounts that take no part, 32 bits each.
    function quorumOf(
        Types storage book,
        IMembershipVotes membership,
        uint256 proposalId,
        uint256 snapshot
    ) external view returns (uint256 quorum, uint256 numbers) {
        ProposalRules storage rules = book.rules[proposalId];
        (quorum, numbers) = _unitsAt(membership, book.excluded[rules.exclusions], snapshot);
        uint256 base = rules.quorumBase & ~IN_LAUNCH;
        quorum = Math.max(quorum, base);
        // In the launch a quarter more is next to nothing; how many units come then is bounded by the membership.
        if (rules.quorumBase & IN_LAUNCH == 0) quorum = Math.min(quorum, base + base / QUORUM_RISE_PART);
        quorum = _share(quorum, rules.quorumBps, rules.quorumLeast);
    }

    /// @notice Units that would have to take part under a type's rules of now, had the snapshot been at a past second.
    function quorumOfType(
        Types storage book,
        IMembershipVotes membership,
        uint16 typeId,
        uint256 timepoint
    ) external view returns (uint256 quorum) {
        ProposalType storage kind = book.types[typeId];
        (quorum, ) = _unitsAt(membership, book.excluded[book.exclusionVersion], timepoint);
        quorum = _share(quorum, kind.quorumBps, kind.quorumLeast);
    }

    /// @notice Rules of a type as they are now.
    function typeOf(Types storage book, uint16 typeId) external view returns (ProposalType memory) {
        if (typeId == 0 || typeId > book.typeCount) revert IProposalTypes.ProposalTypes_UnknownType(typeId);
        return book.types[typeId];
    }

    /// @notice What a proposal froze at its creation.
    function rulesOf(Types storage book, uint256 proposalId) external view returns (ProposalRules memory rules) {
        rules = book.rules[proposalId];
        rules.quorumBase &= ~IN_LAUNCH;
    }

    /// @notice A list of accounts that take no part.
    function excludedIn(Types storage book, uint16 version) external view returns (address[] memory) {
        return book.excluded[version];
    }

    /// @notice Store a list of accounts that take no part.
    function setExcluded(Types storage book, IMembershipVotes membership, address[] calldata accounts) external {
        _setExcluded(book, membership, accounts);
    }

    function _setExcluded(Types storage book, IMembershipVotes membership, address[] calldata accounts) private {
        uint16 version = ++book.exclusionVersion;
        address[] storage stored = book.excluded[version];
        if (accounts.length > MAX_EXCLUDED) revert IProposalTypes.ProposalTypes_InvalidExclusions(accounts);
        address previous = address(0);
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i] <= previous) revert IProposalTypes.ProposalTypes_InvalidExclusions(accounts);
            previous = accounts[i];
            stored.push(previous);
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            // Eight accounts at most, and the membership is the brand's.
            // slither-disable-next-line calls-loop
            if (!membership.votesBound(accounts[i])) revert IProposalTypes.ProposalTypes_VotesNotBound(accounts[i]);
        }
        emit IProposalTypes.ExcludedAccountsSet(version, accounts);
    }

    /// @notice Check the options of a choice proposal, and report them with ProposalOptionsFrozen.
    /// @param given How many actions the proposal has.
    /// @param call The call of `proposeChoice`: what decodes options is needed here alone.
    /// @return packed How many of them each option has, 8 bits each; of a ranked proposal with the LabelDigests.
    function freezeOptions(uint256 proposalId, uint256 given, bytes calldata call) external returns (uint256 packed) {
        (, Options memory options) = abi.decode(call[4:], (uint16, Options));
        uint256 count = options.labels.length;
        uint256 maximum = options.method == BallotMethod.ForAgainst ? 0 : Choices.maximum(options.method);
        if (count < 2 || count > maximum || options.actions.length != count) {
            revert IProposalTypes.ProposalTypes_InvalidOptions(count, options.actions.length, maximum);
        }
        uint256 claimed = 0;
        bool refusable = false;
        for (uint256 i = 0; i < count; ++i) {
            uint256 actions = options.actions[i];
            if (actions == 0) refusable = true;
            if (actions > type(uint8).max) revert IProposalTypes.ProposalTypes_InvalidActions(given, actions);
            packed |= actions << (8 * i);
            claimed += actions;
        }
        if (claimed != given) revert IProposalTypes.ProposalTypes_InvalidActions(given, claimed);
        // Else every ballot, whatever it chooses, helps to pay somebody.
        if (!refusable) revert IProposalTypes.ProposalTypes_NoOptionWithoutAction(count);
        emit IProposalTypes.ProposalOptionsFrozen(proposalId, options.labels, options.actions);
        if (options.method != BallotMethod.Ranked) return packed;
        uint256[] memory digests = LabelDigests.digest(options.labels);
        packed |= LabelDigests.pack(digests);
        emit IProposalTypes.LabelDigestsFrozen(proposalId, digests);
    }

    function _store(ProposalType storage stored, ProposalType calldata rules) private {
        (stored.votingDelay, stored.votingPeriod) = (rules.votingDelay, rules.votingPeriod);
        (stored.proposalThreshold, stored.quorumBps) = (rules.proposalThreshold, rules.quorumBps);
        (stored.approvalBps, stored.proposerRule) = (rules.approvalBps, rules.proposerRule);
        (stored.binding, stored.active, stored.methods) = (rules.binding, rules.active, rules.methods);
        (stored.curve, stored.cap, stored.optionBps) = (rules.curve, rules.cap, rules.optionBps);
        (stored.answerPeriod, stored.quorumLeast) = (rules.answerPeriod, rules.quorumLeast);
        (stored.reach, stored.name) = (rules.reach, rules.name);
    }

    function _emitFrozen(uint256 proposalId, ProposalRules storage stored) private {
        emit IProposalTypes.ProposalRulesFrozen(
            proposalId,
            stored.typeId,
            stored.quorumBps,
            stored.approvalBps,
            stored.binding
        );
        emit IProposalTypes.ProposalBallotsFrozen(
            proposalId,
            stored.method,
            stored.optionCount,
            stored.curve,
            stored.cap,
            stored.optionBps,
            stored.answerPeriod,
            stored.exclusions
        );
        uint32 base = stored.quorumBase;
        emit IProposalTypes.ProposalBoundsFrozen(
            proposalId,
            stored.reach,
            base & ~IN_LAUNCH,
            stored.quorumLeast,
            base & IN_LAUNCH != 0
        );
    }

    /// @dev Holds an active binding type against each other one: what reaches further must be as hard to carry, or whoever
    /// carries the easier one gets at the rules of the harder.
    function _requireStrictness(Types storage book, uint16 typeId, ProposalType calldata rules) private view {
        for (uint16 other = 1; other <= book.typeCount; ++other) {
            ProposalType storage kind = book.types[other];
            if (other == typeId || !kind.active || !kind.binding || kind.reach == rules.reach) continue;
            ProposalType memory known = kind;
            bool wider = known.reach > rules.reach;
            string memory rule = wider ? _laxer(known, rules) : _laxer(rules, known);
            if (bytes(rule).length == 0) continue;
            (uint16 widerType, uint16 narrowerType) = wider ? (other, typeId) : (typeId, other);
            revert IProposalTypes.ProposalTypes_LaxerThanNarrower(widerType, narrowerType, rule);
        }
    }

    /// @return rule In what the wider type asks for less; empty for nothing.
    function _laxer(ProposalType memory wider, ProposalType memory narrower) private pure returns (string memory rule) {
        if (wider.votingDelay < narrower.votingDelay) return "votingDelay";
        if (wider.votingPeriod < narrower.votingPeriod) return "votingPeriod";
        if (wider.quorumBps < narrower.quorumBps) return "quorumBps";
        if (wider.quorumLeast < narrower.quorumLeast) return "quorumLeast";
        if (wider.approvalBps < narrower.approvalBps) return "approvalBps";
        // Curves and caps count wallets, which cost nothing; only units have a price.
        if (narrower.curve == Curve.Units && wider.curve != Curve.Units) return "curve";
        if (narrower.cap == 0 && wider.cap != 0) return "cap";
    }

    function _requireGovernanceType(Types storage book) private view {
        for (uint256 typeId = 1; typeId <= book.typeCount; ++typeId) {
            ProposalType storage kind = book.types[typeId];
            if (
                kind.active &&
                kind.reach == Reach.Governance &&
                kind.proposerRule != ProposerRule.Brand &&
                kind.quorumBps <= REPAIR_QUORUM_BPS &&
                kind.approvalBps <= REPAIR_APPROVAL_BPS
            ) return;
        }
        revert IProposalTypes.ProposalTypes_NoGovernanceType();
    }

    /// @return merits What each action has of `_meritsOf`.
    function _requireReach(
        Submission calldata submission,
        Reach given,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) private view returns (uint256 merits) {
        if (targets.length != values.length || targets.length != calldatas.length) {
            revert IGovernor.GovernorInvalidProposalLength(targets.length, calldatas.length, values.length);
        }
        merits = targets.length == 0 ? 0 : PROTECTS | APPEALS | RELIEVES;
        for (uint256 i = 0; i < targets.length; ++i) {
            Reach needed = _reachOf(submission, targets[i], calldatas[i]);
            if (needed > given) revert IProposalTypes.ProposalTypes_BeyondReach(i, needed, given);
            // What is not a contract yet may become one of the brand: addresses of contracts can be foretold.
            if (calldatas[i].length != 0 && targets[i].code.length == 0) {
                revert IProposalTypes.ProposalTypes_NoContract(i, targets[i]);
            }
            merits &= _meritsOf(submission, targets[i], values[i], calldatas[i]);
        }
    }

    function _reachOf(
        Submission calldata submission,
        address target,
        bytes calldata data
    ) private view returns (Reach) {
        BrandAccess access = submission.access;
        if (target == address(this) || target == submission.timelock || target == address(access)) {
            return Reach.Governance;
        }
        if (!_isManagedBy(access, target)) return Reach.Payments;
        // Fewer than four bytes are filled up with zeros: no function, which is nobody's but the admin's.
        bytes4 selector = bytes4(data);
        // Targets are checked one by one, and the access is the brand's.
        // slither-disable-next-line calls-loop
        if (access.getTargetFunctionRole(target, selector) != access.ADMIN_ROLE()) return Reach.Brand;
        return _isDismissal(submission, target, data) ? Reach.Brand : Reach.Governance;
    }

    /// @dev Whether a contract says that its roles are in `access`. One that reverts, or answers nothing or anything else, is
    /// not the brand's.
    function _isManagedBy(BrandAccess access, address target) private view returns (bool managed) {
        uint256 allowance = AUTHORITY_GAS;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, shl(224, 0xbf7e214f)) // authority()
            managed := staticcall(allowance, target, 0x00, 0x04, 0x00, 0x20)
            managed := and(and(managed, gt(returndatasize(), 0x1f)), eq(mload(0x00), access))
        }
    }

    function _isDismissal(
        Submission calldata submission,
        address target,
        bytes calldata data
    ) private pure returns (bool) {
        return
            target == address(submission.membership) && bytes4(data) == IBrandMembership.dismissRevocation.selector;
    }

    /// @dev PROTECTS: an action dismisses a notice, or takes a role from somebody by which units, proposals or cancellations come
    /// about. Neither gives anybody anything; who has DROPS sells and renews, and PARTNER moves nothing, so both can wait.
    /// What the timelock, the governor or the shop holds is the members' own and not for taking at once. APPEALS: it dismisses a notice or takes
    /// a guardian away. RELIEVES: it protects and takes no guardian away, who could not have the last word on it.
    function _meritsOf(
        Submission calldata submission,
        address target,
        uint256 value,
        bytes calldata data
    ) private view returns (uint256 merits) {
        // What is not exactly the call is no protection: it may fail, or say more than it does. A value always fails.
        if (value != 0) return 0;
        if (_isDismissal(submission, target, data)) return data.length == 0x24 ? PROTECTS | APPEALS | RELIEVES : 0;
        BrandAccess access = submission.access;
        if (target != address(access) || data.length != 0x44 || bytes4(data) != access.revokeRole.selector) {
            return 0;
        }
        uint256 role = uint256(bytes32(data[0x04:]));
        uint256 account = uint256(bytes32(data[0x24:]));
        if (account > type(uint160).max) return 0;
        // The access is the brand's, and a proposal has few actions.
        // slither-disable-next-line calls-loop
        bool takesGuardian = role == access.GUARDIAN();
        if (takesGuardian) merits = APPEALS;
        bool own = account == uint160(submission.timelock) || account == uint160(address(this));
        // Who sells has DROPS, and nobody else: without its roles no member can renew.
        // slither-disable-next-line calls-loop
        own = own || _holds(access, access.DROPS(), address(uint160(account)));
        // The brand's access, as above.
        // slither-disable-next-line calls-loop
        bool makes = role == access.BRAND() || role == access.ISSUER() || role == access.PROPOSER();
        if (own || !(makes || takesGuardian)) return merits;
        merits |= takesGuardian ? PROTECTS : PROTECTS | RELIEVES;
    }

    /// @dev Whether the membership is in its launch, in which units are counted for the whole of it.
    function _inLaunch(IMembershipVotes membership) private view returns (bool) {
        return block.timestamp < IBrandMembership(address(membership)).launchEndsAt();
    }

    /// @dev A role's delay holds back what it makes happen through the manager. A proposal waits for its own voting delay
    /// instead.
    function _holds(BrandAccess access, uint64 role, address account) private view returns (bool holds) {
        // The delay is left out on purpose, see above.
        // slither-disable-next-line unused-return
        (holds, ) = access.hasRole(role, account);
    }

    /// @dev Units one second ago without those of the accounts that now take no part.
    function _unitsNow(Types storage book, IMembershipVotes membership) private view returns (uint256 units) {
        (units, ) = _unitsAt(membership, book.excluded[book.exclusionVersion], block.timestamp - 1);
    }

    /// @param timepoint Unix seconds, past.
    /// @return units Of all memberships then, without those of a list of accounts.
    /// @return numbers The accounts' member numbers, 32 bits each.
    function _unitsAt(
        IMembershipVotes membership,
        address[] storage excluded,
        uint256 timepoint
    ) private view returns (uint256 units, uint256 numbers) {
        units = membership.getPastTotalSupply(timepoint);
        if (excluded.length == 0) return (units, 0);
        uint256[] memory powers = membership.ballotPowers(excluded, timepoint);
        for (uint256 i = 0; i < powers.length; ++i) {
            PowerWord power = PowerWord.wrap(powers[i]);
            units -= power.unitsOf();
            uint256 number = power.memberNumberOf();
            if (number != 0) numbers = numbers.with(number);
        }
    }

    /// @dev Rounded up: "at least 20% of 7 units" is 2 units, not 1.
    function _share(uint256 units, uint256 quorumBps, uint256 least) private pure returns (uint256) {
        return Math.max(Math.ceilDiv(units * quorumBps, BPS), least);
    }

    function _wrong(ProposalType calldata rules) private pure returns (string memory reason) {
        // The snapshot must lie after creation, so that nobody votes with what was issued for the vote.
        if (rules.votingDelay == 0 || rules.votingDelay > MAX_VOTING_DELAY) return "votingDelay: 1 second to 90 days";
        if (rules.votingPeriod < MIN_VOTING_PERIOD || rules.votingPeriod > MAX_VOTING_PERIOD) {
            return "votingPeriod: 1 minute to 90 days";
        }
        if (rules.quorumBps == 0 || rules.quorumBps > BPS) return "quorumBps: 1 to 10000";
        if (rules.approvalBps < BPS / 2 || rules.approvalBps >= BPS) return "approvalBps: 5000 to 9999";
        if (rules.proposalThreshold == 0) return "proposalThreshold: at least 1 unit";
        if (rules.methods == 0 || rules.methods >> (uint8(type(BallotMethod).max) + 1) != 0) {
            return "methods: one bit each of the five methods";
        }
        if (rules.optionBps >= BPS) return "optionBps: 0 to 9999";
        if (rules.answerPeriod > MAX_ANSWER_PERIOD) return "answerPeriod: 0 to 365 days";
        if (rules.quorumLeast == 0) return "quorumLeast: at least 1 unit";
        if (rules.reach != Reach.Payments) {
            if (!rules.binding) return "reach: payments for an advisory type";
            if (rules.methods != FOR_AGAINST_ONLY) return "methods: for and against only, beyond payments";
        }
        if (rules.reach == Reach.Governance && (rules.curve != Curve.Units || rules.cap != 0)) {
            return "curve: units and no cap, for governance";
        }
        // A choice pays no more easily than for and against: each vote for another option is one against the winner's.
        if (rules.binding && rules.methods != FOR_AGAINST_ONLY && rules.optionBps < rules.approvalBps) {
            return "optionBps: at least approvalBps, for binding choices";
        }
        if (bytes(rules.name).length == 0) return "name: not empty";
    }
}
