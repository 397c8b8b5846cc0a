// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BallotMethod, IProposalTypes, Options, ProposalRules, ProposalType, ProposerRule} from "../interfaces/IProposalTypes.sol";
import {Choices} from "./Choices.sol";
import {LabelDigests} from "./LabelDigests.sol";
import {TallyWord} from "./TallyWord.sol";

/// @notice Types, what proposals froze of them, and who takes no part.
/// @param typeCount How many types there are; their ids are 1 to this number.
/// @param typeInFlight The type being proposed, 0 outside of a call: OpenZeppelin's `_propose` asks `votingDelay()` and
/// `votingPeriod()`, which know no proposal yet.
/// @param exclusionVersion Number of the latest list of excluded accounts; 0 while there was none.
struct Types {
    uint16 typeCount;
    uint16 typeInFlight;
    uint16 exclusionVersion;
    mapping(uint256 typeId => ProposalType) types;
    mapping(uint256 proposalId => ProposalRules) rules;
    mapping(uint256 version => address[]) excluded;
}

/// @title Checking and freezing of proposal types
/// @notice Code of the governor that does not fit into it: a linked library, running on the governor's storage.
library TypeBook {
    uint256 private constant BPS = 10_000;
    uint256 private constant MIN_VOTING_PERIOD = 1 minutes;
    uint256 private constant MAX_VOTING_PERIOD = 90 days;
    uint256 private constant MAX_VOTING_DELAY = 90 days;
    uint256 private constant MAX_ANSWER_PERIOD = 365 days;
    uint256 private constant MAX_EXCLUDED = 8;

    /// @notice Store the rules of a type.
    function write(Types storage book, uint16 typeId, ProposalType calldata rules) external {
        if (typeId == 0 || typeId > book.typeCount + 1) revert IProposalTypes.ProposalTypes_UnknownType(typeId);
        string memory reason = _wrong(rules);
        if (bytes(reason).length != 0) revert IProposalTypes.ProposalTypes_InvalidType(typeId, reason);
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
    }

    /// @notice Check that an account may propose something of a type.
    /// @param isBrand Whether it holds the role BRAND.
    /// @param votes Its units one second ago.
    /// @param method How ballots shall be filled in.
    /// @return binding Whether proposals of the type are.
    function admit(
        Types storage book,
        uint16 typeId,
        BallotMethod method,
        address proposer,
        bool isBrand,
        uint256 votes
    ) external view returns (bool binding) {
        if (typeId == 0 || typeId > book.typeCount) revert IProposalTypes.ProposalTypes_UnknownType(typeId);
        ProposalType storage kind = book.types[typeId];
        if (!kind.active) revert IProposalTypes.ProposalTypes_InactiveType(typeId);
        if ((kind.methods >> uint8(method)) & 1 == 0) revert IProposalTypes.ProposalTypes_MethodNotAllowed(typeId, method);
        ProposerRule rule = kind.proposerRule;
        if (rule == ProposerRule.Members || !isBrand) {
            if (rule == ProposerRule.Brand) revert IProposalTypes.ProposalTypes_OnlyBrand(proposer, typeId);
            if (votes < kind.proposalThreshold) {
                revert IGovernor.GovernorInsufficientProposerVotes(proposer, votes, kind.proposalThreshold);
            }
        }
        return kind.binding;
    }

    /// @notice Copy a type's rules into a proposal.
    /// @return tally The proposal's TallyWord before the first ballot.
    function freeze(
        Types storage book,
        uint256 proposalId,
        uint16 typeId,
        BallotMethod method,
        uint256 optionCount
    ) external returns (uint256 tally) {
        ProposalRules storage stored = book.rules[proposalId];
        ProposalType storage kind = book.types[typeId];
        (stored.typeId, stored.quorumBps, stored.approvalBps) = (typeId, kind.quorumBps, kind.approvalBps);
        (stored.binding, stored.method, stored.optionCount) = (kind.binding, method, uint8(optionCount));
        (stored.curve, stored.cap, stored.optionBps) = (kind.curve, kind.cap, kind.optionBps);
        (stored.answerPeriod, stored.exclusions) = (kind.answerPeriod, book.exclusionVersion);
        emit IProposalTypes.ProposalRulesFrozen(
            proposalId,
            typeId,
            stored.quorumBps,
            stored.approvalBps,
            stored.binding
        );
        emit IProposalTypes.ProposalBallotsFrozen(
            proposalId,
            method,
            stored.optionCount,
            stored.curve,
            stored.cap,
            stored.optionBps,
            stored.answerPeriod,
            stored.exclusions
        );
        return TallyWord.pack(method, optionCount, stored.curve, stored.cap);
    }

    /// @notice Store a list of accounts that take no part.
    function setExcluded(Types storage book, address[] calldata accounts) external {
        uint16 version = ++book.exclusionVersion;
        address[] storage stored = book.excluded[version];
        if (accounts.length > MAX_EXCLUDED) revert IProposalTypes.ProposalTypes_InvalidExclusions(accounts);
        address previous = address(0);
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i] <= previous) revert IProposalTypes.ProposalTypes_InvalidExclusions(accounts);
            previous = accounts[i];
            stored.push(previous);
        }
        emit IProposalTypes.ExcludedAccountsSet(version, accounts);
    }

    /// @notice Check the options of a choice proposal, and report them with ProposalOptionsFrozen.
    /// @param given How many actions the proposal has.
    /// @return packed How many of them each option has, 8 bits each; of a ranked proposal with the LabelDigests.
    function freezeOptions(
        uint256 proposalId,
        Options calldata options,
        uint256 given
    ) external returns (uint256 packed) {
        uint256 count = options.labels.length;
        uint256 maximum = options.method == BallotMethod.ForAgainst ? 0 : Choices.maximum(options.method);
        if (count < 2 || count > maximum || options.actions.length != count) {
            revert IProposalTypes.ProposalTypes_InvalidOptions(count, options.actions.length, maximum);
        }
        uint256 claimed = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 actions = options.actions[i];
            if (actions > type(uint8).max) revert IProposalTypes.ProposalTypes_InvalidActions(given, actions);
            packed |= actions << (8 * i);
            claimed += actions;
        }
        if (claimed != given) revert IProposalTypes.ProposalTypes_InvalidActions(given, claimed);
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
        (stored.answerPeriod, stored.name) = (rules.answerPeriod, rules.name);
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
        if (bytes(rules.name).length == 0) return "name: not empty";
    }
}
