"""Several endpoints, and how long a question may take."""

import time
from collections.abc import Callable

import httpx
import pytest

from symbia.chain import endpoints as endpoints_module
from symbia.chain.endpoints import ATTEMPTS, ATTEMPTS_OF_SEVERAL, ONE_ATTEMPT, Endpoints, Patience
from symbia.chain.node import Node
from symbia.errors import NodeTooSlowError, NodeUnreachableError

BOTH = "http://one,http://two"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints_module, "FIRST_PAUSE", 0.0)


class Net:
    """Hosts that fail, each in its way; the others answer with their name."""

    def __init__(self, **failures: Exception | int) -> None:
        self.failures = failures
        self.asked: list[str] = []
        self.timeouts: list[dict[str, float]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.asked.append(host)
        self.timeouts.append(request.extensions["timeout"])
        failure = self.failures.get(host)
        if isinstance(failure, Exception):
            raise failure
        return httpx.Response(failure or 200, text=host)


def endpoints_of(net: Callable[[httpx.Request], httpx.Response], urls: str, patience: Patience) -> Endpoints:
    return Endpoints(urls, patience, httpx.MockTransport(net))


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), 503])
def test_the_next_one_answers_and_is_kept(failure: Exception | int) -> None:
    net = Net(one=failure)
    endpoints = endpoints_of(net, BOTH, Patience())
    assert endpoints.post(b"") == b"two"
    assert endpoints.post(b"") == b"two"
    assert net.asked == ["one"] * ATTEMPTS_OF_SEVERAL + ["two", "two"]
    assert (endpoints.current, endpoints.changes) == ("http://two", 1)


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), 503])
@pytest.mark.parametrize("urls", ["http://one", BOTH])
def test_what_must_not_be_repeated_leaves_once(urls: str, failure: Exception | int) -> None:
    net = Net(one=failure)
    endpoints = endpoints_of(net, urls, Patience())
    with pytest.raises(NodeUnreachableError, match="after 1 attempt:"):
        endpoints.post(b"", once=True)
    assert (net.asked, endpoints.changes) == (["one"], 0)


def test_how_often_an_only_endpoint_is_asked() -> None:
    for patience, times in ((Patience(), ATTEMPTS), (ONE_ATTEMPT, 1), (Patience(attempts=3), 3)):
        net = Net(one=503)
        with pytest.raises(NodeUnreachableError, match="HTTP status 503"):
            endpoints_of(net, "http://one", patience).post(b"")
        assert len(net.asked) == times


def test_time_outs_shrink_to_what_is_left() -> None:
    net = Net()
    endpoints_of(net, "http://one", Patience(connect=2, read=8)).post(b"")
    endpoints_of(net, "http://one", Patience(connect=2, read=8, in_all=1)).post(b"")
    assert (net.timeouts[0]["connect"], net.timeouts[0]["read"]) == (2, 8)
    assert net.timeouts[1]["connect"] == net.timeouts[1]["read"] <= 1


def test_no_attempt_begins_after_the_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer takes three seconds to fail; ten endpoints would take half a minute."""
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def slow(request: httpx.Request) -> httpx.Response:
        clock[0] += min(3.0, request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("slow")

    urls = ",".join(f"http://{number}" for number in range(10))
    with pytest.raises(NodeTooSlowError):
        endpoints_of(slow, urls, Patience(read=8, of_several=1, in_all=10)).post(b"")
    assert clock[0] == 10


@pytest.mark.parametrize("url", ["nonsense", "ftp://x"])
def test_a_url_that_is_none_is_not_tried_again(url: str) -> None:
    endpoints = Endpoints(url, Patience())
    with pytest.raises(NodeUnreachableError, match="after 1 attempt:"):
        endpoints.post(b"")


def test_why_names_no_host() -> None:
    for failure, why in ((httpx.ConnectError("refused by one"), "ConnectError"), (503, "HTTP status 503")):
        with pytest.raises(NodeUnreachableError, match="http://one") as caught:
            endpoints_of(Net(one=failure), "http://one", Patience()).post(b"")
        assert caught.value.why == why


def test_a_closed_node_answers_nobody() -> None:
    node = Node("http://one", transport=httpx.MockTransport(Net()))
    node.close()
    with pytest.raises(NodeUnreachableError, match="closed"):
        node.head()
