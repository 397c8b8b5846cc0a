// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";

import {
    BallotMethod,
    IProposalTypes,
    Options,
    ProposalRules,
    ProposalType
} from "../interfaces/IProposalTypes.sol";
import {TypeBook, Types} from "./TypeBook.sol";

/// @title Per-type rules, frozen into each proposal
abstract contract ProposalTypes is Governor, IProposalTypes {
    /// @dev The type of a proposal submitted by the standard `propose`.
    uint16 private constant DEFAULT_TYPE = 1;

    Types internal _book;

    constructor(ProposalType[] memory initialTypes, address[] memory excluded) {
        // Without a type nobody could propose one.
        if (initialTypes.length == 0) revert ProposalTypes_UnknownType(DEFAULT_TYPE);
        for (uint16 i = 0; i < initialTypes.length; ++i) TypeBook.write(_book, i + 1, initialTypes[i]);
        if (excluded.length != 0) TypeBook.setExcluded(_book, excluded);
    }

    /// @inheritdoc IProposalTypes
    function defineProposalType(uint16 typeId, ProposalType calldata rules) external onlyGovernance {
        TypeBook.write(_book, typeId, rules);
    }

    /// @inheritdoc IProposalTypes
    function setExcludedAccounts(address[] calldata accounts) external onlyGovernance {
        TypeBook.setExcluded(_book, accounts);
    }

    /// @inheritdoc IProposalTypes
    function proposalType(uint16 typeId) external view returns (ProposalType memory) {
        if (typeId == 0 || typeId > _book.typeCount) revert ProposalTypes_UnknownType(typeId);
        return _book.types[typeId];
    }

    /// @inheritdoc IProposalTypes
    function proposalTypeCount() external view returns (uint16) {
        return _book.typeCount;
    }

    /// @inheritdoc IProposalTypes
    function exclusionVersion() external view returns (uint16) {
        return _book.exclusionVersion;
    }

    /// @inheritdoc IProposalTypes
    // The name is that of the event's field; Governor.version() is not asked here.
    // slither-disable-next-line shadowing-local
    function excludedAccounts(uint16 version) external view returns (address[] memory) {
        return _book.excluded[version];
    }

    /// @inheritdoc IProposalTypes
    function proposalRules(uint256 proposalId) external view returns (ProposalRules memory) {
        return _book.rules[proposalId];
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
    function quorum(uint256 timepoint) public view override returns (uint256 units) {
        (units, ) = _quorumAt(_typeNow().quorumBps, _book.exclusionVersion, timepoint);
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
    ) public returns (uint256) {
        return _submit(typeId, BallotMethod.ForAgainst, 3, targets, values, calldatas, description);
    }

    /// @inheritdoc IProposalTypes
    function proposeChoice(
        uint16 typeId,
        Options calldata options,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public returns (uint256 proposalId) {
        uint256 actionCount = targets.length;
        proposalId = _submit(typeId, options.method, options.labels.length, targets, values, calldatas, description);
        _keepActions(proposalId, TypeBook.freezeOptions(proposalId, options, actionCount));
    }

    /// @dev True for an account with the role BRAND.
    function _isBrand(address account) internal view virtual returns (bool);

    /// @dev Units that must take part with the snapshot at a past second, and numbers of the accounts that take no part.
    function _quorumAt(
        uint256 quorumBps,
        uint16 exclusions,
        uint256 timepoint
    ) internal view virtual returns (uint256 units, uint256 numbers);

    /// @dev Makes a new proposal ready for ballots.
    function _beginCount(uint256 proposalId, uint256 tally) internal virtual;

    /// @param actions How many actions each option has, 8 bits each.
    function _keepActions(uint256 proposalId, uint256 actions) internal virtual;

    function _submit(
        uint16 typeId,
        BallotMethod method,
        uint256 optionCount,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) private returns (uint256 proposalId) {
        address proposer = _msgSender();
        if (!_isValidDescriptionForProposer(proposer, description)) revert GovernorRestrictedProposer(proposer);
        if (!_admit(typeId, method, proposer)) {
            if (targets.length + values.length + calldatas.length != 0) {
                revert ProposalTypes_AdvisoryCarriesNoAction(typeId);
            }
            // OpenZeppelin's `_propose` wants at least one action; this one is never run.
            targets = new address[](1);
            values = new uint256[](1);
            calldatas = new bytes[](1);
        }

        _book.typeInFlight = typeId;
        proposalId = _propose(targets, values, calldatas, description, proposer);
        delete _book.typeInFlight;
        _beginCount(proposalId, TypeBook.freeze(_book, proposalId, typeId, method, optionCount));
    }

    function _admit(uint16 typeId, BallotMethod method, address proposer) private view returns (bool binding) {
        return TypeBook.admit(_book, typeId, method, proposer, _isBrand(proposer), getVotes(proposer, clock() - 1));
    }

    function _typeNow() private view returns (ProposalType storage) {
        uint16 typeId = _book.typeInFlight;
        return _book.types[typeId == 0 ? DEFAULT_TYPE : typeId];
    }
}
