// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {BrandGovernor} from "../../governance/BrandGovernor.sol";
import {Puppet} from "../Puppet.sol";

/// @notice Has puppets cast ballots, many in one transaction; one that is refused stops nothing.
contract BallotsDuel {
    struct Ballot {
        Puppet voter;
        uint256 proposalId;
        bool choice; // not for/against/abstain
        uint256 value;
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

    function _call(BrandGovernor governor, Ballot calldata ballot) private pure returns (bytes memory) {
        uint256 id = ballot.proposalId;
        if (!ballot.choice) return abi.encodeCall(governor.castVote, (id, uint8(ballot.value)));
        return abi.encodeCall(governor.castVoteWithReasonAndParams, (id, 0, "", abi.encode(ballot.value)));
    }
}
