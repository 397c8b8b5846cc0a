"""Ranges fetched ahead: in order, bounded, thrown away when they no longer fit; nodes that stand in for each other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from indexer.decode.decoder import Decoder
from indexer.fetch.completeness import LogCheck
from indexer.fetch.fetcher import AHEAD, Fetcher, Range
from indexer.follow import Follower
from symbia.chain import endpoints as endpoints_module
from symbia.chain import node as chain_module
from symbia.chain.endpoints import endpoints
from symbia.chain.node import Node
from symbia.errors import NodeUnreachableError, RpcError, WrongChainError

from .compare import dump
from .conftest import FINALITY_DEPTH, Indexer, deployment_of
from .fake_chain import FakeChain
from .story import ADDRESSES, Story

Indexing = Callable[..., Indexer]
Check = Callable[[str], None]
SIGNATURES = Decoder(ADDRESSES).signatures


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)


@pytest.fixture
def fetching() -> Iterator[Callable[[Node], Fetcher]]:
    with ExitStack() as stack:

        def open_(node: Node) -> Fetcher:
            stack.enter_context(node)
            return stack.enter_context(
                Fetcher(node, tuple(SIGNATURES), LogCheck(SIGNATURES), FINALITY_DEPTH, lambda *_: None)
            )

        yield open_


def _all(fetcher: Fetcher, node: Node) -> list[Range]:
    found: list[Range] = []
    head = node.head()
    while not found or found[-1].headers[-1].number < head.number:
        last = found[-1].headers[-1] if found else None
        found.append(fetcher.after(last.number + 1 if last else 0, last.hash if last else None, head))
    return found


def test_ranges_arrive_in_order_whatever_comes_first(story: Story, fetching: Callable[[Node], Fetcher]) -> None:
    story.grow(60)
    held = threading.Event()
    questions = iter(range(100))

    def answer(request: httpx.Request) -> httpx.Response:
        if b"eth_getLogs" in request.content and next(questions) == 0:
            assert held.wait(30)  # the first range comes last
        elif b"eth_getLogs" in request.content:
            held.set()
        return httpx.Response(200, content=story.chain.answer(request.content))

    node = Node("http://fake", transport=httpx.MockTransport(answer))
    fetcher = fetching(node)
    fetcher.window.size = 10
    found = _all(fetcher, node)
    assert [header.hash for one in found for header in one.headers] == [block.hash for block in story.chain.blocks]
    assert sum(len(one.logs) for one in found) == sum(len(block.logs) for block in story.chain.blocks)


def test_no_more_than_so_many_ranges_wait(story: Story, fetching: Callable[[Node], Fetcher]) -> None:
    story.grow(100)
    node = story.chain.node()
    fetcher = fetching(node)
    fetcher.window.size = 3
    fetcher.after(0, None, node.head())
    assert story.chain.asked.count("eth_getLogs") <= AHEAD + 1


def test_a_new_head_costs_one_question_or_none(story: Story, fetching: Callable[[Node], Fetcher]) -> None:
    story.grow(5)
    fetcher = fetching(story.chain.node())
    story.grow_with_logs()
    asked, head = story.chain.asked, story.chain.node().head()
    asked.clear()
    found = fetcher.after(head.number, head.parent_hash, head)
    assert [log.log_index for log in found.logs] == list(range(len(story.chain.head.logs)))
    assert asked == ["eth_getBlockByHash", "eth_getBlockReceipts"]
    story.rest(1)
    asked.clear()
    empty = fetcher._node.head()
    assert fetcher.after(empty.number, empty.parent_hash, empty).logs == []
    assert asked == ["eth_getBlockByNumber"]


def test_an_error_is_raised_once_and_what_follows_begins_anew(
    story: Story, fetching: Callable[[Node], Fetcher]
) -> None:
    story.grow(40)
    node = story.chain.node()
    fetcher = fetching(node)
    fetcher.window.size = 1
    story.chain.before = lambda method, _: story.chain.failing.extend(
        [{"code": -32603, "message": "out of order"}] * (method == "eth_getLogs" and not story.chain.failing)
    )
    with pytest.raises(RpcError, match="out of order"):
        fetcher.after(0, None, node.head())
    story.chain.before = None
    story.chain.failing.clear()
    assert [header.number for one in _all(fetcher, node) for header in one.headers] == list(
        range(len(story.chain.blocks))
    )


class Farm:
    """Several nodes behind one transport, by host name."""

    def __init__(self, **chains: FakeChain) -> None:
        self.chains = chains
        self.down: set[str] = set()
        self.asked: list[str] = []

    def node(self) -> Node:
        urls = ", ".join(f"http://{name}" for name in self.chains)
        return Node(urls, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.asked.append(host)
        if host in self.down:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, content=self.chains[host].answer(request.content))


def test_the_next_endpoint_answers_and_is_kept(chain: FakeChain) -> None:
    farm = Farm(one=chain, two=chain, three=chain)
    farm.down = {"one", "two"}
    with farm.node() as node:
        assert node.head().number == 0
        assert node.url == "http://three"
        farm.asked.clear()
        node.head()
        assert farm.asked == ["three"]
        farm.down = {"one", "two", "three"}
        with pytest.raises(NodeUnreachableError, match="SYMBIA_RPC_URL"):
            node.head()
        farm.down = {"three"}
        assert node.head().number == 0


def test_a_backfill_survives_its_node(
    story: Story, database: str, indexing: Indexing, assert_undisturbed: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.grow(80)
    farm = Farm(one=story.chain, two=story.chain)
    monkeypatch.setattr(story.chain, "node", farm.node)
    indexer = indexing(story, database)
    indexer.follower._fetcher.window.size = 5
    indexer.step()
    farm.down = {"one"}
    indexer.to_head()
    assert "two" in farm.asked
    monkeypatch.undo()
    assert_undisturbed(database)


def test_an_endpoint_of_another_chain_is_refused(story: Story, database: str, indexing: Indexing) -> None:
    other = FakeChain(chain_id=1, blocks=story.chain.blocks[:])
    farm = Farm(one=story.chain, two=other)
    indexer = indexing(story, database)
    with farm.node() as node:
        follower = Follower(node, indexer.follower._connection, deployment_of(story), FINALITY_DEPTH)
        with follower:
            follower.require_same_chain()
            farm.down = {"one"}
            before = dump(database)
            with pytest.raises(WrongChainError, match="serves chain 1"):
                follower.step()
            assert dump(database) == before


def test_a_node_that_takes_only_small_batches(chain: FakeChain) -> None:
    for _ in range(50):
        chain.mine([])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.content.count(b"jsonrpc") > 7:
            error: dict[str, Any] = {"code": -32600, "message": "batch too large"}
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": None, "error": error})
        return httpx.Response(200, content=chain.answer(request.content))

    with Node("http://fake", transport=httpx.MockTransport(answer)) as node:
        assert [header.number for header in node.headers(range(51)) if header] == list(range(51))


@pytest.mark.parametrize("urls", ["http://a,http://b", " http://a , http://b,", "http://a\n,http://b"])
def test_lists_of_endpoints(urls: str) -> None:
    assert endpoints(urls) == ("http://a", "http://b")


def test_an_answer_too_long_for_memory_is_asked_for_in_parts(
    story: Story, fetching: Callable[[Node], Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy stretch behind a quiet one: the window is large when it comes, and grows again behind it."""
    monkeypatch.setattr(chain_module, "LONGEST_ANSWER", 20_000)
    for _ in range(200):
        story.chain.mine([])
    story.grow(60)
    for _ in range(200):
        story.chain.mine([])
    node = story.chain.node()
    fetcher = fetching(node)
    found = _all(fetcher, node)
    assert [header.number for part in found for header in part.headers] == list(range(len(story.chain.blocks)))
    assert [log.block_hash for part in found for log in part.logs] == [
        log["blockHash"] for block in story.chain.blocks for log in block.logs
    ]
    busy = [len(part.headers) for part in found if part.logs]
    before = [len(part.headers) for part in found if part.headers[-1].number < 200 and not part.logs]
    assert max(before) > 3 * min(busy)
    assert fetcher.window.size > 3 * min(busy)
