// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Why a ballot does not count. What comes first here is looked at first.
enum BallotProblem {
    None,
    Pending, // the vote has not begun
    Closed, // the vote is over
    Expired, // the ballot's own deadline has passed
    InvalidSignature, // not a signature, or one with a high s
    UnknownSigner, // nobody with a member number signed: another key, or a ballot altered after it was signed
    Excluded, // the account takes no part
    NoPower, // no units at the snapshot: issued later, or delegated away
    AlreadyVoted,
    InvalidChoice // the proposal has no such choice
}

/// @title Ballots by signature that cost the member nothing
/// @notice Members sign EIP-712 documents, anyone brings them:
/// `MemberBallot(uint256 proposalId,uint256 choice,uint256 deadline)` for accounts with a key,
/// `WalletBallot(uint256 proposalId,uint256 choice,address voter,uint256 deadline)` for contract wallets (EIP-1271).
/// What a choice is depends on the proposal's method, see BallotMethod. A member's ballot needs no nonce: only one counts.
/// @dev A counted ballot emits the standard VoteCast with the choice as its support or, unless the method is
/// for/against/abstain, VoteCastWithParams with support 0 and the ABI-encoded choice as params.
interface IBallots {
    /// @notice A ballot of a batch did not count.
    /// @param proposalId The proposal the batch is for.
    /// @param index Place of the ballot in its batch, from 0.
    /// @param problem Why it did not count; the first reason of those that hold.
    event BallotSkipped(uint256 indexed proposalId, uint256 index, BallotProblem problem);

    /// @notice The first ballot of a ranked proposal counted. A lot between options is drawn by the smallest
    /// `keccak256(abi.encode(seed, participation, digest))`, where participation are the units that took part in the end, and
    /// digests are those of LabelDigestsFrozen.
    /// @param proposalId The proposal.
    /// @param seed 80 bits of the randomness of the block.
    event TieSeedSet(uint256 indexed proposalId, uint256 seed);

    error BallotCounting_NoVotingPower(uint256 proposalId, address account);
    error BallotCounting_ExcludedAccount(uint256 proposalId, address account);
    error BallotCounting_InvalidChoice(uint256 proposalId, uint256 choice);
    error BallotBatch_InvalidLength(uint256 length, uint256 ballotLength);
    error BallotBatch_Expired(uint256 deadline);

    /// @notice Count many signed ballots. One that cannot count is passed over with BallotSkipped.
    /// @dev Cheapest when ballots are sorted by member number.
    /// @param deadline Of all the ballots, as signed: the last second at which they count, unix seconds.
    /// @param packed For each ballot: r and yParityAndS (EIP-2098, 64 bytes), choice (big-endian: 1 byte for
    /// for/against/abstain and single choice, 2 for approval, 20 for split, 3 for ranked).
    /// @return counted How many counted.
    function castBallots(
        uint256 proposalId,
        uint256 deadline,
        bytes calldata packed
    ) external returns (uint256 counted);

    /// @notice Count one signed WalletBallot of a contract wallet. Reverts if it cannot count.
    /// @dev The account's key is asked first (EIP-7702), its code (EIP-1271) only where the key did not sign.
    /// @return votes What it counted for.
    function castWalletBallot(
        uint256 proposalId,
        address voter,
        uint256 choice,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 votes);

    /// @notice Number of the option that wins, or leads while the vote is open; 0 for none, as after a tie.
    function winningOption(uint256 proposalId) external view returns (uint256 option);

    /// @notice One word of the proposal's Count, packed as it is stored; BallotLens makes it readable.
    /// @param index 0 for the tally, 1 for excluded accounts, 2 for actions, 3 and 4 for options, 5 to 159 for rankings.
    function countWord(uint256 proposalId, uint256 index) external view returns (uint256 word);
}
