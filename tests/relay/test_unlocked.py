"""Accounts of the node itself: a transaction that the node signs leaves once, whatever comes of it."""

import json
from typing import Any

import httpx
import pytest

from relay.sending.node import SendingNode
from symbia.errors import NodeUnreachableError, RevertedCallError

SENT = "0x" + "ab" * 32


class Farm:
    """Two nodes; the first is lost in the midst of an answer when it is asked to send."""

    def __init__(self, answer: dict[str, Any] | None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def node(self) -> SendingNode:
        return SendingNode("http://one,http://two", transport=httpx.MockTransport(self._serve))

    def _serve(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.host, json.loads(request.content)["method"]))
        if self.answer is None:
            raise httpx.ReadTimeout("lost")
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": 0, **self.answer})


def test_it_is_sent() -> None:
    with Farm({"result": SENT}).node() as node:
        assert node.send_unlocked({"to": "0x"}) == SENT


def test_a_lost_answer_is_not_asked_for_again() -> None:
    farm = Farm(None)
    with farm.node() as node, pytest.raises(NodeUnreachableError):
        node.send_unlocked({"to": "0x"})
    assert farm.asked == [("one", "eth_sendTransaction")]


def test_a_node_that_tries_first_says_what_reverted() -> None:
    farm = Farm({"error": {"code": 3, "message": "execution reverted", "data": "0x12345678"}})
    with farm.node() as node, pytest.raises(RevertedCallError) as caught:
        node.send_unlocked({"to": "0x"})
    assert (caught.value.data, caught.value.why) == (bytes.fromhex("12345678"), "execution reverted")
