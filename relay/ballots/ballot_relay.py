"""Brings signed ballots to the chain, each once, however often it is stopped. See docs/decisions/0010.

Each round looks at the chain, writes down what became of what is under way, and puts what is due into batches. A batch
is in the tables before it is in the journal, and in the journal before it is signed.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from relay.ballots.flush import FlushRules, Group, due
from relay.ballots.governor import GovernorOnChain, UntriedError, Vote
from relay.ballots.lease import Lease, RelayReport
from relay.ballots.purse import Means, ballots_within, empty_purse, means
from relay.ballots.queue import BallotVerdict, BatchOutcome, Queue
from relay.sending.errors import CallTooLargeError, EmptyPurseError, RefusedByNodeError, WouldRevertError
from relay.sending.journal import Journal
from relay.sending.node import Look, MinedReceipt, SendingNode
from relay.sending.outbox import FILLER
from relay.sending.policy import Policy
from relay.sending.sender import Sender
from symbia.errors import NodeUnreachableError, RevertedCallError, RpcError
from symbia.rules.ballots.gas import GasRules, room_in_batch
from symbia.rules.proposals import ACTIVE, CANCELED, PENDING
from symbia.tables.relay import BallotBatch, GasSpent
from symbia.text import Text, for_logs
from symbia.units import HOUR, MINUTE

WALLETS_UNDER_WAY = 1  # of the transactions under way at once: a contract wallet's ballot takes no place of a key's
WALLET_TRIALS = 3  # ballots of contract wallets that are looked at in one round: their code may keep the node busy
REVIVE_EVERY = 30.0  # seconds between two looks at ballots that another vote of their account overtook
REVIVE_FOR = HOUR  # after which no reorg is expected to undo that vote
REVIVED = 100  # ballots in one such look
SMALLER_FOR = 10 * MINUTE  # seconds after which batches that were cut may grow again
POOR_SECONDS = 60.0  # until a purse that was found too small is tried again as it is
NO_NODE = Text("relay.told.no_node")
REFUSED = Text("relay.told.node_refuses")
FREEING = Text("relay.told.freeing")
TOO_LARGE = Text("relay.told.too_large")
_log = structlog.get_logger("symbia.relay")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a relay is made of. `account`: of its key; `finality`: blocks after which nothing is undone."""

    node: SendingNode
    governor: GovernorOnChain
    queue: Queue
    lease: Lease
    journal: Journal
    account: str
    policy: Policy
    rules: FlushRules
    gas: GasRules
    finality: int


def remembering(governor: GovernorOnChain, queue: Queue) -> Callable[[str, MinedReceipt], str]:
    """What the journal keeps of a batch's receipt."""

    def remember(key: str, receipt: MinedReceipt) -> str:
        if key.startswith(FILLER):
            return ""
        ballots = queue.ballots_of(key)
        return governor.outcome(receipt, ballots[0].proposal_number, len(ballots)).text()

    return remember


