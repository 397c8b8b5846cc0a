"""The node, as the API asks it: its head, and what a transaction would do. Nothing is signed or sent."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.kit.problems import ProblemError
from api.kit.reading import AsOf
from api.kit.times import utc
from symbia.chain.endpoints import Patience
from symbia.chain.node import Node
from symbia.chain.same_chain import other_chain
from symbia.errors import NodeError, RevertedCallError
from symbia.rules.addresses import is_delegation
from symbia.text import Text

# Somebody waits. Estimating gas is the slowest call. A second attempt is for a connection that the node just closed.
PATIENCE = Patience(connect=2.0, read=8.0, attempts=2, of_several=1, in_all=10.0)
LONGEST_WHY = 200  # characters of a node's own words
RETRY_AFTER = "2"


class Reverted(Exception):  # noqa: N818 - says what happened
    """The simulation reverted. `data`: what the contract reverted with; `message`: what the node says."""

    def __init__(self, data: bytes, message: str) -> None:
        super().__init__(message)
        self.data = data
        self.message = message


@dataclass(frozen=True, slots=True)
class Simulation:
    """A call that goes through: the block it was tried on, and its gas there."""

    as_of: AsOf
    gas: int


class Chain:
    """A node, or several that stand in for each other. Every method raises the problem `chain_unavailable` when none
    answers properly."""

    def __init__(self, rpc_url: str) -> None:
        """Opens no connection. `rpc_url` may list several endpoints, separated by commas."""
        self._node = Node(rpc_url, patience=PATIENCE)

    def close(self) -> None:
        """Close the connections."""
        self._node.close()

    def head(self) -> int:
        """Number of the newest block."""
        with _answering():
            return self._node.block_number()

    def require(self, chain_id: int) -> None:
        """Raise `chain_unavailable` unless the node serves this chain: elsewhere a call to nothing would succeed."""
        with _answering():
            other = other_chain(self._node, chain_id, "chain.other_than_tables")
        if other:
            raise unavailable(other)

    def balance(self, address: str) -> int:
        """Wei of an account."""
        with _answering():
            return self._node.balance(address)

    def has_code(self, address: str) -> bool:
        """Whether there is code at an address: a contract's, or a delegation of an account with a key (EIP-7702)."""
        with _answering():
            return self._node.code(address) != b""

    def has_key(self, address: str) -> bool:
        """Whether an account may sign with a key: it has no code, or only a delegation (EIP-7702)."""
        with _answering():
            code = self._node.code(address)
        return code == b"" or is_delegation(code)

    def codes(self, addresses: Sequence[str], block: int) -> list[bytes]:
        """Code at each address at a block, in the order asked; empty where there is none."""
        with _answering():
            return self._node.codes(addresses, block)

    def call(self, to: str, data: str, gas: int, block: int | None = None) -> bytes:
        """What a view answers on a block, the newest if not named, for at most so much gas. Raises Reverted."""
        with _answering():
            return self._node.call(to, _bytes(data), gas, block=block)

    def simulate(self, sender: str, to: str, data: str, value: int = 0) -> Simulation:
        """Try a call with so many wei on the newest block. Raises Reverted."""
        block = self.newest()
        with _answering():
            self._node.call(to, _bytes(data), block=block.block, sender=sender, value=value)
            return Simulation(block, gas=self._node.estimate(sender, to, _bytes(data), value))

    def attempt(
        self, sender: str, to: str, data: str, value: int = 0, overrides: Mapping[str, Any] | None = None
    ) -> AsOf:
        """Try a call on the newest block, as `Node.call` has it, without its gas. Raises Reverted."""
        block = self.newest()
        with _answering():
            self._node.call(to, _bytes(data), block=block.block, sender=sender, value=value, overrides=overrides)
        return block

    def newest(self) -> AsOf:
        """The newest block."""
        with _answering():
            head = self._node.head()
        return AsOf(block=head.number, hash=head.hash, timestamp=utc(head.timestamp), final=False)


@contextmanager
def _answering() -> Iterator[None]:
    """Makes the API's errors of the node's."""
    try:
        yield
    except RevertedCallError as error:
        raise Reverted(error.data, error.why) from error
    except NodeError as error:
        raise unavailable(shortened(error.why)) from error


def shortened(said: str) -> str:
    """A node's own words, with … where they are cut."""
    return said if len(said) <= LONGEST_WHY else f"{said[:LONGEST_WHY]}…"


def _bytes(data: str) -> bytes:
    return bytes.fromhex(data.removeprefix("0x"))


def unavailable(why: Text | str) -> ProblemError:
    """The problem of a node that does not answer properly; `why` follows a colon: a text, or the node's own words."""
    return ProblemError("chain_unavailable", Text.of("kit.chain", why=why), headers={"Retry-After": RETRY_AFTER})
