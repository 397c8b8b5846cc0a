"""The node's client against nodes that fail in the ways nodes fail."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from indexer import chain as chain_module
from indexer.chain import ATTEMPTS, BATCH, Node
from indexer.errors import LogRangeError, NodeUnreachableError, RpcError

from .fake_chain import CHAIN_ID, URL, FakeChain
from .story import Story

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_module, "FIRST_PAUSE", 0.0)


def node_that(answer: Answer) -> Node:
    return Node(URL, transport=httpx.MockTransport(answer))


def flaky(chain: FakeChain, failures: list[Any]) -> Node:
    """Answers after the failures: exceptions to raise or status codes."""

    def answer(request: httpx.Request) -> httpx.Response:
        if not failures:
            return httpx.Response(200, content=chain.answer(request.content))
        failure = failures.pop(0)
        if isinstance(failure, int):
            return httpx.Response(failure, text="<html>")
        raise failure

    return node_that(answer)


def test_reads_what_the_chain_says(story: Story) -> None:
    story.grow(20)
    with story.chain.node() as node:
        assert node.chain_id() == CHAIN_ID
        assert node.head().hash == story.chain.head.hash
        assert [h.hash for h in node.headers(range(5, 9)) if h] == [b.hash for b in story.chain.blocks[5:9]]
        assert node.header(1000) is None
        logs = node.logs_of_block(story.start.hash)
    assert [log.log_index for log in logs] == list(range(len(story.start.logs)))
    assert logs[0].data == bytes.fromhex(story.start.logs[0]["data"][2:])


def test_many_headers_travel_in_batches(chain: FakeChain) -> None:
    for _ in range(2 * BATCH + 10):
        chain.mine([])
    requests = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(len(json.loads(request.content)))
        return httpx.Response(200, content=chain.answer(request.content))

    with node_that(answer) as node:
        headers = node.headers(range(len(chain.blocks)))
    assert [header.hash for header in headers if header] == [block.hash for block in chain.blocks]
    assert requests == [BATCH, BATCH, 11]


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), 503, 429])
def test_transport_errors_are_retried(chain: FakeChain, failure: Any) -> None:
    with flaky(chain, [failure] * (ATTEMPTS - 1)) as node:
        assert node.chain_id() == CHAIN_ID


def test_an_unreachable_node_is_named(chain: FakeChain) -> None:
    with (
        flaky(chain, [httpx.ConnectError("refused")] * ATTEMPTS) as node,
        pytest.raises(NodeUnreachableError, match=f"{URL}.*refused.*Start the node"),
    ):
        node.chain_id()


@pytest.mark.parametrize("body", ["<html>", "[]", "17", '{"jsonrpc":"2.0","id":0,"result":{"odd":1}}', "", "null"])
def test_answers_that_are_no_json_rpc(body: str) -> None:
    with node_that(lambda _: httpx.Response(200, text=body)) as node, pytest.raises(RpcError, match="node"):
        node.chain_id()


def test_a_batch_answered_in_part_is_refused() -> None:
    reply = [{"jsonrpc": "2.0", "id": 1, "result": None}]
    with node_that(lambda _: httpx.Response(200, json=reply)) as node, pytest.raises(RpcError, match="batch"):
        node.headers([1, 2])


def test_a_refused_batch_is_an_error() -> None:
    reply = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "no batches"}}
    with node_that(lambda _: httpx.Response(200, json=reply)) as node, pytest.raises(RpcError, match="no batches"):
        node.headers([1, 2])


def test_a_refused_range_is_told_from_a_refused_block(chain: FakeChain) -> None:
    chain.failing = [{"code": -32005, "message": "too many"}] * 2
    with chain.node() as node:
        with pytest.raises(LogRangeError):
            node.logs([], 0, 1)
        with pytest.raises(RpcError) as caught:
            node.logs([], 0, 0)
    assert not isinstance(caught.value, LogRangeError)


def test_a_range_that_takes_too_long_is_too_large(chain: FakeChain) -> None:
    with flaky(chain, [httpx.ReadTimeout("slow")] * 2 * ATTEMPTS) as node:
        with pytest.raises(LogRangeError, match="slow"):
            node.logs([], 0, 1)
        with pytest.raises(NodeUnreachableError):
            node.logs([], 0, 0)


@pytest.mark.parametrize("url", ["nonsense", "http://[", "ftp://x"])
def test_a_url_that_is_none(url: str) -> None:
    with Node(url) as node, pytest.raises(NodeUnreachableError, match="SYMBIA_RPC_URL"):
        node.head()
