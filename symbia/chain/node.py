"""JSON-RPC. The only module that talks to the node."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx
import msgspec
import structlog

from symbia.chain.hints import hinted_blocks
from symbia.chain.replies import (
    Reply,
    WireBlock,
    WireHeader,
    WireLog,
    WireReceipt,
    block_in,
    header_in,
    logs_in,
    no_method,
    number_in,
    read,
    receipt_in,
    receipts_in,
    returned_in,
)
from symbia.chain.wire import Header, Log
from symbia.errors import AnswerTooLongError, LogRangeError, NodeUnreachableError, NoReceiptsError, RpcError
from symbia.process.urls import shown

TIMEOUT = 30.0  # seconds for one answer
ATTEMPTS = 5
ATTEMPTS_OF_SEVERAL = 2  # at each endpoint, where there is another one to go to
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubles, with jitter
LONGEST_ANSWER = 12 * 2**20  # bytes of an answer to a range of blocks; keeps memory flat on a busy chain
BATCH = 100  # calls in one HTTP request
FULL_BATCHES = 100  # in a row that a node takes before a larger one is tried, after it refused one
RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
BLOCK_RECEIPTS, RECEIPT = "eth_getBlockReceipts", "eth_getTransactionReceipt"
_log = structlog.get_logger("symbia.indexer")


class _Call(NamedTuple):
    method: str
    params: list[Any]
    read: Callable[[Reply], Any]  # what its reply says; raises RpcError


class Node:
    """A node, or one of several that stand in for each other. May be asked from several threads.

    `url` lists endpoints, separated by commas: one is used until it does not answer, then the next; `changes` counts
    how often that was. Raises NodeUnreachableError and RpcError.
    """

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None, timeout: float = TIMEOUT) -> None:
        self._urls = endpoints(url)
        self._lock = Lock()
        self._batch = BATCH
        self._full = 0  # batches of that size, since it was set
        self._lacking: set[tuple[str, str]] = set()  # endpoint, method that it does not know
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
        return number_in(self._send([("eth_chainId", [])])[0])

    def head(self) -> Header:
        """The newest block."""
        header: WireHeader = self._ask("eth_getBlockByNumber", ["latest", False], WireHeader)
        return header.header()

    def header(self, number: int) -> Header | None:
        """Block `number`, None if the node has none."""
        return self.headers([number])[0]

    def headers(self, numbers: Sequence[int]) -> list[Header | None]:
        """Blocks by number, in the order asked, None for each the node has not."""
        found: list[Header | None] = self._batched(
            [_Call("eth_getBlockByNumber", [hex(number), False], header_in) for number in numbers]
        )
        for number, header in zip(numbers, found, strict=True):
            if header is not None and header.number != number:
                raise RpcError(self._unusable(f"it answers with block {header.number} when asked for block {number}"))
        return found

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[Log]:
        """Logs of the addresses in blocks `first` to `last`, both included. Raises LogRangeError where the node finds
        them too many, AnswerTooLongError where we do."""
        question = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        longest = LONGEST_ANSWER if last > first else None  # one block has to come, however long it is
        try:
            return _taken(self._ask("eth_getLogs", [question], list[WireLog], longest))
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
        return [wire.log() for wire in self._ask("eth_getLogs", [{"blockHash": block_hash}], list[WireLog])]

    def logs_by_receipts(self, hashes: Sequence[str]) -> list[list[Log] | None]:
        """Every log of each block, out of the receipts of all its transactions; None where some are not there.

        One question, where the node gives the receipts of a block together. Raises ChainMovedError if a block is
        gone, NoReceiptsError if the node knows no method that gives receipts.
        """
        together = self._has(BLOCK_RECEIPTS)
        calls = [_Call("eth_getBlockByHash", [one, False], partial(block_in, one)) for one in hashes]
        if together:
            calls += [_Call(BLOCK_RECEIPTS, [one], receipts_in) for one in hashes]
        found = self._batched(calls)
        blocks: list[WireBlock] = found[: len(hashes)]
        given = found[len(hashes) :] or [None] * len(hashes)
        without = (block for block, receipts in zip(blocks, given, strict=True) if receipts is None)
        singly = self._receipts_of([one for block in without for one in block.transactions])
        return [
            logs_in(block, [singly[one] for one in block.transactions] if receipts is None else receipts)
            for block, receipts in zip(blocks, given, strict=True)
        ]

    def calls_at(self, calls: Sequence[tuple[str, bytes]], block: int) -> list[bytes | None]:
        """What contracts answer to (address, data) at a block; None for each that reverts."""
        asked = [({"to": to, "data": "0x" + data.hex()}, hex(block)) for to, data in calls]
        return self._batched([_Call("eth_call", list(params), returned_in) for params in asked])

    def _receipts_of(self, transactions: Sequence[str]) -> dict[str, WireReceipt | None]:
        """Receipts asked for one by one; None for each that the node has not."""
        found: list[WireReceipt | None] = []
        if self._has(RECEIPT):
            found = self._batched([_Call(RECEIPT, [one], receipt_in) for one in transactions])
        if transactions and not self._has(RECEIPT):
            if self._has(BLOCK_RECEIPTS):
                raise RpcError(
                    f"The node at {self.url} gave no receipts this time and knows no {RECEIPT}; it is asked again."
                )
            raise NoReceiptsError(
                f"The node at {self.url} knows neither {BLOCK_RECEIPTS} nor {RECEIPT}. Set SYMBIA_RPC_URL to a node "
                "that does; with SYMBIA_RECEIPT_SAMPLE=0 this one is believed without receipts."
            )
        return dict(zip(transactions, found, strict=True))

    def _has(self, method: str) -> bool:
        """Unless this endpoint said that it knows no such method."""
        return (self._endpoint, method) not in self._lacking

    def _note(self, endpoint: str, method: str) -> None:
        """The endpoint knows no such method."""
        if (endpoint, method) not in self._lacking:
            self._lacking.add((endpoint, method))
            _log.warning("the node lacks a method, doing without it", url=shown(endpoint), method=method)

    def _batched(self, calls: Sequence[_Call]) -> list[Any]:
        """What the node says to each, in smaller batches where it does not take large ones."""
        found: list[Any] = []
        while len(found) < len(calls):
            some = calls[len(found) : len(found) + self._batch]
            try:
                found += self._answers(some)
            except RpcError:
                if len(some) == 1:
                    raise
                self._batch, self._full = max(len(some) // 2, 1), 0
            else:
                self._took(len(some))
        return found

    def _took(self, calls: int) -> None:
        """The node took a batch of so many calls: one refusal, which may have been an accident, is not for ever."""
        if calls == self._batch < BATCH:
            self._full += 1
            if self._full == FULL_BATCHES:
                self._batch, self._full = min(2 * self._batch, BATCH), 0

    def _answers(self, calls: Sequence[_Call]) -> list[Any]:
        endpoint = self._endpoint
        replies = self._send([(call.method, call.params) for call in calls])
        for call, reply in zip(calls, replies, strict=True):
            if call.method in (BLOCK_RECEIPTS, RECEIPT) and no_method(reply) and endpoint == self._endpoint:
                self._note(endpoint, call.method)
        return [call.read(reply) for call, reply in zip(calls, replies, strict=True)]

    def _ask(self, method: str, params: list[Any], kind: Any, longest: int | None = None) -> Any:
        return read(self._send([(method, params)], longest)[0], kind)

    def _send(self, calls: Sequence[tuple[str, list[Any]]], longest: int | None = None) -> list[Reply]:
        """Replies in the order of the calls; several calls travel as one batch. Raises AnswerTooLongError for an answer
        of more than `longest` bytes."""
        bodies = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": params}
            for place, (method, params) in enumerate(calls)
        ]
        content = self._post(msgspec.json.encode(bodies if len(bodies) > 1 else bodies[0]), longest)
        try:
            replies = msgspec.json.decode(content, type=Reply | list[Reply])
        except msgspec.DecodeError as error:
            self.errors["no JSON-RPC"] += 1
            raise RpcError(self._unusable(f"it does not answer in JSON-RPC ({error})")) from error
        for reply in replies if isinstance(replies, list) else [replies]:
            if reply.error is not None:
                self.errors[str(reply.error.code)] += 1
        if isinstance(replies, Reply):
            if len(calls) > 1:
                read(replies, Any)  # raises what the node says against the batch
                raise RpcError(self._unusable("it answers a batch of calls with a single reply"))
            return [replies]
        by_id = {reply.id: reply for reply in replies}
        if set(by_id) != set(range(len(calls))):
            raise RpcError(self._unusable("its answers to a batch of calls are not the ones asked for"))
        return [by_id[place] for place in range(len(calls))]

    def _post(self, body: bytes, longest: int | None) -> bytes | bytearray:
        for _ in self._urls[1:]:
            changes = self.changes
            try:
                return self._post_to(self._endpoint, body, longest)
            except NodeUnreachableError:
                self._change(changes)
        return self._post_to(self._endpoint, body, longest)

    def _post_to(self, url: str, body: bytes, longest: int | None) -> bytes | bytearray:
        pause, cause = FIRST_PAUSE, None
        attempts = ATTEMPTS if len(self._urls) == 1 else min(ATTEMPTS, ATTEMPTS_OF_SEVERAL)
        for attempt in range(1, attempts + 1):
            try:
                with self._client.stream("POST", url, content=body) as response:
                    if response.status_code not in RETRIED_STATUS:
                        return _content(response, longest)
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


def _taken(wires: list[WireLog]) -> list[Log]:
    """The logs, in order. Empties the list: memory for both at once is what a busy chain does not leave us."""
    wires.reverse()
    return [wires.pop().log() for _ in range(len(wires))]


def _content(response: httpx.Response, longest: int | None) -> bytes | bytearray:
    """The body, read only as far as it may be long."""
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if longest is not None and len(content) > longest:
            raise AnswerTooLongError(f"An answer of the node is longer than {longest:,} bytes.")
    return content
