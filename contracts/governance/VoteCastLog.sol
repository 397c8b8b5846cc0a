// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

// The data of a VoteCast, bytes from its start. Only support and votes change from ballot to ballot.
uint256 constant LOG_PROPOSAL_ID = 0x00;
uint256 constant LOG_SUPPORT = 0x20;
uint256 constant LOG_VOTES = 0x40;
uint256 constant LOG_REASON = 0x60; // where the reason begins, which is always empty
uint256 constant LOG_REASON_LENGTH = 0x80;
uint256 constant LOG_SIZE = 0xa0;
/// @dev IGovernor.VoteCast.selector, which assembly cannot name.
uint256 constant LOG_TOPIC = 0xb8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4;

/// @title VoteCast without the compiler's encoding
/// @notice The data is prepared once a batch; a ballot writes two words of it.
library VoteCastLog {
    /// @return log Where the data lies in memory.
    function prepare(uint256 proposalId) internal pure returns (uint256 log) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            log := mload(0x40)
            mstore(0x40, add(log, LOG_SIZE))
            mstore(add(log, LOG_PROPOSAL_ID), proposalId)
            mstore(add(log, LOG_REASON), LOG_REASON_LENGTH)
            mstore(add(log, LOG_REASON_LENGTH), 0)
        }
    }

    /// @dev Emits the event.
    function send(uint256 log, uint256 voter, uint256 support, uint256 votes) internal {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(log, LOG_SUPPORT), support)
            mstore(add(log, LOG_VOTES), votes)
            log2(log, LOG_SIZE, LOG_TOPIC, voter)
        }
    }
}
