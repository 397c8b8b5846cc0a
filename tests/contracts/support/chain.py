"""Transactions, refusals and exact seconds on the test chain.

Straight JSON-RPC beside Brownie's containers: a transaction here costs a twentieth of one with Brownie's bookkeeping,
and Brownie cannot say at which second a block is mined.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from brownie import accounts, web3
from brownie.network.contract import ContractCall
from brownie.network.state import _notify_registry
from eth_event import decode_logs
from eth_utils.address import to_checksum_address
from eth_utils.conversions import to_bytes
from support.decoding import decode_error, decode_values, plain, topics
from urllib3 import HTTPConnectionPool, connection_from_url

GAS = 25_000_000
TIMEOUT = 120.0  # seconds for one answer
NOBODY = "0x" + "00" * 20


@dataclass(frozen=True)
class Event:
    """One decoded log."""

    name: str
    address: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Receipt:
    """A transaction that went through: its events in order, gas used, and the second of its block."""

    events: tuple[Event, ...]
    gas: int
    timestamp: int

    def all(self, name: str) -> list[dict[str, Any]]:
        """Values of every event called `name`, in order, by the names of their parameters."""
        return [event.values for event in self.events if event.name == name]

    def one(self, name: str) -> dict[str, Any]:
        """Values of the only event called `name`."""
        (values,) = self.all(name)
        return values


def rpc(method: str, *parameters: Any) -> Any:
    """Result of a JSON-RPC call. Raises AssertionError with the node's answer if it is an error."""
    answer = ask(method, *parameters)
    assert "error" not in answer, f"{method}: {answer['error']}"
    return answer["result"]


def ask(method: str, *parameters: Any) -> dict[str, Any]:
    """The node's answer to a JSON-RPC call, result or error. web3 takes four times as long to ask."""
    question = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
    answer = _node().urlopen("POST", "/", body=question, headers={"Content-Type": "application/json"}, retries=False)
    found: dict[str, Any] = json.loads(answer.data)
    return found


@cache
def _node() -> HTTPConnectionPool:
    return connection_from_url(web3.provider.endpoint_uri, timeout=TIMEOUT)


def send(function: Any, *arguments: Any, sender: Any, value: int = 0) -> Receipt:
    """Send a transaction that must go through."""
    transaction = submit(function, *arguments, sender=sender, value=value)
    receipt = rpc("eth_getTransactionReceipt", transaction)
    if int(receipt["status"], 16) == 0:
        raise AssertionError(f"{function} reverted: {refusal(function, *arguments, sender=sender, value=value)}")
    return _receipt(receipt)


def submit(function: Any, *arguments: Any, sender: Any, value: int = 0) -> str:
    """Hand a transaction to the node and return its hash; inside `one_block_at` it waits for the block."""
    return str(rpc("eth_sendTransaction", _request(function, arguments, sender, value)))


def refusal(function: Any, *arguments: Any, sender: Any, value: int = 0) -> tuple[Any, ...]:
    """Name and arguments of the error with which the call reverts now. Raises AssertionError if it does not."""
    return _refusal(_request(function, arguments, sender, value), f"{function}{arguments}")


class Seen:
    """A Brownie contract whose views return plain Python values: int, str, bytes, bool, checksummed addresses, tuples.

    Brownie's own return values refuse to be compared with values of another type.
    """

    def __init__(self, contract: Any) -> None:
        """`contract` is a Brownie contract; everything but its views is passed through."""
        self._contract = contract

    def __getattr__(self, name: str) -> Any:
        """A view as `View`, anything else as Brownie has it."""
        value = getattr(self._contract, name)
        return View(value) if isinstance(value, ContractCall) else value

    def __str__(self) -> str:
        """The address."""
        return str(self._contract.address)


class View:
    """One view function."""

    def __init__(self, function: Any) -> None:
        """`function` is Brownie's."""
        self._function = function
        self._address = function._address
        self.encode_input = function.encode_input

    def __call__(self, *arguments: Any) -> Any:
        """The value returned now; a tuple when there are several."""
        data = to_bytes(hexstr=raw_call(self, *arguments))
        outputs = self._function.abi["outputs"]
        values = decode_values(outputs, data)
        return values[0] if len(outputs) == 1 else values


