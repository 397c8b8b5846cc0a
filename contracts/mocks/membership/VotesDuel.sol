// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Membership, MembershipState} from "../../interfaces/IBrandMembership.sol";
import {IMembershipVotes} from "../../interfaces/IMembershipVotes.sol";
import {BrandMembership} from "../../membership/BrandMembership.sol";
import {Puppet} from "../Puppet.sol";
import {ReferenceVotes} from "./ReferenceVotes.sol";

/// @notice Plays the same moves on ours and on OpenZeppelin's votes, all moves of a call in one second, and reads both.
/// @dev Holds the roles ISSUER and DROPS. Tiers 1 to `tiers` exist in ours. The units of a membership are taken from ours;
/// the votes, past votes and supply that follow from them are read from both.
contract VotesDuel {
    enum Kind {
        Issue,
        Airdrop,
        Transfer,
        Delegate,
        Undelegate,
        Burn,
        Lapse,
        Renew,
        ChangeTier
    }

    /// @param actor Which puppet, modulo their number.
    /// @param other Which account, puppet, tier or token, modulo their number.
    struct Move {
        Kind kind;
        uint256 actor;
        uint256 other;
    }

    /// @notice What both say about one account.
    struct Reading {
        uint256 votes;
        uint256 held;
        address delegatee;
        uint256[] past;
    }

    BrandMembership public immutable subject;
    ReferenceVotes public immutable reference_;
    uint16 private immutable _tiers;
    Puppet[] private _puppets;
    address[] private _accounts; // puppets, then those who only receive delegations

    /// @param count How many puppets hold memberships.
    /// @param delegatees Who else votes, with what puppets delegate.
    constructor(
        BrandMembership subject_,
        ReferenceVotes referenceVotes,
        uint16 tiers,
        uint256 count,
        address[] memory delegatees
    ) {
        subject = subject_;
        reference_ = referenceVotes;
        _tiers = tiers;
        for (uint256 i = 0; i < count; ++i) {
            _puppets.push(new Puppet());
            _accounts.push(address(_puppets[i]));
        }
        for (uint256 i = 0; i < delegatees.length; ++i) _accounts.push(delegatees[i]);
    }

    function play(Move[] calldata moves) external {
        for (uint256 i = 0; i < moves.length; ++i) _play(moves[i]);
    }

    /// @notice Puppets, then the other delegatees.
    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    /// @notice What `votes` (ours or the reference) says now and at past `times`; the supply of each time, then of now.
    function read(
        IMembershipVotes votes,
        uint256[] calldata times
    ) external view returns (Reading[] memory readings, uint256[] memory supply) {
        readings = new Reading[](_accounts.length);
        for (uint256 i = 0; i < readings.length; ++i) readings[i] = _read(votes, _accounts[i], times);

        supply = new uint256[](times.length + 1);
        for (uint256 t = 0; t < times.length; ++t) supply[t] = votes.getPastTotalSupply(times[t]);
        supply[times.length] = votes.totalUnits();
    }

    function _play(Move calldata move) private {
        Puppet actor = _puppets[move.actor % _puppets.length];
        address other = _accounts[move.other % _accounts.length];
        if (move.kind == Kind.Issue) _issue(address(actor), move.other);
        else if (move.kind == Kind.Airdrop) _airdrop(address(actor), move.other);
        else if (move.kind == Kind.Delegate) _delegate(actor, other);
        else if (move.kind == Kind.Undelegate) _delegate(actor, address(0));
        else _moveToken(move.kind, move.actor, move.other);
    }

    /// @dev A bound account chooses no delegate, which OpenZeppelin's votes do not know.
    function _delegate(Puppet actor, address to) private {
        if (subject.votesBound(address(actor)) || (to != address(actor) && subject.votesBound(to))) return;
        _both(actor, abi.encodeCall(subject.delegate, (to)));
    }

    function _issue(address to, uint256 seed) private {
        uint256 tokenId = subject.issue(to, uint16(seed % _tiers) + 1);
        reference_.issue(to, tokenId, subject.membershipOf(tokenId).units);
    }

    /// @dev Three recipients, two of them the same account.
    function _airdrop(address to, uint256 seed) private {
        address[] memory recipients = new address[](3);
        (recipients[0], recipients[1], recipients[2]) = (to, address(_puppets[seed % _puppets.length]), to);
        uint256 first = subject.airdrop(recipients, uint16(seed % _tiers) + 1);
        for (uint256 i = 0; i < 3; ++i) {
            reference_.issue(recipients[i], first + i, subject.membershipOf(first + i).units);
        }
    }

    function _moveToken(Kind kind, uint256 seed, uint256 otherSeed) private {
        uint256 issued = subject.issuedCount();
        if (issued == 0) return;
        uint256 tokenId = (seed % issued) + 1;
        try subject.membershipOf(tokenId) returns (Membership memory token) {
            if (kind == Kind.Transfer) _transfer(tokenId, token.holder, otherSeed);
            else if (kind == Kind.Lapse) _lapse(tokenId);
            else if (kind == Kind.Renew) _renew(tokenId, token, otherSeed);
            else if (kind == Kind.ChangeTier) _changeTier(tokenId, token, otherSeed);
            else return _burn(tokenId, token.holder);
            reference_.setUnits(tokenId, subject.membershipOf(tokenId).units);
        } catch {
            return; // destroyed earlier
        }
    }

    function _transfer(uint256 tokenId, address holder, uint256 seed) private {
        address to = address(_puppets[seed % _puppets.length]);
        _both(Puppet(holder), abi.encodeCall(subject.transferFrom, (holder, to, tokenId)));
    }

    function _lapse(uint256 tokenId) private {
        uint256[] memory tokenIds = new uint256[](1);
        tokenIds[0] = tokenId;
        subject.lapseBatch(tokenIds);
    }

    function _renew(uint256 tokenId, Membership memory token, uint256 seed) private {
        if (token.expiresAt == 0) return;
        if (seed % 2 == 0) subject.sellTime(tokenId, (seed % 3) + 1, seed % 4 == 0);
        else subject.renew(tokenId, (seed % 3) + 1);
    }

    function _changeTier(uint256 tokenId, Membership memory token, uint256 seed) private {
        uint16 tierId = uint16(seed % _tiers) + 1;
        if (token.state != MembershipState.Active || tierId == token.tierId) return;
        subject.changeTier(tokenId, tierId, uint64(block.timestamp + 1 + (seed % 100_000)), seed % 2 == 0, seed % 4 == 0);
    }

    function _burn(uint256 tokenId, address holder) private {
        Puppet(holder).act(address(subject), abi.encodeCall(subject.burn, (tokenId)));
        reference_.burn(tokenId);
    }

    function _both(Puppet actor, bytes memory data) private {
        actor.act(address(subject), data);
        actor.act(address(reference_), data);
    }

    function _read(
        IMembershipVotes votes,
        address account,
        uint256[] calldata times
    ) private view returns (Reading memory reading) {
        reading.votes = votes.getVotes(account);
        reading.held = votes.heldUnits(account);
        reading.delegatee = votes.delegates(account);
        reading.past = new uint256[](times.length);
        for (uint256 t = 0; t < times.length; ++t) reading.past[t] = votes.getPastVotes(account, times[t]);
    }
}
