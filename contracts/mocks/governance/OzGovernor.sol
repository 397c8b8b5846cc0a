// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

/// @notice What one writes with OpenZeppelin's parts and nothing else: the baseline that ballots are measured against.
contract OzGovernor is GovernorSettings, GovernorCountingSimple, GovernorVotes, GovernorVotesQuorumFraction {
    /// @notice A ballot that its member signed.
    struct SignedBallot {
        address voter;
        uint8 support;
        bytes signature;
    }

    constructor(
        IVotes token
    )
        Governor("Baseline")
        GovernorSettings(60, 1 days, 0)
        GovernorVotes(token)
        GovernorVotesQuorumFraction(20)
    {}

    /// @notice The only batch there is: one signed ballot after the other.
    function castAll(uint256 proposalId, SignedBallot[] calldata ballots) external {
        for (uint256 i = 0; i < ballots.length; ++i) {
            castVoteBySig(proposalId, ballots[i].support, ballots[i].voter, ballots[i].signature);
        }
    }

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }
}
