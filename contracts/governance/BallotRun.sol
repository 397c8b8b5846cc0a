// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

// Where assembly finds the fields of a BallotRun: bytes from the start of the struct. A field that moves takes its
// constant with it; BallotLayoutMock holds each against the compiler's own layout.
uint256 constant RUN_PROPOSAL_ID = 0x00;
uint256 constant RUN_CHOICE_SHIFT = 0x20;
uint256 constant RUN_SIGNERS = 0x40;
uint256 constant RUN_POWERS = 0x60;
uint256 constant RUN_LOG = 0x80;
uint256 constant RUN_TALLY = 0xa0;
uint256 constant RUN_VOTED_SLOT = 0x120;
uint256 constant RUN_VOTED_INDEX = 0x140;
uint256 constant RUN_VOTED = 0x160;
uint256 constant RUN_VOTED_WORDS = 0x1a0;
uint256 constant RUN_DEADLINE = 0x1c0;

/// @notice A batch while it is counted, in memory. Words of storage are written back when they are done with.
/// @param proposalId Whose ballots.
/// @param choiceShift How many bits stand behind a choice in a word of calldata.
/// @param signers Pointer to the first signer, a word each; a signer is 0 when the ballot is late or not signed.
/// @param powers Pointer to the first signer's PowerWord, a word each.
/// @param log Pointer to the data of a VoteCast, see VoteCastLog.
/// @param tally The proposal's TallyWord.
/// @param options0 Word of the votes for options 1 to 5.
/// @param options1 Word of the votes for options 6 to 10.
/// @param excluded Word of the member numbers that take no part.
/// @param votedSlot Storage slot of `voted`; 0 before the first word of the bitmap is taken.
/// @param votedIndex Which word of the bitmap `voted` is; none before the first is taken.
/// @param voted The word of the bitmap at hand.
/// @param skipped How many ballots did not count so far.
/// @param votedWords Storage slot of the bitmap's mapping.
/// @param deadline Of all the ballots, unix seconds.
struct BallotRun {
    uint256 proposalId;
    uint256 choiceShift;
    uint256 signers;
    uint256 powers;
    uint256 log;
    uint256 tally;
    uint256 options0;
    uint256 options1;
    uint256 excluded;
    uint256 votedSlot;
    uint256 votedIndex;
    uint256 voted;
    uint256 skipped;
    uint256 votedWords;
    uint256 deadline;
}
