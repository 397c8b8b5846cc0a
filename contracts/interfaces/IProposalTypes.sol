// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Who may submit a proposal of a type.
enum ProposerRule {
    Brand, // accounts with the role BRAND
    Members, // whoever has `proposalThreshold` units one second before
    BrandOrMembers
}

/// @notice Rules of a proposal type. A proposal copies them when it is created; a later edit changes nothing that exists.
/// @param votingDelay From creation to snapshot, seconds (at least 1).
/// @param votingPeriod From snapshot to deadline, seconds.
/// @param proposalThreshold Units a member needs to propose.
/// @param quorumBps Share of all units at the snapshot that must take part (for + abstain), basis points.
/// @param approvalBps Share of for + against that `for` must exceed, basis points. 5,000 is a simple majority.
/// @param proposerRule Who may submit.
/// @param binding True: on success the actions are executed by the timelock. False: advisory, carries no action.
/// @param active False: no new proposal of this type.
/// @param name What people call the type.
struct ProposalType {
    uint32 votingDelay;
    uint32 votingPeriod;
    uint40 proposalThreshold;
    uint16 quorumBps;
    uint16 approvalBps;
    ProposerRule proposerRule;
    bool binding;
    bool active;
    string name;
}

/// @notice What a proposal froze at its creation.
/// @param typeId The type it was made from.
/// @param quorumBps See ProposalType.
/// @param approvalBps See ProposalType.
/// @param binding See ProposalType.
struct ProposalRules {
    uint16 typeId;
    uint16 quorumBps;
    uint16 approvalBps;
    bool binding;
}

/// @title Proposal types
interface IProposalTypes {
    event ProposalTypeDefined(
        uint16 indexed typeId,
        uint32 votingDelay,
        uint32 votingPeriod,
        uint40 proposalThreshold,
        uint16 quorumBps,
        uint16 approvalBps,
        ProposerRule proposerRule,
        bool binding,
        bool active,
        string name
    );
    event ProposalRulesFrozen(
        uint256 indexed proposalId,
        uint16 indexed typeId,
        uint16 quorumBps,
        uint16 approvalBps,
        bool binding
    );

    error ProposalTypes_UnknownType(uint16 typeId);
    error ProposalTypes_InactiveType(uint16 typeId);
    error ProposalTypes_InvalidType(uint16 typeId, string reason);
    error ProposalTypes_OnlyBrand(address proposer, uint16 typeId);
    error ProposalTypes_AdvisoryCarriesNoAction(uint16 typeId);
    error ProposalTypes_AdvisoryProposal(uint256 proposalId);

    /// @notice Define a new type (`typeId` one above the last) or replace the rules for future proposals of one. Only by a proposal.
    function defineProposalType(uint16 typeId, ProposalType calldata rules) external;

    /// @notice Rules of a type as they are now.
    function proposalType(uint16 typeId) external view returns (ProposalType memory);

    /// @notice How many types exist; their ids are 1 to this number.
    function proposalTypeCount() external view returns (uint16);

    /// @notice What a proposal froze at its creation.
    function proposalRules(uint256 proposalId) external view returns (ProposalRules memory);

    /// @notice Units that must take part (for + abstain) in this proposal. Reverts before the snapshot has passed.
    function proposalQuorum(uint256 proposalId) external view returns (uint256 units);

    /// @notice Submit a proposal of a type.
    /// @param targets,values,calldatas The actions, values in wei; all empty for an advisory type.
    /// @param description `# Title`, an empty line, `ipfs://` URI of the document; ends with `#proposer=0x...` against front-running.
    function proposeTyped(
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256 proposalId);
}