class BallotRelay:
    """One relay. Whatever a round raises, tables and journal are right, and the next one goes on from them."""

    def __init__(self, parts: Parts, sender: Sender, *, clock: Callable[[], float] = time.time) -> None:
        self._parts = parts
        self._node, self._governor, self._queue = parts.node, parts.governor, parts.queue
        self._journal = parts.journal
        self._sender = sender
        self._clock = clock
        self._size = parts.rules.batch  # as far as no batch was found too large
        self._cut_at = float("-inf")
        self._stuck = False  # one ballot alone is too large
        self._revived_at = float("-inf")
        self._out_of_gas = False  # today's gas for keys is used up, and some wait for more
        self._known = (0, 0)  # balance and fee when the node last said them
        self._poor: tuple[int, float] | None = None  # balance that was found too small when it came to paying, and when

    def round(self) -> bool:
        """One round; whether ballots are waiting or under way. Raises SecondRelayError and what the database raises."""
        try:
            return self._round()
        except (NodeUnreachableError, RpcError) as error:
            _log.warning("the node gives no usable answer; trying again", error=str(error))
            self._parts.lease.report(RelayReport("waiting_for_node", NO_NODE, *self._known))
            return True

    def _round(self) -> bool:
        look = self._node.look(self._parts.account, [], 0)
        self._catch_up()
        self._see_reorgs(look)
        self._revive(look)
        self._drop_late(look)
        purse = self._means(look)
        self._known = (purse.balance, purse.fee)
        self._take(look, purse)
        report = RelayReport(purse.state, purse.told, purse.balance, purse.fee)
        if report.state == "working" and self._out_of_gas:
            report = replace(report, state="waiting_for_budget", told=self._no_gas())
        report = self._send(report)
        self._catch_up()
        self._parts.lease.report(report)
        return bool(self._queue.open_batches() or self._queue.groups())

    def _catch_up(self) -> None:
        """Write to the tables what the journal knows of open batches."""
        for batch in self._queue.open_batches():
            settled = self._journal.outcome(batch.key)
            if settled is not None:
                ends = self._queue.settle(settled, BatchOutcome.read(settled.outcome))
                level = _log.warning if settled.reverted else _log.info
                level("batch mined", proposal=batch.proposal_number, tx=settled.tx_hash, gas=settled.gas, **ends)
                continue
            tx_hash = self._journal.newest_hash(batch.key)
            if tx_hash is not None and tx_hash != batch.tx_hash:
                self._queue.note_hash(batch.key, tx_hash)

    def _see_reorgs(self, look: Look) -> None:
        """A block of ours that is canonical stands on canonical ones: the newest tells for all."""
        settled = self._queue.unconfirmed()
        while settled and not self._is_canonical(settled[0]):
            batch = settled.pop(0)
            _log.warning("a reorg undid a batch; sending it again", proposal=batch.proposal_number, tx=batch.tx_hash)
            self._queue.reopen(batch.key)
            self._journal.reopen(batch.key)
        deep = [one.key for one in settled if look.head - (one.block_number or 0) >= self._parts.finality]
        if deep:
            self._queue.confirm(deep)

    def _is_canonical(self, batch: BallotBatch) -> bool:
        header = self._node.header(batch.block_number or 0)
        return header is not None and header.hash == batch.block_hash

    def _revive(self, look: Look) -> None:
        """The vote that a ballot was let go for may be undone by a reorg: then the ballot is wanted after all."""
        now = self._clock()
        if now - self._revived_at < REVIVE_EVERY:
            return
        self._revived_at = now
        overtaken = self._queue.overtaken(int(now - REVIVE_FOR), look.timestamp, REVIVED)
        try:
            wanted = self._governor.could_count(overtaken) if overtaken else []
        except RevertedCallError:  # a reorg undid the proposal too
            return
        if wanted and self._queue.revive(wanted):
            _log.warning("a reorg undid votes; ballots that they overtook wait again", ballots=len(wanted))

    def _drop_late(self, look: Look) -> None:
        late = self._queue.drop_late(look.timestamp)
        if late:
            _log.error("ballots expired before they could be brought", ballots=late)

    def _means(self, look: Look) -> Means:
        balance = self._node.balance(self._parts.account)
        if self._poor is not None and (balance != self._poor[0] or self._clock() - self._poor[1] >= POOR_SECONDS):
            self._poor = None
        found = means(
            account=self._parts.account,
            balance=balance,
            base_fee=look.base_fee,
            tip=self._node.tip(),
            cap=self._parts.policy.fee_cap,
            under_way=self._journal.sent(),
        )
        if self._poor is None or found.state != "working":
            return found
        return Means(balance, found.fee, 0, "empty_purse", empty_purse(self._parts.account, balance))

    def _take(self, look: Look, purse: Means) -> None:
        """Put what is due into batches, as many as may be under way at once."""
        open_batches = self._queue.open_batches()
        under_way = Counter(batch.proposal_number for batch in open_batches)
        size = self._most_ballots(look)
        room = _Room(self._parts, size, purse, Counter(batch.kind for batch in open_batches))
        votes: dict[int, Vote] = {}
        refused: set[tuple[int, int, str]] = set()
        self._out_of_gas = False
        while groups := self._queue.groups():
            votes |= self._votes({one.proposal for one in groups} - votes.keys())
            if self._drop_closed(groups, votes):
                continue
            due_now = [one for one in self._due(groups, votes, under_way, look, size) if one.key not in refused]
            spent = self._queue.spent()
            self._out_of_gas = any(room.is_out_of_gas(one, spent) for one in due_now)
            leaving = next((one for one in due_now if room.of(one, spent) > 0), None)
            if leaving is None:
                return
            room.trials[leaving.kind] += 1
            try:
                taken = self._take_one(leaving, room.of(leaving, spent))
            except (RevertedCallError, UntriedError) as error:
                refused.add(leaving.key)  # others go on; its state may have changed since it was asked for
                _log.warning("the governor refuses to try a batch", proposal=leaving.proposal, error=str(error))
                continue
            under_way[leaving.proposal] += taken
            room.under_way[leaving.kind] += taken

    def _votes(self, proposals: set[int]) -> dict[int, Vote]:
        """As they are now. One that the chain does not know, since a reorg undid it, keeps its ballots waiting."""
        try:
            return self._governor.votes(sorted(proposals)) if proposals else {}
        except RevertedCallError:
            if len(proposals) > 1:
                return {number: vote for one in proposals for number, vote in self._votes({one}).items()}
            return dict.fromkeys(proposals, Vote(PENDING, 0))

    def _drop_closed(self, groups: list[Group], votes: dict[int, Vote]) -> bool:
        """Let go of ballots whose vote is over; True if there were any."""
        dropped = 0
        for proposal in {one.proposal for one in groups if votes[one.proposal].state > ACTIVE}:
            canceled = votes[proposal].state == CANCELED
            count = self._queue.drop_proposal(proposal, BallotVerdict("invalid" if canceled else "expired", "closed"))
            level = _log.warning if canceled else _log.error
            level("a vote ended before its ballots were brought", proposal=proposal, ballots=count, canceled=canceled)
            dropped += count
        return dropped > 0

    def _most_ballots(self, look: Look) -> int:
        """Of keys, in one batch. What made batches too large may be over after a while."""
        if self._clock() - self._cut_at >= SMALLER_FOR:
            self._size = self._parts.rules.batch
        return max(1, min(self._size, ballots_within(self._sender.most_gas(look))))

    def _due(
        self, groups: list[Group], votes: dict[int, Vote], under_way: Counter[int], look: Look, size: int
    ) -> list[Group]:
        closes = {number: vote.closes for number, vote in votes.items() if vote.state == ACTIVE}
        now, rules = self._clock(), replace(self._parts.rules, batch=size)
        return due(groups, rules, now=now, chain_now=look.timestamp, closes=closes, under_way=under_way)

    def _no_gas(self) -> Text:
        return Text.of("relay.told.no_gas", limit=self._parts.gas.member.day)

    def _take_one(self, group: Group, room: int) -> bool:
        """Try a group's next ballots as a call, let go of those that would not count, and put the others in a batch."""
        ballots = self._queue.candidates(group, 1 if group.kind == "wallet" else room)
        if not ballots:
            return False
        verdicts = self._governor.verdicts(group.proposal, group.deadline, ballots)
        if verdicts:
            self._queue.drop(verdicts)
            ends = Counter(one.problem or for_logs(one.told or "") for one in verdicts.values())
            _log.warning("ballots that would not count are not brought", proposal=group.proposal, **ends)
        good = [one.seq or 0 for one in ballots if one.seq not in verdicts]
        return bool(good) and self._queue.take(uuid.uuid4().hex, group, good) > 0

    def _send(self, report: RelayReport) -> RelayReport:
        """Plan what is in no journal yet, let the sender work, and take back what it could not sign."""
        for batch in self._queue.open_batches():
            if not self._journal.knows(batch.key):
                self._journal.plan([self._governor.call(batch, self._queue.ballots_of(batch.key))])
        blame: Text | None = None
        self._stuck = False
        try:
            self._sender.advance()
        except WouldRevertError as error:
            blame = error.text
        except CallTooLargeError as error:
            self._cut(error)
        except EmptyPurseError as error:
            _log.error("the purse is empty", error=str(error))
            self._poor = (report.balance, self._clock())
            report = RelayReport(
                "empty_purse", empty_purse(self._parts.account, report.balance), report.balance, report.fee
            )
        except RefusedByNodeError as error:
            _log.error("the node refuses a transaction", error=str(error))
            report = RelayReport("waiting_for_node", REFUSED, report.balance, report.fee)
        finally:
            self._take_back(blame)
        if report.state == "working" and (self._sender.is_freeing or self._stuck):
            report = replace(report, state="stuck", told=FREEING if self._sender.is_freeing else TOO_LARGE)
        return report

    def _cut(self, error: CallTooLargeError) -> None:
        """Smaller batches than the one that is too large, for a while."""
        ballots = len(self._queue.ballots_of(error.key))
        self._stuck = ballots <= 1
        self._size, self._cut_at = max(1, min(self._size, ballots // 2)), self._clock()
        _log.warning("a batch is too large; smaller ones from now on", ballots=self._size, error=str(error))

    def _take_back(self, blame: Text | None) -> None:
        """What is planned and was not signed waits in the queue, where its members can replace it."""
        for place, key in enumerate(self._journal.unsigned()):
            self._journal.withdraw(key)
            if not self._journal.knows(key):
                self._queue.release(key, blame if place == 0 else None)
        if blame is not None:
            _log.warning("a batch would revert; its ballots are looked at again", error=for_logs(blame))


class _Room:
    """How many ballots of a group may leave now, by purse, budget and what is under way by kind of ballot."""

    def __init__(self, parts: Parts, size: int, purse: Means, under_way: Counter[str]) -> None:
        self._parts = parts
        self._size = size
        self._purse = purse
        self.under_way = under_way
        self.trials: Counter[str] = Counter()

    def of(self, group: Group, spent: GasSpent) -> int:
        """0: it has to wait."""
        left = spent.left(group.kind, group.proposal, self._parts.gas.of(group.kind))
        if group.kind == "wallet":
            return int(self._has_place_for_wallet() and left >= self._parts.gas.ballot)
        if self.under_way["member"] >= max(1, self._parts.policy.window - WALLETS_UNDER_WAY):
            return 0
        return min(self._size, self._purse.affordable, room_in_batch(left))

    def is_out_of_gas(self, group: Group, spent: GasSpent) -> bool:
        """Whether a group of keys waits for another day."""
        today = self._parts.gas.member.day - spent.today.get("member", 0)
        return group.kind != "wallet" and room_in_batch(today) < 1

    def _has_place_for_wallet(self) -> bool:
        free = self.under_way["wallet"] < WALLETS_UNDER_WAY and self.trials["wallet"] < WALLET_TRIALS
        return free and self._purse.gas >= self._parts.gas.ballot
