// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBrandMembership} from "../../interfaces/IBrandMembership.sol";
import {IMembershipVotes} from "../../interfaces/IMembershipVotes.sol";
import {IUnitsListener} from "../../interfaces/IUnitsListener.sol";

/// @notice Writes down what it is told, and what the membership says of itself at that moment.
contract UnitsListenerMock is IUnitsListener {
    /// @param units Of the membership, as the membership still says.
    /// @param total Of all memberships.
    event Told(uint256 indexed tokenId, uint256 previousUnits, uint256 nextUnits, uint256 units, uint256 total);

    error Refused(uint256 tokenId);

    bool public refuses;

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    /// @inheritdoc IUnitsListener
    function beforeUnitsChange(uint256 tokenId, uint256 previousUnits, uint256 units) external {
        if (refuses) revert Refused(tokenId);
        uint256 now_ = IBrandMembership(msg.sender).membershipOf(tokenId).units;
        emit Told(tokenId, previousUnits, units, now_, IMembershipVotes(msg.sender).totalUnits());
    }
}
