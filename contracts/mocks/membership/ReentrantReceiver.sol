// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";

import {Moody} from "../Moody.sol";

/// @notice Does something with a membership while it is being received.
contract ReentrantReceiver is IERC721Receiver, Moody {
    enum Mood {
        Accept,
        Refuse,
        WrongAnswer,
        CallBack
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        Mood mood = Mood(_mood);
        if (mood == Mood.WrongAnswer) return 0xdeadbeef;
        // solhint-disable-next-line gas-custom-errors, reason-string
        if (mood == Mood.Refuse) revert("not today");
        if (mood == Mood.CallBack) {
            (bool success, bytes memory result) = _target.call(_data);
            // solhint-disable-next-line no-inline-assembly
            if (!success) assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return IERC721Receiver.onERC721Received.selector;
    }
}
