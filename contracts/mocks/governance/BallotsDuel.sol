// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BallotLens} from "../../governance/BallotLens.sol";
import {BrandGovernor} from "../../governance/BrandGovernor.sol";
import {BallotTally, Round} from "../../interfaces/IBallotLens.sol";
import {ReferenceVotes} from "../membership/ReferenceVotes.sol";
import {Puppet} from "../Puppet.sol";

/// @notice Has puppets cast ballots, many in one transaction; one that is refused stops nothing. Reads what came of them.
contract BallotsDuel {
    struct Ballot {
        Puppet voter;
        uint256 proposalId;
        bool choice; // not for/against/abstain
        uint256 value;
    }

    /// @notice What the governor says of a proposal, and the units of each account that OpenZeppelin's votes say there were.
    struct Reading {
        IGovernor.ProposalState state;
        uint256 deadline;
        BallotTally tally;
        Round[] rounds;
        uint256 seed;
        bool[] voted;
        uint256[] units;
        uint256 supply;
    }

    event Refused(uint256 indexed proposalId, address voter, bytes reason);

    function cast(BrandGovernor governor, Ballot[] calldata ballots) external {
        for (uint256 i = 0; i < ballots.length; ++i) {
            Ballot calldata ballot = ballots[i];
            try ballot.voter.act(address(governor), _call(governor, ballot)) {
                continue;
            } catch (bytes memory reason) {
                emit Refused(ballot.proposalId, address(ballot.voter), reason);
            }
        }
    }

    function read(
        BallotLens lens,
        ReferenceVotes votes,
        address[] calldata accounts,
        uint256 id
    ) external view returns (Reading memory reading) {
        BrandGovernor governor = lens.governor();
        uint256 snapshot = governor.proposalSnapshot(id);
        reading.state = governor.state(id);
        reading.deadline = governor.proposalDeadline(id);
        reading.tally = lens.tallyOf(id);
        reading.rounds = lens.roundsOf(id);
        reading.seed = lens.tieSeedOf(id);
        reading.supply = votes.getPastTotalSupply(snapshot);
        reading.voted = new bool[](accounts.length);
        reading.units = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            reading.voted[i] = governor.hasVoted(id, accounts[i]);
            reading.units[i] = votes.getPastVotes(accounts[i], snapshot);
        }
    }

    function _call(BrandGovernor governor, Ballot calldata ballot) private pure returns (bytes memory) {
        uint256 id = ballot.proposalId;
        if (!ballot.choice) return abi.encodeCall(governor.castVote, (id, uint8(ballot.value)));
        return abi.encodeCall(governor.castVoteWithReasonAndParams, (id, 0, "", abi.encode(ballot.value)));
    }
}
