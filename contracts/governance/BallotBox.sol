// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Round} from "../interfaces/IBallotLens.sol";
import {BallotProblem, IBallots} from "../interfaces/IBallots.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";
import {BallotMethod} from "../interfaces/IProposalTypes.sol";
import {Choices} from "./Choices.sol";
import {Rankings} from "./Rankings.sol";
import {Count, TallyWord} from "./TallyWord.sol";

/// @title Counting of choices and of batches
/// @notice Code of the governor that does not fit into it: a linked library, running on the governor's storage.
library BallotBox {
    using TallyWord for uint256;

    /// @dev A batch while it is counted. Words are written back when they are done with.
    struct Run {
        uint256 proposalId;
        uint256 choiceShift; // what is above a choice in a word of calldata
        uint256 signers; // where the first signer lies in memory; 0 for a ballot that is late or not signed
        uint256 powers; // where what the membership says about the first signer lies in memory
        uint256 log; // where the data of a VoteCast lies in memory
        uint256 tally;
        uint256 options0;
        uint256 options1;
        uint256 excluded;
        uint256 votedSlot; // where `voted` belongs; 0 before the first
        uint256 votedIndex;
        uint256 voted;
        uint256 counted;
        uint256 votedWords; // slot of the mapping of words
        uint256 deadline;
    }

    bytes32 private constant MEMBER_BALLOT_TYPEHASH =
        keccak256("MemberBallot(uint256 proposalId,uint256 choice,uint256 deadline)");
    /// @dev Of a signature.
    uint256 private constant FIXED_BYTES = 64;
    uint256 private constant HALF_CURVE_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    uint256 private constant VOTE_CAST = 0xb8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4;
    /// @dev By support, a byte each from the highest: where the lane of its votes begins in a TallyWord.
    uint256 private constant SUPPORT_SHIFTS = 0x5078a00000000000000000000000000000000000000000000000000000000000;
    uint256 private constant BPS = 10_000;

    /// @notice Count one choice of a choice proposal; the caller has marked the voter.
    /// @return tally The changed tally, for the caller to store.
    function add(
        Count storage count,
        uint256 proposalId,
        uint256 tally,
        uint256 choice,
        uint256 units
    ) external returns (uint256) {
        if (!Choices.valid(tally.method(), tally.optionCount(), choice)) {
            revert IBallots.BallotCounting_InvalidChoice(proposalId, choice);
        }
        // Memory begins as zeros, and zeros are what is meant.
        // slither-disable-next-line uninitialized-local
        Run memory run;
        run.tally = tally;
        (run.options0, run.options1) = (count.options[0], count.options[1]);
        _add(count, run, choice, units, tally.votesOf(units));
        _writeOptions(count, run);
        return run.tally;
    }

    /// @notice Count a batch; see IBallots.castBallots. The tally must be open.
    /// @param snapshot Unix seconds.
    /// @param deadline Of all the ballots, unix seconds.
    /// @param domain The governor's EIP-712 domain separator.
    function addBatch(
        Count storage count,
        uint256 proposalId,
        uint256 snapshot,
        uint256 deadline,
        bytes32 domain,
        IMembershipVotes membership,
        bytes calldata packed
    ) external returns (uint256) {
        // Memory begins as zeros, and zeros are what is meant.
        // slither-disable-next-line uninitialized-local
        Run memory run;
        run.tally = count.tally;
        BallotMethod method = run.tally.method();
        if (run.tally.hasExcluded()) run.excluded = count.excluded;
        if (method != BallotMethod.ForAgainst) (run.options0, run.options1) = (count.options[0], count.options[1]);

        (run.proposalId, run.deadline) = (proposalId, deadline);
        run.choiceShift = 256 - 8 * Choices.lengthOf(method);
        uint256 request = _request(run, snapshot, packed);
        if (deadline >= block.timestamp) _recover(run, domain, packed);
        _askPowers(run, membership, request);
        _addAll(count, run, packed);
        if (run.counted == 0) return 0;

        _keepVoted(run);
        count.tally = run.tally;
        if (method != BallotMethod.ForAgainst && method != BallotMethod.Ranked) _writeOptions(count, run);
        return run.counted;
    }

    /// @notice How many votes a voter with these units has, under the curve and cap in the tally.
    function votesOf(uint256 tally, uint256 units) external pure returns (uint256) {
        return tally.votesOf(units);
    }

    /// @notice Number of the option that wins as things stand; 0 for none.
    function winner(Count storage count, uint256 optionBps) external view returns (uint256 option) {
        uint256 tally = count.tally;
        uint256 best = 0;
        if (tally.method() == BallotMethod.Ranked) (option, best) = _runOffWinner(count, tally.optionCount());
        else (option, best) = _mostVotes(count, tally.optionCount());
        if (tally.method() != BallotMethod.Split) best *= BPS;
        if (best <= tally.votes(0) * optionBps) return 0;
    }

    /// @notice Units that must take part: a share of all units at a past second without those of a list of accounts. Rounded
    /// up: "at least 20% of 7 units" is 2 units, not 1.
    /// @param quorumBps The share, basis points.
    /// @param timepoint Unix seconds.
    /// @return quorum Units.
    /// @return numbers The accounts' member numbers, 32 bits each.
    function quorumAt(
        IMembershipVotes membership,
        uint256 quorumBps,
        address[] storage excluded,
        uint256 timepoint
    ) external view returns (uint256 quorum, uint256 numbers) {
        uint256 units = membership.getPastTotalSupply(timepoint);
        if (excluded.length != 0) {
            uint256[] memory powers = membership.ballotPowers(excluded, timepoint);
            for (uint256 i = 0; i < powers.length; ++i) {
                units -= powers[i] >> 32;
                if (uint32(powers[i]) != 0) numbers = (numbers << 32) | uint32(powers[i]);
            }
        }
        quorum = (units * quorumBps + BPS - 1) / BPS;
    }

    function _addAll(Count storage count, Run memory run, bytes calldata packed) private {
        uint256 at;
        uint256 log;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            at := add(packed.offset, 64)
            // Data of every VoteCast: proposal, support, votes, an empty reason.
            log := mload(0x40)
            mstore(0x40, add(log, 0xa0))
            mstore(log, mload(run))
            mstore(add(log, 0x60), 0x80)
            mstore(add(log, 0x80), 0)
        }
        run.log = log;
        run.votedIndex = type(uint256).max;
        mapping(uint256 index => uint256 word) storage words = count.voted;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(run, 0x1a0), words.slot)
        }
        bool simple = run.tally.isForAgainst() && run.tally.isPlain() && run.excluded == 0;
        uint256 step = _stepOf(run);
        unchecked {
            uint256 length = packed.length / step;
            for (uint256 index = 0; index < length; ++index) {
                if (simple) index = _addSimple(run, index, length, at + index * step);
                if (index == length) return;
                _addOne(count, run, index, at + index * step);
            }
        }
    }

    /// @dev Counts ballots from one on as long as they are the usual ones: for/against/abstain without curve, cap or
    /// excluded accounts, valid, first, with units. All pointers run along: a batch spends most of its own gas here.
    /// @param at Where the choice of ballot `from` lies in calldata.
    /// @return index Of the first ballot that is different, or `length`.
    function _addSimple(Run memory run, uint256 from, uint256 length, uint256 at) private returns (uint256 index) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let signer := mload(add(run, 0x40))
            let powers := sub(mload(add(run, 0x60)), signer) // from a signer to what the membership says
            length := add(signer, shl(5, length))
            signer := add(signer, shl(5, from))
            let log := mload(add(run, 0x80))
            let tally := mload(add(run, 0xa0))
            let slot := mload(add(run, 0x120))
            let votedIndex := mload(add(run, 0x140))
            let voted := mload(add(run, 0x160))
            for {} iszero(eq(signer, length)) { signer := add(signer, 0x20) } {
                let power := mload(add(signer, powers)) // units above 32 bits of the member number
                if xor(and(shr(8, power), 0xffffff), votedIndex) {
                    if slot { sstore(slot, voted) }
                    votedIndex := and(shr(8, power), 0xffffff)
                    mstore(0x00, votedIndex)
                    mstore(0x20, mload(add(run, 0x1a0)))
                    slot := keccak256(0x00, 0x40)
                    voted := sload(slot)
                }
                // The order that Yul has: first by how much, then what is shifted.
                // slither-disable-next-line incorrect-shift
                let bit := shl(and(power, 0xff), 1)
                let units := shr(32, power)
                let support := byte(0, calldataload(at))
                let shift := byte(support, SUPPORT_SHIFTS) // 0 for what is no support
                if or(and(voted, bit), iszero(mul(units, shift))) { break }
                voted := or(voted, bit)
                tally := add(tally, shl(shift, units))
                mstore(add(log, 0x20), support)
                mstore(add(log, 0x40), units)
                log2(log, 0xa0, VOTE_CAST, mload(signer))
                at := add(at, 65)
            }
            // Votes are units here: what was added for and abstaining took part.
            let before := mload(add(run, 0xa0))
            let lanes := sub(shr(120, tally), shr(120, before))
            tally := add(tally, shl(40, and(add(lanes, shr(40, lanes)), 0xffffffffff)))
            mstore(add(run, 0xa0), tally)
            mstore(add(run, 0x120), slot)
            mstore(add(run, 0x140), votedIndex)
            mstore(add(run, 0x160), voted)
            index := shr(5, sub(signer, mload(add(run, 0x40))))
            mstore(add(run, 0x180), add(mload(add(run, 0x180)), sub(index, from)))
        }
    }

    /// @param at Where the choice lies in calldata.
    function _addOne(Count storage count, Run memory run, uint256 index, uint256 at) private {
        uint256 voter;
        uint256 power;
        uint256 choice;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            choice := shr(mload(add(run, 0x20)), calldataload(at))
            voter := mload(add(mload(add(run, 0x40)), shl(5, index)))
            power := mload(add(mload(add(run, 0x60)), shl(5, index)))
        }
        BallotProblem problem = _admit(count, run, power, choice);
        if (problem != BallotProblem.None) {
            if (run.deadline < block.timestamp) problem = BallotProblem.Expired;
            else if (voter == 0) problem = BallotProblem.InvalidSignature;
            emit IBallots.BallotSkipped(run.proposalId, index, problem);
            return;
        }
        ++run.counted;
        uint256 votes = run.tally.votesOf(power >> 32);
        _add(count, run, choice, power >> 32, votes);
        if (run.tally.isForAgainst()) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                let log := mload(add(run, 0x80))
                mstore(add(log, 0x20), choice)
                mstore(add(log, 0x40), votes)
                log2(log, 0xa0, VOTE_CAST, voter)
            }
        } else {
            address account = address(uint160(voter));
            emit IGovernor.VoteCastWithParams(account, run.proposalId, 0, votes, "", abi.encode(choice));
        }
    }

    /// @dev Marks the voter if the ballot counts.
    function _admit(
        Count storage count,
        Run memory run,
        uint256 power,
        uint256 choice
    ) private returns (BallotProblem) {
        uint256 number = power & type(uint32).max;
        if (number == 0) return BallotProblem.UnknownSigner;
        if (run.excluded != 0 && run.excluded.contains(number)) return BallotProblem.Excluded;
        if (power == number) return BallotProblem.NoPower;
        if (number >> 8 != run.votedIndex ) _takeVoted(count, run, number >> 8);
        uint256 bit = 1 << (number & 0xff);
        if (run.voted & bit != 0) return BallotProblem.AlreadyVoted;
        if (!Choices.valid(run.tally.method(), run.tally.optionCount(), choice)) return BallotProblem.InvalidChoice;
        run.voted |= bit;
        return BallotProblem.None;
    }

    /// @dev Writes back the word of the bitmap at hand and takes another.
    function _takeVoted(Count storage count, Run memory run, uint256 index) private {
        _keepVoted(run);
        mapping(uint256 index => uint256 word) storage words = count.voted;
        uint256 slot;
        uint256 word;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, index)
            mstore(0x20, words.slot)
            slot := keccak256(0x00, 0x40)
            word := sload(slot)
        }
        (run.votedSlot, run.votedIndex, run.voted) = (slot, index, word);
    }

    function _keepVoted(Run memory run) private {
        (uint256 slot, uint256 word) = (run.votedSlot, run.voted);
        if (slot == 0) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// @dev Adds a valid choice.
    function _add(Count storage count, Run memory run, uint256 choice, uint256 units, uint256 votes) private {
        BallotMethod method = run.tally.method();
        unchecked {
            if (run.tally.isForAgainst()) {
                run.tally = Choices.withSupport(run.tally, choice, units, votes);
                return;
            }
            run.tally += (units << TallyWord.PARTICIPATION_SHIFT) + (votes << TallyWord.VOTES_SHIFT);
            if (method == BallotMethod.SingleChoice) {
                _addTo(run, choice - 1, votes);
            } else if (method == BallotMethod.Approval) {
                for (uint256 i = 0; choice != 0; ++i) {
                    if (choice & 1 != 0) _addTo(run, i, votes);
                    choice >>= 1;
                }
            } else if (method == BallotMethod.Split) {
                for (uint256 i = 0; choice != 0; ++i) {
                    _addTo(run, i, votes * (choice & 0xffff));
                    choice >>= 16;
                }
            } else {
                // That it is one was found out before it was added.
                // slither-disable-next-line unused-return
                (uint256 number, ) = Rankings.numberOf(choice, run.tally.optionCount());
                count.rankings[number >> 3] += votes << ((number & 7) << 5);
            }
        }
    }

    function _addTo(Run memory run, uint256 option, uint256 votes) private pure {
        unchecked {
            if (option < 5) run.options0 += votes << (48 * option);
            else run.options1 += votes << (48 * (option - 5));
        }
    }

    function _writeOptions(Count storage count, Run memory run) private {
        count.options[0] = run.options0;
        if (run.options1 != 0) count.options[1] = run.options1;
    }

    /// @dev Prepares the call for all voters' units by hand, so that signers are recovered to where the call wants them.
    /// @return request Where it lies in memory: selector, offset, timepoint, number of accounts, accounts.
    function _request(
        Run memory run,
        uint256 snapshot,
        bytes calldata packed
    ) private pure returns (uint256 request) {
        uint256 step = _stepOf(run);
        if (packed.length % step != 0) revert IBallots.BallotBatch_InvalidLength(packed.length, step);
        uint256 length = packed.length / step;
        bytes4 selector = IMembershipVotes.ballotPowers.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            request := mload(0x40)
            mstore(request, selector)
            mstore(add(request, 0x04), 0x40)
            mstore(add(request, 0x24), snapshot)
            mstore(add(request, 0x44), length)
            let signers := add(request, 0x64)
            mstore(add(run, 0x40), signers)
            calldatacopy(signers, calldatasize(), shl(5, length))
            mstore(0x40, add(signers, shl(5, add(length, 1))))
        }
    }

    /// @dev Asks for all voters' units in one call.
    function _askPowers(Run memory run, IMembershipVotes membership, uint256 request) private view {
        bool success;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let answer := mload(0x40)
            let data := shl(5, mload(add(request, 0x44)))
            let size := add(0x40, data)
            mstore(0x40, add(answer, size))
            success := staticcall(gas(), membership, request, add(0x64, data), answer, size)
            success := and(success, eq(returndatasize(), size))
            mstore(add(run, 0x60), add(answer, 0x40))
        }
        assert(success); // the membership answers for any list of accounts
    }

    /// @dev Bytes of one ballot.
    function _stepOf(Run memory run) private pure returns (uint256) {
        unchecked {
            return FIXED_BYTES + ((256 - run.choiceShift) >> 3);
        }
    }

    /// @dev Recovers all signers.
    function _recover(Run memory run, bytes32 domain, bytes calldata packed) private view {
        bytes32 typehash = MEMBER_BALLOT_TYPEHASH;
        uint256 step = _stepOf(run);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let signer := mload(add(run, 0x40))
            let choiceShift := mload(add(run, 0x20))
            // Scratch beyond what is allocated. The document: type, proposal, choice, deadline.
            let document := mload(0x40)
            mstore(document, typehash)
            mstore(add(document, 0x20), mload(run))
            mstore(add(document, 0x60), mload(add(run, 0x1c0)))
            let choice := add(document, 0x40)
            // 0x1901, domain, hash of the document.
            let prefixed := add(document, 0x80)
            mstore(prefixed, shl(240, 0x1901))
            mstore(add(prefixed, 0x02), domain)
            let hash := add(prefixed, 0x22)
            // Input of ecrecover: digest, v, r, s.
            let input := add(document, 0x100)
            let v := add(input, 0x20)

            packed.length := add(packed.offset, packed.length)
            for { let at := packed.offset } iszero(eq(at, packed.length)) { at := add(at, step) } {
                let s := calldataload(add(at, 0x20))
                mstore(v, add(27, shr(255, s)))
                s := shr(1, shl(1, s))
                if iszero(gt(s, HALF_CURVE_ORDER)) {
                    mstore(choice, shr(choiceShift, calldataload(add(at, 0x40))))
                    mstore(hash, keccak256(document, 0x80))
                    mstore(input, keccak256(prefixed, 0x42))
                    mstore(add(v, 0x20), calldataload(at))
                    mstore(add(v, 0x40), s)
                    // Answers nothing, and leaves the zero, when nobody signed this.
                    pop(staticcall(gas(), 1, input, 0x80, signer, 0x20))
                }
                signer := add(signer, 0x20)
            }
        }
    }

    function _mostVotes(Count storage count, uint256 optionCount) private view returns (uint256 option, uint256 best) {
        for (uint256 i = 0; i < optionCount; ++i) {
            uint256 votes = Choices.votesIn(count.options[i / Choices.OPTIONS_A_WORD], i);
            if (votes > best) (option, best) = (i + 1, votes);
            else if (votes == best) option = 0;
        }
    }

    function _runOffWinner(
        Count storage count,
        uint256 optionCount
    ) private view returns (uint256 option, uint256 best) {
        uint256[] memory words = new uint256[](Math.ceilDiv(Rankings.total(optionCount), 8));
        for (uint256 i = 0; i < words.length; ++i) words[i] = count.rankings[i];
        (uint256[] memory rankings, uint256[] memory weights) = Rankings.unpack(words, optionCount);
        if (rankings.length == 0) return (0, 0);
        Round[] memory rounds;
        (rounds, option) = Rankings.runOff(rankings, weights, optionCount);
        if (option != 0) best = rounds[rounds.length - 1].votes[option - 1];
    }
}
