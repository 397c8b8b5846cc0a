// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {TierTerms} from "../../contracts/interfaces/IBrandMembership.sol";
import {BallotTally} from "../../contracts/interfaces/IBallotLens.sol";
import {BallotMethod} from "../../contracts/interfaces/IProposalTypes.sol";
import {Handler} from "./Handler.sol";
import {vm} from "./Vm.sol";

/// @title What must hold after every call
/// @notice Cheap questions are asked after each call, those about everything there is after some of them and at the end.
contract BrandWorld is Handler {
    uint256 private constant SWEEP = 16; // calls between two looks at everything
    uint256 private _looks;

    /// @notice Everything that can be asked cheaply, and from time to time everything.
    function look() external {
        vm.warp(time);
        _votes();
        _past();
        _treasury();
        _proposals();
        if (++_looks % SWEEP == 0) _sweep();
    }

    /// @notice Everything, and a line for each kind of action in `path`: how often it was done.
    function finish(string calldata path) external {
        vm.warp(time);
        _sweep();
        for (uint256 i = 0; i < doneNames.length; ++i) {
            vm.writeLine(path, string.concat(_text(doneNames[i]), ",", vm.toString(doneOf[doneNames[i]])));
        }
    }

    function _votes() private view {
        uint256 votes = 0;
        uint256 held = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            _requireEqual(membership.getVotes(account), votesOf[account], "votes of an account");
            _requireEqual(membership.heldUnits(account), heldUnits[account], "units an account holds");
            _require(membership.delegates(account) == _delegateOf(account), "the delegate of an account");
            votes += membership.getVotes(account);
            held += membership.heldUnits(account);
        }
        _requireEqual(votes, membership.totalUnits(), "all votes are all units");
        _requireEqual(held, membership.totalUnits(), "all holdings are all units");
        _requireEqual(totalUnits, membership.totalUnits(), "all units");
    }

    /// @dev At a few random seconds since the deployment, the last one among them more often.
    function _past() private {
        for (uint256 i = 0; i < 3 && time > START; ++i) {
            uint256 timepoint = i == 0 ? time - 1 : START + _random(time - START);
            address account = accounts[_random(ACTORS)];
            _requireEqual(
                membership.getPastVotes(account, timepoint),
                _at(voteHistory[account], timepoint),
                "past votes of an account"
            );
            _requireEqual(
                membership.getPastTotalSupply(timepoint),
                _at(supplyHistory, timepoint),
                "past units in all"
            );
        }
    }

    function _treasury() private view {
        _requireEqual(address(timelock).balance, treasuryHas[address(0)], "wei of the treasury");
        _requireEqual(coin.balanceOf(address(timelock)), treasuryHas[address(coin)], "coins of the treasury");
        _requireEqual(address(drops).balance, 0, "the drops hold no wei");
        _requireEqual(coin.balanceOf(address(drops)), 0, "the drops hold no coins");
    }

    function _proposals() private {
        for (uint256 index = 1; index <= proposalCount; ++index) {
            GhostProposal storage proposal = proposals[index];
            uint256 state = uint256(governor.state(proposal.id));
            if (state == proposal.state && _isOver(state)) continue;
            _require(_mayFollow(proposal.state, state), "a proposal never goes back");
            proposal.state = state;
            _counted(index, IGovernor.ProposalState(state));
        }
    }

    function _counted(uint256 index, IGovernor.ProposalState state) private view {
        GhostProposal storage proposal = proposals[index];
        _quorum(proposal);
        BallotTally memory tally = lens.tallyOf(proposal.id);
        _requireEqual(tally.participation, proposal.participation, "who took part");
        for (uint256 i = 0; i < proposal.optionVotes.length; ++i) {
            _requireEqual(tally.optionVotes[i], proposal.optionVotes[i], "votes of an option");
        }
        uint256 supply = _at(supplyHistory, proposal.snapshot);
        if (proposal.opened) _require(proposal.power <= supply, "no power counts twice");
        bool carried = state == IGovernor.ProposalState.Succeeded ||
            state == IGovernor.ProposalState.Queued ||
            state == IGovernor.ProposalState.Executed;
        uint256 winner = governor.winningOption(proposal.id);
        if (carried) _require(_maySucceed(index, winner), "what succeeds was carried");
        // That nobody wins a run-off may be right; a tie there is for the rule of ties to decide.
        if (state == IGovernor.ProposalState.Defeated && proposal.method == BallotMethod.ForAgainst) {
            _require(!_maySucceed(index, winner), "what was carried is not defeated");
        }
        bytes32 frozen = keccak256(abi.encode(governor.proposalRules(proposal.id)));
        _require(frozen == proposal.frozen, "the rules of a proposal are frozen");
    }

    /// @dev Also of a proposal that is over: nothing that happens later reaches its quorum.
    function _quorum(GhostProposal storage proposal) private view {
        if (proposal.snapshot >= time) return;
        uint256 expected = proposal.opened ? proposal.quorum : _expectedQuorum(proposal);
        _requireEqual(governor.proposalQuorum(proposal.id), expected, "the quorum of a proposal stands");
    }

    function _sweep() private {
        for (uint256 index = 1; index <= proposalCount; ++index) _quorum(proposals[index]);
        _require(!listener.wronglyTold(), "the listener is told rightly and when it is done");
        _places();
        _roles();
        (uint256 given, ) = membership.givenToday();
        (uint256 sold, ) = membership.soldToday();
        (uint256 returned, ) = membership.returnedToday();
        _requireEqual(given, givenOn[_day()], "what was given away today");
        _requireEqual(sold, soldOn[_day()], "what was sold today");
        _requireEqual(returned, returnedOn[_day()], "what came back today");
        for (uint256 i = 0; i < accounts.length; ++i) {
            _require(membership.votesBound(accounts[i]) == isBound[accounts[i]], "votes are bound by proposals alone");
            _require(!isBound[accounts[i]] || delegateOf[accounts[i]] == address(0), "who is bound delegates to nobody");
        }
        for (uint256 tokenId = 1; tokenId <= issuedCount; ++tokenId) {
            (address holder, uint256 units) = (tokens[tokenId].holder, tokens[tokenId].units);
            _follow(tokenId);
            _require(holder == tokens[tokenId].holder, "memberships move by their actions alone");
            _requireEqual(tokens[tokenId].units, units, "units change by their actions alone");
        }
    }

    /// @dev A place is not given back when a membership ends in its time, so more may be taken than there are members.
    function _places() private view {
        uint256[] memory living = new uint256[](TIERS + 1);
        for (uint256 tokenId = 1; tokenId <= issuedCount; ++tokenId) {
            if (tokens[tokenId].units != 0) ++living[tokens[tokenId].tierId];
        }
        for (uint16 tierId = 1; tierId <= TIERS; ++tierId) {
            (TierTerms memory terms, uint32 taken, , ) = membership.tier(tierId);
            _require(taken <= terms.supply, "no tier has more places taken than it has");
            _require(living[tierId] <= taken, "whoever counts in a tier has a place in it");
            _requireEqual(taken, placesOf[tierId], "the places of a tier are those taken and not given back");
        }
        _requireEqual(membership.issuedCount(), issuedCount, "how many were issued");
    }

    function _roles() private view {
        for (uint64 role = 0; role <= access.PROPOSER(); ++role) {
            for (uint256 i = 0; i < accounts.length; ++i) {
                (bool holds, ) = access.hasRole(role, accounts[i]);
                _require(holds == roles[role][accounts[i]], "roles change by executed proposals alone");
            }
        }
        bytes32[4] memory timelockRoles = [
            timelock.PROPOSER_ROLE(),
            timelock.EXECUTOR_ROLE(),
            timelock.CANCELLER_ROLE(),
            timelock.DEFAULT_ADMIN_ROLE()
        ];
        for (uint256 i = 0; i < accounts.length; ++i) {
            for (uint256 j = 0; j < 4; ++j) {
                address holder = j == 3 ? address(timelock) : address(governor);
                bool holds = timelock.hasRole(timelockRoles[j], accounts[i]);
                _require(holds == (accounts[i] == holder), "the timelock obeys the governor alone");
            }
        }
    }

    /// @dev Pending, Active, then its outcome; queued, executed or expired after a success; canceled before its end.
    function _mayFollow(uint256 before, uint256 state) private pure returns (bool) {
        if (before == state) return true;
        return !_isOver(before) && _rank(state) > _rank(before);
    }

    function _isOver(uint256 state) private pure returns (bool) {
        return _rank(state) == 4;
    }

    function _rank(uint256 state) private pure returns (uint256) {
        if (state == uint256(IGovernor.ProposalState.Pending)) return 0;
        if (state == uint256(IGovernor.ProposalState.Active)) return 1;
        if (state == uint256(IGovernor.ProposalState.Succeeded)) return 2;
        return state == uint256(IGovernor.ProposalState.Queued) ? 3 : 4;
    }

    function _text(bytes32 name) private pure returns (string memory text) {
        uint256 length = 0;
        while (length < 32 && name[length] != 0) ++length;
        bytes memory written = new bytes(length);
        for (uint256 i = 0; i < length; ++i) written[i] = name[i];
        return string(written);
    }
}
