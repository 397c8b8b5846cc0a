"""What stands between us and a node: pages, rates, statuses, drips."""

import json
import time
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from symbia.chain.endpoints import ATTEMPTS, ATTEMPTS_OF_SEVERAL, Patience
from symbia.chain.node import Node
from symbia.chain.replies import no_answer
from symbia.errors import LogRangeError, NodeTooSlowError, NodeUnreachableError, RpcError
from tests import ROOT

PAGE = "<html><h1>Welcome to nginx!</h1></html>"
# As vendors word it, all with HTTP status 200.
THROTTLED = (
    {"code": 429, "message": "Your app has exceeded its compute units per second capacity"},
    {"code": -32005, "message": "daily request count exceeded, request rate limited"},
    {"code": -32097, "message": "Too Many Requests"},
    {"code": -32007, "message": "15/second request limit reached - reduce calls per second"},
    {"code": -32000, "message": "requests throttled"},
)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept; nobody sleeps."""
    slept: list[float] = []
    monkeypatch.setattr("symbia.chain.endpoints.time.sleep", slept.append)
    return slept


Answer = Callable[[httpx.Request], httpx.Response]


def failure(error: dict[str, Any], request: httpx.Request) -> Any:
    asked = json.loads(request.content)
    if isinstance(asked, list):
        return [{"jsonrpc": "2.0", "id": call["id"], "error": error} for call in asked]
    return {"jsonrpc": "2.0", "id": asked["id"], "error": error}


def good(request: httpx.Request) -> httpx.Response:
    asked = json.loads(request.content)
    calls = asked if isinstance(asked, list) else [asked]
    results: dict[str, Any] = {"eth_chainId": "0x539", "eth_getLogs": [], "eth_getBlockByNumber": None}
    replies = [{"jsonrpc": "2.0", "id": call["id"], "result": results[call["method"]]} for call in calls]
    return httpx.Response(200, json=replies if isinstance(asked, list) else replies[0])


def node(*answers: Answer, urls: str = "http://one", patience: Patience | None = None) -> tuple[Node, list[str]]:
    """A node that gives these answers in turn, the last one for ever; and the hosts that were asked."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return answers[min(len(asked), len(answers)) - 1](request)

    return Node(urls, patience=patience or Patience(), transport=httpx.MockTransport(answer)), asked


@pytest.mark.parametrize("error", THROTTLED, ids=lambda error: str(error["code"]))
def test_a_rate_told_in_a_200_is_waited_for(error: dict[str, Any], pauses: list[float]) -> None:
    asking, asked = node(lambda request: httpx.Response(200, json=failure(error, request)), good)
    assert asking.chain_id() == 1337
    assert len(asked) == 2
    assert asking.errors["throttled"] == 1


@pytest.mark.parametrize("error", THROTTLED, ids=lambda error: str(error["code"]))
def test_a_rate_that_stays_is_a_node_that_is_gone_for_now(error: dict[str, Any], pauses: list[float]) -> None:
    """The indexer waits for it as long as it takes."""
    asking, asked = node(lambda request: httpx.Response(200, json=failure(error, request)))
    with pytest.raises(NodeUnreachableError, match="throttled"):
        asking.headers([1, 2, 3])
    assert len(asked) == ATTEMPTS


def test_one_throttled_call_of_a_batch_makes_it_asked_again(pauses: list[float]) -> None:
    def half(request: httpx.Request) -> httpx.Response:
        replies = json.loads(good(request).content)
        replies[1] = {"jsonrpc": "2.0", "id": replies[1]["id"], "error": THROTTLED[0]}
        return httpx.Response(200, json=replies)

    asking, asked = node(half, good)
    assert asking.headers([1, 2, 3]) == [None, None, None]
    assert len(asked) == 2


def test_a_refused_range_is_no_rate() -> None:
    """Both are called limits. A range is asked for again smaller, and at once."""
    told = tomllib.loads((ROOT / "tests" / "indexer" / "refusals.toml").read_text())
    refusals = [one for group in told.values() for one in group]
    assert len(refusals) > 10
    for one in refusals:
        error = {"code": one.get("code", -32000), "message": one["message"]}
        assert no_answer(json.dumps({"jsonrpc": "2.0", "id": 0, "error": error}).encode()) is None, one


