"""Signing a call, keeping it, and handing it to the node: what it offers, what it needs, and what the node says."""

from collections.abc import Callable

from relay.sending.errors import CallTooLargeError, EmptyPurseError, RefusedByNodeError, WouldRevertError
from relay.sending.fees import Fees, better, offer
from relay.sending.journal import Journal
from relay.sending.keys import SigningKey
from relay.sending.node import Look, SendingNode, Taken, needs_too_much
from relay.sending.policy import Policy
from relay.sending.records import Attempt, PlannedCall, Sent
from symbia.chain.reverts import revert_text
from symbia.errors import NodeUnreachableError, RevertedCallError, RpcError
from symbia.units import ETHER, GWEI, HOUR, TRANSACTION_GAS

FILLER = "filler"  # begins the key of a transaction that does nothing but use a nonce
GAS_MARGIN = (3, 2)  # an exact estimate runs out when a second has passed

REFUSED_FOR = HOUR  # seconds for which a refusal for gas is remembered

Say = Callable[[str], None]
Limit = Callable[[PlannedCall], int | None]


class Outbox:
    """Everything signed passes here: into the journal first, then to the node."""

    def __init__(
        self,
        node: SendingNode,
        key: SigningKey,
        journal: Journal,
        policy: Policy,
        *,
        say: Say,
        limit: Limit,
        clock: Callable[[], float],
    ) -> None:
        """`say` hears why something waits. `limit` knows the gas of a call, or says None to have it estimated. Asks the
        node for its chain id."""
        self._node = node
        self._key = key
        self._journal = journal
        self._policy = policy
        self._say = say
        self._limit = limit
        self._clock = clock
        self.chain_id = node.chain_id()
        self._handed_over: dict[str, float] = {}  # transaction hash -> when it was last given to the node
        self._said: set[str] = set()
        self.too_large: set[int] = set()  # nonces of what the node has refused for its gas
        self._refused_gas = (TRANSACTION_GAS, float("-inf"))  # of the last such refusal, half its gas, and when

    def sign(self, call: PlannedCall, look: Look, nonce: int | None = None) -> bool:
        """Sign a call, keep it, and hand it over. False when fees are above the cap for now, or the node refuses it for
        its gas."""
        fees = offer(look.base_fee, self._node.tip(), self._policy.fee_cap)
        if fees is None:
            self.say_once(
                f"Gas costs {look.base_fee / GWEI:.1f} gwei and more than {self._policy.fee_cap / GWEI:.1f} are not "
                "paid (SYMBIA_SENDER_MAX_FEE_GWEI). Waiting until it is cheaper."
            )
            return False
        gas = self._gas(call, look)
        nonce = self.next_nonce(look) if nonce is None else nonce
        self._require_funds(call, gas, fees, nonce)
        self._keep_and_send(call, nonce, gas, fees)
        return call.key.startswith(FILLER) or nonce not in self.too_large

    def replace(self, sent: Sent, look: Look) -> bool:
        """The same call with the same nonce and a better offer; whichever is mined counts. False if above the cap."""
        now = offer(look.base_fee, self._node.tip(), self._policy.fee_cap)
        fees = None if now is None else better(sent.last.fees, now, self._policy.fee_cap)
        if fees is None:
            self.say_once(
                f"Transaction {sent.last.tx_hash} is not mined, and a better offer would be above the cap of "
                f"{self._policy.fee_cap / GWEI:.1f} gwei (SYMBIA_SENDER_MAX_FEE_GWEI). Waiting."
            )
            return False
        self._say(f"Transaction {sent.last.tx_hash} is not mined; offering {fees.max_fee / GWEI:.2f} gwei instead.")
        self._keep_and_send(sent.call, sent.last.nonce, sent.last.gas, fees)
        return True

    def _keep_and_send(self, call: PlannedCall, nonce: int, gas: int, fees: Fees) -> None:
        signed = self._key.sign(
            {
                "type": 2,
                "chainId": self.chain_id,
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
        self._journal.sign(call, attempt)
        self._hand_over(attempt)

    def hand_over_again(self, attempt: Attempt) -> None:
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
            if attempt.gas <= TRANSACTION_GAS:
                raise RefusedByNodeError.of(
                    "relay.error.refused", why=error.text, journal=str(self._journal.path)
                ) from error
            taken = Taken.TOO_LARGE  # signed by an earlier release; how a node words it does not matter
        if taken is Taken.TOO_LARGE:
            self._note_too_large(attempt)
        if taken is Taken.TOO_POOR:
            raise self._purse(attempt.gas * attempt.fees.max_fee)

    def _note_too_large(self, attempt: Attempt) -> None:
        """Whoever sends next cuts what needs half as much, or more."""
        if attempt.nonce not in self.too_large:
            self._say(
                f"The node refuses {attempt.tx_hash} for its {attempt.gas:,} gas; it will be sent in smaller parts."
            )
        self.too_large.add(attempt.nonce)
        self._refused_gas = (attempt.gas // 2, self._clock())

    def most_gas(self, look: Look) -> int:
        """Most gas of a transaction here, as far as is known. A refusal is remembered for a while only: it may have
        been for the fee, which falls again."""
        gas, refused_at = self._refused_gas
        return min(look.gas_limit, gas) if self._clock() - refused_at < REFUSED_FOR else look.gas_limit

    def _gas(self, call: PlannedCall, look: Look) -> int:
        limit = self.most_gas(look)
        try:
            known = self._limit(call)
            estimate = known or self._estimate(call, limit)
        except RevertedCallError as error:
            reason = revert_text(error.data, str(error))
            raise WouldRevertError.of("relay.error.would_revert", call=call.key, reason=reason) from error
        if estimate > limit:
            raise CallTooLargeError.of("relay.error.too_large", call=call.key, gas=estimate, limit=limit)
        return known or min(estimate * GAS_MARGIN[0] // GAS_MARGIN[1], limit)

    def _estimate(self, call: PlannedCall, limit: int) -> int:
        try:
            return self._node.estimate(self._key.address, call.to, call.data, call.value)
        except RpcError as error:
            if needs_too_much(error):
                raise CallTooLargeError.of("relay.error.needs_too_much", call=call.key, limit=limit) from error
            raise

    def _require_funds(self, call: PlannedCall, gas: int, fees: Fees, nonce: int) -> None:
        """For this one and for all that is under way, but for what has its nonce: only one of them is mined."""
        others = (one for one in self._journal.sent() if one.last.nonce != nonce)
        under_way = sum(one.last.gas * one.last.fees.max_fee + one.call.value for one in others)
        needed = under_way + gas * fees.max_fee + call.value
        if self._node.balance(self._key.address) < needed:
            raise self._purse(needed)

    def _purse(self, needed: int) -> EmptyPurseError:
        has = self._node.balance(self._key.address)
        return EmptyPurseError.of(
            "relay.error.empty_purse",
            account=self._key.address,
            has=f"{has / ETHER:.6f}",
            needed=f"{needed / ETHER:.6f}",
            lacks=f"{max(needed - has, 0) / ETHER:.6f}",
        )

    def next_nonce(self, look: Look) -> int:
        """The first that neither we nor anybody else with the key has used."""
        return max(look.used, self._journal.next_nonce(), self._node.pending_nonce(self._key.address))

    def say_once(self, text: str) -> None:
        """What would be said at every look."""
        if text not in self._said:
            self._said.add(text)
            self._say(text)
