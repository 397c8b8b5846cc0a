// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice An ERC-20 that is well-behaved until it has another mood.
contract MoodyToken {
    enum Mood {
        Plain,
        NoAnswer, // like USDT: moves, returns nothing
        Refuse, // returns false and moves nothing
        Pretend, // returns true and moves nothing
        Fee, // the receiver gets one less than was sent
        Bonus, // the receiver gets one more
        Drain, // takes from the receiver instead
        CallSender // like ERC-777: calls the sender before it moves
    }

    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    Mood private _mood;

    function setMood(Mood mood) external {
        _mood = mood;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        if (_mood == Mood.Refuse) return false;
        if (_mood == Mood.Pretend) return true;
        if (_mood == Mood.CallSender) _call(from);
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        if (_mood == Mood.Drain) balanceOf[to] -= amount;
        else if (_mood == Mood.Fee) balanceOf[to] += amount - 1;
        else if (_mood == Mood.Bonus) balanceOf[to] += amount + 1;
        else balanceOf[to] += amount;
        // solhint-disable-next-line no-inline-assembly
        if (_mood == Mood.NoAnswer) assembly ("memory-safe") {
            return(0, 0)
        }
        return true;
    }

    function _call(address sender) private {
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, ) = sender.call("");
        assert(success);
    }
}
