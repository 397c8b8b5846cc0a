// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IMembershipVotes} from "../../interfaces/IMembershipVotes.sol";
import {Puppet} from "../Puppet.sol";
import {BurnableMembership} from "./BurnableMembership.sol";
import {ReferenceVotes} from "./ReferenceVotes.sol";

/// @notice Plays the same moves on ours and on OpenZeppelin's votes, all moves of a call in one second, and reads both.
/// @dev Holds the role ISSUER. Tiers 1 to `tiers` exist in ours.
contract VotesDuel {
    enum Kind {
        Issue,
        Airdrop,
        Transfer,
        Delegate,
        Undelegate,
        Burn
    }

    /// @param actor Which puppet, modulo their number.
    /// @param other Which puppet, tier or token, modulo their number.
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

    BurnableMembership public immutable subject;
    ReferenceVotes public immutable reference_;
    uint16 private immutable _tiers;
    Puppet[] private _puppets;

    constructor(BurnableMembership subject_, ReferenceVotes referenceVotes, uint16 tiers, uint256 puppets) {
        subject = subject_;
        reference_ = referenceVotes;
        _tiers = tiers;
        for (uint256 i = 0; i < puppets; ++i) _puppets.push(new Puppet());
    }

    function play(Move[] calldata moves) external {
        for (uint256 i = 0; i < moves.length; ++i) _play(moves[i]);
    }

    function puppets() external view returns (Puppet[] memory) {
        return _puppets;
    }

    /// @notice What `votes` (ours or the reference) says now and at past `times`; the supply of each time, then of now.
    function read(
        IMembershipVotes votes,
        uint256[] calldata times
    ) external view returns (Reading[] memory readings, uint256[] memory supply) {
        readings = new Reading[](_puppets.length);
        for (uint256 i = 0; i < readings.length; ++i) readings[i] = _read(votes, address(_puppets[i]), times);

        supply = new uint256[](times.length + 1);
        for (uint256 t = 0; t < times.length; ++t) supply[t] = votes.getPastTotalSupply(times[t]);
        supply[times.length] = votes.totalUnits();
    }

    function _play(Move calldata move) private {
        Puppet actor = _puppets[move.actor % _puppets.length];
        address other = address(_puppets[move.other % _puppets.length]);
        if (move.kind == Kind.Issue) _issue(address(actor), move.other);
        else if (move.kind == Kind.Airdrop) _airdrop(address(actor), move.other);
        else if (move.kind == Kind.Delegate) _both(actor, abi.encodeCall(subject.delegate, (other)));
        else if (move.kind == Kind.Undelegate) _both(actor, abi.encodeCall(subject.delegate, (address(0))));
        else _moveToken(move.kind, move.actor, other);
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

    function _moveToken(Kind kind, uint256 seed, address to) private {
        uint256 issued = subject.issuedCount();
        if (issued == 0) return;
        uint256 tokenId = (seed % issued) + 1;
        try subject.ownerOf(tokenId) returns (address holder) {
            if (kind == Kind.Transfer) {
                _both(Puppet(holder), abi.encodeCall(subject.transferFrom, (holder, to, tokenId)));
            } else {
                subject.burn(tokenId);
                reference_.burn(tokenId);
            }
        } catch {
            return; // destroyed earlier
        }
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
