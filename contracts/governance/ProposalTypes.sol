// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {
    BallotMethod,
    IProposalTypes,
    Options,
    ProposalRules,
    ProposalType
} from "../interfaces/IProposalTypes.sol";
import {Submission, TypeBook, Types} from "./TypeBook.sol";

/// @title Per-type rules, frozen into each proposal
abstract contract ProposalTypes is Governor, IProposalTypes {
    /// @dev The type of a proposal submitted by the standard `propose`.
    uint16 private constant DEFAULT_TYPE = 1;

    /// @notice Whose units vote.
    IMembershipVotes public immutable membership;

    /// @notice The one place of roles.
    BrandAccess public immutable access;

    Types internal _book;

    constructor(
        IMembershipVotes membership_,
        BrandAccess access_,
        ProposalType[] memory initialTypes,
        address[] memory excluded
    ) {
        // Without a type nobody could propose one.
        if (initialTypes.length == 0) revert ProposalTypes_UnknownType(DEFAULT_TYPE);
        (membership, access) = (membership_, access_);
        TypeBook.begin(_book, membership_, initialTypes, excluded);
    }

    /// @inheritdoc IProposalTypes
    function defineProposalType(uint16 typeId, ProposalType calldata rules) external onlyGovernance {
        TypeBook.write(_book, membership, typeId, rules);
    }

    /// @inheritdoc IProposalTypes
    function setExcludedAccounts(address[] calldata accounts) external onlyGovernance {
        TypeBook.setExcluded(_book, membership, accounts);
    }

    /// @inheritdoc IProposalTypes
    function proposalType(uint16 typeId) external view returns (ProposalType memory) {
        _answer(TypeBook.typeOf.selector, typeId);
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
        _answer(TypeBook.excludedIn.selector, version);
    }

    /// @inheritdoc IProposalTypes
    function proposalRules(uint256 proposalId) external view returns (ProposalRules memory) {
        _answer(TypeBook.rulesOf.selector, proposalId);
    }

    /// @inheritdoc IProposalTypes
    function isBeyondGuardian(uint256 proposalId) public view returns (bool) {
        return _book.beyondGuardian[proposalId];
    }

    /// @notice Seconds from creation to snapshot, for the default type.
    function votingDelay() public view override returns (uint256) {
        return _book.protectiveInFlight ? 0 : _typeNow().votingDelay;
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
    /// @dev No proposal is asked about, so none holds the units; see `proposalQuorum`.
    function quorum(uint256 timepoint) public view override returns (uint256 units) {
        return TypeBook.quorumOfType(_book, membership, DEFAULT_TYPE, timepoint);
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
        Submission memory submission = _submission(typeId, _msgSender());
        return _submit(submission, targets, values, calldatas, description);
    }

    /// @inheritdoc IProposalTypes
    function proposeSponsored(
        address author,
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public returns (uint256) {
        Submission memory submission = _submission(typeId, author);
        submission.sponsored = true;
        return _submit(submission, targets, values, calldatas, description);
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
        Submission memory submission = _submission(typeId, _msgSender());
        (submission.method, submission.optionCount) = (options.method, options.labels.length);
        uint256 actionCount = targets.length;
        proposalId = _submit(submission, targets, values, calldatas, description);
        _keepActions(proposalId, TypeBook.freezeOptions(proposalId, actionCount, _msgData()));
    }

    /// @dev Makes a new proposal ready for ballots.
    function _beginCount(uint256 proposalId, uint256 tally) internal virtual;

    /// @param actions How many actions each option has, 8 bits each.
    function _keepActions(uint256 proposalId, uint256 actions) internal virtual;

    /// @dev With for/against/abstain.
    function _submission(uint16 typeId, address proposer) private view returns (Submission memory) {
        return Submission(typeId, BallotMethod.ForAgainst, 3, proposer, false, membership, access, _executor());
    }

    function _submit(
        Submission memory submission,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) private returns (uint256 proposalId) {
        if (!_isValidDescriptionForProposer(submission.proposer, description)) {
            revert GovernorRestrictedProposer(submission.proposer);
        }
        if (!TypeBook.admit(_book, submission, targets, values, calldatas)) {
            // OpenZeppelin's `_propose` wants at least one action; this one is never run.
            targets = new address[](1);
            values = new uint256[](1);
            calldatas = new bytes[](1);
        }

        proposalId = _propose(targets, values, calldatas, description, submission.proposer);
        _beginCount(proposalId, TypeBook.freeze(_book, proposalId, submission));
    }

    function _typeNow() private view returns (ProposalType storage) {
        uint16 typeId = _book.typeInFlight;
        return _book.types[typeId == 0 ? DEFAULT_TYPE : typeId];
    }

    /// @dev Ends the call with what a view of TypeBook answers, as it is: decoding structs to encode them again would take
    /// more room than the governor has.
    /// @param argument Of the view, after the book.
    function _answer(bytes4 selector, uint256 argument) private view {
        function(bytes4, uint256) internal forward = _forward;
        function(bytes4, uint256) internal view forwardView;
        // The compiler lets no view delegate a call. What is called are views, which write nothing.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            forwardView := forward
        }
        forwardView(selector, argument);
    }

    function _forward(bytes4 selector, uint256 argument) private {
        address library_ = address(TypeBook);
        Types storage book = _book;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), book.slot)
            mstore(add(data, 0x24), argument)
            let done := delegatecall(gas(), library_, data, 0x44, 0x00, 0x00)
            returndatacopy(data, 0x00, returndatasize())
            if iszero(done) {
                revert(data, returndatasize())
            }
            return(data, returndatasize())
        }
    }
}
