"""JSON-RPC. The only module that talks to the node."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from indexer.errors import ChainMovedError, LogRangeError, NodeUnreachableError, RpcError
from indexer.hints import hinted_blocks
from indexer.urls import shown
from indexer.wire import Header, Log

TIMEOUT = 30.0  # seconds for one answer
ATTEMPTS = 5
ATTEMPTS_OF_SEVERAL = 2  # at each endpoint, where there is another one to go to
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubles, with jitter
BATCH = 100  # calls in one HTTP request
REVERTED = 3  # error code of a call that reverts
RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})


class _Failure(msgspec.Struct):
    code: int = 0
    message: str = ""
    data: Any = None  # what a call reverted with, in the node's own form


class _Reply(msgspec.Struct):
    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Failure | None = None


class _WireHeader(msgspec.Struct, rename="camel"):
    number: str
    hash: str
    parent_hash: str
    timestamp: str
    logs_bloom: str = "0x0"

    def header(self) -> Header:
        return Header(
            number=int(self.number, 16),
            hash=self.hash.lower(),
            parent_hash=self.parent_hash.lower(),
            timestamp=int(self.timestamp, 16),
            bloom=int(self.logs_bloom, 16),
        )


class _WireBlock(msgspec.Struct):
    transactions: list[str]


class _WireLog(msgspec.Struct, rename="camel"):
    address: str
    topics: tuple[str, ...]
    data: str
    block_number: str
    block_hash: str
    transaction_hash: str
    transaction_index: str
    log_index: str

    def log(self) -> Log:
        return Log(  # by place: there are many
            self.address.lower(),
            tuple([topic.lower() for topic in self.topics]),
            bytes.fromhex(self.data[2:]),
            int(self.block_number, 16),
            self.block_hash.lower(),
            self.transaction_hash.lower(),
            int(self.transaction_index, 16),
            int(self.log_index, 16),
        )


class _WireReceipt(msgspec.Struct, rename="camel"):
    transaction_hash: str
    logs: list[_WireLog]


class Node:
    """A node, or one of several that stand in for each other. May be asked from several threads.

    `url` lists endpoints, separated by commas: one is used until it does not answer, then the next; `changes` counts
    how often that was. Raises NodeUnreachableError and RpcError.
    """

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None, timeout: float = TIMEOUT) -> None:
        self._urls = endpoints(url)
        self._lock = Lock()
        self._batch = BATCH
        self._closed = False
        self.changes = 0
        self.errors: Counter[str] = Counter()  # by kind: what was answered, or that nothing was
        self._client = httpx.Client(
            timeout=timeout, transport=transport, trust_env=False, headers={"content-type": "application/json"}
        )
        self._jitter = random.Random()  # noqa: S311  # spreads retries, guards nothing

    def __enter__(self) -> Self:
        """Nothing is sent before the first question."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections. Questions that other threads still wait for fail soon."""
        self._closed = True
        self._client.close()

    @property
    def url(self) -> str:
        """The endpoint in use, for people: without what may be a key."""
        return shown(self._endpoint)

    @property
    def _endpoint(self) -> str:
        return self._urls[self.changes % len(self._urls)]

    def change_endpoint(self) -> bool:
        """Go on with the next endpoint; False if there is only one."""
        return self._change(self.changes)

    def chain_id(self) -> int:
        """Chain id as the node says it."""
        return int(self._ask("eth_chainId", [], str), 16)

    def head(self) -> Header:
        """The newest block."""
        header: _WireHeader = self._ask("eth_getBlockByNumber", ["latest", False], _WireHeader)
        return header.header()

    def header(self, number: int) -> Header | None:
        """Block `number`, None if the node has none."""
        return self.headers([number])[0]

    def headers(self, numbers: Sequence[int]) -> list[Header | None]:
        """Blocks by number, in the order asked, None for each the node has not."""
        found: list[Header | None] = []
        while len(found) < len(numbers):
            some = numbers[len(found) : len(found) + self._batch]
            try:
                replies = self._send([("eth_getBlockByNumber", [hex(number), False]) for number in some])
                found += [_read(reply, _WireHeader | None) for reply in replies]
            except RpcError:
                if len(some) == 1:
                    raise
                self._batch = max(len(some) // 2, 1)  # some nodes take only small batches, or none
        return [wire.header() if isinstance(wire, _WireHeader) else None for wire in found]

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[Log]:
        """Logs of the addresses in blocks `first` to `last`, both included. Raises LogRangeError for too many."""
        question = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            return [wire.log() for wire in self._ask("eth_getLogs", [question], list[_WireLog])]
        except RpcError as error:
            if last > first:
                raise LogRangeError(str(error), hinted_blocks(str(error), last - first + 1)) from error
            raise
        except NodeUnreachableError as error:
            if last > first and isinstance(error.__cause__, httpx.ReadTimeout):
                raise LogRangeError(str(error)) from error
            raise

    def logs_of_block(self, block_hash: str) -> list[Log]:
        """Every log of one block, whoever emitted it."""
        return [wire.log() for wire in self._ask("eth_getLogs", [{"blockHash": block_hash}], list[_WireLog])]

    def logs_by_receipts(self, block_hash: str) -> list[Log]:
        """Every log of one block, out of the receipts of all its transactions. Raises ChainMovedError if it is gone."""
        block: _WireBlock | None = self._ask("eth_getBlockByHash", [block_hash, False], _WireBlock | None)
        if block is None:
            raise ChainMovedError(f"The node no longer has block {block_hash}; it will be read again.")
        receipts = self._receipts(block_hash, block.transactions)
        if [receipt.transaction_hash.lower() for receipt in receipts] != [one.lower() for one in block.transactions]:
            raise RpcError(self._unusable(f"it does not have the receipts of all transactions of block {block_hash}"))
        return [wire.log() for receipt in receipts for wire in receipt.logs]

    def calls_at(self, calls: Sequence[tuple[str, bytes]], block: int) -> list[bytes | None]:
        """What contracts answer to (address, data) at a block; None for each that reverts."""
        asked = [("eth_call", [{"to": to, "data": "0x" + data.hex()}, hex(block)]) for to, data in calls]
        found: list[bytes | None] = []
        while len(found) < len(asked):
            some = asked[len(found) : len(found) + self._batch]
            try:
                found += [_returned(reply) for reply in self._send(some)]
            except RpcError:
                if len(some) == 1:
                    raise
                self._batch = max(len(some) // 2, 1)
        return found

    def _receipts(self, block_hash: str, transactions: Sequence[str]) -> list[_WireReceipt]:
        """Receipts in the order of the transactions; one by one where the node does not give those of a block."""
        try:
            together: list[_WireReceipt] = self._ask("eth_getBlockReceipts", [block_hash], list[_WireReceipt])
        except RpcError:
            found: list[_WireReceipt | None] = []
        else:
            return together
        for start in range(0, len(transactions), self._batch):
            some = transactions[start : start + self._batch]
            replies = self._send([("eth_getTransactionReceipt", [one]) for one in some])
            found += [_read(reply, _WireReceipt | None) for reply in replies]
        return [receipt for receipt in found if receipt is not None]

    def _ask(self, method: str, params: list[Any], kind: Any) -> Any:
        return _read(self._send([(method, params)])[0], kind)

    def _send(self, calls: Sequence[tuple[str, list[Any]]]) -> list[_Reply]:
        """Replies in the order of the calls; several calls travel as one batch."""
        bodies = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": params}
            for place, (method, params) in enumerate(calls)
        ]
        content = self._post(msgspec.json.encode(bodies if len(bodies) > 1 else bodies[0]))
        try:
            replies = msgspec.json.decode(content, type=_Reply | list[_Reply])
        except msgspec.DecodeError as error:
            self.errors["no JSON-RPC"] += 1
            raise RpcError(self._unusable(f"it does not answer in JSON-RPC ({error})")) from error
        for reply in replies if isinstance(replies, list) else [replies]:
            if reply.error is not None:
                self.errors[str(reply.error.code)] += 1
        if isinstance(replies, _Reply):
            if len(calls) > 1 and replies.error is None:
                raise RpcError(self._unusable("it answers a batch of calls with a single reply"))
            return [replies] * len(calls)
        by_id = {reply.id: reply for reply in replies}
        if set(by_id) != set(range(len(calls))):
            raise RpcError(self._unusable("its answers to a batch of calls are not the ones asked for"))
        return [by_id[place] for place in range(len(calls))]

    def _post(self, body: bytes) -> bytes:
        for _ in self._urls[1:]:
            changes = self.changes
            try:
                return self._post_to(self._endpoint, body)
            except NodeUnreachableError:
                self._change(changes)
        return self._post_to(self._endpoint, body)

    def _post_to(self, url: str, body: bytes) -> bytes:
        pause, cause = FIRST_PAUSE, None
        attempts = ATTEMPTS if len(self._urls) == 1 else min(ATTEMPTS, ATTEMPTS_OF_SEVERAL)
        for attempt in range(1, attempts + 1):
            try:
                response = self._client.post(url, content=body)
                if response.status_code not in RETRIED_STATUS:
                    return response.content
                why = f"HTTP status {response.status_code}"
                self.errors[str(response.status_code)] += 1
            except (httpx.TransportError, httpx.InvalidURL) as error:
                why, cause = f"{type(error).__name__} {error}".strip(), error
                self.errors[type(error).__name__] += 1
            except RuntimeError as error:  # what httpx raises when another thread closed the client
                raise NodeUnreachableError(f"The connection to {shown(url)} was closed.") from error
            if self._closed:
                break
            if attempt < attempts:
                time.sleep(pause * self._jitter.uniform(0.5, 1.5))
                pause *= 2
        raise NodeUnreachableError(
            f"No answer from the node at {shown(url)} after {attempts} attempts: {why}. "
            "Start the node, or set SYMBIA_RPC_URL to one that runs."
        ) from cause

    def _change(self, seen: int) -> bool:
        """The next endpoint, unless another thread changed it since `seen`."""
        with self._lock:
            if self.changes == seen and len(self._urls) > 1:
                self.changes += 1
        return len(self._urls) > 1

    def _unusable(self, why: str) -> str:
        return f"The node at {self.url} cannot be used: {why}. Set SYMBIA_RPC_URL to an Ethereum JSON-RPC endpoint."


def endpoints(urls: str) -> tuple[str, ...]:
    """The endpoints that SYMBIA_RPC_URL lists, the preferred one first."""
    return tuple(url.strip() for url in urls.split(",") if url.strip()) or (urls,)


def _returned(reply: _Reply) -> bytes | None:
    if reply.error is not None and (reply.error.code == REVERTED or "revert" in reply.error.message.lower()):
        return None
    answer: str = _read(reply, str)
    return bytes.fromhex(answer[2:])


def _read(reply: _Reply, kind: Any) -> Any:
    if reply.error is not None:
        more = f" {msgspec.json.encode(reply.error.data).decode()}" if isinstance(reply.error.data, dict) else ""
        raise RpcError(f"The node answered with error {reply.error.code}: {reply.error.message}{more}")
    try:
        return msgspec.json.decode(reply.result, type=kind)
    except msgspec.ValidationError as error:
        raise RpcError(
            f"The node's answer has an unexpected shape: {error}. Check that it is an Ethereum node."
        ) from error
