// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";

import {IProposalTypes, ProposalRules, ProposalType, ProposerRule} from "../interfaces/IProposalTypes.sol";

/// @title Per-type rules, frozen into each proposal
abstract contract ProposalTypes is Governor, IProposalTypes {
    uint256 internal constant BPS = 10_000;
    /// @dev The type of a proposal submitted by the standard `propose`.
    uint16 private constant DEFAULT_TYPE = 1;
    uint256 private constant MIN_VOTING_PERIOD = 1 minutes;
    uint256 private constant MAX_VOTING_PERIOD = 90 days;
    uint256 private constant MAX_VOTING_DELAY = 90 days;

    uint16 private _typeCount;
    /// @dev The type being proposed, 0 outside of a call: OpenZeppelin's `_propose` asks `votingDelay()` and
    /// `votingPeriod()`, which know no proposal yet.
    uint16 private _typeInFlight;
    mapping(uint16 typeId => ProposalType) private _types;
    mapping(uint256 proposalId => ProposalRules) private _rules;

    constructor(ProposalType[] memory initialTypes) {
        // Without a type nobody could propose one.
        if (initialTypes.length == 0) revert ProposalTypes_UnknownType(DEFAULT_TYPE);
        for (uint16 i = 0; i < initialTypes.length; ++i) _defineProposalType(i + 1, initialTypes[i]);
    }

    /// @inheritdoc IProposalTypes
    function defineProposalType(uint16 typeId, ProposalType calldata rules) external onlyGovernance {
        _defineProposalType(typeId, rules);
    }

    /// @inheritdoc IProposalTypes
    function proposalType(uint16 typeId) external view returns (ProposalType memory) {
        return _type(typeId);
    }

    /// @inheritdoc IProposalTypes
    function proposalTypeCount() external view returns (uint16) {
        return _typeCount;
    }

    /// @inheritdoc IProposalTypes
    function proposalRules(uint256 proposalId) public view returns (ProposalRules memory) {
        return _rules[proposalId];
    }

    /// @notice Seconds from creation to snapshot, for the default type.
    function votingDelay() public view override returns (uint256) {
        return _typeNow().votingDelay;
    }

    /// @notice Seconds from snapshot to deadline, for the default type.
    function votingPeriod() public view override returns (uint256) {
        return _typeNow().votingPeriod;
    }

    /// @notice Units a member needs to propose, for the default type.
    function proposalThreshold() public view virtual override returns (uint256) {
        return _typeNow().proposalThreshold;
    }

    /// @notice Units that must take part under the default type, had the snapshot been at `timepoint` (past unix seconds).
    function quorum(uint256 timepoint) public view override returns (uint256) {
        return _quorumOf(_typeNow().quorumBps, timepoint);
    }

    /// @notice Submit a proposal of the default type, as any governor front end does.
    function propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public virtual override returns (uint256) {
        return proposeTyped(DEFAULT_TYPE, targets, values, calldatas, description);
    }

    /// @inheritdoc IProposalTypes
    function proposeTyped(
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public returns (uint256 proposalId) {
        address proposer = _msgSender();
        ProposalType storage rules = _type(typeId);
        if (!rules.active) revert ProposalTypes_InactiveType(typeId);
        if (!_isValidDescriptionForProposer(proposer, description)) revert GovernorRestrictedProposer(proposer);
        _requireProposer(typeId, rules, proposer);
        if (!rules.binding) {
            if (targets.length + values.length + calldatas.length != 0) {
                revert ProposalTypes_AdvisoryCarriesNoAction(typeId);
            }
            // OpenZeppelin's `_propose` wants at least one action; this one is never run.
            targets = new address[](1);
            values = new uint256[](1);
            calldatas = new bytes[](1);
        }

        _typeInFlight = typeId;
        proposalId = _propose(targets, values, calldatas, description, proposer);
        delete _typeInFlight;

        _rules[proposalId] = ProposalRules(typeId, rules.quorumBps, rules.approvalBps, rules.binding);
        emit ProposalRulesFrozen(proposalId, typeId, rules.quorumBps, rules.approvalBps, rules.binding);
    }

    /// @dev True for an account with the role BRAND.
    function _isBrand(address account) internal view virtual returns (bool);

    /// @dev Units of all memberships at a past second.
    function _pastTotalUnits(uint256 timepoint) internal view virtual returns (uint256);

    /// @dev Rounded up: "at least 20% of 7 units" is 2 units, not 1.
    function _quorumOf(uint256 quorumBps, uint256 timepoint) internal view returns (uint256) {
        return (_pastTotalUnits(timepoint) * quorumBps + BPS - 1) / BPS;
    }

    function _requireProposer(uint16 typeId, ProposalType storage rules, address proposer) private view {
        ProposerRule rule = rules.proposerRule;
        if (rule != ProposerRule.Members && _isBrand(proposer)) return;
        if (rule == ProposerRule.Brand) revert ProposalTypes_OnlyBrand(proposer, typeId);
        uint256 votes = getVotes(proposer, clock() - 1);
        if (votes < rules.proposalThreshold) {
            revert GovernorInsufficientProposerVotes(proposer, votes, rules.proposalThreshold);
        }
    }

    function _typeNow() private view returns (ProposalType storage) {
        uint16 typeId = _typeInFlight;
        return _types[typeId == 0 ? DEFAULT_TYPE : typeId];
    }

    function _type(uint16 typeId) private view returns (ProposalType storage) {
        if (typeId == 0 || typeId > _typeCount) revert ProposalTypes_UnknownType(typeId);
        return _types[typeId];
    }

    function _defineProposalType(uint16 typeId, ProposalType memory rules) private {
        if (typeId == 0 || typeId > _typeCount + 1) revert ProposalTypes_UnknownType(typeId);
        _validate(typeId, rules);
        if (typeId > _typeCount) _typeCount = typeId;
        _types[typeId] = rules;
        emit ProposalTypeDefined(
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
    }

    function _validate(uint16 typeId, ProposalType memory rules) private pure {
        string memory reason = "";
        // The snapshot must lie after creation, so that nobody votes with what was issued for the vote.
        if (rules.votingDelay == 0 || rules.votingDelay > MAX_VOTING_DELAY) {
            reason = "votingDelay: 1 second to 90 days";
        } else if (rules.votingPeriod < MIN_VOTING_PERIOD || rules.votingPeriod > MAX_VOTING_PERIOD) {
            reason = "votingPeriod: 1 minute to 90 days";
        } else if (rules.quorumBps == 0 || rules.quorumBps > BPS) {
            reason = "quorumBps: 1 to 10000";
        } else if (rules.approvalBps < BPS / 2 || rules.approvalBps >= BPS) {
            reason = "approvalBps: 5000 to 9999";
        } else if (rules.proposalThreshold == 0) {
            reason = "proposalThreshold: at least 1 unit";
        } else if (bytes(rules.name).length == 0) {
            reason = "name: not empty";
        }
        if (bytes(reason).length != 0) revert ProposalTypes_InvalidType(typeId, reason);
    }
}
