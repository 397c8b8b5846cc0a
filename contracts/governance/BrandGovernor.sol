// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSequentialProposalId} from "@openzeppelin/contracts/governance/extensions/GovernorSequentialProposalId.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {ProposalType} from "../interfaces/IProposalTypes.sol";
import {BallotCounting} from "./BallotCounting.sol";
import {BrandTimelock} from "./BrandTimelock.sol";
import {ProposalTypes} from "./ProposalTypes.sol";

/// @title Proposals and ballots of a brand
/// @notice OpenZeppelin's Governor with proposal types, sequential proposal numbers, bounded late-quorum extension, a
/// timelock, and a guardian named in BrandAccess. Ordinary governor front ends keep working.
contract BrandGovernor is
    BallotCounting,
    GovernorSequentialProposalId,
    GovernorPreventLateQuorum,
    GovernorTimelockControl
{
    /// @dev A late quorum moves a deadline once, and never by more than this (OpenZeppelin #6644).
    uint48 private constant MAX_LATE_QUORUM_EXTENSION = 7 days;
    /// @dev With no time to act every success would expire at once, and nothing could ever change that.
    uint32 private constant MIN_ACTION_WINDOW = 1 hours;

    /// @notice At construction, so that anyone can recompute `Expired` from events alone. Seconds.
    event ActionWindowSet(uint32 actionWindow);

    error BrandGovernor_LateQuorumExtensionTooLong(uint48 extension, uint48 maximum);
    error BrandGovernor_ActionWindowTooShort(uint32 actionWindow, uint32 minimum);
    error BrandGovernor_ValueNotAccepted(uint256 value);

    /// @notice The one place of roles.
    BrandAccess public immutable access;

    /// @notice Seconds in which a success must be queued, and again in which a queued proposal must be executed. After
    /// that it has expired: members decided for their time, not for ever.
    uint32 public immutable actionWindow;

    constructor(
        string memory name_,
        IMembershipVotes membership_,
        BrandTimelock timelock_,
        BrandAccess access_,
        uint32 actionWindow_,
        uint48 lateQuorumExtension,
        ProposalType[] memory initialTypes
    )
        Governor(name_)
        ProposalTypes(initialTypes)
        BallotCounting(membership_)
        GovernorPreventLateQuorum(lateQuorumExtension)
        GovernorTimelockControl(timelock_)
    {
        if (actionWindow_ < MIN_ACTION_WINDOW) {
            revert BrandGovernor_ActionWindowTooShort(actionWindow_, MIN_ACTION_WINDOW);
        }
        access = access_;
        actionWindow = actionWindow_;
        emit ActionWindowSet(actionWindow_);
    }

    /// @notice Queue a binding success into the timelock. Anyone may.
    function queue(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public override returns (uint256) {
        _requireBinding(getProposalId(targets, values, calldatas, descriptionHash));
        return super.queue(targets, values, calldatas, descriptionHash);
    }

    /// @notice Execute a queued proposal after its delay. Anyone may. Takes no ETH: the treasury pays, and ETH passed
    /// through would reach it without an event.
    function execute(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public payable override returns (uint256) {
        if (msg.value != 0) revert BrandGovernor_ValueNotAccepted(msg.value);
        _requireBinding(getProposalId(targets, values, calldatas, descriptionHash));
        return super.execute(targets, values, calldatas, descriptionHash);
    }

    /// @notice Pending, Active, Canceled, Defeated, Succeeded, Queued, Expired or Executed.
    function state(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (ProposalState current) {
        current = super.state(proposalId);
        if (current == ProposalState.Succeeded) {
            bool stale = clock() > proposalDeadline(proposalId) + actionWindow;
            if (stale && proposalRules(proposalId).binding) return ProposalState.Expired;
        } else if (current == ProposalState.Queued) {
            if (clock() > proposalEta(proposalId) + actionWindow) return ProposalState.Expired;
        }
    }

    /// @notice True for a binding proposal. An advisory one ends with its success.
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return proposalRules(proposalId).binding;
    }

    /// @notice The deadline, unix seconds, with the extension by a late quorum if there was one.
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    function getProposalId(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public view override(Governor, GovernorSequentialProposalId) returns (uint256) {
        return super.getProposalId(targets, values, calldatas, descriptionHash);
    }

    function proposalThreshold() public view override(Governor, ProposalTypes) returns (uint256) {
        return super.proposalThreshold();
    }

    function propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public override(Governor, ProposalTypes) returns (uint256) {
        return super.propose(targets, values, calldatas, description);
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(Governor, GovernorSequentialProposalId) returns (uint256) {
        return super._propose(targets, values, calldatas, description, proposer);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _setLateQuorumVoteExtension(uint48 extension) internal override {
        if (extension > MAX_LATE_QUORUM_EXTENSION) {
            revert BrandGovernor_LateQuorumExtensionTooLong(extension, MAX_LATE_QUORUM_EXTENSION);
        }
        super._setLateQuorumVoteExtension(extension);
    }

    /// @dev The proposer may withdraw before the vote. A guardian may stop whatever could still be executed, but not
    /// rewrite a finished advisory vote or a defeat.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        if (super._validateCancel(proposalId, caller)) return true;
        // A role's delay holds back what it makes happen through the manager; a cancel only ever stops something.
        // slither-disable-next-line unused-return
        (bool isGuardian, ) = access.hasRole(access.GUARDIAN(), caller);
        if (!isGuardian) return false;
        ProposalState current = state(proposalId);
        if (current == ProposalState.Pending || current == ProposalState.Active) return true;
        bool executable = current == ProposalState.Succeeded || current == ProposalState.Queued;
        return executable && proposalRules(proposalId).binding;
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _isBrand(address account) internal view override returns (bool isBrand) {
        // A role's delay holds back calls through the manager; a proposal waits for its own voting delay instead.
        // slither-disable-next-line unused-return
        (isBrand, ) = access.hasRole(access.BRAND(), account);
    }

    function _requireBinding(uint256 proposalId) private view {
        if (!proposalRules(proposalId).binding) revert ProposalTypes_AdvisoryProposal(proposalId);
    }
}
