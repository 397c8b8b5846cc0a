"""What a journal holds: calls, the transactions signed for them, and what became of them."""

from dataclasses import dataclass

from relay.sending.fees import Fees


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """Something to be done on the chain exactly once. `key` is the caller's name for it, `value` is in wei."""

    key: str
    to: str
    data: bytes
    value: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A signed transaction. `signed_at` in unix seconds, `gas` is its limit."""

    tx_hash: str
    nonce: int
    raw: bytes
    gas: int
    fees: Fees
    signed_at: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A call with the attempts that may still be mined, oldest first."""

    call: PlannedCall
    attempts: tuple[Attempt, ...]

    @property
    def last(self) -> Attempt:
        """The newest attempt; those before it have its nonce, or one that something else has used."""
        return self.attempts[-1]


@dataclass(frozen=True, slots=True)
class Settled:
    """A call that was mined and confirmed. `outcome` is what the caller wanted to remember; `gas_price` in wei."""

    key: str
    reverted: bool
    tx_hash: str
    block: int
    gas: int
    gas_price: int
    outcome: str
