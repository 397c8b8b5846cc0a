"""A wallet for trying things out: the page's door to the unlocked accounts of a local chain.

Anyone who can post here can spend those accounts. So it exists only on chain ids that local chains use, only when the
setting asks for it, only on an API that listens on loopback; and it answers only pages of this very origin, under a
loopback name (a foreign name that resolves to 127.0.0.1 is DNS rebinding).
"""

import json
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from symbia.settings import Settings
from symbia.text import Text, TextError
from symbia.words import word

PATH: Final = "/demo/rpc"
LOCAL_CHAINS: Final = frozenset({1337, 31337})
METHODS: Final = frozenset(
    {
        "eth_accounts",
        "eth_blockNumber",
        "eth_call",
        "eth_chainId",
        "eth_estimateGas",
        "eth_getTransactionReceipt",
        "eth_requestAccounts",
        "eth_sendTransaction",
        "eth_signTypedData_v4",
    }
)
LARGEST_REQUEST: Final = 262_144  # bytes
TIMEOUT: Final = 30.0  # seconds
UNSUPPORTED_METHOD: Final = 4200  # EIP-1193
DISCONNECTED: Final = 4900  # EIP-1193
INVALID_REQUEST: Final = -32600  # JSON-RPC


class RefusedError(TextError):
    """The request does not come from a page of this origin, or is no JSON-RPC call."""

    def __init__(self, status: int, text: Text) -> None:
        super().__init__(text)
        self.status = status


def is_loopback(host: str) -> bool:
    """Whether a host name (no port, no brackets) can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def offers_demo_wallet(settings: Settings, chain_id: int | None) -> bool:
    """The three conditions of the demo wallet."""
    return settings.demo_wallet and chain_id in LOCAL_CHAINS and is_loopback(settings.host)


def demo_router(rpc_url: str, transport: httpx.AsyncBaseTransport | None = None) -> APIRouter:
    """`POST /demo/rpc`: one JSON-RPC call of the allowed methods. `transport` replaces the network in tests."""
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def demo_rpc(request: Request) -> JSONResponse:
        try:
            _require_this_page(request)
            call = await _call(request)
        except RefusedError as refused:
            return _error(None, INVALID_REQUEST, refused.text, refused.status)
        method = call["method"]
        if method not in METHODS:
            return _error(call["id"], UNSUPPORTED_METHOD, Text.of("demo.method", method=method), 200)
        if method == "eth_requestAccounts":
            call["method"] = "eth_accounts"  # the node has no visitor to ask; the page's dialog does
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, transport=transport) as client:
            return await _forward(client, rpc_url, call)

    return router


async def _forward(client: httpx.AsyncClient, rpc_url: str, call: dict[str, Any]) -> JSONResponse:
    try:
        if not await _is_local_chain(client, rpc_url):
            return _error(call["id"], UNSUPPORTED_METHOD, Text("demo.local_only"), 403)
        answer = (await client.post(rpc_url, json=call)).json()
    except (httpx.HTTPError, ValueError) as error:
        return _error(call["id"], DISCONNECTED, Text.of("demo.silent", reason=type(error).__name__), 200)
    return JSONResponse(answer)


async def _is_local_chain(client: httpx.AsyncClient, rpc_url: str) -> bool:
    """Asked each time: the node behind the URL can be replaced while the API runs."""
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    answer = (await client.post(rpc_url, json=question)).json()
    return int(str(answer.get("result", "0x0")), 16) in LOCAL_CHAINS


def _require_this_page(request: Request) -> None:
    host = request.headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        raise RefusedError(403, Text("demo.loopback_only"))
    origin = urlsplit(request.headers.get("origin", ""))
    if (origin.scheme, origin.netloc) != (request.url.scheme, host):
        raise RefusedError(403, Text("demo.own_pages_only"))
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise RefusedError(403, Text("demo.own_pages_only"))
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RefusedError(415, Text("demo.media_type"))


async def _call(request: Request) -> dict[str, Any]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_REQUEST:
            raise RefusedError(413, Text.of("demo.too_large", limit=LARGEST_REQUEST))
    try:
        call = json.loads(body)
    except ValueError as error:
        raise RefusedError(400, Text("demo.not_json")) from error
    if not isinstance(call, dict) or not isinstance(call.get("method"), str):
        raise RefusedError(400, Text("demo.not_a_call"))
    return {"jsonrpc": "2.0", "id": call.get("id"), "method": call["method"], "params": call.get("params", [])}


def _error(call_id: object, code: int, text: Text, status: int) -> JSONResponse:
    error = {"code": code, "message": word(text)}
    return JSONResponse({"jsonrpc": "2.0", "id": call_id, "error": error}, status_code=status)
