// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IBallots} from "../../contracts/interfaces/IBallots.sol";
import {IBrandMembership, UnitBounds} from "../../contracts/interfaces/IBrandMembership.sol";
import {IMembershipVotes} from "../../contracts/interfaces/IMembershipVotes.sol";
import {BallotMethod, IProposalTypes, Options, ProposalType, Reach} from "../../contracts/interfaces/IProposalTypes.sol";
import {GhostBallots} from "./GhostBallots.sol";
import {vm} from "./Vm.sol";

/// @title What people do with proposals
abstract contract ProposalActions is GhostBallots {
    bytes32 private constant MEMBER_BALLOT =
        keccak256("MemberBallot(uint256 proposalId,uint256 choice,uint256 deadline)");
    bytes32 private constant BALLOT =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
    uint256 private constant BATCH = 6;
    uint256 private constant MOST_PROPOSALS = 24; // a run looks at all of them after every call

    // The proposal that is being put together.
    address[] private _targets;
    uint256[] private _values;
    bytes[] private _calldatas;
    GhostAction[] private _effects;

    /// @notice Ask something that binds nobody.
    function ask(uint256 who, uint256 type_, uint256 method, uint256 options) external action(who) {
        uint16 typeId = type_ % 2 == 0 ? ADVISORY : MARKETING;
        _submit(who, typeId, BallotMethod(method % 5), options);
    }

    /// @notice Propose payments out of the treasury: to one, or to another for each option but the last.
    function proposePayments(uint256 who, uint256 method, uint256 options, uint256 amount) external action(amount) {
        uint256 count = BallotMethod(method % 5) == BallotMethod.ForAgainst
            ? 1 + (options % 2)
            : _optionCount(options) - 1;
        for (uint256 i = 0; i < count; ++i) {
            address to = _actor(_random(ACTORS));
            uint256 sum = 1 + _random(2 ether);
            if (_random(2) == 0) {
                _act(to, sum, "", GhostAction(Effect.Ether, to, sum));
            } else {
                bytes memory data = abi.encodeCall(IERC20.transfer, (to, sum));
                _act(address(coin), 0, data, GhostAction(Effect.Coins, to, sum));
            }
        }
        _submit(who, PAYMENTS, BallotMethod(method % 5), options);
    }

    /// @notice Propose what only members may decide: roles, exclusions, rules of types, dismissals.
    function proposePolicy(uint256 who, uint256 kind, uint256 whom) external action(whom) {
        address account = _actor(whom);
        uint64 role = _random(2) == 0 ? access.PARTNER() : access.GUARDIAN();
        kind = kind % 6;
        if (kind == 0) {
            bytes memory data = abi.encodeCall(IAccessManager.grantRole, (role, account, 0));
            _act(address(access), 0, data, GhostAction(Effect.Grant, account, role));
        } else if (kind == 1) {
            bytes memory data = abi.encodeCall(IAccessManager.revokeRole, (role, account));
            _act(address(access), 0, data, GhostAction(Effect.Revoke, account, role));
        } else if (kind == 2) {
            // Without being bound it cannot be excluded.
            if (_random(4) != 0) {
                bytes memory bind = abi.encodeCall(IMembershipVotes.bindVotes, (account));
                _act(address(membership), 0, bind, GhostAction(Effect.Bind, account, 0));
            }
            address[] memory list = new address[](1);
            list[0] = account;
            bytes memory data = abi.encodeCall(IProposalTypes.setExcludedAccounts, (list));
            _act(address(governor), 0, data, GhostAction(Effect.Exclude, account, 0));
        } else if (kind == 3) {
            uint16 typeId = uint16(1 + _random(TYPES));
            ProposalType memory rules = governor.proposalType(typeId);
            rules.quorumBps = uint16(500 + _random(2_500));
            bytes memory data = abi.encodeCall(IProposalTypes.defineProposalType, (typeId, rules));
            _act(address(governor), 0, data, GhostAction(Effect.None, account, 0));
        } else if (kind == 4) {
            UnitBounds memory bounds = UnitBounds(
                MAX_UNITS,
                MAX_TIER_UNITS,
                uint32(_random(2 * PER_DAY_LEAST)),
                uint16(_random(2 * GIVEN_PER_DAY_BPS)),
                uint16(_random(4) == 0 ? 0 : _random(2 * SOLD_PER_DAY_BPS)) // 0: sales are not bounded
            );
            bytes memory data = abi.encodeCall(IBrandMembership.setUnitBounds, (bounds));
            _act(address(membership), 0, data, GhostAction(Effect.None, account, 0));
        } else {
            uint256 tokenId = _token(whom);
            bytes memory data = abi.encodeCall(IBrandMembership.dismissRevocation, (tokenId));
            _act(address(membership), 0, data, GhostAction(Effect.Dismiss, account, 0));
        }
        uint256 narrower = _random(8);
        _submit(who, narrower == 0 ? PAYMENTS : narrower < 3 ? CONDUCT : POLICY, BallotMethod.ForAgainst, 0);
    }

    /// @notice Vote directly.
    function vote(uint256 which, uint256 who, uint256 choice) external action(choice) {
        uint256 index = _find(which, IGovernor.ProposalState.Active);
        if (index == 0) return;
        GhostProposal storage proposal = proposals[index];
        choice = _choice(proposal.method, proposal.optionCount, choice);
        who = _voter(index, who, choice);
        bool simple = proposal.method == BallotMethod.ForAgainst;
        bytes memory data = simple
            ? abi.encodeCall(IGovernor.castVote, (proposal.id, uint8(choice)))
            : abi.encodeCall(IGovernor.castVoteWithReasonAndParams, (proposal.id, 0, "", abi.encode(choice)));
        (bool success, bytes memory answer) = _call(_actor(who), address(governor), 0, data);
        _judge(index, _actor(who), choice, success, answer);
    }

    /// @notice Vote by a signature of the standard's.
    function voteBySig(uint256 which, uint256 who, uint256 support) external action(support) {
        uint256 index = _find(which, IGovernor.ProposalState.Active);
        if (index == 0 || proposals[index].method != BallotMethod.ForAgainst) return;
        support = support % 4;
        who = _voter(index, who, support);
        address voter = _actor(who);
        uint256 id = proposals[index].id;
        bytes32 document = keccak256(abi.encode(BALLOT, id, support, voter, governor.nonces(voter)));
        bytes memory signature = _sign(who, document);
        bytes memory data = abi.encodeCall(IGovernor.castVoteBySig, (id, uint8(support), voter, signature));
        (bool success, bytes memory answer) = _call(_actor(support), address(governor), 0, data);
        _judge(index, voter, support, success, answer);
    }

    /// @notice Bring several signed ballots: with repetitions, altered and late ones among them.
    function voteBatch(uint256 which, uint256 first, uint256 seed) external action(seed) {
        uint256 index = _find(which, IGovernor.ProposalState.Active);
        if (index == 0) return;
        GhostProposal storage proposal = proposals[index];
        uint256 deadline = seed % 16 == 15 ? time - 1 : time + seed % 1 days;
        bool open = governor.state(proposal.id) == IGovernor.ProposalState.Active && deadline >= time;
        bytes memory packed = "";
        uint256 expected = 0;
        uint256[] memory choices = new uint256[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            choices[i] = _bounded(proposal.method, _choice(proposal.method, proposal.optionCount, _random(2 ** 64)));
            bool altered = _random(12) == 0;
            bytes32 document = keccak256(
                abi.encode(MEMBER_BALLOT, proposal.id, altered ? choices[i] + 1 : choices[i], deadline)
            );
            uint256 who = (first % ACTORS) + (seed % 3) * i;
            packed = bytes.concat(packed, _compact(who, document), _choiceBytes(proposal.method, choices[i]));
            uint256 votes = open && !altered ? _weightOf(index, _actor(who), choices[i]) : 0;
            if (votes == 0) continue;
            _add(index, _actor(who), choices[i], votes);
            ++expected;
            _done("vote in a batch");
        }
        bytes memory data = abi.encodeCall(IBallots.castBallots, (proposal.id, deadline, packed));
        (bool success, bytes memory answer) = _call(_actor(seed), address(governor), 0, data);
        if (success) _requireEqual(abi.decode(answer, (uint256)), expected, "a batch counts what counts");
        else _requireEqual(expected, 0, "a batch is refused only when the vote is not open");
    }

    /// @notice Queue what has succeeded; or try with what has not.
    function queue(uint256 which, uint256 who) external action(who) {
        uint256 index = _find(which, IGovernor.ProposalState.Succeeded);
        if (index == 0) return;
        GhostProposal storage proposal = proposals[index];
        bytes memory data = abi.encodeCall(
            IGovernor.queue,
            (proposal.targets, proposal.values, proposal.calldatas, keccak256(bytes(proposal.description)))
        );
        if (!_try(_actor(who), address(governor), data)) return;
        _require(proposal.rules.binding, "nothing advisory is queued");
        _require(_maySucceed(index, governor.winningOption(proposal.id)), "only what was carried is queued");
        _done("queue");
    }

    /// @notice Execute what is queued; or try with what is not.
    function execute(uint256 which, uint256 who) external action(who) {
        uint256 index = _find(which, IGovernor.ProposalState.Queued);
        if (index == 0) return;
        GhostProposal storage proposal = proposals[index];
        IGovernor.ProposalState state = governor.state(proposal.id);
        uint256 eta = governor.proposalEta(proposal.id);
        if (eta > time && _random(2) == 0) {
            time = eta;
            vm.warp(time);
        }
        bytes memory data = abi.encodeCall(
            IGovernor.execute,
            (proposal.targets, proposal.values, proposal.calldatas, keccak256(bytes(proposal.description)))
        );
        if (!_try(_actor(who), address(governor), data)) return;
        _require(state == IGovernor.ProposalState.Queued && eta <= time, "nothing is executed before its time");
        uint256 winner = governor.winningOption(proposal.id);
        _require(_maySucceed(index, winner), "only what was carried is executed");
        _apply(proposal, winner);
        _done(winner == 0 ? bytes32("execute") : bytes32("execute an option"));
    }

    /// @notice The proposer, a guardian or anybody tries to cancel.
    function cancel(uint256 which, uint256 who) external action(who) {
        if (which % 4 != 0 || proposalCount == 0) return; // else hardly any proposal comes to an end
        GhostProposal storage proposal = proposals[1 + (who % proposalCount)];
        IGovernor.ProposalState state = governor.state(proposal.id);
        address sender = who % 3 == 0 ? proposal.proposer : who % 3 == 1 ? guardian : _actor(who / 3);
        bytes memory data = abi.encodeCall(
            IGovernor.cancel,
            (proposal.targets, proposal.values, proposal.calldatas, keccak256(bytes(proposal.description)))
        );
        if (!_try(sender, address(governor), data)) return;
        bool withdrawn = sender == proposal.proposer && state == IGovernor.ProposalState.Pending;
        _require(withdrawn || roles[access.GUARDIAN()][sender], "a guardian cancels, or the proposer before the vote");
        _require(withdrawn || !proposal.beyondGuardian, "no guardian cancels an appeal");
        _done("cancel");
    }

    /// @dev Submits what was put together, and forgets it.
    function _submit(uint256 who, uint16 typeId, BallotMethod method, uint256 options) private {
        address proposer = who % 4 == 3 ? brand : _actor(who);
        if (proposalCount < MOST_PROPOSALS) {
            _submitAs(proposer, typeId, method, method == BallotMethod.ForAgainst ? 0 : _optionCount(options));
        }
        delete _targets;
        delete _values;
        delete _calldatas;
        delete _effects;
    }

    /// @param count How many options, 0 for for/against/abstain.
    function _submitAs(address proposer, uint16 typeId, BallotMethod method, uint256 count) private {
        GhostProposal storage proposal = proposals[proposalCount + 1];
        string memory description = string.concat("# Number ", _decimal(proposalCount + 1), "\n\n", DOCUMENT);
        (bool success, bytes memory answer) = _call(
            proposer,
            address(governor),
            0,
            _proposing(typeId, method, count, description)
        );
        if (!success) return;
        ++proposalCount;
        proposal.id = abi.decode(answer, (uint256));
        (proposal.proposer, proposal.typeId, proposal.method) = (proposer, typeId, method);
        (proposal.optionCount, proposal.excluded) = (count, excludedNow);
        (proposal.rules, proposal.description) = (governor.proposalType(typeId), description);
        _keepSubmitted(proposal);
        _done("propose");
    }

    function _keepSubmitted(GhostProposal storage proposal) private {
        uint256 units = _at(voteHistory[proposal.proposer], time - 1);
        uint256 threshold = proposal.rules.proposalThreshold;
        if (proposal.rules.reach == Reach.Governance) {
            uint256 enough = (_unitsWithout(excludedNow, time - 1) + 99) / 100;
            if (enough == 0) enough = 1;
            if (enough < threshold) threshold = enough;
        }
        bool mayPropose = proposal.proposer == brand || units >= threshold;
        _keepReach(proposal);
        (proposal.created, proposal.inLaunch) = (time, _day() == 0);
        _require(mayPropose, "proposals want their threshold");
        proposal.snapshot = _isProtective(proposal) ? time : time + proposal.rules.votingDelay;
        _requireEqual(governor.proposalSnapshot(proposal.id), proposal.snapshot, "snapshots wait, but to protect");
        // Half of the votes carry what only dismisses notices, whatever its type asks for.
        if (_onlyDismisses(proposal)) proposal.rules.approvalBps = 5_000;
        proposal.frozen = keccak256(abi.encode(governor.proposalRules(proposal.id)));
        proposal.optionVotes = new uint256[](proposal.optionCount == 0 ? 3 : proposal.optionCount);
        for (uint256 i = 0; i < proposal.optionCount; ++i) proposal.actionsOfOption.push(i < _targets.length ? 1 : 0);
        for (uint256 i = 0; i < _effects.length; ++i) proposal.effects.push(_effects[i]);
        if (proposal.rules.binding) {
            proposal.targets = _targets;
            proposal.values = _values;
            proposal.calldatas = _calldatas;
        } else {
            // The governor gives an advisory proposal one action that is never run.
            proposal.targets = new address[](1);
            proposal.values = new uint256[](1);
            proposal.calldatas = new bytes[](1);
        }
    }

    /// @dev Actions touch no more than the type may, and appeals alone are beyond a guardian.
    function _keepReach(GhostProposal storage proposal) private {
        proposal.beyondGuardian = proposal.rules.binding;
        for (uint256 i = 0; i < _effects.length; ++i) {
            Effect effect = _effects[i].effect;
            Reach needed = Reach.Governance;
            if (effect == Effect.Ether || effect == Effect.Coins) needed = Reach.Payments;
            else if (effect == Effect.Dismiss) needed = Reach.Brand;
            _require(needed <= proposal.rules.reach, "actions stay within the reach of their type");
            bool dismisses = effect == Effect.Revoke && _effects[i].amount == access.GUARDIAN();
            if (effect != Effect.Dismiss && !dismisses) proposal.beyondGuardian = false;
        }
        _require(governor.isBeyondGuardian(proposal.id) == proposal.beyondGuardian, "appeals alone are beyond a guardian");
    }

    /// @dev Whether it only dismisses notices and takes guardians away, after the launch; none here is the timelock's, and what
    /// takes a partner away waits.
    function _isProtective(GhostProposal storage proposal) private view returns (bool) {
        for (uint256 i = 0; i < _effects.length; ++i) {
            bool takes = _effects[i].effect == Effect.Revoke && _effects[i].amount == access.GUARDIAN();
            if (_effects[i].effect != Effect.Dismiss && !takes) return false;
        }
        return proposal.rules.binding && !proposal.inLaunch;
    }

    function _onlyDismisses(GhostProposal storage proposal) private view returns (bool) {
        for (uint256 i = 0; i < _effects.length; ++i) {
            if (_effects[i].effect != Effect.Dismiss) return false;
        }
        return proposal.rules.binding && _effects.length > 0;
    }

    /// @dev The call that submits; each option of a binding proposal but the last has one action.
    function _proposing(
        uint16 typeId,
        BallotMethod method,
        uint256 count,
        string memory description
    ) private view returns (bytes memory) {
        if (count == 0) {
            return
                abi.encodeCall(
                    IProposalTypes.proposeTyped,
                    (typeId, _targets, _values, _calldatas, description)
                );
        }
        Options memory options = Options(method, new string[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            options.labels[i] = string.concat("Option ", _decimal(i + 1));
            options.actions[i] = i < _targets.length ? 1 : 0;
        }
        return
            abi.encodeCall(
                IProposalTypes.proposeChoice,
                (typeId, options, _targets, _values, _calldatas, description)
            );
    }

    function _act(address target, uint256 value, bytes memory data, GhostAction memory effect) private {
        _targets.push(target);
        _values.push(value);
        _calldatas.push(data);
        _effects.push(effect);
    }

    /// @dev What a ballot of one voter did, beside what it should do.
    function _judge(uint256 index, address voter, uint256 choice, bool success, bytes memory answer) private {
        bool open = governor.state(proposals[index].id) == IGovernor.ProposalState.Active;
        uint256 votes = open ? _weightOf(index, voter, choice) : 0;
        if (!success) return _requireEqual(votes, 0, "a ballot that counts is taken");
        _requireEqual(abi.decode(answer, (uint256)), votes, "a ballot weighs what its voter had at the snapshot");
        _require(votes != 0, "a ballot that does not count is refused");
        _add(index, voter, choice, votes);
        _done("vote");
    }

    /// @dev What an execution did to money, roles and exclusions.
    function _apply(GhostProposal storage proposal, uint256 winner) private {
        uint256 first = 0;
        uint256 count = proposal.effects.length;
        if (winner != 0) {
            for (uint256 i = 1; i < winner; ++i) first += proposal.actionsOfOption[i - 1];
            count = proposal.actionsOfOption[winner - 1];
        }
        for (uint256 i = first; i < first + count; ++i) {
            GhostAction storage done = proposal.effects[i];
            if (done.effect == Effect.Ether) treasuryHas[address(0)] -= done.amount;
            else if (done.effect == Effect.Coins) treasuryHas[address(coin)] -= done.amount;
            else if (done.effect == Effect.Grant) roles[uint64(done.amount)][done.account] = true;
            else if (done.effect == Effect.Revoke) roles[uint64(done.amount)][done.account] = false;
            else if (done.effect == Effect.Bind) {
                if (!isBound[done.account]) _redelegate(done.account, address(0));
                isBound[done.account] = true;
            } else if (done.effect == Effect.Exclude) {
                _require(isBound[done.account], "who is excluded is bound");
                excludedNow = done.account;
            }
        }
        // A dismissal changes no units, only whether a membership is under notice.
        for (uint256 id = 1; id <= issuedCount; ++id) _follow(id);
    }

    /// @dev Number of an actor who can vote, looked for from a random one on; now and then anybody.
    function _voter(uint256 index, uint256 who, uint256 choice) private returns (uint256) {
        who = who % ACTORS;
        if (_random(4) == 0) return who;
        for (uint256 i = 0; i < ACTORS && _weightOf(index, _actor(who), choice) == 0; ++i) who = (who + 1) % ACTORS;
        return who;
    }

    /// @dev A proposal in a state, looked for from a random one on. If there is none, three times of four the campaign waits
    /// for one that can come to be; else it is any, for what must be refused. 0 if there is no proposal at all.
    function _find(uint256 seed, IGovernor.ProposalState wanted) private returns (uint256 index) {
        if (proposalCount == 0) return 0;
        index = 1 + (seed % proposalCount);
        for (uint256 i = 0; i < proposalCount; ++i) {
            if (governor.state(proposals[index].id) == wanted) return index;
            index = 1 + (index % proposalCount);
        }
        if (_random(4) == 0) return index;
        for (uint256 i = 0; i < proposalCount; ++i) {
            uint256 until = _whenIn(index, wanted);
            if (until > time) {
                time = until;
                vm.warp(time);
                return index;
            }
            index = 1 + (index % proposalCount);
        }
    }

    /// @dev The second at which a proposal as it stands comes into a state, or can leave it; 0 for never.
    function _whenIn(uint256 index, IGovernor.ProposalState wanted) private view returns (uint256) {
        uint256 id = proposals[index].id;
        IGovernor.ProposalState state = governor.state(id);
        if (wanted == IGovernor.ProposalState.Active && state == IGovernor.ProposalState.Pending) {
            return proposals[index].snapshot + 1;
        }
        bool carried = proposals[index].rules.binding && _maySucceed(index, governor.winningOption(id));
        if (wanted == IGovernor.ProposalState.Succeeded && state == IGovernor.ProposalState.Active && carried) {
            return governor.proposalDeadline(id) + 1;
        }
        return 0;
    }

    function _optionCount(uint256 seed) private pure returns (uint256) {
        return 2 + (seed % 4);
    }

    /// @dev Mostly a choice that is one.
    function _choice(BallotMethod method, uint256 options, uint256 seed) private returns (uint256 choice) {
        if (method == BallotMethod.ForAgainst) return seed % 16 == 15 ? 3 : seed % 8 == 0 ? 0 : seed % 8 == 1 ? 2 : 1;
        if (seed % 16 == 15) return seed % 5 == 0 ? 0 : seed;
        if (method == BallotMethod.SingleChoice) return 1 + (seed % options);
        if (method == BallotMethod.Approval) return 1 + (seed % (2 ** options - 1));
        if (method == BallotMethod.Split) {
            uint256 part = _random(10_001);
            return part | ((10_000 - part) << (16 * (1 + (seed % (options - 1)))));
        }
        // Some of the options in a random order.
        uint256[] memory order = new uint256[](options);
        for (uint256 i = 0; i < options; ++i) order[i] = i + 1;
        for (uint256 i = 0; i < 1 + (seed % options); ++i) {
            uint256 other = i + _random(options - i);
            (order[i], order[other]) = (order[other], order[i]);
            choice |= order[i] << (PREFERENCE_BITS * i);
        }
    }

    /// @dev A choice cut to what its bytes in a batch can say.
    function _bounded(BallotMethod method, uint256 choice) private pure returns (uint256) {
        return choice & ((1 << (8 * _lengthOf(method))) - 1);
    }

    function _choiceBytes(BallotMethod method, uint256 choice) private pure returns (bytes memory packed) {
        uint256 length = _lengthOf(method);
        packed = new bytes(length);
        for (uint256 i = 0; i < length; ++i) packed[i] = bytes1(uint8(choice >> (8 * (length - 1 - i))));
    }

    /// @dev Bytes of a choice in a batch, as IBallots says.
    function _lengthOf(BallotMethod method) private pure returns (uint256) {
        if (method == BallotMethod.Approval) return 2;
        if (method == BallotMethod.Split) return 20;
        return method == BallotMethod.Ranked ? 3 : 1;
    }

    function _sign(uint256 who, bytes32 document) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keyOf(who % ACTORS), _governorDigest(document));
        return abi.encodePacked(r, s, v);
    }

    /// @dev A signature in 64 bytes (EIP-2098).
    function _compact(uint256 who, bytes32 document) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keyOf(who % ACTORS), _governorDigest(document));
        return abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    function _governorDigest(bytes32 document) private view returns (bytes32) {
        return _digest(governor.name(), address(governor), document);
    }

    function _decimal(uint256 number) private pure returns (string memory) {
        if (number < 10) return string(abi.encodePacked(bytes1(uint8(48 + number))));
        return string.concat(_decimal(number / 10), _decimal(number % 10));
    }
}
