// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSequentialProposalId} from "@openzeppelin/contracts/governance/extensions/GovernorSequentialProposalId.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {ProposalType} from "../interfaces/IProposalTypes.sol";
import {BallotBatch} from "./BallotBatch.sol";
import {BallotCounting} from "./BallotCounting.sol";
import {BrandTimelock} from "./BrandTimelock.sol";
import {ProposalTypes} from "./ProposalTypes.sol";
import {TallyWord} from "./TallyWord.sol";

/// @title Proposals and ballots of a brand
/// @notice OpenZeppelin's Governor with proposal types, sequential proposal numbers, bounded late-quorum extension, a
/// timelock, and a guardian named in BrandAccess. Ordinary governor front ends keep working.
contract BrandGovernor is
    BallotBatch,
    GovernorSequentialProposalId,
    GovernorPreventLateQuorum,
    GovernorTimelockControl
{
    using TallyWord for uint256;

    /// @dev A late quorum moves a deadline once, and never by more than this (OpenZeppelin #6644).
    uint48 private constant MAX_LATE_QUORUM_EXTENSION = 7 days;
    /// @dev With no time to act every success would expire at once, and nothing could ever change that.
    uint32 private constant MIN_ACTION_WINDOW = 1 hours;

    /// @notice How long a success may wait, said at construction: anyone can recompute `Expired` from events alone.
    /// @param actionWindow Seconds in which it must be queued, and again in which it must then be executed.
    event ActionWindowSet(uint32 actionWindow);

    error BrandGovernor_LateQuorumExtensionTooLong(uint48 extension, uint48 maximum);
    error BrandGovernor_ActionWindowTooShort(uint32 actionWindow, uint32 minimum);
    error BrandGovernor_ValueNotAccepted(uint256 value);
    /// @notice The proposal only dismisses notices and takes guardians away; no guardian can stop that.
    error BrandGovernor_BeyondGuardian(uint256 proposalId);
    /// @notice OpenZeppelin's function does nothing good here, and nobody may call it.
    error BrandGovernor_Unsupported();

    /// @notice Seconds in which a success must be queued, and again in which a queued proposal must be executed. After
    /// that it has expired: members decided for their time, not for ever.
    uint32 public immutable actionWindow;

    uint64 private immutable _guardianRole;

    constructor(
        string memory name_,
        IMembershipVotes membership_,
        BrandTimelock timelock_,
        BrandAccess access_,
        uint32 actionWindow_,
        uint48 lateQuorumExtension,
        ProposalType[] memory initialTypes,
        address[] memory excluded
    )
        Governor(name_)
        ProposalTypes(membership_, access_, initialTypes, excluded)
        GovernorPreventLateQuorum(lateQuorumExtension)
        GovernorTimelockControl(timelock_)
    {
        if (actionWindow_ < MIN_ACTION_WINDOW) {
            revert BrandGovernor_ActionWindowTooShort(actionWindow_, MIN_ACTION_WINDOW);
        }
        _guardianRole = access_.GUARDIAN();
        actionWindow = actionWindow_;
        emit ActionWindowSet(actionWindow_);
    }

    /// @notice Whose units vote, as front ends of ERC-5805 ask for it.
    function token() external view returns (IMembershipVotes) {
        return membership;
    }

    /// @notice Always reverts: the governor holds nothing and has no rights, so it has nothing to relay.
    function relay(address, uint256, bytes calldata) external payable override {
        revert BrandGovernor_Unsupported();
    }

    /// @notice Always reverts: roles and treasury belong to the timelock of the deployment. With another one nothing could be
    /// executed, and nothing repaired.
    function updateTimelock(TimelockController) external pure override {
        revert BrandGovernor_Unsupported();
    }

    /// @notice Pending, Active, Canceled, Defeated, Succeeded, Queued, Expired or Executed.
    function state(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (ProposalState current) {
        current = super.state(proposalId);
        uint256 start = 0;
        if (current == ProposalState.Queued) start = proposalEta(proposalId);
        else if (current == ProposalState.Succeeded && _book.rules[proposalId].binding) start = proposalDeadline(proposalId);
        if (start != 0 && clock() > start + actionWindow) return ProposalState.Expired;
    }

    /// @notice True for a binding proposal. An advisory one ends with its success.
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return _book.rules[proposalId].binding;
    }

    /// @notice The deadline, unix seconds, with the extension by a late quorum if there was one.
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @notice Number of the proposal with these actions and this description. Reverts if there is none.
    /// @param values Of each action, in wei.
    /// @param descriptionHash Keccak-256 of the description.
    function getProposalId(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public view override(Governor, GovernorSequentialProposalId) returns (uint256) {
        return super.getProposalId(targets, values, calldatas, descriptionHash);
    }

    /// @notice Units a member needs to propose, for the default type.
    function proposalThreshold() public view override(Governor, ProposalTypes) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @notice Submit a proposal of the default type, as any governor front end does.
    /// @param targets,values,calldatas The actions, values in wei.
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
        descriptionHash = _keepWinner(proposalId, targets, values, calldatas, descriptionHash);
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        // The treasury pays; ETH passed through would reach it without an event.
        if (msg.value != 0) revert BrandGovernor_ValueNotAccepted(msg.value);
        descriptionHash = _keepWinner(proposalId, targets, values, calldatas, descriptionHash);
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

    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal override(Governor, BallotCounting) returns (uint256) {
        return super._castVote(proposalId, account, support, reason, params);
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
        ProposalState current = state(proposalId);
        if (current == ProposalState.Pending && caller == proposalProposer(proposalId)) return true;
        // A role's delay holds back what it makes happen through the manager; a cancel only ever stops something.
        // slither-disable-next-line unused-return
        (bool guards, ) = access.hasRole(_guardianRole, caller);
        if (!guards) return false;
        if (isBeyondGuardian(proposalId)) revert BrandGovernor_BeyondGuardian(proposalId);
        if (current == ProposalState.Pending || current == ProposalState.Active) return true;
        bool executable = current == ProposalState.Succeeded || current == ProposalState.Queued;
        return executable && _book.rules[proposalId].binding;
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    /// @dev Of a choice proposal, leaves only the actions of the winning option in the arrays; nothing reads the others
    /// afterwards.
    /// @return salt Another for each proposal. Two may have the same description and, once the winner is known, the same
    /// actions; were one's salt plain, its operation could be taken by the other's, or by whoever describes it so.
    function _keepWinner(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) private returns (bytes32 salt) {
        if (!_book.rules[proposalId].binding) revert ProposalTypes_AdvisoryProposal(proposalId);
        uint256 option = winningOption(proposalId);
        salt = keccak256(abi.encode(descriptionHash, proposalId));
        if (option == 0) return salt;
        uint256 actions = _counts[proposalId].actions;
        uint256 skipped = 0;
        for (uint256 i = 1; i < option; ++i) {
            skipped += actions & 0xff;
            actions >>= 8;
        }
        _counts[proposalId].tally = _counts[proposalId].tally.withWinner(option);
        (uint256 targetsAt, uint256 valuesAt, uint256 calldatasAt) = (0, 0, 0);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            targetsAt := targets
            valuesAt := values
            calldatasAt := calldatas
        }
        _keep(targetsAt, skipped, actions & 0xff);
        _keep(valuesAt, skipped, actions & 0xff);
        _keep(calldatasAt, skipped, actions & 0xff);
    }

    /// @dev Shortens an array of words or pointers to `length` of them: those after the first `skipped`.
    /// @param array Where it lies in memory.
    function _keep(uint256 array, uint256 skipped, uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let from := add(array, shl(5, skipped))
            mstore(array, length)
            for { let end := add(array, shl(5, length)) } lt(array, end) {} {
                array := add(array, 0x20)
                from := add(from, 0x20)
                mstore(array, mload(from))
            }
        }
    }
}
