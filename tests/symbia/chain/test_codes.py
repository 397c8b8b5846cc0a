"""Code of contracts as a node tells it, all in one batch."""

import json
from typing import Any

import httpx
import pytest

from symbia.chain.node import Node
from symbia.errors import RpcError

ADDRESSES = ["0x" + "0" * 39 + digit for digit in "123"]


def node_with(code: dict[str, str], asked: list[list[list[str]]]) -> Node:
    def answer(request: httpx.Request) -> httpx.Response:
        calls = json.loads(request.content)
        assert {call["method"] for call in calls} == {"eth_getCode"}
        asked.append([call["params"] for call in calls])
        replies = [{"jsonrpc": "2.0", "id": call["id"], "result": code[call["params"][0]]} for call in calls]
        return httpx.Response(200, json=replies[::-1])

    return Node("http://node.test", transport=httpx.MockTransport(answer))


def test_each_has_its_own_whatever_the_order_of_the_replies() -> None:
    asked: list[list[list[str]]] = []
    with node_with(dict(zip(ADDRESSES, ("0x00", "0x", "0x6001"), strict=True)), asked) as node:
        assert node.codes(ADDRESSES, 18) == [b"\0", b"", b"\x60\x01"]
    assert asked == [[[address, "0x12"] for address in ADDRESSES]]


@pytest.mark.parametrize(
    "reply", [{"result": "much"}, {"result": None}, {"error": {"code": -32000, "message": "no state"}}]
)
def test_what_is_no_code_is_an_error_of_the_node(reply: dict[str, Any]) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"jsonrpc": "2.0", "id": 0, **reply}))
    with Node("http://node.test", transport=transport) as node, pytest.raises(RpcError):
        node.codes(ADDRESSES[:1], 18)
