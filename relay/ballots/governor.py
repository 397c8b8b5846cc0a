"""The governor as the relay of ballots sees it: what takes ballots, what a batch would come to, what one came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from relay.ballots.purse import BALLOT_GAS, FIXED_GAS
from relay.ballots.queue import BallotVerdict, BatchOutcome
from relay.sending.contract import BrandOnChain
from relay.sending.errors import CallTooLargeError
from relay.sending.node import LogEntry, MinedReceipt, SendingNode, needs_too_much
from relay.sending.records import PlannedCall
from symbia.chain.reverts import decode_revert, revert_text
from symbia.errors import RevertedCallError, RpcError
from symbia.rules.ballots.names import METHODS, PROBLEMS, Method
from symbia.rules.ballots.typed_data import packed
from symbia.rules.signatures import COMPACT_BYTES
from symbia.tables.relay import BallotBatch, SignedBallot
from symbia.tables.types import from_wei_text
from symbia.text import Text

# Of a batch besides its ballots where it opens the count: the quorum, less what excluded accounts hold (eight at most),
# and in a vote between options a word for each that is chosen. A first ballot alone took 158,000 with one of them.
MOST_FIXED_GAS = 400_000
MOST_BALLOT_GAS = 60_000  # of a ballot whose words of bitmap and ranking are all new
ROOM = 5  # a fifth of the gas is left over in a trial, since the state changes until the batch is mined
MOST_DOUBTS = 3  # trials of a contract wallet's ballot that the node may leave unanswered
_LENGTH = slice(4 + 3 * 32, 4 + 4 * 32)  # of the ballots in the data of castBallots
_SHORTEST = COMPACT_BYTES + 1
_METHOD = 4  # place in the struct ProposalRules
_PROBLEM = 3  # place in the struct BallotPower
_ENDS = {"already_voted": "skipped", "closed": "expired", "expired": "expired"}  # else invalid
_REVERTS = {
    "BallotBatch_Expired": "expired",
    "BallotCounting_ExcludedAccount": "excluded",
    "BallotCounting_InvalidChoice": "invalid_choice",
    "BallotCounting_NoVotingPower": "no_power",
    "GovernorAlreadyCastVote": "already_voted",
    "GovernorInvalidSignature": "invalid_signature",
    "GovernorUnexpectedProposalState": "closed",
}


class UntriedError(RpcError):
    """The node did not say what a contract wallet's ballot would come to."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A proposal's state as the governor numbers it, and the last second of its vote."""

    state: int
    closes: int


class GovernorOnChain:
    """A brand's governor and its lens."""

    def __init__(self, node: SendingNode, brand: BrandOnChain, account: str, wallet_gas: int) -> None:
        """`account` sends the ballots. `wallet_gas`: most for one ballot of a contract wallet."""
        self._node = node
        self._account = account
        self._wallet_gas = wallet_gas
        self._doubts: Counter[int] = Counter()  # ballots (by seq) whose trial the node did not finish
        self._governor = brand.contract("BrandGovernor")
        self._lens = brand.contract("BallotLens")
        self._methods: dict[int, Method] = {}

    def votes(self, proposals: Sequence[int]) -> dict[int, Vote]:
        """Proposals as they are now."""
        asked = [(number,) for number in proposals]
        states = self._governor.read_each("state", asked)
        closes = self._governor.read_each("proposalDeadline", asked)
        return {number: Vote(*found) for number, *found in zip(proposals, states, closes, strict=True)}

    def call(self, batch: BallotBatch, ballots: Sequence[SignedBallot]) -> PlannedCall:
        """The transaction of a batch: always the same bytes for the same rows."""
        return PlannedCall(
            batch.key, self._governor.address, self._data(batch.proposal_number, batch.deadline, ballots)
        )

    def limit(self, call: PlannedCall) -> int | None:
        """Gas that a batch may take, tried as a call: to estimate one takes a node twenty times as long, and a contract
        wallet may ask for more at each estimate. None for what is no batch. Raises RevertedCallError, and
        CallTooLargeError if the node says that a batch needs too much."""
        if call.data[:4] == self._governor.selector("castWalletBallot"):
            self._try_within(call)
            return self._wallet_gas
        if call.data[:4] != self._governor.selector("castBallots"):
            return None
        ballots = int.from_bytes(call.data[_LENGTH]) // _SHORTEST
        usual = FIXED_GAS + ballots * BALLOT_GAS
        try:
            self._node.call(call.to, call.data, usual - usual // ROOM)
        except RpcError:  # out of gas has many names
            most = MOST_FIXED_GAS + ballots * MOST_BALLOT_GAS
            self._try_most(call, most)
            return most
        return usual

    def _try_most(self, call: PlannedCall, most: int) -> None:
        try:
            self._node.call(call.to, call.data, most - most // ROOM)
        except RpcError as error:
            if needs_too_much(error):
                raise CallTooLargeError.of("relay.error.needs_too_much", call=call.key, limit=most) from error
            raise

    def _try_within(self, call: PlannedCall) -> None:
        """Raises RevertedCallError also for a contract wallet that uses up its gas: no fault of the node's."""
        try:
            self._node.call(call.to, call.data, self._wallet_gas)
        except RevertedCallError:
            raise
        except RpcError as error:
            raise RevertedCallError(error.text, why=error.why) from error

    def verdicts(self, proposal: int, deadline: int, ballots: Sequence[SignedBallot]) -> dict[int, BallotVerdict]:
        """Which of these ballots would not count if they were sent now, by seq; nothing is asked twice if all would."""
        if ballots[0].kind == "wallet":
            found = {one.seq or 0: self._try_wallet(proposal, deadline, one) for one in ballots}
            return {seq: verdict for seq, verdict in found.items() if verdict is not None}
        if self._counts(proposal, deadline, [ballots]) == [len(ballots)]:
            return {}
        alone = self._counts(proposal, deadline, [[one] for one in ballots])
        failing = [one for one, counted in zip(ballots, alone, strict=True) if counted == 0]
        powers = self._lens.read_each("powerOf", [(proposal, one.account) for one in failing])
        named = [PROBLEMS[power[_PROBLEM]] or "invalid_signature" for power in powers]
        return {one.seq or 0: _verdict(problem) for one, problem in zip(failing, named, strict=True)}

    def could_count(self, ballots: Sequence[SignedBallot]) -> list[SignedBallot]:
        """Those of these ballots that nothing is said against now."""
        powers = self._lens.read_each("powerOf", [(one.proposal_number, one.account) for one in ballots])
        return [one for one, power in zip(ballots, powers, strict=True) if PROBLEMS[power[_PROBLEM]] is None]

    def outcome(self, receipt: MinedReceipt, proposal: int, size: int) -> BatchOutcome:
        """What a mined batch came to. Raises RpcError if the node leaves out some of the receipt's events."""
        if not receipt.succeeded:
            return BatchOutcome(receipt.block_hash.lower())
        counted: set[str] = set()
        skipped: dict[int, str | None] = {}
        voted = {self._governor.topic("VoteCast"), self._governor.topic("VoteCastWithParams")}
        for log in receipt.logs:
            if log.address.lower() != self._governor.address.lower():
                continue
            if log.topics[0].lower() in voted and _words(log, 1)[0] == proposal:
                counted.add("0x" + log.topics[1][-40:].lower())
            elif log.topics[0].lower() == self._governor.topic("BallotSkipped"):
                place, problem = _words(log, 2)
                skipped[place] = PROBLEMS[problem]
        if len(counted) + len(skipped) != size:
            named = len(counted) + len(skipped)
            raise RpcError.of("relay.node.leaves_out_events", hash=receipt.transaction_hash, named=named, n=size)
        return BatchOutcome(receipt.block_hash.lower(), frozenset(counted), skipped)

    def _counts(self, proposal: int, deadline: int, batches: Sequence[Sequence[SignedBallot]]) -> list[int]:
        """How many of each batch would count now."""
        asked = [(proposal, deadline, self._body(proposal, ballots)) for ballots in batches]
        return [int(counted) for counted in self._governor.read_each("castBallots", asked)]

    def _try_wallet(self, proposal: int, deadline: int, ballot: SignedBallot) -> BallotVerdict | None:
        data = self._data(proposal, deadline, [ballot])
        try:
            gas = self._node.estimate(self._account, self._governor.address, data, 0)
        except RevertedCallError as error:
            reason = decode_revert(error.data)
            problem = _REVERTS.get(reason.name) if reason else None
            if problem:
                return _verdict(problem)
            said = revert_text(error.data, str(error))
            return BallotVerdict("invalid", None, Text.of("relay.told.contract", said=said))
        except RpcError as error:  # out of gas has many names; a node that answered all else would answer again
            self._doubts[ballot.seq or 0] += 1
            if self._doubts[ballot.seq or 0] < MOST_DOUBTS:
                raise UntriedError(error.text, why=error.why) from error
            return BallotVerdict("invalid", None, Text.of("relay.told.no_trial", said=error.why))
        limit = self._wallet_gas
        if gas > limit:
            return BallotVerdict("invalid", None, Text.of("relay.told.too_much_gas", gas=gas, limit=limit))
        if ballot.returns:  # a wallet can tell a trial from a transaction, and say yes to the one only
            return BallotVerdict("invalid", None, Text("relay.told.taken_back"))
        return None

    def _data(self, proposal: int, deadline: int, ballots: Sequence[SignedBallot]) -> bytes:
        if ballots[0].kind == "wallet":
            (one,) = ballots
            signature = bytes.fromhex(one.signature[2:])
            arguments = (proposal, one.account, from_wei_text(one.choice), deadline, signature)
            return self._governor.encode("castWalletBallot", *arguments)
        return self._governor.encode("castBallots", proposal, deadline, self._body(proposal, ballots))

    def _body(self, proposal: int, ballots: Sequence[SignedBallot]) -> bytes:
        method = self._method(proposal)
        return b"".join(packed(method, bytes.fromhex(one.signature[2:]), from_wei_text(one.choice)) for one in ballots)

    def _method(self, proposal: int) -> Method:
        """Frozen in the proposal, so asked once."""
        if proposal not in self._methods:
            self._methods[proposal] = METHODS[self._governor.read("proposalRules", proposal)[_METHOD]]
        return self._methods[proposal]


def _verdict(problem: str) -> BallotVerdict:
    return BallotVerdict(_ENDS.get(problem, "invalid"), problem)


def _words(log: LogEntry, count: int) -> list[int]:
    """The first words of an event's data."""
    data = bytes.fromhex(log.data[2:])
    return [int.from_bytes(data[32 * place : 32 * place + 32]) for place in range(count)]