def create(container: Any, *arguments: Any, sender: Any) -> Seen:
    """Deploy a contract of the project.

    Not with Brownie's own deploy: it counts nonces itself, and waits for ever after the chain was rewound.
    """
    _notify_registry(int(rpc("eth_blockNumber"), 16))  # Brownie forgets contracts that a rewind took away
    request = _creation(container, arguments, sender)
    receipt = rpc("eth_getTransactionReceipt", rpc("eth_sendTransaction", request))
    assert int(receipt["status"], 16) == 1, f"{container._name} was not deployed"
    return Seen(container.at(to_checksum_address(receipt["contractAddress"])))


def refused_creation(container: Any, *arguments: Any) -> tuple[Any, ...]:
    """Name and arguments of the error with which a constructor refuses. Raises AssertionError if it does not."""
    return _refusal(_creation(container, arguments, accounts[0]), container._name)


def raw_call(function: Any, *arguments: Any) -> str:
    """What a view returns, as hex; much faster than decoding where only equality matters."""
    return str(rpc("eth_call", _request(function, arguments, NOBODY, 0), "latest"))


def now() -> int:
    """Second of the latest block; what a view called now sees."""
    return int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)


def move_to(timestamp: int) -> None:
    """Mine an empty block at exactly this second; it must not lie before the latest block."""
    assert timestamp >= now(), f"time goes forward only: {timestamp} < {now()}"
    rpc("evm_mine", timestamp)


def pass_time(seconds: int) -> None:
    """Mine an empty block this many seconds after the latest."""
    move_to(now() + seconds)


@contextmanager
def one_block_at(timestamp: int) -> Iterator[None]:
    """Everything submitted inside is mined in one block of exactly this second, in order."""
    rpc("miner_stop")
    try:
        yield
    finally:
        rpc("evm_mine", timestamp)
        rpc("miner_start")


def send_at(timestamp: int, function: Any, *arguments: Any, sender: Any) -> Receipt:
    """Send a transaction that must go through, in a block of exactly this second."""
    receipt = attempt_at(timestamp, function, *arguments, sender=sender)
    assert receipt is not None, f"{function}{arguments} reverted at {timestamp}"
    return receipt


def attempt_at(timestamp: int, function: Any, *arguments: Any, sender: Any, value: int = 0) -> Receipt | None:
    """Send a transaction in a block of exactly this second; None if it reverted."""
    with one_block_at(timestamp):
        transaction = submit(function, *arguments, sender=sender, value=value)
    receipt = rpc("eth_getTransactionReceipt", transaction)
    return _receipt(receipt) if int(receipt["status"], 16) == 1 else None


def impersonated(address: str) -> str:
    """A contract as a sender, with ether for gas: for what only a proposal could make it do."""
    rpc("evm_addAccount", address, "")
    rpc("personal_unlockAccount", address, "", 0)
    rpc("evm_setAccountBalance", address, hex(10**20))
    return address


@contextmanager
def rewound() -> Iterator[None]:
    """Undo on the chain whatever happens inside."""
    snapshot = rpc("evm_snapshot")
    rpc("evm_mine", now() + 1)  # the clock goes on from here, not from where the wall's clock has got to meanwhile
    try:
        yield
    finally:
        assert rpc("evm_revert", snapshot)


def _request(function: Any, arguments: tuple[Any, ...], sender: Any, value: int) -> dict[str, str]:
    return {
        "from": str(sender),
        "to": function._address,
        "data": function.encode_input(*arguments),
        "value": hex(value),
        "gas": hex(GAS),
    }


def _creation(container: Any, arguments: tuple[Any, ...], sender: Any) -> dict[str, str]:
    data = "0x" + container.deploy.encode_input(*arguments).removeprefix("0x")
    return {"from": str(sender), "data": data, "gas": hex(GAS)}


def _refusal(request: dict[str, str], what: str) -> tuple[Any, ...]:
    answer = ask("eth_call", request, "latest")
    assert "error" in answer, f"{what} went through: {answer.get('result')}"
    return decode_error(to_bytes(hexstr=answer["error"]["data"]))


def _receipt(receipt: dict[str, Any]) -> Receipt:
    block = rpc("eth_getBlockByNumber", receipt["blockNumber"], False)
    decoded = decode_logs(receipt["logs"], topics(), allow_undecoded=False)
    events = tuple(
        Event(log["name"], log["address"], {one["name"]: plain(one["type"], one["value"]) for one in log["data"]})
        for log in decoded
    )
    return Receipt(events, int(receipt["gasUsed"], 16), int(block["timestamp"], 16))