@pytest.mark.parametrize("body", [PAGE, "", "upstream connect error", "\ufeff"])
def test_a_gateways_page_is_waited_for(body: str, pauses: list[float]) -> None:
    asking, asked = node(lambda _: httpx.Response(200, text=body), good)
    assert asking.chain_id() == 1337
    gone, asked = node(lambda _: httpx.Response(200, text=body), urls="http://one,http://two")
    with pytest.raises(NodeUnreachableError):
        gone.chain_id()
    assert asked == ["one"] * ATTEMPTS_OF_SEVERAL + ["two"] * ATTEMPTS_OF_SEVERAL


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
def test_a_server_that_gives_up_over_a_wide_range_is_asked_for_less(status: int, pauses: list[float]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, text=PAGE) if b"eth_getLogs" in request.content else good(request)

    asking, _ = node(answer)
    with pytest.raises(LogRangeError):
        asking.logs(["0x" + "11" * 20], 1, 100)
    with pytest.raises(NodeUnreachableError):
        asking.logs(["0x" + "11" * 20], 7, 7)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
def test_a_server_that_is_gone_is_not_asked_for_less(status: int, pauses: list[float]) -> None:
    """Else a minute's outage would leave the indexer with single blocks."""
    asking, _ = node(lambda _: httpx.Response(status, text=PAGE))
    with pytest.raises(NodeUnreachableError):
        asking.logs(["0x" + "11" * 20], 1, 100)


def test_a_500_with_the_reason_in_it_is_read(pauses: list[float]) -> None:
    error = {"code": -32603, "message": "query timeout exceeded, narrow the range"}
    asking, asked = node(lambda request: httpx.Response(500, json=failure(error, request)))
    with pytest.raises(LogRangeError):
        asking.logs(["0x" + "11" * 20], 1, 100)
    with pytest.raises(RpcError, match="narrow the range"):
        asking.chain_id()
    assert (len(asked), pauses) == (2, [])


@pytest.mark.parametrize(("asked_for", "slept"), [("7", 7.0), ("0", None), ("3600", 60.0), ("Wed, 21 Oct 2026", None)])
def test_an_only_endpoint_is_left_alone_as_long_as_it_asks(
    asked_for: str, slept: float | None, pauses: list[float]
) -> None:
    asking, _ = node(lambda _: httpx.Response(429, headers={"retry-after": asked_for}), good)
    assert asking.chain_id() == 1337
    (pause,) = pauses
    low, high = (slept * 0.5, slept * 1.5) if slept else (0.05, 0.15)
    assert low <= pause <= high


def test_where_there_is_another_endpoint_nobody_waits_long(pauses: list[float]) -> None:
    asking, asked = node(
        *[lambda _: httpx.Response(429, headers={"retry-after": "3600"})] * ATTEMPTS_OF_SEVERAL,
        good,
        urls="http://one,http://two",
    )
    assert asking.chain_id() == 1337
    assert asked == ["one"] * ATTEMPTS_OF_SEVERAL + ["two"]
    assert sum(pauses) <= 7.5


class Drips(httpx.SyncByteStream):
    """A byte now and then, without an end."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            time.sleep(0.02)
            yield b" "


def test_a_body_in_drips_has_an_end() -> None:
    patience = Patience(read=0.1, attempts=1, of_several=1)
    asking, asked = node(
        lambda _: httpx.Response(200, stream=Drips()), good, urls="http://one,http://two", patience=patience
    )
    assert asking.chain_id() == 1337
    assert asked == ["one", "two"]
    alone, _ = node(lambda _: httpx.Response(200, stream=Drips()), patience=patience)
    with pytest.raises(NodeTooSlowError, match="drips"):
        alone.chain_id()


def test_ids_come_back_as_texts() -> None:
    def texts(request: httpx.Request) -> httpx.Response:
        replies = json.loads(good(request).content)
        return httpx.Response(200, json=[reply | {"id": str(reply["id"])} for reply in replies[::-1]])

    asking, _ = node(texts)
    assert asking.headers([1, 2, 3]) == [None, None, None]


def test_answers_to_what_was_not_asked_are_not_taken(pauses: list[float]) -> None:
    """Such a node is asked for one thing at a time."""

    def other(request: httpx.Request) -> httpx.Response:
        replies = json.loads(good(request).content)
        if isinstance(replies, list):
            replies = [reply | {"id": f"x{reply['id']}"} for reply in replies]
        return httpx.Response(200, json=replies)

    asking, asked = node(other)
    assert asking.headers([1, 2]) == [None, None]
    assert len(asked) == 3
