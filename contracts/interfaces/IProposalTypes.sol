// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Who may submit a proposal of a type.
enum ProposerRule {
    Brand, // accounts with the role BRAND
    Members, // whoever has `proposalThreshold` units one second before
    BrandOrMembers
}

/// @notice How ballots of a proposal are filled in and counted. Options are numbered from 1.
enum BallotMethod {
    ForAgainst, // a choice is 0 against, 1 for, 2 abstain, as in Governor Bravo
    SingleChoice, // a choice is the number of one option
    Approval, // a choice has bit `option - 1` for each option that is approved
    Split, // a choice has 16 bits an option, from bit 16 * (option - 1): parts of 10,000, which add up to 10,000
    Ranked // a choice has 4 bits a preference, the first lowest: numbers of options; not all need be ranked
}

/// @notice How the units of a voter become votes.
enum Curve {
    Units, // as many votes as units
    SquareRoot, // the square root of the units, rounded down
    OneMemberOneVote // one vote
}

/// @notice What the actions of a proposal may touch. Each reach includes those before it.
enum Reach {
    Payments, // whatever is not a contract of the brand: the treasury's money
    Brand, // functions of the brand's contracts that a role other than the admin's may call, and dismissals of notices
    Governance // governor, timelock, roles, and whatever else of the brand's contracts only the admin may call
}

/// @notice Rules of a proposal type. A proposal copies them when it is created; a later edit changes nothing that exists.
/// @param votingDelay From creation to snapshot, seconds (at least 1). After the launch a protective proposal waits for nothing,
/// see `proposeTyped`.
/// @param votingPeriod From snapshot to deadline, seconds.
/// @param proposalThreshold Units a member needs to propose. For a type that reaches governance, 1% of all units is enough.
/// @param quorumBps Share of all units at the snapshot that must take part, basis points. Units before curve and cap, those
/// of excluded accounts left out; they count as at least those of one second before the proposal, and, of one that is submitted
/// after the launch, at most a quarter more. Ballots against do not take part (as in Governor Bravo). Of a binding choice only what
/// the winner has does: votes for it, which are never more than the units behind them. All others take part.
/// @param approvalBps Share of for + against that `for` must exceed, basis points. 5,000 is a simple majority.
/// @param proposerRule Who may submit.
/// @param binding True: on success the actions are executed by the timelock. False: advisory, carries no action.
/// @param active False: no new proposal of this type.
/// @param methods Ballot methods allowed, one bit each: `1 << BallotMethod`.
/// @param curve How units become votes. A type that reaches governance counts units, and has no cap; one of any wider reach
/// does where one of a narrower reach does.
/// @param cap Most votes of one voter, after the curve; 0 for no cap.
/// @param optionBps Share of all votes that the winning option must exceed, basis points; 0 when the most votes are enough. Of
/// a binding type with choices it is at least `approvalBps`.
/// @param answerPeriod From the deadline until the brand must have answered, seconds; 0 when no answer is owed.
/// @param quorumLeast Units that must take part at the least, whatever the share comes to.
/// @param reach What the actions may touch.
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
    uint8 methods;
    Curve curve;
    uint40 cap;
    uint16 optionBps;
    uint32 answerPeriod;
    uint32 quorumLeast;
    Reach reach;
    string name;
}

/// @notice What a proposal froze at its creation.
/// @param typeId The type it was made from.
/// @param quorumBps See ProposalType.
/// @param approvalBps See ProposalType.
/// @param binding See ProposalType.
/// @param method How its ballots are filled in.
/// @param optionCount How many options it has: 3 for for/against/abstain.
/// @param curve See ProposalType.
/// @param cap See ProposalType.
/// @param optionBps See ProposalType.
/// @param answerPeriod See ProposalType.
/// @param exclusions Which list of excluded accounts holds for it, as numbered by ExcludedAccountsSet; 0 for none.
/// @param quorumBase Units one second before the proposal, those of excluded accounts left out.
/// @param quorumLeast See ProposalType.
/// @param reach See ProposalType.
struct ProposalRules {
    uint16 typeId;
    uint16 quorumBps;
    uint16 approvalBps;
    bool binding;
    BallotMethod method;
    uint8 optionCount;
    Curve curve;
    uint40 cap;
    uint16 optionBps;
    uint32 answerPeriod;
    uint16 exclusions;
    uint32 quorumBase;
    uint32 quorumLeast;
    Reach reach;
}

