// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";

/// @notice Does something with a membership while it is being received.
contract ReentrantReceiver is IERC721Receiver {
    enum Mood {
        Accept,
        Refuse,
        WrongAnswer,
        CallBack
    }

    Mood private _mood;
    address private _target;
    bytes private _data;

    /// @notice What to do at the next receipt; `target` and `data` for CallBack only.
    function prepare(Mood mood, address target, bytes calldata data) external {
        (_mood, _target, _data) = (mood, target, data);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        if (_mood == Mood.WrongAnswer) return 0xdeadbeef;
        // solhint-disable-next-line gas-custom-errors, reason-string
        if (_mood == Mood.Refuse) revert("not today");
        if (_mood == Mood.CallBack) {
            (bool success, bytes memory result) = _target.call(_data);
            // solhint-disable-next-line no-inline-assembly
            if (!success) assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return IERC721Receiver.onERC721Received.selector;
    }
}
