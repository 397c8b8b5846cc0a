"""JSON-RPC calls, alone and in batches, over endpoints that stand in for each other."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import httpx
import msgspec

from symbia.chain.endpoints import Endpoints, Patience
from symbia.chain.replies import REVERTED, Reply, no_answer, number_in, read
from symbia.chain.standing import Standing
from symbia.errors import NodeBehindError, NodeOverloadedError, NodeUnreachableError, NotANodeError, RpcError
from symbia.process.urls import shown
from symbia.text import Text

BATCH = 100  # calls in one HTTP request
FULL_BATCHES = 100  # in a row that a node takes before a larger one is tried, after it refused one


class RpcCall(NamedTuple):
    """A question, and what its reply says; `read` raises RpcError."""

    method: str
    params: list[Any]
    read: Callable[[Reply], Any]


class Rpc:
    """The one client of JSON-RPC. May be asked from several threads. Raises NodeUnreachableError and RpcError."""

    def __init__(self, urls: str, patience: Patience, transport: httpx.BaseTransport | None = None) -> None:
        """Opens no connection. `urls` lists endpoints, separated by commas; `transport` replaces the network in
        tests."""
        self.endpoints = Endpoints(urls, patience, transport)
        self._batch = BATCH
        self._full = 0  # batches of that size, since it was set

    @property
    def url(self) -> str:
        """The endpoint in use, for people: without what may be a key."""
        return shown(self.endpoints.current)

    def ask(self, method: str, params: list[Any], kind: Any = Any, longest: int | None = None) -> Any:
        """The result of one call, as `kind`."""
        return read(self.send([(method, params)], longest)[0], kind)

    def ask_once(self, method: str, params: list[Any]) -> Reply:
        """The reply to a call that must not reach a node twice: it leaves once, for the endpoint in use."""
        return self.send([(method, params)], once=True)[0]

    def batched(self, calls: Sequence[RpcCall]) -> list[Any]:
        """What the node says to each, in smaller batches where it does not take large ones."""
        results: list[Any] = []
        while len(results) < len(calls):
            some = calls[len(results) : len(results) + self._batch]
            try:
                replies = self.send([(call.method, call.params) for call in some])
                results += [call.read(reply) for call, reply in zip(some, replies, strict=True)]
            except NodeBehindError:  # however few are asked
                raise
            except (RpcError, NodeOverloadedError) as error:
                if len(some) == 1 or not (isinstance(error, RpcError) or self.answers()):
                    raise
                self._batch, self._full = max(len(some) // 2, 1), 0
            else:
                self._took(len(some))
        return results

    def answers(self) -> bool:
        """Whether it answers the smallest question: a node that is gone does not answer that either."""
        try:
            self.send([("eth_chainId", [])])
        except NodeUnreachableError:
            return False
        return True

    def _took(self, calls: int) -> None:
        """The node took a batch of so many calls: one refusal, which may have been an accident, is not for ever."""
        if calls == self._batch < BATCH:
            self._full += 1
            if self._full == FULL_BATCHES:
                self._batch, self._full = min(2 * self._batch, BATCH), 0

    def send(
        self, calls: Sequence[tuple[str, list[Any]]], longest: int | None = None, *, once: bool = False
    ) -> list[Reply]:
        """Replies in the order of the calls; several calls travel as one batch. `once`: see Endpoints.post. Raises
        AnswerTooLongError for an answer of more than `longest` bytes."""
        bodies = [
            {"jsonrpc": "2.0", "id": place, "method": method, "params": params}
            for place, (method, params) in enumerate(calls)
        ]
        body = msgspec.json.encode(bodies if len(bodies) > 1 else bodies[0])
        replies = self._decoded(self.endpoints.post(body, longest, once=once, weigh=no_answer))
        for reply in replies if isinstance(replies, list) else [replies]:
            if reply.error is not None:
                self.endpoints.errors[str(reply.error.code)] += 1
                if reply.error.code != REVERTED:
                    self.endpoints.standing.said(f"{reply.error.code}: {reply.error.message}")
        if isinstance(replies, Reply):
            if len(calls) > 1:
                read(replies, Any)  # raises what the node says against the batch
                raise self.unusable(Text("chain.why.single_reply"))
            return [replies]
        by_id = {reply.place: reply for reply in replies}
        if set(by_id) != set(range(len(calls))):
            raise self.unusable(Text("chain.why.other_answers"))
        return [by_id[place] for place in range(len(calls))]

    def head_of(self, standing: Standing, seconds: float) -> int:
        """Number of the newest block of one endpoint, whichever is in use; it is asked once, for so many seconds."""
        body = msgspec.json.encode({"jsonrpc": "2.0", "id": 0, "method": "eth_blockNumber", "params": []})
        reply = self._decoded(self.endpoints.post_to(standing, body, seconds, no_answer))
        if not isinstance(reply, Reply):
            raise self.unusable(Text("chain.why.other_answers"))
        standing.told(head := number_in(reply))
        return head

    def _decoded(self, content: bytes | bytearray) -> Reply | list[Reply]:
        try:
            return msgspec.json.decode(content, type=Reply | list[Reply])
        except msgspec.DecodeError as error:
            self.endpoints.errors["no JSON-RPC"] += 1
            raise self.unusable(Text.of("chain.why.no_json_rpc", reason=str(error))) from error

    def unusable(self, why: Text) -> NotANodeError:
        """The error of a node that answers, and not as a node does."""
        return NotANodeError(Text.of("chain.unusable", url=self.url, why=why), why=why)
