"""Sends calls so that a crash at any point neither loses nor doubles one.

A signed transaction is in the journal, on disk, before it leaves. Whoever starts again asks for the receipts of all
that was signed first, and otherwise sends the very same bytes again: one nonce, mined once. Only when the nonce is
spent for good by a transaction that is not of that call is it signed anew, since then the old bytes can never be mined.
What a node refuses for its gas is freed in the same way: a transaction that does nothing spends its nonce. A call is
settled when its block has so many blocks above it that a reorg is not to be expected.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import InitVar, dataclass, field

import msgspec

from relay.sending.errors import CallTooLargeError, WouldRevertError
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import Look, MinedReceipt, SendingNode
from relay.sending.outbox import FILLER, Limit, Outbox, Say
from relay.sending.policy import Policy
from relay.sending.records import PlannedCall, Sent, Settled
from symbia.chain.again import again
from symbia.errors import NodeBehindError, NodeUnreachableError, RpcError

PROOFS = 2  # looks in a row that must show a nonce as spent by something else

Remember = Callable[[str, MinedReceipt], str]


@dataclass(eq=False)
class Sender:
    """One account's transactions. Whatever it raises, the journal is right, and a new sender goes on from it.

    `remember` makes the text that the journal keeps of a call's receipt. `say` hears why something waits. `limit` knows
    what gas a call may take at most, where that is cheaper than to have it estimated: it raises RevertedCallError if
    the call would revert.
    """

    node: SendingNode
    key: SigningKey
    journal: Journal
    policy: Policy
    say: Say
    remember: Remember = lambda _key, _receipt: ""
    limit: InitVar[Limit] = lambda _call: None
    clock: Callable[[], float] = time.time

    _unreported: list[Settled] = field(default_factory=list, init=False)  # a look that failed half-way left them
    _spent_by_others: Counter[str] = field(default_factory=Counter, init=False)  # call key -> looks that showed it
    _lost_at: float | None = field(default=None, init=False)  # since when the node gives no usable answer

    def __post_init__(self, limit: Limit) -> None:
        self._outbox = Outbox(
            self.node, self.key, self.journal, self.policy, say=self.say, limit=limit, clock=self.clock
        )
        self._is_ganache = self.node.client().lower().startswith("ganache")
        self.journal.bind(chain=str(self._outbox.chain_id), account=self.key.address)

    def run(self, wait: Callable[[], None], *, submit: bool = True) -> Iterator[Settled]:
        """Send what is planned until all is settled; yields each call as it settles. `wait` pauses between looks.

        With `submit` False nothing new is signed, only what is under way is seen to its end.
        Raises RelayError, NodeUnreachableError and RpcError.
        """
        while True:
            settled = self._advance_if_reachable(submit)
            yield from settled
            if not self.journal.sent() and not (submit and self.journal.planned()):
                return
            if not settled:
                wait()

    def advance(self, *, submit: bool = True) -> list[Settled]:
        """One look at the chain, and whatever it asks for. Returns the calls that settled."""
        sent = self.journal.sent()
        look = self._look([attempt.tx_hash for one in sent for attempt in one.attempts])
        for one in sent:
            done = self._see_to(one, look)
            if done is not None and not done.key.startswith(FILLER):
                self._unreported.append(done)
        self._fill_gap(look)
        self._spend_refused_nonces(look)
        going_well = not any(one.reverted for one in self._unreported)  # else the caller may want to stop here
        while submit and going_well and self._submit_next(look):
            pass
        self._spend_refused_nonces(look)
        settled, self._unreported = self._unreported, []
        return settled

    def _advance_if_reachable(self, submit: bool) -> list[Settled]:
        try:
            settled = self.advance(submit=submit)
        except (NodeUnreachableError, RpcError) as error:
            self._lost_at = self.clock() if self._lost_at is None else self._lost_at
            if self.clock() - self._lost_at >= self.policy.patience:
                self._lost_at = None
                raise
            self._outbox.say_once(f"{error} Trying for {self.policy.patience:.0f} s.")
            return []
        self._lost_at = None
        return settled

    def _look(self, tx_hashes: list[str]) -> Look:
        """Without receipts of blocks that the chain has replaced, which some nodes still show: that of a first attempt
        would hide the attempt that was mined in its place. Raises NodeBehindError where the node has no block of that
        number: of several behind its name one is late, and what it has not is not replaced."""
        look = self.node.look(self.key.address, tx_hashes, self.policy.confirmations)
        blocks = sorted({receipt.block for receipt in look.receipts.values()})
        hashes = {}
        for block, header in zip(blocks, self.node.headers(blocks), strict=True):
            if header is None:
                raise NodeBehindError.of("chain.leaves_out", url=self.node.url, block=block)
            hashes[block] = header.hash
        canonical = {
            tx_hash: receipt
            for tx_hash, receipt in look.receipts.items()
            if hashes.get(receipt.block) == receipt.block_hash.lower()
        }
        return msgspec.structs.replace(look, receipts=canonical)

    def _see_to(self, sent: Sent, look: Look) -> Settled | None:
        receipt = _receipt_of(sent, look)
        if receipt is not None:
            self._spent_by_others.pop(sent.call.key, None)
            if look.head - receipt.block < self.policy.confirmations:
                return None
            self._outbox.too_large.discard(sent.last.nonce)  # another node took what this one refused
            return self.journal.settle(sent.call.key, receipt, self.remember(sent.call.key, receipt))
        nonce = sent.last.nonce
        if nonce < look.spent:
            self._spent_by_others[sent.call.key] += 1
            if self._spent_by_others[sent.call.key] >= PROOFS and not self._is_mined(sent):
                self._sign_anew(sent, look)
        elif nonce >= look.used:
            self._spent_by_others.pop(sent.call.key, None)
            if nonce in self._outbox.too_large and not sent.call.key.startswith(FILLER):
                return None  # until a filler has taken its nonce
            stuck = nonce == look.used and self.clock() - sent.last.signed_at >= self.policy.stuck_after
            if not (stuck and self._outbox.replace(sent, look)):
                self._outbox.hand_over_again(sent.last)
        return None

    def _is_mined(self, sent: Sent) -> bool:
        """Whether there is a receipt after all: behind one name may be several nodes, of which one is late, and nonces
        may have come from another one than receipts. Then the next look settles it."""
        seen = [self.node.receipt(attempt.tx_hash) for _ in again() for attempt in sent.attempts]
        return any(receipt is not None for receipt in seen)

    def _sign_anew(self, sent: Sent, look: Look) -> None:
        """The nonce was used by a transaction of somebody with the same key: ours can never be mined."""
        self.say(f"Nonce {sent.last.nonce} was used by another transaction of {self.key.address}; signing anew.")
        self._outbox.too_large.discard(sent.last.nonce)
        self._spent_by_others.pop(sent.call.key, None)
        try:
            self._outbox.sign(sent.call, look)
        except (
            WouldRevertError,
            CallTooLargeError,
        ):  # as if nothing had been signed: the caller may withdraw or cut it
            self.journal.give_up(sent.call.key)
            raise

    def _submit_next(self, look: Look) -> bool:
        """Sign and send the next planned call; False when there is none or it has to wait."""
        if len(self.journal.sent()) >= self.policy.window:
            return False
        call = self.journal.planned()
        if call is None:
            return False
        if self._is_ganache and self._outbox.next_nonce(look) == 0:
            # Ganache 7.9.2 does not check a nonce of 0: handed over twice, such a transaction is mined twice.
            call = self._filler(0)
        return self._outbox.sign(call, look)

    def _fill_gap(self, look: Look) -> None:
        """A transaction of somebody with the same key may vanish after ours were numbered behind it."""
        nonces = [one.last.nonce for one in self.journal.sent() if _receipt_of(one, look) is None]
        if not nonces or min(nonces) <= look.used:
            return
        if self.node.pending_nonce(self.key.address) == look.used:
            self._outbox.sign(self._filler(look.used), look, nonce=look.used)

    def _spend_refused_nonces(self, look: Look) -> None:
        """Another node may have taken what this one refused, and two signed transactions with one nonce are never both
        mined: whichever is, the call is done, or free to be cut smaller."""
        taken = {one.last.nonce for one in self.journal.sent() if one.call.key.startswith(FILLER)}
        for nonce in sorted(self._outbox.too_large - taken):
            if nonce >= look.used:
                self._outbox.sign(self._filler(nonce), look, nonce=nonce)

    @property
    def is_freeing(self) -> bool:
        """Whether something that was signed can never be mined, and its nonce is not spent yet."""
        return bool(self._outbox.too_large)

    def most_gas(self, look: Look) -> int:
        """Most gas of a transaction here, as far as is known."""
        return self._outbox.most_gas(look)

    def _filler(self, nonce: int) -> PlannedCall:
        """It is in the journal once it is signed."""
        return PlannedCall(f"{FILLER} {nonce}", self.key.address, b"")


def _receipt_of(sent: Sent, look: Look) -> MinedReceipt | None:
    """Of whichever attempt was mined."""
    found = (look.receipts.get(attempt.tx_hash.lower()) for attempt in sent.attempts)
    return next((receipt for receipt in found if receipt is not None), None)