/// @notice What a choice proposal asks.
/// @param method Any except for/against/abstain.
/// @param labels What each option is called, in order of their numbers: 2 to 10, for a ranked proposal 2 to 6 and all
/// different.
/// @param actions How many of the proposal's actions belong to each option, in order; their sum is the number of actions. At
/// least one option has none, so that a ballot can refuse them all.
struct Options {
    BallotMethod method;
    string[] labels;
    uint256[] actions;
}

/// @title Proposal types
/// @notice Types with rules of their own, proposals that freeze the rules they were made from, and accounts that take no part.
interface IProposalTypes {
    /// @notice A type exists, or has other rules for proposals from now on. See ProposalType.
    /// @param typeId The type: one above the last for a new one.
    /// @param votingDelay From creation to snapshot, seconds.
    /// @param votingPeriod From snapshot to deadline, seconds.
    /// @param proposalThreshold Units a member needs to propose.
    /// @param quorumBps Share of all units at the snapshot that must take part, basis points.
    /// @param approvalBps Share of for + against that `for` must exceed, basis points.
    /// @param proposerRule Who may submit.
    /// @param binding True when the timelock executes the actions of a success; false for an advisory type.
    /// @param active False when nobody may submit a proposal of this type.
    /// @param name What people call the type.
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
    /// @notice How ballots of a type are filled in and counted. Follows ProposalTypeDefined.
    /// @param typeId The type.
    /// @param methods Ballot methods allowed, one bit each: `1 << BallotMethod`.
    /// @param curve How units become votes.
    /// @param cap Most votes of one voter, after the curve; 0 for no cap.
    /// @param optionBps Share of all votes that the winning option must exceed, basis points.
    /// @param answerPeriod From the deadline until the brand must have answered, seconds; 0 when no answer is owed.
    event ProposalTypeBallots(
        uint16 indexed typeId,
        uint8 methods,
        Curve curve,
        uint40 cap,
        uint16 optionBps,
        uint32 answerPeriod
    );
    /// @notice What proposals of a type may touch, and their least quorum. Follows ProposalTypeBallots.
    /// @param typeId The type.
    /// @param reach What the actions may touch.
    /// @param quorumLeast Units that must take part at the least.
    event ProposalTypeBounds(uint16 indexed typeId, Reach reach, uint32 quorumLeast);
    /// @notice The rules that hold for a proposal, whatever becomes of its type. Follows the standard ProposalCreated.
    /// @param proposalId The proposal.
    /// @param typeId The type it was made from.
    /// @param quorumBps Share of all units at the snapshot that must take part, basis points.
    /// @param approvalBps Share of for + against that `for` must exceed, basis points.
    /// @param binding True when the timelock executes the actions of a success; false for an advisory proposal.
    event ProposalRulesFrozen(
        uint256 indexed proposalId,
        uint16 indexed typeId,
        uint16 quorumBps,
        uint16 approvalBps,
        bool binding
    );
    /// @notice How the proposal's ballots are filled in and counted. Follows ProposalRulesFrozen.
    /// @param proposalId The proposal.
    /// @param method How ballots are filled in.
    /// @param optionCount How many options it has: 3 for for/against/abstain.
    /// @param curve How units become votes.
    /// @param cap Most votes of one voter, after the curve; 0 for no cap.
    /// @param optionBps Share of all votes that the winning option must exceed, basis points.
    /// @param answerPeriod From the deadline until the brand must have answered, seconds; 0 when no answer is owed.
    /// @param exclusions Which list of excluded accounts holds for it, as numbered by ExcludedAccountsSet; 0 for none.
    event ProposalBallotsFrozen(
        uint256 indexed proposalId,
        BallotMethod method,
        uint8 optionCount,
        Curve curve,
        uint40 cap,
        uint16 optionBps,
        uint32 answerPeriod,
        uint16 exclusions
    );
    /// @notice What the proposal may touch, and what its quorum is made from. Follows ProposalBallotsFrozen.
    /// @dev The first ballot fixes the quorum: `quorumBps` of the units at the snapshot, those of excluded accounts left out,
    /// held between `quorumBase` and five quarters of it (in the launch no fewer than `quorumBase`), rounded up; at least
    /// `quorumLeast`.
    /// @param proposalId The proposal.
    /// @param reach What its actions may touch.
    /// @param quorumBase Units one second before the proposal, those of excluded accounts left out.
    /// @param quorumLeast Units that must take part at the least.
    /// @param inLaunch Whether it was submitted before the membership's launch was over: then all units at the snapshot count.
    event ProposalBoundsFrozen(
        uint256 indexed proposalId,
        Reach reach,
        uint32 quorumBase,
        uint32 quorumLeast,
        bool inLaunch
    );
    /// @notice A guardian cannot cancel this proposal: it only dismisses notices and takes guardians away. Follows
    /// ProposalBoundsFrozen.
    /// @param proposalId The proposal.
    event ProposalBeyondGuardian(uint256 indexed proposalId);
    /// @notice A contract with the role PROPOSER submitted the proposal for its proposer. Follows what was frozen.
    /// @param proposalId The proposal.
    /// @param by The contract.
    event ProposalSponsored(uint256 indexed proposalId, address indexed by);
    /// @notice The options of a choice proposal. Follows what was frozen.
    /// @param proposalId The proposal.
    /// @param labels What each option is called, in order of their numbers, which begin at 1.
    /// @param actions How many of the proposal's actions belong to each option, in the same order.
    event ProposalOptionsFrozen(uint256 indexed proposalId, string[] labels, uint256[] actions);
    /// @notice What lots between the options of a ranked proposal are drawn from. Follows its ProposalOptionsFrozen.
    /// @param proposalId The proposal.
    /// @param digests The first four bytes of Keccak-256 of each label, in order of the options' numbers. A reader that cannot
    /// decode a label has them all the same.
    event LabelDigestsFrozen(uint256 indexed proposalId, uint256[] digests);
    /// @notice These accounts, and nobody else, take no part in proposals submitted from now on.
    /// @param version Number of this list: 1 for the first, then one more each.
    /// @param accounts The accounts in ascending order, at most 8.
    event ExcludedAccountsSet(uint16 indexed version, address[] accounts);

