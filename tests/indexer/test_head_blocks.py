"""Blocks near the head of a real Ganache and a real Anvil are read by their receipts, whatever else is left out."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from indexer.follow import Follower
from symbia.chain.node import Node
from symbia.chain.receipts import BLOCK_RECEIPTS, RECEIPT
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade

from .brand import Brand
from .compare import assert_same
from .test_ganache import index, live
from .test_rounds import CHAINS

FINALITY_DEPTH = 1_000  # more than there are blocks


class Between(httpx.HTTPTransport):
    """Passes questions on. `asked`: methods. `leaving_out`: the last log of each block is not in its eth_getLogs."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []
        self.leaving_out = False
        self.left_out = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        calls = json.loads(request.content)
        methods = [call["method"] for call in (calls if isinstance(calls, list) else [calls])]
        self.asked.append(methods)
        response = super().handle_request(request)
        if not self.leaving_out or methods != ["eth_getLogs"]:
            return response
        answer = json.loads(response.read())
        answer["result"] = self._without_the_last(answer["result"])
        return httpx.Response(200, json=answer)

    def _without_the_last(self, logs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        last = {log["blockHash"]: log for log in logs}
        self.left_out += len(last)
        return [log for log in logs if log is not last[log["blockHash"]]]


@pytest.fixture(params=CHAINS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def brand(kind: str) -> Iterator[Brand]:
    with CHAINS[kind]() as chain:
        brand = Brand(chain.url)
        yield brand
        brand.close()


class Following:
    """An indexer that asks through something in between."""

    def __init__(self, brand: Brand, url: str, stack: ExitStack) -> None:
        engine = create_engine_for(url)
        stack.callback(engine.dispose)
        upgrade(engine)
        connection = stack.enter_context(open_writer(engine))
        self.between = Between()
        node = stack.enter_context(Node(brand.url, transport=self.between))
        self.follower = stack.enter_context(Follower(node, connection, brand.deployment(), FINALITY_DEPTH))
        self.follower.require_same_chain()

    def to_head(self) -> None:
        while not self.follower.step().at_head:
            pass


@pytest.fixture
def following(brand: Brand, tmp_path: Path) -> Iterator[Following]:
    with ExitStack() as stack:
        yield Following(brand, f"sqlite:///{tmp_path}/followed.db", stack)


def test_a_new_block_is_one_question_more(kind: str, brand: Brand, following: Following) -> None:
    following.to_head()
    following.between.asked.clear()
    brand.issue(1, brand.accounts[1])
    assert following.follower.step().logs > 0
    head, *more = following.between.asked
    assert head == ["eth_getBlockByNumber"]
    by_hash = "eth_getBlockByHash"
    assert more == ([[by_hash, BLOCK_RECEIPTS]] if kind == "anvil" else [[by_hash], [RECEIPT]])
    following.between.asked.clear()
    brand.rpc("evm_mine")
    assert following.follower.step().blocks == 1
    assert following.between.asked == [["eth_getBlockByNumber"]]


def test_a_node_that_leaves_out_the_last_log_of_every_block(brand: Brand, following: Following, tmp_path: Path) -> None:
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.db"
    following.between.leaving_out = True
    live(brand)
    following.to_head()
    brand.sell()
    brand.issue(2, brand.accounts[1], brand.accounts[2])
    following.to_head()
    brand.issue(1, brand.accounts[3])
    following.to_head()
    assert following.between.left_out > 20
    index(brand, undisturbed)
    assert_same(f"sqlite:///{tmp_path}/followed.db", undisturbed)
