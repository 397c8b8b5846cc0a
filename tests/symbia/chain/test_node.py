"""The node's client against nodes that fail in the ways nodes fail."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from symbia.chain import endpoints as endpoints_module
from symbia.chain import rpc as rpc_module
from symbia.chain.endpoints import ATTEMPTS
from symbia.chain.node import Node
from symbia.chain.rpc import BATCH
from symbia.errors import ChainMovedError, LogRangeError, NodeUnreachableError, NoReceiptsError, RpcError
from tests.indexer.fake_chain import CHAIN_ID, URL, FakeChain
from tests.indexer.story import Story

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)


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


def recording(chain: FakeChain, requests: list[list[str]]) -> Node:
    """Notes the methods of every request."""

    def answer(request: httpx.Request) -> httpx.Response:
        calls = json.loads(request.content)
        requests.append([call["method"] for call in (calls if isinstance(calls, list) else [calls])])
        return httpx.Response(200, content=chain.answer(request.content))

    return node_that(answer)


def test_receipts_of_several_blocks_are_one_question(story: Story) -> None:
    story.grow(20)
    blocks, requests = [block for block in story.chain.blocks if block.logs], list[list[str]]()
    with recording(story.chain, requests) as node:
        told = node.logs_by_receipts([block.hash for block in blocks])
        assert told == [node.logs_of_block(block.hash) for block in blocks]
    by_hash, receipts = ["eth_getBlockByHash"] * len(blocks), ["eth_getBlockReceipts"] * len(blocks)
    assert requests[0] == by_hash + receipts
    assert {method for methods in requests[1:] for method in methods} == {"eth_getLogs"}


def test_a_node_is_asked_once_for_a_method_that_it_lacks(story: Story) -> None:
    story.grow(20)
    story.chain.block_receipts = False
    blocks, requests = [block for block in story.chain.blocks if block.logs][:3], list[list[str]]()
    with recording(story.chain, requests) as node:
        for _ in range(2):
            assert node.logs_by_receipts([block.hash for block in blocks]) == [
                node.logs_of_block(block.hash) for block in blocks
            ]
    asked = [set(methods) for methods in requests if methods[0] != "eth_getLogs"]
    single = [{"eth_getBlockByHash"}, {"eth_getTransactionReceipt"}]
    assert asked == [{"eth_getBlockByHash", "eth_getBlockReceipts"}, single[1], *single]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (-32601, "Method not found"),
        (-32601, "The method eth_getBlockReceipts does not exist/is not available"),
        (-32004, "This request method is not supported"),
        (-32000, "the method eth_getBlockReceipts does not exist/is not available"),
        (-32600, "Unsupported method: eth_getBlockReceipts"),
        (-32000, "method eth_getBlockReceipts not whitelisted"),
    ],
)
def test_a_node_without_any_receipts(chain: FakeChain, code: int, message: str) -> None:
    block = chain.mine([[("0x" + "11" * 20, (), b"")]])
    with node_that(failing_at(chain, "Receipt", code, message)) as node:
        for _ in range(2):
            with pytest.raises(NoReceiptsError, match="SYMBIA_RECEIPT_SAMPLE=0"):
                node.logs_by_receipts([block.hash])


def test_a_node_that_lacks_only_single_receipts_has_receipts(chain: FakeChain) -> None:
    block = chain.mine([[("0x" + "11" * 20, (), b"")]])
    busy = failing_at(chain, "eth_getBlockReceipts", -32005, "busy")
    single = failing_at(chain, "eth_getTransactionReceipt", -32601, "Method not found")

    def answer(request: httpx.Request) -> httpx.Response:
        return busy(request) if b"eth_getBlockReceipts" in request.content else single(request)

    with node_that(answer) as node, pytest.raises(RpcError, match="this time") as caught:
        node.logs_by_receipts([block.hash])
    assert not isinstance(caught.value, NoReceiptsError)


def failing_at(chain: FakeChain, methods: str, code: int, message: str) -> Answer:
    """Methods with that in their name answer with an error."""

    def answer(request: httpx.Request) -> httpx.Response:
        calls = json.loads(request.content)
        replies = [
            {"jsonrpc": "2.0", "id": call["id"], "error": {"code": code, "message": message}}
            if methods in call["method"]
            else json.loads(chain.answer(json.dumps(call).encode()))
            for call in (calls if isinstance(calls, list) else [calls])
        ]
        return httpx.Response(200, json=replies if isinstance(calls, list) else replies[0])

    return answer


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (-32000, "header not found"),
        (-32005, "limit exceeded"),
        (-32603, "method eth_getBlockReceipts: block not found"),
    ],
)
def test_an_error_about_receipts_is_not_for_ever(story: Story, code: int, message: str) -> None:
    block = story.start
    failing = [True]

    def fail(method: str, _params: list[Any]) -> None:
        if method == "eth_getBlockReceipts" and failing:
            failing.pop()
            story.chain.failing = [{"code": code, "message": message}]

    story.chain.before = fail
    with story.chain.node() as node:
        told = [node.logs_by_receipts([block.hash]) for _ in range(2)]
    assert told[0] == told[1]
    assert story.chain.asked.count("eth_getBlockReceipts") == 2


def test_receipts_are_those_of_all_transactions_in_their_order(story: Story) -> None:
    story.grow(20)
    block = next(block for block in story.chain.blocks if len(block.header()["transactions"]) > 1)

    def answer(change: Callable[[Any], Any]) -> Answer:
        def reply(request: httpx.Request) -> httpx.Response:
            replies = json.loads(story.chain.answer(request.content))
            for one in replies:
                if isinstance(one["result"], list):
                    one["result"] = change(one["result"])
            return httpx.Response(200, json=replies)

        return reply

    for change in (lambda receipts: receipts[:-1], lambda receipts: receipts[::-1], lambda _: None):
        with node_that(answer(change)) as node:
            assert node.logs_by_receipts([block.hash]) == [None]


def test_receipts_of_a_block_that_is_gone(story: Story) -> None:
    with story.chain.node() as node, pytest.raises(ChainMovedError, match="0x77"):
        node.logs_by_receipts([story.start.hash, "0x" + "77" * 32])


def test_a_node_that_takes_no_batches_gives_receipts_all_the_same(story: Story) -> None:
    """The refusal of a batch says nothing of the methods in it, whatever its words."""
    story.grow(5)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.content.startswith(b"["):
            error = {"code": -32601, "message": "Method not found: batch"}
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": None, "error": error})
        return httpx.Response(200, content=story.chain.answer(request.content))

    with node_that(answer) as node:
        assert node.logs_by_receipts([story.start.hash]) == [node.logs_of_block(story.start.hash)]
    assert "eth_getBlockReceipts" in story.chain.asked
    assert "eth_getTransactionReceipt" not in story.chain.asked


def test_batches_grow_again_after_an_accident(chain: FakeChain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_module, "FULL_BATCHES", 3)
    for _ in range(BATCH):
        chain.mine([])
    chain.failing = [{"code": -32000, "message": "an accident"}]
    sizes: list[list[str]] = []
    with recording(chain, sizes) as node:
        for _ in range(4):
            assert None not in node.headers(range(BATCH))
    assert [len(methods) for methods in sizes] == [100, 50, 50, 50, 50, 100, 100]


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


@pytest.mark.parametrize("body", ["[]", "17", '{"jsonrpc":"2.0","id":0,"result":{"odd":1}}', "null"])
def test_answers_that_are_no_json_rpc(body: str) -> None:
    with node_that(lambda _: httpx.Response(200, text=body)) as node, pytest.raises(RpcError, match="node"):
        node.chain_id()


ODD_HEADERS = [
    {"number": "ten"},
    {"number": "-0x1"},
    {"number": hex(2**63)},
    {"timestamp": hex(2**70)},
    {"timestamp": "-0x1"},
    {"hash": "zz" + "11" * 32},
    {"hash": "0x12"},
    {"parentHash": "0x" + "zz" * 32},
    {"timestamp": ""},
]
ODD_LOGS = [
    {"data": "0x123"},
    {"data": "0xzz"},
    {"logIndex": "0x"},
    {"logIndex": "-0x1"},
    {"transactionIndex": hex(2**70)},
    {"transactionHash": "0x1234"},
    {"transactionHash": "0x" + "zz" * 32},
    {"blockNumber": "12 blocks"},
]


@pytest.mark.parametrize("odd", ODD_HEADERS)
def test_headers_that_are_none(story: Story, odd: dict[str, str]) -> None:
    answer = story.chain.head.header() | odd
    with node_that(lambda _: httpx.Response(200, json={"id": 0, "result": answer})) as node:
        for ask in (node.head, lambda: node.header(1)):
            with pytest.raises(RpcError, match="unexpected shape"):
                ask()


@pytest.mark.parametrize("odd", ODD_LOGS)
def test_logs_that_are_none(story: Story, odd: dict[str, str]) -> None:
    story.grow(1)
    block = next(block for block in story.chain.blocks if block.logs)
    answer = [block.logs[0] | odd]
    with node_that(lambda _: httpx.Response(200, json={"id": 0, "result": answer})) as node:
        for ask in (lambda: node.logs([], 1, 1), lambda: node.logs_of_block(block.hash)):
            with pytest.raises(RpcError, match="unexpected shape"):
                ask()


def test_another_block_than_was_asked_for(story: Story) -> None:
    """An empty one: no log of it would show that."""
    with node_that(lambda _: httpx.Response(200, json={"id": 0, "result": story.chain.head.header()})) as node:
        assert node.header(story.chain.head.number) == node.head()
        with pytest.raises(RpcError, match=f"block {story.chain.head.number} when asked for block 7000"):
            node.header(7_000)


def test_numbers_and_results_of_calls_that_are_none() -> None:
    with node_that(lambda _: httpx.Response(200, json={"id": 0, "result": "0xnone"})) as node:
        for ask in (node.chain_id, lambda: node.calls_at([(URL, b"")], 1)):
            with pytest.raises(RpcError, match="unexpected shape"):
                ask()


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