    error ProposalTypes_UnknownType(uint16 typeId);
    error ProposalTypes_InactiveType(uint16 typeId);
    error ProposalTypes_InvalidType(uint16 typeId, string reason);
    /// @notice A type of wider reach must be at least as strict as each of narrower reach; `rule` says in what it is not.
    error ProposalTypes_LaxerThanNarrower(uint16 widerType, uint16 narrowerType, string rule);
    /// @notice No type is left that is active, binding, open to members, reaches governance, and asks for a quorum of at most
    /// 5,000 and an approval of at most 9,000 basis points: nothing could ever be changed again.
    error ProposalTypes_NoGovernanceType();
    /// @notice Units; the maximum is half of those there are, without those of excluded accounts.
    error ProposalTypes_QuorumLeastTooHigh(uint16 typeId, uint256 quorumLeast, uint256 maximum);
    error ProposalTypes_TooManyTypes(uint256 maximum);
    /// @notice The action with this index, from 0, touches more than the type may.
    error ProposalTypes_BeyondReach(uint256 index, Reach needed, Reach given);
    /// @notice The action with this index, from 0, calls an account that has no code. One of the brand's contracts could come
    /// to be there.
    error ProposalTypes_NoContract(uint256 index, address target);
    error ProposalTypes_OnlyProposer(address caller);
    /// @notice Bind the account's votes first (`BrandMembership.bindVotes`): else it could vote through a delegate.
    error ProposalTypes_VotesNotBound(address account);
    error ProposalTypes_OnlyBrand(address proposer, uint16 typeId);
    error ProposalTypes_AdvisoryCarriesNoAction(uint16 typeId);
    error ProposalTypes_AdvisoryProposal(uint256 proposalId);
    error ProposalTypes_MethodNotAllowed(uint16 typeId, BallotMethod method);
    error ProposalTypes_InvalidOptions(uint256 labels, uint256 actions, uint256 maximum);
    /// @notice Actions given, and actions that the options claim.
    error ProposalTypes_InvalidActions(uint256 given, uint256 claimed);
    /// @notice Each of the options has an action: one that has none must be among them, or nobody could vote against paying.
    error ProposalTypes_NoOptionWithoutAction(uint256 options);
    /// @notice Two options of a ranked proposal, by number, have labels that are equal, or whose LabelDigestsFrozen would be.
    error ProposalTypes_EqualLabels(uint256 option, uint256 other);
    /// @notice At most 8 accounts, in ascending order, none twice, none zero.
    error ProposalTypes_InvalidExclusions(address[] accounts);

