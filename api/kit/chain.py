"""The node, as the API asks it: its head, and what a transaction would do. Nothing is signed or sent."""

from dataclasses import dataclass
from typing import Any

from requests.exceptions import RequestException
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from api.kit.problems import ProblemError
from api.kit.reading import AsOf
from api.kit.times import utc
from symbia.chain.wire import revert_data
from symbia.text import Text

CONNECT_TIMEOUT = 2.0  # seconds
READ_TIMEOUT = 8.0  # seconds; estimating gas is the slowest call
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
    """A node over HTTP. Every method raises the problem `chain_unavailable` when it does not answer properly."""

    def __init__(self, rpc_url: str) -> None:
        """Opens no connection."""
        timeouts = {"timeout": (CONNECT_TIMEOUT, READ_TIMEOUT)}
        self._provider = HTTPProvider(rpc_url, request_kwargs=timeouts, exception_retry_configuration=None)

    def head(self) -> int:
        """Number of the newest block."""
        return _number(self._ask("eth_blockNumber"))

    def require(self, chain_id: int) -> None:
        """Raise `chain_unavailable` unless the node serves this chain: elsewhere a call to nothing would succeed."""
        served = _number(self._ask("eth_chainId"))
        if served != chain_id:
            raise unavailable(f"it serves chain {served}, and the tables are of chain {chain_id}")

    def balance(self, address: str) -> int:
        """Wei of an account."""
        return _number(self._ask("eth_getBalance", address, "latest"))

    def has_code(self, address: str) -> bool:
        """Whether there is a contract at an address."""
        return _bytes(self._ask("eth_getCode", address, "latest")) != b""

    def call(self, to: str, data: str, gas: int, block: int | None = None) -> bytes:
        """What a view answers on a block, the newest if not named, for at most so much gas. Raises Reverted."""
        tag = "latest" if block is None else hex(block)
        return _bytes(self._ask("eth_call", {"to": to, "data": data, "gas": hex(gas)}, tag))

    def simulate(self, sender: str, to: str, data: str, value: int = 0) -> Simulation:
        """Try a call with so many wei on the newest block. Raises Reverted."""
        block = self.newest()
        transaction = {"from": sender, "to": to, "data": data, "value": hex(value)}
        self._ask("eth_call", transaction, hex(block.block))
        return Simulation(block, gas=_number(self._ask("eth_estimateGas", transaction)))

    def newest(self) -> AsOf:
        """The newest block."""
        block = self._ask("eth_getBlockByNumber", "latest", False)
        try:
            number, seconds = _number(block["number"]), _number(block["timestamp"])
            return AsOf(block=number, hash=block["hash"], timestamp=utc(seconds), final=False)
        except (TypeError, KeyError) as error:
            raise unavailable("it has no newest block") from error

    def _ask(self, method: str, *params: Any) -> Any:
        try:
            answer: Any = self._provider.make_request(RPCEndpoint(method), list(params))
        except (RequestException, ValueError) as error:
            raise unavailable(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise unavailable("it does not speak JSON-RPC")
        if answer.get("error"):
            raise _failure(method, answer["error"])
        return answer.get("result")


def _failure(method: str, error: Any) -> Exception:
    message = str(error.get("message", error)) if isinstance(error, dict) else str(error)
    data = revert_data(error.get("data")) if isinstance(error, dict) else None
    if method in ("eth_call", "eth_estimateGas") and (data is not None or "revert" in message.lower()):
        return Reverted(data or b"", message)
    return unavailable(message[:200])


def _number(answer: Any) -> int:
    try:
        return int(answer, 16)
    except (TypeError, ValueError) as error:
        raise unavailable(f"it answered {str(answer)[:60]!r} where a number belongs") from error


def _bytes(answer: Any) -> bytes:
    try:
        return bytes.fromhex(answer.removeprefix("0x"))
    except (AttributeError, ValueError) as error:
        raise unavailable(f"it answered {str(answer)[:60]!r} where bytes belong") from error


def unavailable(why: Text | str) -> ProblemError:
    """The problem of a node that does not answer properly; `why` follows a colon: a text, or the node's own words."""
    return ProblemError("chain_unavailable", Text.of("kit.chain", why=why), headers={"Retry-After": RETRY_AFTER})
