// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";

import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {PowerWord, PowerWordCodec} from "../interfaces/PowerWord.sol";
import {UnitTrace} from "./UnitTrace.sol";

// Named by assembly alone, where solhint does not look.
// solhint-disable no-unused-import
import {POWER_UNITS_SHIFT} from "../interfaces/PowerWord.sol";
// solhint-enable no-unused-import

/// @title ERC-5805 votes packed into the account slot
/// @notice One read of the slot in which ERC-721 keeps the balance answers a vote: it also holds the member number, the
/// units held, the votes now and the votes before. Only a third change of votes writes history. The supply needs no
/// history for what is issued: memberships are numbered in order of time and each remembers the units issued up to and
/// including it, so a past supply is a binary search among them. What left or came back otherwise is in `_adjustments`.
abstract contract MembershipVotes is ERC721, EIP712, Nonces, IMembershipVotes {
    using UnitTrace for UnitTrace.Trace;

    // What Solady leaves beside the balance, "aux", 218 of 224 bits. Votes are those of the present checkpoint from its time
    // on and those of the earlier one from its time until then; what was before that is in `_history`.
    //
    //   votes are bound (1) | delegates elsewhere (1) | earlier checkpoint (72) | present checkpoint (72) | units held (40) | member number (32)
    //
    // A checkpoint is a time (32) above units (40).
    uint256 private constant NUMBER_MASK = (1 << 32) - 1;
    uint256 private constant TIME_MASK = (1 << 32) - 1;
    uint256 private constant UNITS_BITS = 40;
    uint256 private constant UNITS_MASK = (1 << 40) - 1; // with numbers alone, as assembly wants it
    uint256 private constant CHECKPOINT_MASK = (1 << 72) - 1;
    uint256 private constant HELD_SHIFT = 32;
    uint256 private constant PRESENT_SHIFT = 72;
    uint256 private constant PRESENT_TIME_SHIFT = 112; // above the units of the present checkpoint
    uint256 private constant EARLIER_SHIFT = 144;
    uint256 private constant ELSEWHERE = 1 << 216;
    uint256 private constant BOUND = 1 << 217;

    /// @dev Where Solady keeps tokens and accounts, and `Transfer`'s topic; see "STORAGE" and "EVENTS" in its ERC721.sol.
    uint256 private constant SOLADY_SEED = 0x7d8825530a5a2e7a << 192;
    uint256 private constant TRANSFER_TOPIC = 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef;
    /// @dev Bits of the balance below aux in the account's slot.
    uint256 private constant BALANCE_BITS = 32;

    /// @dev An adjustment is kept as this much more than it is: traces hold no negative amounts.
    uint256 private constant ZERO_ADJUSTMENT = 1 << 39;

    bytes32 private constant DELEGATION_TYPEHASH =
        keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

    /// @dev How many members there are, in the low 32 bits; above them what the contract that issues counts, in a layout of
    /// its own, so that one write a call serves both.
    uint256 internal _issuance;
    UnitTrace.Trace private _adjustments;
    /// @dev Votes of all bound accounts together.
    uint256 private _boundVotes;
    mapping(address account => UnitTrace.Trace) private _history;
    mapping(address account => address) private _delegatee;

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return SafeCast.toUint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return _votes(_getAux(account));
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        _requirePast(timepoint);
        return _votesAt(account, _getAux(account), timepoint);
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        _requirePast(timepoint);
        return _adjusted(_unitsIssuedAt(timepoint), _adjustments.at(timepoint));
    }

    /// @inheritdoc IVotes
    function delegates(address account) public view returns (address) {
        return _delegateOf(account, _getAux(account));
    }

    /// @inheritdoc IMembershipVotes
    function votesBound(address account) public view returns (bool) {
        return _getAux(account) & BOUND != 0;
    }

    /// @inheritdoc IMembershipVotes
    function memberNumberOf(address account) external view returns (uint32) {
        return uint32(_getAux(account));
    }

    /// @inheritdoc IMembershipVotes
    function memberCount() external view returns (uint32) {
        return uint32(_issuance);
    }

    /// @inheritdoc IMembershipVotes
    function heldUnits(address account) external view returns (uint256) {
        return _held(_getAux(account));
    }

    /// @inheritdoc IMembershipVotes
    function totalUnits() public view returns (uint256) {
        return _adjusted(_unitsIssued(), _adjustments.latest());
    }

    /// @inheritdoc IMembershipVotes
    function ballotPower(address account, uint256 timepoint) external view returns (uint32 number, uint256 units) {
        _requirePast(timepoint);
        uint256 aux = _getAux(account);
        units = (aux >> PRESENT_SHIFT) & CHECKPOINT_MASK;
        if (timepoint >= units >> UNITS_BITS) units &= UNITS_MASK;
        else units = _votesAt(account, aux, timepoint);
        number = uint32(aux);
    }

    /// @inheritdoc IMembershipVotes
    function ballotPowers(
        address[] calldata accounts,
        uint256 timepoint
    ) external view returns (uint256[] memory powers) {
        _requirePast(timepoint);
        powers = new uint256[](accounts.length);
        uint256 at = 0;
        uint256 end = accounts.length << 5;
        while (true) {
            address account;
            uint256 packed;
            bool changed = false;
            // A batch of ballots spends most of what it spends here, so the slot is read where Solady keeps it, and the loop
            // is left only for votes that have changed since.
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                mstore(0x1c, SOLADY_SEED)
                for {} iszero(eq(at, end)) {} {
                    account := calldataload(add(accounts.offset, at))
                    mstore(0x00, account)
                    packed := shr(BALANCE_BITS, sload(keccak256(0x0c, 0x1c)))
                    at := add(at, 0x20)
                    if lt(timepoint, and(shr(PRESENT_TIME_SHIFT, packed), TIME_MASK)) {
                        changed := 1
                        break
                    }
                    let units := and(shr(PRESENT_SHIFT, packed), UNITS_MASK)
                    mstore(add(powers, at), or(shl(POWER_UNITS_SHIFT, units), and(packed, NUMBER_MASK)))
                }
            }
            if (!changed) break;
            PowerWord power = PowerWordCodec.pack(uint32(packed), _votesAt(account, packed, timepoint));
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                mstore(add(powers, at), power)
            }
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(sub(powers, 32), 32)
            return(sub(powers, 32), add(64, shl(5, accounts.length)))
        }
    }

    /// @inheritdoc IVotes
    function delegate(address delegatee) external {
        _delegate(msg.sender, delegatee);
    }

    /// @inheritdoc IVotes
    function delegateBySig(
        address delegatee,
        uint256 nonce,
        uint256 expiry,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (block.timestamp > expiry) revert VotesExpiredSignature(expiry);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(DELEGATION_TYPEHASH, delegatee, nonce, expiry)));
        address signer = ECDSA.recover(digest, v, r, s);
        _useCheckedNonce(signer, nonce);
        _delegate(signer, delegatee);
    }

    /// @dev Units of all memberships issued so far.
    function _unitsIssued() internal view virtual returns (uint256);

    /// @dev Units of all memberships issued up to a second, unix seconds.
    function _unitsIssuedAt(uint256 timepoint) internal view virtual returns (uint256);

    /// @dev Issues a new token to `to`, with its units. `extraData` is what Solady keeps beside the owner.
    /// @param issuance What `_issuance` is by now; the stored one may be older.
    /// @return `_issuance` with what this changes, for the caller to store.
    function _mintWithUnits(
        address to,
        uint256 tokenId,
        uint256 extraData,
        uint256 units,
        uint256 issuance
    ) internal returns (uint256) {
        uint256 slot;
        uint256 packed;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x1c, SOLADY_SEED)
            mstore(0x00, to)
            slot := keccak256(0x0c, 0x1c)
            packed := sload(slot)
        }
        if (packed != 0 || to == address(0)) {
            _issuance = issuance;
            _mintAndSetExtraDataUnchecked(to, tokenId, uint96(extraData));
            _moveUnits(address(0), to, units);
            return _issuance;
        }
        // Most are issued to somebody never seen before: two new slots, each written once.
        unchecked {
            ++issuance;
            // Units of a tier, which nobody can change: zero is a tier without a vote.
            // slither-disable-next-line incorrect-equality
            packed = units == 0 ? 0 : ((block.timestamp << UNITS_BITS) | units) << PRESENT_SHIFT;
            packed = ((packed | (units << HELD_SHIFT) | (issuance & NUMBER_MASK)) << BALANCE_BITS) | 1;
        }
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            sstore(slot, packed)
            mstore(0x00, tokenId)
            mstore(0x1c, SOLADY_SEED)
            sstore(add(tokenId, add(tokenId, keccak256(0x00, 0x20))), or(shl(160, extraData), to))
            log4(codesize(), 0x00, TRANSFER_TOPIC, 0, to, tokenId)
        }
        if (units != 0) emit DelegateVotesChanged(to, 0, units);
        return issuance;
    }

    /// @dev The only place that moves units. Zero for `from`: they are new, zero for `to`: they are gone. Whoever creates
    /// or destroys units other than by issuing a membership calls `_adjustSupply` as well.
    function _moveUnits(address from, address to, uint256 units) internal {
        if (from == to) return;
        uint256 fromAux = from == address(0) ? 0 : _getAux(from);
        uint256 toAux = to == address(0) ? 0 : _getAux(to);
        address fromDelegate = _delegateOf(from, fromAux);
        address toDelegate = _delegateOf(to, toAux);
        bool votesMove = fromDelegate != toDelegate && units != 0;

        // Nothing overflows: units held and votes are sums of units in existence, which are fewer than 2^29 in all.
        unchecked {
            if (from != address(0)) {
                fromAux -= units << HELD_SHIFT;
                if (votesMove && fromDelegate == from) fromAux = _withVotes(from, fromAux, _votes(fromAux) - units);
                _setAux(from, uint224(fromAux));
            }
            if (to != address(0)) {
                toAux = _registered(toAux) + (units << HELD_SHIFT);
                if (votesMove && toDelegate == to) toAux = _withVotes(to, toAux, _votes(toAux) + units);
                _setAux(to, uint224(toAux));
            }
        }
        if (!votesMove) return;
        if (fromDelegate != from) _changeVotes(fromDelegate, units, false);
        if (toDelegate != to) _changeVotes(toDelegate, units, true);
    }

    /// @dev Units that left (negative) or came back without a membership being issued.
    /// @return total Units there are afterwards.
    function _adjustSupply(int256 units) internal returns (uint256 total) {
        uint256 adjustment = _adjustments.length() == 0 ? ZERO_ADJUSTMENT : _adjustments.latest();
        // Neither wraps: units that leave were there, and those that come are one membership's, fewer than 2^28.
        unchecked {
            adjustment = uint256(int256(adjustment) + units);
            total = _unitsIssued() + adjustment - ZERO_ADJUSTMENT;
        }
        _adjustments.push(block.timestamp, adjustment);
    }

    /// @dev Units that can vote now: all but those whose votes are with a bound account.
    function _votingUnits() internal view returns (uint256) {
        return totalUnits() - _boundVotes;
    }

    /// @dev Brings an account's votes back to itself and keeps them there, or lets it choose again.
    function _bind(address account, bool bound) internal {
        if (votesBound(account) == bound) return;
        if (bound) {
            if (delegates(account) != account) _delegate(account, account);
            uint256 aux = _getAux(account);
            _boundVotes += _votes(aux);
            _setAux(account, uint224(aux | BOUND));
            emit VotesBound(account);
        } else {
            uint256 aux = _getAux(account);
            _boundVotes -= _votes(aux);
            _setAux(account, uint224(aux & ~BOUND));
            emit VotesReleased(account);
        }
    }

    function _delegate(address account, address delegatee) private {
        uint256 aux = _getAux(account);
        if (aux & BOUND != 0) revert MembershipVotes_Bound(account);
        address previous = _delegateOf(account, aux);
        address next = delegatee == address(0) ? account : delegatee;
        // Units that were hidden there while a proposal is made would lower its quorum and vote on it all the same.
        if (next != account && votesBound(next)) revert MembershipVotes_DelegateeBound(next);

        if (next != previous) {
            _setAux(account, uint224(next == account ? aux & ~ELSEWHERE : aux | ELSEWHERE));
            _delegatee[account] = next == account ? address(0) : next;
        }
        emit DelegateChanged(account, previous, next);

        uint256 units = _held(aux);
        if (next == previous || units == 0) return;
        _changeVotes(previous, units, false);
        _changeVotes(next, units, true);
    }

    function _changeVotes(address account, uint256 units, bool gain) private {
        uint256 aux = _registered(_getAux(account));
        unchecked {
            uint256 votes = gain ? _votes(aux) + units : _votes(aux) - units;
            _setAux(account, uint224(_withVotes(account, aux, votes)));
        }
    }

    /// @dev `aux` with `votes` from this second on, for the caller to store.
    function _withVotes(address account, uint256 aux, uint256 votes) private returns (uint256) {
        uint256 present = (aux >> PRESENT_SHIFT) & CHECKPOINT_MASK;
        emit DelegateVotesChanged(account, present & UNITS_MASK, votes);
        // What it had before is in the sum.
        unchecked {
            if (aux & BOUND != 0) _boundVotes = _boundVotes + votes - (present & UNITS_MASK);
        }
        if (present >> UNITS_BITS != block.timestamp) {
            uint256 earlier = (aux >> EARLIER_SHIFT) & CHECKPOINT_MASK;
            if (earlier != 0) _history[account].push(earlier >> UNITS_BITS, earlier & UNITS_MASK);
            aux = (aux & ~(CHECKPOINT_MASK << EARLIER_SHIFT)) | (present << EARLIER_SHIFT);
        }
        // A time beyond 32 bits (February 2106) must stop here: it would spill into the checkpoint beside it.
        if (block.timestamp > type(uint32).max) revert UnitTrace.UnitTrace_Overflow(block.timestamp, votes);
        present = (block.timestamp << UNITS_BITS) | votes;
        return (aux & ~(CHECKPOINT_MASK << PRESENT_SHIFT)) | (present << PRESENT_SHIFT);
    }

    /// @dev `aux` with a member number, for the caller to store.
    function _registered(uint256 aux) private returns (uint256) {
        return aux & NUMBER_MASK != 0 ? aux : aux | (++_issuance & NUMBER_MASK);
    }

    /// @param timepoint A second that the caller knows to be past.
    function _votesAt(address account, uint256 aux, uint256 timepoint) private view returns (uint256) {
        uint256 present = (aux >> PRESENT_SHIFT) & CHECKPOINT_MASK;
        if (timepoint >= present >> UNITS_BITS) return present & UNITS_MASK;
        uint256 earlier = (aux >> EARLIER_SHIFT) & CHECKPOINT_MASK;
        if (timepoint >= earlier >> UNITS_BITS) return earlier & UNITS_MASK;
        return _history[account].at(timepoint);
    }

    function _requirePast(uint256 timepoint) private view {
        if (timepoint >= block.timestamp) revert ERC5805FutureLookup(timepoint, clock());
    }

    function _delegateOf(address account, uint256 aux) private view returns (address) {
        return aux & ELSEWHERE == 0 ? account : _delegatee[account];
    }

    function _votes(uint256 aux) private pure returns (uint256) {
        return (aux >> PRESENT_SHIFT) & UNITS_MASK;
    }

    function _held(uint256 aux) private pure returns (uint256) {
        return (aux >> HELD_SHIFT) & UNITS_MASK;
    }

    function _adjusted(uint256 issued, uint256 adjustment) private pure returns (uint256) {
        return adjustment == 0 ? issued : issued + adjustment - ZERO_ADJUSTMENT;
    }
}
