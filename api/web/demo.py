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
import msgspec
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from symbia.chain.endpoints import ONE_ATTEMPT
from symbia.chain.node import Node
from symbia.chain.replies import Reply
from symbia.errors import NodeError
from symbia.settings import Settings
from symbia.text import Text, TextError
from symbia.units import LOCAL_CHAINS
from symbia.words import word

PATH: Final = "/demo/rpc"
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


def demo_network(rpc_url: str, chain_id: int) -> dict[str, Any]:
    """The chain as a wallet of this machine adds it, by `wallet_addEthereumChain` (EIP-3085)."""
    return {
        "chainId": hex(chain_id),
        "chainName": word(Text("demo.network")),
        "rpcUrls": [rpc_url.split(",")[0].strip()],
        "nativeCurrency": {"name": word(Text("demo.currency")), "symbol": "ETH", "decimals": 18},
    }


def demo_router(rpc_url: str, transport: httpx.BaseTransport | None = None) -> APIRouter:
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
        return await run_in_threadpool(_forward, rpc_url, transport, call)

    return router


def _forward(rpc_url: str, transport: httpx.BaseTransport | None, call: dict[str, Any]) -> JSONResponse:
    """A client of its own for each call: which endpoint it uses cannot change between the two questions."""
    with Node(rpc_url, patience=ONE_ATTEMPT, transport=transport) as node:
        try:
            if node.chain_id() not in LOCAL_CHAINS:  # asked each time: the node can be replaced while the API runs
                return _error(call["id"], UNSUPPORTED_METHOD, Text("demo.local_only"), 403)
            reply = node.rpc.ask_once(call["method"], call["params"])
        except NodeError as error:
            return _error(call["id"], DISCONNECTED, Text.of("demo.silent", reason=error.why), 200)
    return JSONResponse({"jsonrpc": "2.0", "id": call["id"], **_content(reply)})


def _content(reply: Reply) -> dict[str, Any]:
    if reply.error is None:
        return {"result": msgspec.json.decode(reply.result)}
    return {"error": msgspec.to_builtins(reply.error)}


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
