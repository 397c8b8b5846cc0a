"""The demo wallet's door: what it lets through, and everything that must stay outside."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.kit.language import Language
from api.web.demo import LARGEST_REQUEST, METHODS, PATH, demo_router, is_loopback, offers_demo_wallet
from symbia.settings import Settings
from symbia.tables.members import Member

from . import rows

BASE = "http://127.0.0.1:8000"
ORIGIN = {"Origin": BASE}
LOCAL = Settings(demo_wallet=True)


class Node:
    """A chain that writes down what it was asked."""

    def __init__(self, chain_id: int = 1337) -> None:
        self.chain_id = chain_id
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        if call["method"] == "eth_chainId":
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": call["id"], "result": hex(self.chain_id)})
        self.asked.append(call["method"])
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": call["id"], "result": ["0xabc"]})


Answers = Callable[[httpx.Request], httpx.Response]
Post = Callable[..., httpx.Response]


@pytest.fixture
def post(visitor: Callable[..., Any]) -> Post:
    """Posts to the door of a demo wallet whose chain answers as `node` does."""

    def send(node: Answers, base: str = BASE, url: str = "http://node.invalid", **options: Any) -> httpx.Response:
        app = FastAPI()
        app.add_middleware(Language)
        app.include_router(demo_router(url, httpx.MockTransport(node)))
        answer: httpx.Response = visitor(app, base).ask("POST", PATH, **options)
        return answer

    return send


def _call(method: str, params: list[object] | None = None) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params or []}


@pytest.mark.parametrize("method", sorted(METHODS))
def test_allowed_methods_reach_the_chain(post: Post, method: str) -> None:
    answer = post(Node(), json=_call(method), headers=ORIGIN)
    assert answer.status_code == 200
    assert answer.json()["id"] == 7
    assert "result" in answer.json()


def test_asking_for_accounts_lists_them(post: Post) -> None:
    node = Node()
    post(node, json=_call("eth_requestAccounts"), headers=ORIGIN)
    assert node.asked == ["eth_accounts"]


@pytest.mark.parametrize("method", ["evm_setTime", "eth_sign", "personal_unlockAccount", "debug_traceTransaction", ""])
def test_other_methods_never_reach_the_chain(post: Post, method: str) -> None:
    node = Node()
    answer = post(node, json=_call(method), headers=ORIGIN)
    assert answer.json()["error"]["code"] == 4200
    assert node.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "same-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "none"},
    ],
)
def test_other_origins_are_refused(post: Post, headers: dict[str, str]) -> None:
    node = Node()
    answer = post(node, json=_call("eth_sendTransaction", [{}]), headers=headers)
    assert answer.status_code == 403
    assert node.asked == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.5"])
def test_a_name_that_resolves_here_is_refused(post: Post, host: str) -> None:
    """DNS rebinding: the page's origin and the host agree, but neither is a loopback name."""
    node = Node()
    headers = {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    answer = post(node, f"http://{host}", json=_call("eth_accounts"), headers=headers)
    assert answer.status_code == 403
    assert node.asked == []


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:1", "[::1]:8000"])
def test_loopback_names_are_answered(post: Post, host: str) -> None:
    answer = post(Node(), f"http://{host}", json=_call("eth_accounts"), headers={"Origin": f"http://{host}"})
    assert answer.json()["result"] == ["0xabc"]


def test_a_form_post_is_refused(post: Post) -> None:
    """A form can be posted without asking the browser's permission; JSON cannot."""
    answer = post(Node(), content=b"{}", headers={**ORIGIN, "Content-Type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"{}", b'{"method": 1}', b"\xff"])
def test_what_is_no_call_is_refused(post: Post, body: bytes) -> None:
    answer = post(Node(), content=body, headers={**ORIGIN, "Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_huge_call_is_refused(post: Post) -> None:
    answer = post(Node(), json=_call("eth_call", ["0" * LARGEST_REQUEST]), headers=ORIGIN)
    assert answer.status_code == 413


def test_a_public_chain_behind_the_url_is_refused(post: Post) -> None:
    node = Node(chain_id=1)
    answer = post(node, json=_call("eth_sendTransaction", [{}]), headers=ORIGIN)
    assert answer.status_code == 403
    assert node.asked == []


def test_a_silent_chain_is_said(post: Post) -> None:
    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    error = post(dead, json=_call("eth_accounts"), headers=ORIGIN).json()["error"]
    assert error["code"] == 4900
    assert "does not answer" in error["message"]


def test_a_transaction_reaches_one_node_once(post: Post) -> None:
    """Its answer may be lost after it was taken; and the next endpoint may be of another chain."""
    asked: list[str] = []

    def forgetful(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        if call["method"] == "eth_chainId":
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": call["id"], "result": "0x539"})
        asked.append(request.url.host)
        raise httpx.ReadTimeout("lost")

    answer = post(
        forgetful, url="http://one.invalid,http://two.invalid", json=_call("eth_sendTransaction", [{}]), headers=ORIGIN
    )
    assert answer.json()["error"]["code"] == 4900
    assert asked == ["one.invalid"]


def test_an_error_of_the_chain_comes_as_it_is(post: Post) -> None:
    said = {"code": 3, "message": "execution reverted", "data": "0x12345678"}

    def reverting(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        said_or_chain = {"result": "0x539"} if call["method"] == "eth_chainId" else {"error": said}
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": call["id"], **said_or_chain})

    assert post(reverting, json=_call("eth_call", [{}]), headers=ORIGIN).json()["error"] == said


@pytest.mark.parametrize(
    ("settings", "chain_id", "offered"),
    [
        (LOCAL, 1337, True),
        (LOCAL, 31337, True),
        (replace(LOCAL, host="::1"), 1337, True),
        (LOCAL, 1, False),
        (LOCAL, None, False),
        (replace(LOCAL, host="0.0.0.0"), 1337, False),  # noqa: S104 - the point: every interface is not loopback
        (replace(LOCAL, host="example.org"), 1337, False),
        (replace(LOCAL, demo_wallet=False), 1337, False),
    ],
)
def test_when_it_is_offered(settings: Settings, chain_id: int | None, offered: bool) -> None:
    assert offers_demo_wallet(settings, chain_id) is offered


def test_loopback_by_number_and_by_name() -> None:
    assert is_loopback("127.8.9.10")
    assert is_loopback("LOCALHOST")
    assert not is_loopback("")
    assert not is_loopback("::")


def test_refusals_are_in_the_language_of_the_page(post: Post) -> None:
    headers = {**ORIGIN, "Accept-Language": "zh"}
    answer = post(Node(), json=_call("eth_sign"), headers=headers)
    assert answer.json()["error"]["message"] == "演示钱包不支持eth_sign。"
    assert answer.headers["content-language"] == "zh"


def test_members_with_high_numbers_are_known_too(make_brand: Callable[..., Any]) -> None:
    brand = make_brand(demo_wallet=True)
    joined = [
        Member(account=rows.account(n), number=n, registered_at=rows.NOW, block_number=5) for n in range(1, 1_102)
    ]
    brand.add(rows.head(), joined)
    numbers = brand.visitor.get("/demo/members").json()
    assert len(numbers) == 1_101
    assert numbers[rows.account(1_101)] == 1_101


@pytest.mark.parametrize(
    ("chain_id", "rpc_url", "shown"),
    [
        (1337, "http://127.0.0.1:8545", ("0x539", "http://127.0.0.1:8545")),
        (31337, "http://127.0.0.1:9999", ("0x7a69", "http://127.0.0.1:9999")),
        (1337, "http://127.0.0.1:8545, http://127.0.0.1:8546", ("0x539", "http://127.0.0.1:8545")),
    ],
)
def test_the_network_is_told_as_a_wallet_adds_it(
    make_brand: Callable[..., Any], chain_id: int, rpc_url: str, shown: tuple[str, str]
) -> None:
    brand = make_brand(demo_wallet=True, chain_id=chain_id, rpc_url=rpc_url)
    assert brand.visitor.get("/demo/network").json() == {
        "chainId": shown[0],
        "chainName": "Symbia demo",
        "rpcUrls": [shown[1]],
        "nativeCurrency": {"name": "Play ether", "symbol": "ETH", "decimals": 18},
    }
