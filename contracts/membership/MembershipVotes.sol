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
import {UnitTrace} from "./UnitTrace.sol";

/// @title ERC-5805 votes packed into the account slot
/// @notice One read of the slot in which ERC-721 keeps the balance answers a vote: it also holds the member number, the
/// units held, the votes now and the votes before. Only a third change of votes writes history.
abstract contract MembershipVotes is ERC721, EIP712, Nonces, IMembershipVotes {
    using UnitTrace for UnitTrace.Trace;

    /// @dev 217 of the 224 bits beside the balance. Votes are `votes` from `since` on and `earlierVotes` from
    /// `earlierSince` until then; what was before that is in `_history`.
    struct Account {
        uint32 number;
        uint40 held;
        uint40 votes;
        uint32 since;
        uint40 earlierVotes;
        uint32 earlierSince;
        bool delegatesElsewhere;
    }

    bytes32 private constant DELEGATION_TYPEHASH =
        keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

    uint32 private _memberCount;
    UnitTrace.Trace private _supply;
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
        return _account(account).votes;
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _votesAt(account, _account(account), timepoint);
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        _requirePast(timepoint);
        return _supply.at(timepoint);
    }

    /// @inheritdoc IVotes
    function delegates(address account) public view returns (address) {
        return _account(account).delegatesElsewhere ? _delegatee[account] : account;
    }

    /// @inheritdoc IMembershipVotes
    function memberNumberOf(address account) external view returns (uint32) {
        return _account(account).number;
    }

    /// @inheritdoc IMembershipVotes
    function memberCount() external view returns (uint32) {
        return _memberCount;
    }

    /// @inheritdoc IMembershipVotes
    function heldUnits(address account) external view returns (uint256) {
        return _account(account).held;
    }

    /// @inheritdoc IMembershipVotes
    function totalUnits() external view returns (uint256) {
        return _supply.latest();
    }

    /// @inheritdoc IMembershipVotes
    function ballotPower(address account, uint256 timepoint) external view returns (uint32 number, uint256 units) {
        Account memory state = _account(account);
        return (state.number, _votesAt(account, state, timepoint));
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

    /// @dev The only place that moves units. Zero for `from` creates them, zero for `to` destroys them.
    function _moveUnits(address from, address to, uint256 units) internal {
        if (from == to) return;
        address loser = from == address(0) ? address(0) : _changeHeld(from, units, false);
        address gainer = to == address(0) ? address(0) : _changeHeld(to, units, true);
        if (units == 0) return;
        if (from == address(0)) _supply.push(block.timestamp, _supply.latest() + units);
        if (to == address(0)) _supply.push(block.timestamp, _supply.latest() - units);
        _moveVotes(loser, gainer, units);
    }

    function _delegate(address account, address delegatee) private {
        Account memory state = _account(account);
        address previous = delegates(account);
        address next = delegatee == address(0) ? account : delegatee;

        state.delegatesElsewhere = next != account;
        _store(account, state);
        if (next != account) _delegatee[account] = next;
        else if (previous != account) delete _delegatee[account];

        emit DelegateChanged(account, previous, next);
        if (state.held != 0) _moveVotes(previous, next, state.held);
    }

    function _moveVotes(address loser, address gainer, uint256 units) private {
        if (loser == gainer) return;
        if (loser != address(0)) _changeVotes(loser, units, false);
        if (gainer != address(0)) _changeVotes(gainer, units, true);
    }

    /// @return Who votes with the account's units.
    function _changeHeld(address account, uint256 units, bool gain) private returns (address) {
        Account memory state = _account(account);
        _register(account, state);
        state.held = SafeCast.toUint40(gain ? state.held + units : state.held - units);
        _store(account, state);
        return state.delegatesElsewhere ? _delegatee[account] : account;
    }

    function _changeVotes(address account, uint256 units, bool gain) private {
        Account memory state = _account(account);
        _register(account, state);
        uint256 previous = state.votes;
        if (state.since != block.timestamp) {
            if (state.earlierSince != 0) _history[account].push(state.earlierSince, state.earlierVotes);
            (state.earlierVotes, state.earlierSince) = (state.votes, state.since);
            state.since = SafeCast.toUint32(block.timestamp);
        }
        state.votes = SafeCast.toUint40(gain ? previous + units : previous - units);
        _store(account, state);

        emit DelegateVotesChanged(account, previous, state.votes);
    }

    function _register(address account, Account memory state) private {
        if (state.number != 0) return;
        state.number = ++_memberCount;
        emit MemberRegistered(account, state.number);
    }

    function _votesAt(address account, Account memory state, uint256 timepoint) private view returns (uint256) {
        _requirePast(timepoint);
        if (timepoint >= state.since) return state.votes;
        if (timepoint >= state.earlierSince) return state.earlierVotes;
        return _history[account].at(timepoint);
    }

    function _requirePast(uint256 timepoint) private view {
        uint48 now_ = clock();
        if (timepoint >= now_) revert ERC5805FutureLookup(timepoint, now_);
    }

    function _account(address account) private view returns (Account memory state) {
        uint256 aux = _getAux(account);
        state.number = uint32(aux);
        state.held = uint40(aux >> 32);
        state.votes = uint40(aux >> 72);
        state.since = uint32(aux >> 112);
        state.earlierVotes = uint40(aux >> 144);
        state.earlierSince = uint32(aux >> 184);
        state.delegatesElsewhere = (aux >> 216) != 0;
    }

    function _store(address account, Account memory state) private {
        uint256 aux = state.number;
        aux |= uint256(state.held) << 32;
        aux |= uint256(state.votes) << 72;
        aux |= uint256(state.since) << 112;
        aux |= uint256(state.earlierVotes) << 144;
        aux |= uint256(state.earlierSince) << 184;
        if (state.delegatesElsewhere) aux |= 1 << 216;
        _setAux(account, uint224(aux));
    }
}
