"""What the proxy is asked, what it answers, and the honest node behind it, also as one that is late would see it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

Call = dict[str, Any]
Reply = dict[str, Any]
UNKNOWN_BLOCK = {"code": -32000, "message": "unknown block"}


@dataclass
class Answer:
    """Over HTTP. `delay` and `drip` in seconds, before the first and between any two bytes; `cut_at`: bytes after which
    the connection ends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    delay: float = 0.0
    drip: float = 0.0
    cut_at: int | None = None
    hangs_up: bool = False


class Asked:
    """A request, single or a batch."""

    def __init__(self, body: bytes) -> None:
        asked = json.loads(body)
        self.is_batch = isinstance(asked, list)
        self.calls: list[Call] = asked if self.is_batch else [asked]

    def answer(self, replies: Sequence[Reply]) -> Answer:
        """These, in the form that was asked for."""
        return Answer(json.dumps(list(replies) if self.is_batch else replies[0]).encode())

    def failure(self, error: dict[str, Any]) -> Answer:
        """An error in the place of each reply."""
        return self.answer([failed(call, error) for call in self.calls])

    @property
    def widest(self) -> int:
        """Blocks of the widest question for logs in it."""
        return max((_width(call) for call in self.calls), default=0)


def replied(call: Call, result: Any) -> Reply:
    """A reply with a result."""
    return {"jsonrpc": "2.0", "id": call["id"], "result": result}


def failed(call: Call, error: dict[str, Any]) -> Reply:
    """A reply with an error."""
    return {"jsonrpc": "2.0", "id": call["id"], "error": error}


class HonestNode:
    """The node behind the proxy."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=60)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def replies(self, calls: Sequence[Call]) -> list[Reply]:
        """To each call, in their order."""
        replies: list[Reply] = self._client.post("", json=list(calls)).json()
        by_id = {reply["id"]: reply for reply in replies}
        return [by_id[call["id"]] for call in calls]

    def result(self, method: str, *params: Any) -> Any:
        """Of one call; None if it fails."""
        return self.replies([{"jsonrpc": "2.0", "id": 0, "method": method, "params": list(params)}])[0].get("result")

    def head(self) -> int:
        """Number of its newest block."""
        return int(self.result("eth_blockNumber"), 16)

    def seen_late(self, call: Call, blocks: int) -> Reply:
        """What a node would reply that is so many blocks late."""
        head = max(self.head() - blocks, 0)
        method, params = call["method"], call["params"]
        if method == "eth_blockNumber":
            return replied(call, hex(head))
        if method == "eth_getBlockByNumber":
            number = head if params[0] == "latest" else int(params[0], 16)
            return replied(call, self.result(method, hex(number), params[1]) if number <= head else None)
        if method == "eth_getLogs":
            return self._logs_seen_late(call, head)
        (reply,) = self.replies([call])
        return reply if _block_of(self, call, reply) <= head else replied(call, None)

    def _logs_seen_late(self, call: Call, head: int) -> Reply:
        (question,) = call["params"]
        if "blockHash" in question:
            block = self.result("eth_getBlockByHash", question["blockHash"], False)
            late = block is None or int(block["number"], 16) > head
            return failed(call, UNKNOWN_BLOCK) if late else self.replies([call])[0]
        first, last = int(question["fromBlock"], 16), min(int(question["toBlock"], 16), head)
        if first > last:
            return replied(call, [])
        return self.replies([call | {"params": [question | {"toBlock": hex(last)}]}])[0]


def _block_of(node: HonestNode, call: Call, reply: Reply) -> int:
    """Number of the block that a reply is about, -1 if it is about none."""
    result = reply.get("result")
    if call["method"] == "eth_getBlockReceipts":
        result = node.result("eth_getBlockByHash", call["params"][0], False)
    if not isinstance(result, dict):
        return -1
    number = result.get("number") or result.get("blockNumber")
    return int(number, 16) if number else -1


def _width(call: Call) -> int:
    if call["method"] != "eth_getLogs" or "fromBlock" not in call["params"][0]:
        return 0
    question = call["params"][0]
    return int(question["toBlock"], 16) - int(question["fromBlock"], 16) + 1
