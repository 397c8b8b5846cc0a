// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IMembershipVotes} from "../../interfaces/IMembershipVotes.sol";
import {IUnitsListener} from "../../interfaces/IUnitsListener.sol";

/// @notice Writes down what it is told and how many units there are at that moment; then calls the membership once if it is
/// told to. An approved operator or holder, it can do what they can.
contract UnitsListenerMock is IUnitsListener {
    /// @param total Units of all memberships by then.
    event Told(uint256 indexed tokenId, address holder, uint256 previousUnits, uint256 units, uint256 total);

    error Refused(uint256 tokenId);

    bool public refuses;
    bytes public call;
    /// @notice Whether the latest call went through.
    bool public success;

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    /// @param call_ What it sends to the membership the next time it is told.
    function setCall(bytes calldata call_) external {
        call = call_;
        success = false;
    }

    /// @inheritdoc IUnitsListener
    function unitsChanged(
        uint256 tokenId,
        address holder,
        uint256 previousUnits,
        uint256 units
    ) external {
        if (refuses) revert Refused(tokenId);
        emit Told(tokenId, holder, previousUnits, units, IMembershipVotes(msg.sender).totalUnits());
        if (call.length == 0) return;
        bytes memory data = call;
        delete call; // once, or it would go on for ever
        // solhint-disable-next-line avoid-low-level-calls
        (success, ) = msg.sender.call(data);
    }
}
