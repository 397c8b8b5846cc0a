// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice A contract that is not the brand's, and answers in one of many ways when it is asked for its authority.
contract MoodyAuthority {
    enum Mood {
        Nothing,
        Short, // fewer bytes than a word
        Other, // another contract
        Dirty, // the right address below bits that are none of an address
        Reverting, // with the right answer as its reason
        Burning, // all gas it gets
        Bomb // a long answer that begins wrong
    }

    Mood private immutable _mood;
    address private immutable _access;

    constructor(Mood mood, address access) {
        (_mood, _access) = (mood, access);
    }

    // What it answers is its whole job.
    // solhint-disable-next-line no-complex-fallback
    fallback() external payable {
        (Mood mood, address access) = (_mood, _access);
        if (mood == Mood.Burning) {
            while (true) {
                mood = Mood.Burning;
            }
        }
        uint256 length = mood == Mood.Nothing ? 0 : mood == Mood.Short ? 31 : mood == Mood.Bomb ? 20_000 : 32;
        uint256 word = mood == Mood.Other || mood == Mood.Bomb ? uint160(address(this)) : uint160(access);
        if (mood == Mood.Dirty) word |= 1 << 160;
        // solhint-disable-next-line no-inline-assembly
        assembly {
            mstore(0x00, word)
            if eq(mood, 4) {
                revert(0x00, length)
            }
            return(0x00, length)
        }
    }

    receive() external payable {}
}
