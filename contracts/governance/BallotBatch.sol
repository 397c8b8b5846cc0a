// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IBallots} from "../interfaces/IBallots.sol";
import {BallotBox} from "./BallotBox.sol";
import {BallotCounting} from "./BallotCounting.sol";
import {Count} from "./Count.sol";
import {TallyWord} from "./TallyWord.sol";

/// @title Signed ballots that others bring
abstract contract BallotBatch is BallotCounting {
    using TallyWord for uint256;

    bytes32 private constant WALLET_BALLOT_TYPEHASH =
        keccak256("WalletBallot(uint256 proposalId,uint256 choice,address voter,uint256 deadline)");

    /// @inheritdoc IBallots
    function castBallots(
        uint256 proposalId,
        uint256 deadline,
        bytes calldata packed
    ) external returns (uint256 counted) {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        Count storage count = _counts[proposalId];
        count.tally = _openTally(proposalId);
        bytes32 domain = _domainSeparatorV4();
        uint256 snapshot = proposalSnapshot(proposalId);
        counted = BallotBox.addBatch(count, proposalId, snapshot, deadline, domain, membership, packed);
        _afterCount(proposalId, count.tally);
    }

    /// @inheritdoc IBallots
    function castWalletBallot(
        uint256 proposalId,
        address voter,
        uint256 choice,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 votes) {
        if (block.timestamp > deadline) revert BallotBatch_Expired(deadline);
        // The voter is part of the document: a wallet whose owner's signature is its own must not vote because the owner did.
        bytes32 document = keccak256(abi.encode(WALLET_BALLOT_TYPEHASH, proposalId, choice, voter, deadline));
        bytes32 digest = _hashTypedDataV4(document);
        // An account that has code may still sign with its key (EIP-7702): the code is asked only where the key did not.
        // An error means that it is not the key's signature, and leaves the zero, which is no voter.
        // slither-disable-next-line unused-return
        (address signer, , ) = ECDSA.tryRecover(digest, signature);
        if (
            (signer != voter || voter == address(0)) &&
            !SignatureChecker.isValidERC1271SignatureNow(voter, digest, signature)
        ) {
            revert GovernorInvalidSignature(voter);
        }
        bool simple = _counts[proposalId].tally.isForAgainst();
        if (simple && choice > 2) revert BallotCounting_InvalidChoice(proposalId, choice);
        return _castVote(proposalId, voter, simple ? uint8(choice) : 0, "", simple ? bytes("") : abi.encode(choice));
    }
}
