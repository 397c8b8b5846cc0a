"""Sends calls so that a crash at any point neither loses nor doubles one.

A signed transaction is in the journal, on disk, before it leaves. Whoever starts again asks for the receipts of all
that was signed first, and otherwise sends the very same bytes again: one nonce, mined once. Only when the nonce is
spent for good by a transaction that is not in the journal is a call signed anew, since then the old bytes can never be
mined. A call is settled when its block has so many blocks above it that a reorg is not to be expected.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.errors import NodeUnreachableError, RpcError
from relay.errors import CallTooLargeError, EmptyPurseError, RefusedByNodeError, WouldRevertError
from relay.fees import GWEI, Fees, better, offer
from relay.journal import Attempt, Call, Journal, Sent, Settled
from relay.keys import SigningKey
from relay.node import Look, Receipt, RevertedCallError, SendingNode, Taken
from relay.reverts import reason

ETHER = 10**18
FILLER = "filler"  # begins the key of a transaction that does nothing but use a nonce
PROOFS = 2  # looks in a row that must show a nonce as spent by something else
GAS_MARGIN = (3, 2)  # an exact estimate runs out when a second has passed

Say = Callable[[str], None]
Remember = Callable[[str, Receipt], str]


@dataclass(frozen=True, slots=True)
class Policy:
    """How a sender behaves. Times in seconds, the cap in wei per gas.

    `confirmations`: blocks above a transaction's own before it counts. `window`: transactions under way at once.
    `stuck_after`: until a better offer is made. `again_after`: between two hand-overs of the same bytes. `patience`:
    how long a node may give no usable answer. `pause`: between two looks, for whoever drives the sender.
    """

    confirmations: int = 12
    window: int = 4
    stuck_after: float = 90.0
    again_after: float = 15.0
    patience: float = 120.0
    fee_cap: int = 200 * GWEI
    pause: float = 1.0


class Sender:
    """One account's transactions. Whatever it raises, the journal is right, and a new sender goes on from it."""

    def __init__(
        self,
        node: SendingNode,
        key: SigningKey,
        journal: Journal,
        policy: Policy,
        *,
        say: Say,
        remember: Remember = lambda _key, _receipt: "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`remember` makes the text that the journal keeps of a call's receipt. `say` hears why something waits."""
        self._node = node
        self._key = key
        self._journal = journal
        self._policy = policy
        self._say = say
        self._remember = remember
        self._clock = clock
        self._chain_id = node.chain_id()
        self._is_ganache = node.client().lower().startswith("ganache")
        self._handed_over: dict[str, float] = {}  # transaction hash -> when it was last given to the node
        self._spent_by_others: Counter[str] = Counter()  # call key -> looks in a row that showed it
        self._said: set[str] = set()
        self._lost_at: float | None = None  # since when the node gives no usable answer
        journal.bind(chain=str(self._chain_id), account=key.address)

    def run(self, wait: Callable[[], None], *, submit: bool = True) -> Iterator[Settled]:
        """Send what is planned until all is settled; yields each call as it settles. `wait` pauses between looks.

        With `submit` False nothing new is signed, only what is under way is seen to its end.
        Raises RelayError, NodeUnreachableError and RpcError.
        """
        while True:
            settled = self._advance_if_reachable(submit)
            yield from settled
            if not self._journal.sent() and not (submit and self._journal.planned()):
                return
            if not settled:
                wait()

    def advance(self, *, submit: bool = True) -> list[Settled]:
        """One look at the chain, and whatever it asks for. Returns the calls that settled."""
        sent = self._journal.sent()
        look = self._look([attempt.tx_hash for one in sent for attempt in one.attempts])
        settled = [done for one in sent if (done := self._see_to(one, look)) is not None]
        self._fill_gap(look)
        going_well = not any(one.reverted for one in settled)  # else the caller may want to stop here
        while submit and going_well and self._submit_next(look):
            pass
        return [one for one in settled if not one.key.startswith(FILLER)]

    def _advance_if_reachable(self, submit: bool) -> list[Settled]:
        try:
            settled = self.advance(submit=submit)
        except (NodeUnreachableError, RpcError) as error:
            self._lost_at = self._clock() if self._lost_at is None else self._lost_at
            if self._clock() - self._lost_at >= self._policy.patience:
                self._lost_at = None
                raise
            self._say_once(f"{error} Trying for {self._policy.patience:.0f} s.")
            return []
        self._lost_at = None
        return settled

    def _look(self, tx_hashes: list[str]) -> Look:
        return self._node.look(self._key.address, tx_hashes, self._policy.confirmations)

    def _see_to(self, sent: Sent, look: Look) -> Settled | None:
        receipt = _receipt_of(sent, look)
        if receipt is not None and self._is_canonical(receipt):
            self._spent_by_others.pop(sent.call.key, None)
            if look.head - receipt.block < self._policy.confirmations:
                return None
            return self._journal.settle(sent.call.key, receipt, self._remember(sent.call.key, receipt))
        nonce = sent.last.nonce
        if nonce < look.spent:
            self._spent_by_others[sent.call.key] += 1
            if self._spent_by_others[sent.call.key] >= PROOFS:
                self._sign_anew(sent, look)
        elif nonce >= look.used:
            self._spent_by_others.pop(sent.call.key, None)
            stuck = nonce == look.used and self._clock() - sent.last.signed_at >= self._policy.stuck_after
            if not (stuck and self._replace(sent, look)):
                self._hand_over_again(sent.last)
        return None

    def _is_canonical(self, receipt: Receipt) -> bool:
        """Some nodes still show receipts of a block that the chain has replaced."""
        header = self._node.header(receipt.block)
        return header is not None and header.hash == receipt.block_hash.lower()

    def _sign_anew(self, sent: Sent, look: Look) -> None:
        """The nonce was used by a transaction of somebody with the same key: ours can never be mined."""
        self._say(f"Nonce {sent.last.nonce} was used by another transaction of {self._key.address}; signing anew.")
        if self._sign(sent.call, look):
            self._spent_by_others.pop(sent.call.key, None)

    def _submit_next(self, look: Look) -> bool:
        """Sign and send the next planned call; False when there is none or it has to wait."""
        if len(self._journal.sent()) >= self._policy.window:
            return False
        call = self._journal.planned()
        if call is None:
            return False
        if self._is_ganache and self._next_nonce(look) == 0:
            # Ganache 7.9.2 does not check a nonce of 0: handed over twice, such a transaction is mined twice.
            call = self._filler(0)
        return self._sign(call, look)

    def _fill_gap(self, look: Look) -> None:
        """A transaction of somebody with the same key may vanish after ours were numbered behind it."""
        nonces = [one.last.nonce for one in self._journal.sent() if _receipt_of(one, look) is None]
        if not nonces or min(nonces) <= look.used:
            return
        if self._node.pending_nonce(self._key.address) == look.used:
            self._sign(self._filler(look.used), look, nonce=look.used)

    def _filler(self, nonce: int) -> Call:
        call = Call(f"{FILLER} {nonce} {self._clock()}", self._key.address, b"")
        self._journal.plan([call])
        return call

    def _sign(self, call: Call, look: Look, nonce: int | None = None) -> bool:
        """Sign a call, keep it, and hand it over. False when fees are above the cap for now."""
        fees = offer(look.base_fee, self._node.tip(), self._policy.fee_cap)
        if fees is None:
            self._say_once(
                f"Gas costs {look.base_fee / GWEI:.1f} gwei and more than {self._policy.fee_cap / GWEI:.1f} are not "
                "paid (SYMBIA_RELAY_MAX_FEE_GWEI). Waiting until it is cheaper."
            )
            return False
        gas = self._gas(call, look)
        self._require_funds(call, gas, fees)
        self._keep_and_send(call, self._next_nonce(look) if nonce is None else nonce, gas, fees)
        return True

    def _replace(self, sent: Sent, look: Look) -> bool:
        """The same call with the same nonce and a better offer; whichever is mined counts. False if above the cap."""
        now = offer(look.base_fee, self._node.tip(), self._policy.fee_cap)
        fees = None if now is None else better(sent.last.fees, now, self._policy.fee_cap)
        if fees is None:
            self._say_once(
                f"Transaction {sent.last.tx_hash} is not mined, and a better offer would be above the cap of "
                f"{self._policy.fee_cap / GWEI:.1f} gwei (SYMBIA_RELAY_MAX_FEE_GWEI). Waiting."
            )
            return False
        self._say(f"Transaction {sent.last.tx_hash} is not mined; offering {fees.max_fee / GWEI:.2f} gwei instead.")
        self._keep_and_send(sent.call, sent.last.nonce, sent.last.gas, fees)
        return True

    def _keep_and_send(self, call: Call, nonce: int, gas: int, fees: Fees) -> None:
        signed = self._key.sign(
            {
                "type": 2,
                "chainId": self._chain_id,
                "nonce": nonce,
                "to": call.to,
                "value": call.value,
                "data": call.data,
                "gas": gas,
                "maxFeePerGas": fees.max_fee,
                "maxPriorityFeePerGas": fees.tip,
            }
        )
        attempt = Attempt(signed.tx_hash, nonce, signed.raw, gas, fees, self._clock())
        self._journal.sign(call.key, attempt)
        self._hand_over(attempt)

    def _hand_over_again(self, attempt: Attempt) -> None:
        """The node may have forgotten it, or never have heard of it."""
        if self._clock() - self._handed_over.get(attempt.tx_hash, float("-inf")) >= self._policy.again_after:
            self._hand_over(attempt)

    def _hand_over(self, attempt: Attempt) -> None:
        self._handed_over[attempt.tx_hash] = self._clock()
        try:
            taken = self._node.broadcast(attempt.raw)
        except NodeUnreachableError:
            return  # it may have arrived or not: the receipt will tell, and it is handed over again
        except RpcError as error:
            raise RefusedByNodeError(f"{error} It is kept in {self._journal.path} and sent again next time.") from error
        if taken is Taken.TOO_POOR:
            raise EmptyPurseError(self._purse(attempt.gas * attempt.fees.max_fee))

    def _gas(self, call: Call, look: Look) -> int:
        try:
            estimate = self._node.estimate(self._key.address, call.to, call.data, call.value)
        except RevertedCallError as error:
            raise WouldRevertError(f"{call.key}: the contract refuses, {reason(error.data, str(error))}.") from error
        if estimate > look.gas_limit:
            raise CallTooLargeError(
                f"{call.key} needs {estimate:,} gas and a block has {look.gas_limit:,}. Use smaller batches."
            )
        return min(estimate * GAS_MARGIN[0] // GAS_MARGIN[1], look.gas_limit)

    def _require_funds(self, call: Call, gas: int, fees: Fees) -> None:
        """For this one and for all that is under way."""
        under_way = sum(one.last.gas * one.last.fees.max_fee + one.call.value for one in self._journal.sent())
        needed = under_way + gas * fees.max_fee + call.value
        if self._node.balance(self._key.address) < needed:
            raise EmptyPurseError(self._purse(needed))

    def _purse(self, needed: int) -> str:
        has = self._node.balance(self._key.address)
        return (
            f"{self._key.address} holds {has / ETHER:.6f} ETH, and the next transaction may cost {needed / ETHER:.6f}. "
            f"Send it at least {max(needed - has, 0) / ETHER:.6f} ETH, then run this again."
        )

    def _next_nonce(self, look: Look) -> int:
        return max(look.used, self._journal.next_nonce(), self._node.pending_nonce(self._key.address))

    def _say_once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)


def _receipt_of(sent: Sent, look: Look) -> Receipt | None:
    """Of whichever attempt was mined."""
    found = (look.receipts.get(attempt.tx_hash.lower()) for attempt in sent.attempts)
    return next((receipt for receipt in found if receipt is not None), None)
