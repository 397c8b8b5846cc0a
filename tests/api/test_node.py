"""The node as the API asks it, with a node that answers whatever a test wants."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from api.kit.chain import PATIENCE, Chain, Reverted
from api.kit.problems import ProblemError
from tests.worded import raises_worded

BLOCK = {"number": "0x7", "hash": "0x" + "ab" * 32, "parentHash": "0x" + "cd" * 32, "timestamp": "0x6b49d200"}
ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


class Node:
    """Answers by method; a text is sent as it is."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            "eth_getBlockByNumber": {"result": BLOCK},
            "eth_call": {"result": "0x"},
            "eth_estimateGas": {"result": "0x5208"},
            "eth_blockNumber": {"result": "0x7"},
            "eth_chainId": {"result": "0x539"},
        }
        self.asked: list[tuple[str, Any]] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                node.asked.append((request["method"], request["params"]))
                answer = node.answers[request["method"]]
                body = answer if isinstance(answer, str) else json.dumps({"jsonrpc": "2.0", "id": 1, **answer})
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.chain = Chain(f"http://127.0.0.1:{self.server.server_address[1]}")

    def simulate(self) -> Any:
        return self.chain.simulate(ACCOUNT, ACCOUNT, "0x01")


@pytest.fixture
def node() -> Iterator[Node]:
    node = Node()
    node.thread.start()
    yield node
    node.server.shutdown()
    node.server.server_close()
    node.thread.join()


def test_a_call_that_goes_through_tells_block_and_gas(node: Node) -> None:
    simulation = node.simulate()
    assert (simulation.gas, simulation.as_of.block, simulation.as_of.final) == (21_000, 7, False)
    transaction = {"from": ACCOUNT, "to": ACCOUNT, "data": "0x01", "value": "0x0"}
    assert node.asked[1:] == [("eth_call", [transaction, "0x7"]), ("eth_estimateGas", [transaction])]
    assert node.chain.head() == 7


def test_a_node_of_another_chain_is_not_asked_further(node: Node) -> None:
    node.chain.require(1337)
    with raises_worded(ProblemError, match="it serves chain 1337, and the tables are of chain 1"):
        node.chain.require(1)


@pytest.mark.parametrize("method", ["eth_call", "eth_estimateGas"])
@pytest.mark.parametrize(
    ("error", "data"),
    [
        ({"code": 3, "message": "execution reverted", "data": "0xdeadbeef"}, b"\xde\xad\xbe\xef"),
        ({"code": -32015, "message": "VM execution error", "data": "Reverted 0xdeadbeef"}, b"\xde\xad\xbe\xef"),
        ({"code": -32000, "message": "revert", "data": {"result": "0xdeadbeef"}}, b"\xde\xad\xbe\xef"),
        ({"code": -32000, "message": "revert", "data": {"data": "0xdeadbeef"}}, b"\xde\xad\xbe\xef"),
        ({"code": -32000, "message": "execution reverted"}, b""),
        ({"code": -32000, "message": "execution reverted", "data": "no hex"}, b""),
    ],
)
def test_a_revert_is_told_from_a_failure_as_each_node_writes_it(
    node: Node, method: str, error: dict[str, Any], data: bytes
) -> None:
    node.answers[method] = {"error": error}
    with pytest.raises(Reverted) as caught:
        node.simulate()
    assert caught.value.data == data


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("eth_getBlockByNumber", {"result": None}),
        ("eth_getBlockByNumber", {"error": {"code": -32000, "message": "no such block"}}),
        ("eth_getBlockByNumber", {"result": {"number": "0x1"}}),
        ("eth_call", {"error": {"code": -32000, "message": "header not found"}}),
        ("eth_call", {"error": "broken"}),
        ("eth_call", "<html>busy</html>"),
        ("eth_call", ""),
        ("eth_call", "[]"),
        ("eth_estimateGas", {"result": "much"}),
        ("eth_estimateGas", {"result": None}),
    ],
)
def test_whatever_else_it_answers_is_a_problem_of_the_node(node: Node, method: str, answer: Any) -> None:
    node.answers[method] = answer
    with pytest.raises(ProblemError) as caught:
        node.simulate()
    assert caught.value.code == "chain_unavailable"


def test_what_a_node_says_is_cut_visibly(node: Node) -> None:
    node.answers["eth_call"] = {"error": {"code": -32000, "message": "x" * 1_000}}
    with pytest.raises(ProblemError) as caught:
        node.simulate()
    assert "x…" in caught.value.detail
    assert len(caught.value.detail) < 600


def test_nobody_listens() -> None:
    with raises_worded(ProblemError, match="SYMBIA_RPC_URL"):
        Chain("http://127.0.0.1:1").head()


def test_another_endpoint_stands_in(node: Node) -> None:
    port = node.server.server_address[1]
    chain = Chain(f"http://127.0.0.1:1, http://127.0.0.1:{port}")
    assert [chain.head(), chain.head()] == [7, 7]
    chain.close()


def test_nobody_waits_long_and_no_address_is_told() -> None:
    """Any number of endpoints: a request ends within seconds."""
    assert (PATIENCE.connect, PATIENCE.read) == (2.0, 8.0)
    assert PATIENCE.in_all <= 10.0
    with pytest.raises(ProblemError) as caught:
        Chain("http://127.0.0.1:1/key,http://127.0.0.1:2/key").head()
    assert caught.value.headers["Retry-After"] == "2"
    assert "127.0.0.1" not in str(caught.value.detail)