    /// @notice Define a new type (`typeId` one above the last, 64 at most) or replace the rules for future proposals of one.
    /// Only by a proposal.
    function defineProposalType(uint16 typeId, ProposalType calldata rules) external;

    /// @notice Replace the accounts that take no part: the brand's own wallets. Only by a proposal; for proposals submitted
    /// afterwards. Their votes must be bound.
    /// @param accounts At most 8, in ascending order.
    function setExcludedAccounts(address[] calldata accounts) external;

    /// @notice A list of accounts that take no part, by the number that ExcludedAccountsSet gave it.
    function excludedAccounts(uint16 version) external view returns (address[] memory);

    /// @notice Number of the list that holds for new proposals.
    function exclusionVersion() external view returns (uint16);

    /// @notice Rules of a type as they are now.
    function proposalType(uint16 typeId) external view returns (ProposalType memory);

    /// @notice How many types exist; their ids are 1 to this number.
    function proposalTypeCount() external view returns (uint16);

    /// @notice What a proposal froze at its creation.
    function proposalRules(uint256 proposalId) external view returns (ProposalRules memory);

    /// @notice Units that must take part in this proposal. Reverts before the snapshot has passed.
    function proposalQuorum(uint256 proposalId) external view returns (uint256 units);

    /// @notice Whether it consists of dismissals of notices and of taking guardians away alone, so that no guardian can cancel it.
    function isBeyondGuardian(uint256 proposalId) external view returns (bool);

    /// @notice Submit a proposal of a type, with for/against/abstain. It is protective if each action dismisses a notice
    /// (`dismissRevocation`) or takes BRAND, ISSUER, GUARDIAN or PROPOSER from an account other than timelock, governor and who has
    /// DROPS (`BrandAccess.revokeRole`), without value and with nothing after the arguments. The snapshot of a protective one is the
    /// second it is submitted in, once the membership's launch is over: what is given away or sold afterwards does not vote on it.
    /// Half of the votes carry it, whatever its type asks for, unless it takes a guardian away.
    /// @param targets,values,calldatas The actions, values in wei; all empty for an advisory type.
    /// @param description `# Title`, an empty line, `ipfs://` URI of the document; ends with `#proposer=0x...` against front-running.
    function proposeTyped(
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256 proposalId);

    /// @notice Submit a proposal between options. A binding one executes the actions of the winning option only, which needs
    /// as many votes as the quorum; no option wins a tie.
    /// @param targets,values,calldatas The actions of option 1, then those of option 2, and so on.
    function proposeChoice(
        uint16 typeId,
        Options calldata options,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256 proposalId);

    /// @notice Submit a proposal for somebody else, of a type open to members, with for/against/abstain. Only PROPOSER, which
    /// has checked what the author needs.
    /// @param author Who is the proposer, and may cancel while the vote has not begun.
    /// @param targets,values,calldatas The actions, values in wei; all empty for an advisory type.
    /// @param description See `proposeTyped`; where it ends with `#proposer=0x...`, that must be the author.
    function proposeSponsored(
        address author,
        uint16 typeId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256 proposalId);
}
