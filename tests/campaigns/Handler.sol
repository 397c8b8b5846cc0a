// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IProposalTypes} from "../../contracts/interfaces/IProposalTypes.sol";
import {MembershipActions} from "./MembershipActions.sol";
import {ProposalActions} from "./ProposalActions.sol";

/// @title What a campaign calls: actions of members, the passing of time, and intruders
abstract contract Handler is MembershipActions, ProposalActions {
    constructor() {
        roles[access.BRAND()][brand] = true;
        roles[access.ISSUER()][issuer] = true;
        roles[access.GUARDIAN()][guardian] = true;
        roles[access.PROPOSER()][sponsor] = true;
        roles[access.ISSUER()][address(drops)] = true;
        roles[access.DROPS()][address(drops)] = true;
        roles[access.ADMIN_ROLE()][address(timelock)] = true;
    }

    /// @notice Time passes, at most three hours; sometimes none, sometimes a second.
    function wait(uint256 long) external action(long) {
        time += long % 4 == 0 ? long % 3 : long % 3 hours;
    }

    /// @notice Days pass.
    function waitForDays(uint256 long) external action(long) {
        if (long % 8 == 0) time += long % 6 days;
    }

    /// @notice To the second at which something becomes possible with a proposal, or to the one before or after it.
    function waitForProposal(uint256 which, uint256 offset) external action(offset) {
        if (proposalCount == 0) return;
        uint256 id = proposals[proposalCount - (which % (proposalCount < 4 ? proposalCount : 4))].id;
        uint256 eta = governor.proposalEta(id);
        uint256 snapshot = governor.proposalSnapshot(id);
        _waitUntil((eta != 0 ? eta : time <= snapshot ? snapshot : governor.proposalDeadline(id)) + (offset % 3), 1);
    }

    /// @notice To the second at which a membership expires or may be revoked, or to the one before or after it.
    function waitForMembership(uint256 token, uint256 offset) external action(offset) {
        uint256 tokenId = _token(token);
        uint256 revocableAt = tokens[tokenId].revocableAt;
        if (offset % 4 == 3) _waitUntil((revocableAt != 0 ? revocableAt : tokens[tokenId].expiresAt) + (offset % 3), 1);
    }

    /// @notice Somebody without the role calls a restricted function.
    function intrude(uint256 who, uint256 which) external action(which) {
        address stranger = _actor(who);
        Permission storage permission = permissions[which % permissions.length];
        if (roles[permission.role][stranger]) return;
        // Zeros are arguments for any of them, so that it is the permission that is refused.
        bytes memory data = bytes.concat(permission.selector, new bytes(512));
        (bool success, bytes memory answer) = _call(stranger, permission.target, 0, data);
        bool refused = !success && bytes4(answer) == IAccessManaged.AccessManagedUnauthorized.selector;
        _require(refused, "a restricted function is its role's alone");
        _done("intrude");
    }

    /// @notice Somebody tries what only an executed proposal may do.
    function usurp(uint256 who, uint256 which) external action(which) {
        address stranger = who % 4 == 3 ? brand : who % 4 == 2 ? guardian : _actor(who);
        (address target, bytes memory data) = _usurpation(which % 12, stranger);
        _require(!_try(stranger, target, data), "only a proposal decides that");
        _done("usurp");
    }

    function _usurpation(uint256 which, address stranger) private view returns (address, bytes memory) {
        bytes memory pay = "";
        if (which == 0) return (address(access), abi.encodeCall(IAccessManager.grantRole, (0, stranger, 0)));
        if (which == 1) return (address(access), abi.encodeCall(IAccessManager.grantRole, (1, stranger, 0)));
        if (which == 2) return (address(access), abi.encodeCall(IAccessManager.revokeRole, (3, guardian)));
        if (which == 3) return (address(access), abi.encodeCall(IAccessManager.setRoleAdmin, (2, 1)));
        if (which == 4) return (address(access), abi.encodeCall(IAccessManager.setTargetClosed, (address(drops), true)));
        if (which == 5) {
            bytes4[] memory one = new bytes4[](1);
            one[0] = permissions[0].selector;
            return (
                address(access),
                abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(membership), one, type(uint64).max))
            );
        }
        if (which == 6) {
            return (address(governor), abi.encodeCall(IProposalTypes.setExcludedAccounts, (new address[](0))));
        }
        if (which == 7) {
            return (
                address(governor),
                abi.encodeCall(IProposalTypes.defineProposalType, (POLICY, governor.proposalType(ADVISORY)))
            );
        }
        if (which == 8) {
            return (
                address(timelock),
                abi.encodeCall(TimelockController.schedule, (stranger, 1 ether, pay, 0, 0, TIMELOCK_DELAY))
            );
        }
        if (which == 9) {
            return (
                address(timelock),
                abi.encodeCall(TimelockController.execute, (stranger, 1 ether, pay, 0, 0))
            );
        }
        if (which == 10) return (address(timelock), abi.encodeCall(TimelockController.updateDelay, (0)));
        return (address(governor), abi.encodeWithSignature("relay(address,uint256,bytes)", stranger, 0, pay));
    }

    /// @param before Seconds before `until` at which the wait ends.
    function _waitUntil(uint256 until, uint256 before) private {
        if (until > time + before) time = until - before;
    }
}
