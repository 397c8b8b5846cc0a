// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @dev What is kept of a marked membership besides its 96 bits, in one slot. Times are unix seconds, below 2^40.
///
///   unused (95) | lapsed (1) | paid (40) | noticeableAt (40) | revocableAt (40) | expiresAt (40)
///
/// expiresAt     0: a period after it was issued, if its tier expires
/// revocableAt   0: not under notice
/// noticeableAt  no new notice before; 0: at any time
/// paid          seconds, see Membership
type LifeWord is uint256;

using LifeWordCodec for LifeWord global;

/// @title Packing of LifeWord
library LifeWordCodec {
    uint256 private constant MASK = (1 << 40) - 1;
    uint256 private constant REVOCABLE_SHIFT = 40;
    uint256 private constant NOTICEABLE_SHIFT = 80;
    uint256 private constant PAID_SHIFT = 120;
    uint256 private constant LAPSED = 1 << 160;
    uint256 private constant NOTICE = (MASK << REVOCABLE_SHIFT) | (MASK << NOTICEABLE_SHIFT);

    function expiresAt(LifeWord life) internal pure returns (uint256) {
        return LifeWord.unwrap(life) & MASK;
    }

    function revocableAt(LifeWord life) internal pure returns (uint256) {
        return (LifeWord.unwrap(life) >> REVOCABLE_SHIFT) & MASK;
    }

    function noticeableAt(LifeWord life) internal pure returns (uint256) {
        return (LifeWord.unwrap(life) >> NOTICEABLE_SHIFT) & MASK;
    }

    function paid(LifeWord life) internal pure returns (uint256) {
        return (LifeWord.unwrap(life) >> PAID_SHIFT) & MASK;
    }

    function isLapsed(LifeWord life) internal pure returns (bool) {
        return LifeWord.unwrap(life) & LAPSED != 0;
    }

    function withLapse(LifeWord life) internal pure returns (LifeWord) {
        return LifeWord.wrap(LifeWord.unwrap(life) | LAPSED);
    }

    /// @dev With another time, in which it is not lapsed.
    function withTime(
        LifeWord life,
        uint256 expiresAt_,
        uint256 paid_
    ) internal pure returns (LifeWord) {
        return LifeWord.wrap((LifeWord.unwrap(life) & NOTICE) | expiresAt_ | (paid_ << PAID_SHIFT));
    }

    /// @dev With another notice, or none.
    function withNotice(
        LifeWord life,
        uint256 revocableAt_,
        uint256 noticeableAt_
    ) internal pure returns (LifeWord) {
        uint256 others = LifeWord.unwrap(life) & ~NOTICE;
        return LifeWord.wrap(others | (revocableAt_ << REVOCABLE_SHIFT) | (noticeableAt_ << NOTICEABLE_SHIFT));
    }
}
