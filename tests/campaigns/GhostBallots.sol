// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BallotMethod, Curve, ProposalType} from "../../contracts/interfaces/IProposalTypes.sol";
import {Ghost} from "./Ghost.sol";

/// @title A model of proposals and their count
/// @notice Counts every ballot again from the model's own histories, by the words of docs/ballots.md.
abstract contract GhostBallots is Ghost {
    /// @dev What an action of a proposal does when it is executed.
    enum Effect {
        None,
        Ether, // `amount` wei leave the treasury
        Coins, // `amount` coins leave the treasury
        Grant, // `account` gets the role `amount`
        Revoke, // `account` loses the role `amount`
        Exclude, // `account` alone takes no part from now on
        Bind, // `account` is its own delegate from now on
        Dismiss // a notice of revocation
    }

    struct GhostAction {
        Effect effect;
        address account;
        uint256 amount;
    }

    struct Preference {
        uint256 ranking;
        uint256 votes;
    }

    struct GhostProposal {
        uint256 id;
        address proposer;
        uint16 typeId;
        BallotMethod method;
        uint256 optionCount; // 0 for for/against/abstain
        ProposalType rules; // of its type when it was submitted
        address excluded;
        uint256 created; // unix seconds
        bool inLaunch; // submitted before the launch was over
        bool beyondGuardian;
        uint256 snapshot;
        bytes32 frozen; // hash of what the governor froze
        // What was submitted.
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
        uint256[] actionsOfOption;
        GhostAction[] effects;
        // What was counted.
        bool opened; // a ballot was counted: the quorum stands
        uint256 quorum;
        uint256 participation;
        uint256 power; // units of all who voted, also against
        uint256[] optionVotes; // against, for, abstaining; or of each option, for a split ballot in parts of 10,000
        uint256 votes; // of all ballots
        uint256 state; // the last that was seen
    }

    uint256 private constant BPS = 10_000;
    uint256 internal constant PREFERENCE_BITS = 4;

    uint256 internal proposalCount;
    mapping(uint256 index => GhostProposal) internal proposals; // from 1 on
    mapping(uint256 index => mapping(address voter => bool)) internal voted;
    mapping(uint256 index => Preference[]) internal preferences;
    address internal excludedNow;
    mapping(uint64 role => mapping(address account => bool)) internal roles;

    constructor() {
        excludedNow = excluded;
    }

    /// @dev The rule of quorums, in one place: a share of all units at the snapshot but for the excluded account's, held
    /// between those of the second before the proposal and, after the launch, a quarter more; rounded up, and never below the least.
    function _expectedQuorum(GhostProposal storage proposal) internal view returns (uint256 quorum) {
        uint256 units = _unitsWithout(proposal.excluded, proposal.snapshot);
        uint256 base = _unitsWithout(proposal.excluded, proposal.created - 1);
        if (units < base) units = base;
        else if (!proposal.inLaunch && units > (base * 5) / 4) units = (base * 5) / 4;
        quorum = (units * proposal.rules.quorumBps + BPS - 1) / BPS;
        if (quorum < proposal.rules.quorumLeast) quorum = proposal.rules.quorumLeast;
    }

    function _unitsWithout(address account, uint256 timepoint) internal view returns (uint256) {
        return _at(supplyHistory, timepoint) - _at(voteHistory[account], timepoint);
    }

    /// @dev What a ballot weighs if it counts while the vote is open; 0 if it does not.
    function _weightOf(uint256 index, address voter, uint256 choice) internal view returns (uint256) {
        GhostProposal storage proposal = proposals[index];
        if (voter == proposal.excluded || voted[index][voter]) return 0;
        if (!_isChoice(proposal.method, proposal.optionCount, choice)) return 0;
        uint256 units = _at(voteHistory[voter], proposal.snapshot);
        uint256 votes = units;
        if (proposal.rules.curve == Curve.SquareRoot) votes = _squareRoot(units);
        else if (proposal.rules.curve == Curve.OneMemberOneVote && units != 0) votes = 1;
        return proposal.rules.cap != 0 && votes > proposal.rules.cap ? proposal.rules.cap : votes;
    }

    /// @dev Adds a ballot that weighs something.
    function _add(uint256 index, address voter, uint256 choice, uint256 votes) internal {
        GhostProposal storage proposal = proposals[index];
        if (!proposal.opened) (proposal.opened, proposal.quorum) = (true, _expectedQuorum(proposal));
        voted[index][voter] = true;
        uint256 units = _at(voteHistory[voter], proposal.snapshot);
        proposal.power += units;
        proposal.votes += votes;
        if (proposal.method != BallotMethod.ForAgainst || choice != 0) proposal.participation += units;
        for (uint256 i = 0; i < proposal.optionVotes.length; ++i) {
            proposal.optionVotes[i] += votes * _share(proposal.method, choice, i);
        }
        if (proposal.method == BallotMethod.Ranked) preferences[index].push(Preference(choice, votes));
    }

    /// @dev How often a choice counts for the option with a number from 0.
    function _share(BallotMethod method, uint256 choice, uint256 option) private pure returns (uint256) {
        if (method == BallotMethod.ForAgainst) return choice == option ? 1 : 0;
        if (method == BallotMethod.SingleChoice) return choice == option + 1 ? 1 : 0;
        if (method == BallotMethod.Approval) return (choice >> option) & 1;
        if (method == BallotMethod.Split) return (choice >> (16 * option)) & 0xffff;
        return choice & 0xf == option + 1 ? 1 : 0; // the first preferences
    }

    function _isChoice(BallotMethod method, uint256 options, uint256 choice) internal pure returns (bool) {
        if (method == BallotMethod.ForAgainst) return choice < 3;
        if (method == BallotMethod.SingleChoice) return choice > 0 && choice <= options;
        if (method == BallotMethod.Approval) return choice > 0 && choice < 1 << options;
        uint256 bits = method == BallotMethod.Split ? 16 : PREFERENCE_BITS;
        uint256 sum = 0;
        uint256 seen = 0;
        uint256 places = 0;
        for (; choice != 0; choice >>= bits) {
            uint256 place = choice & ((1 << bits) - 1);
            if (++places > options) return false;
            if (method == BallotMethod.Split) {
                sum += place;
                continue;
            }
            if (place == 0 || place > options || (seen >> place) & 1 == 1) return false;
            seen |= 1 << place;
        }
        return method == BallotMethod.Split ? sum == BPS : places != 0;
    }

    /// @dev Whether a proposal with this count may succeed: quorum, and more than its share for what wins.
    /// @param winner The option that the governor says wins.
    function _maySucceed(uint256 index, uint256 winner) internal view returns (bool) {
        GhostProposal storage proposal = proposals[index];
        if (!proposal.opened || proposal.participation < proposal.quorum) return false;
        if (proposal.method == BallotMethod.ForAgainst) {
            uint256 inFavour = proposal.optionVotes[1];
            return inFavour * BPS > (inFavour + proposal.optionVotes[0]) * proposal.rules.approvalBps;
        }
        if (winner == 0) return false;
        if (proposal.method == BallotMethod.Ranked) return _mayWinRunOff(index, winner);
        uint256 best = proposal.optionVotes[winner - 1];
        for (uint256 i = 0; i < proposal.optionVotes.length; ++i) {
            if (i + 1 != winner && proposal.optionVotes[i] >= best) return false;
        }
        if (proposal.method != BallotMethod.Split) best *= BPS;
        if (best < _quorumOfWinner(proposal) * BPS) return false;
        return best > proposal.votes * proposal.rules.optionBps;
    }

    /// @dev Whatever decides ties: the winner of a run-off is before at least one other option on most of the ballots that
    /// name either, and nobody else is first on more than half of all ballots.
    function _mayWinRunOff(uint256 index, uint256 winner) private view returns (bool beatsOne) {
        GhostProposal storage proposal = proposals[index];
        for (uint256 other = 1; other <= proposal.optionCount; ++other) {
            if (other == winner) continue;
            if (proposal.optionVotes[other - 1] * 2 > proposal.votes) return false;
            (uint256 before, uint256 behind) = (0, 0);
            for (uint256 i = 0; i < preferences[index].length; ++i) {
                uint256 first = _firstOf(preferences[index][i].ranking, winner, other);
                if (first == winner) before += preferences[index][i].votes;
                else if (first == other) behind += preferences[index][i].votes;
            }
            if (before > behind && before >= _quorumOfWinner(proposals[index])) beatsOne = true;
        }
    }

    /// @dev Votes that the winner of a binding choice must have: who is against does not fill its quorum.
    function _quorumOfWinner(GhostProposal storage proposal) private view returns (uint256) {
        return proposal.rules.binding ? proposal.quorum : 0;
    }

    function _firstOf(uint256 ranking, uint256 one, uint256 other) private pure returns (uint256) {
        for (; ranking != 0; ranking >>= PREFERENCE_BITS) {
            if (ranking & 0xf == one || ranking & 0xf == other) return ranking & 0xf;
        }
        return 0;
    }

    function _squareRoot(uint256 units) private pure returns (uint256 root) {
        while ((root + 1) * (root + 1) <= units) ++root;
    }
}
