"""Limits on what one client may ask: requests in a time, bytes in a body. Both ASGI, before anything is parsed."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.errors import answer, as_wanted
from api.kit.pages import CALLS, FILES
from api.kit.problems import ProblemError
from symbia.settings import SettingError
from symbia.text import Text

# A request to the API; a page; a look for news by an open page; a static file.
Kind = Literal["call", "page", "look", "file"]
FILES_FACTOR = 10  # as many files as requests of another kind: a page brings a dozen along
IPV6_PREFIX = 64


def parse_rules(text: str) -> list[RateLimitItem]:
    """Rules such as `600/minute`, several separated by `;`; none for an empty text. Raises SettingError."""
    if not text.strip():
        return []
    try:
        return parse_many(text)
    except ValueError as error:
        raise SettingError.of("settings.rate_limit", quoted=repr(text)) from error


class RateLimit:
    """So many requests per client address in a moving window, of each kind. Each process counts for itself."""

    def __init__(self, app: ASGIApp, rules: list[RateLimitItem]) -> None:
        self.app = app
        self._rules = rules
        self._for_files = [type(rule)(rule.amount * FILES_FACTOR, rule.multiples) for rule in rules]
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, or answers `rate_limited`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, address = kind_of(scope), address_of(scope)
        for rule in self._for_files if kind == "file" else self._rules:
            if not self._limiter.hit(rule, kind, address):
                problem = self._problem(rule, kind, address)
                await as_wanted(Request(scope, receive), problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _problem(self, rule: RateLimitItem, kind: str, address: str) -> ProblemError:
        reset = self._limiter.get_window_stats(rule, kind, address).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        window = {"limit": rule.amount, "seconds": rule.get_expiry()}
        detail = Text.of("kit.limits.rate", **window, address=address, wait=wait)
        return ProblemError("rate_limited", detail, headers={"Retry-After": str(wait)})


def kind_of(scope: Scope) -> Kind:
    """What is counted apart. A page that stays open looks for news of itself every few seconds, by a script; together
    with its files that would use up what its visitor may ask of the API."""
    path = scope["path"]
    if path.startswith(FILES):
        return "file"
    if path.startswith(CALLS):
        return "call"
    return "look" if Headers(scope=scope).get("sec-fetch-dest") == "empty" else "page"


def address_of(scope: Scope) -> str:
    """Of the client. Of IPv6 the network that one customer has: of its addresses there are as many as one likes."""
    client = scope.get("client")
    if not client:
        return "unknown"
    try:
        address = ip_address(client[0])
    except ValueError:
        return str(client[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


class BodyLimit:
    """Refuses a body above so many bytes, whatever its Content-Length says."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, or answers `too_large`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length) > self.max_bytes:
            await self._refuse(scope, receive, send)
            return
        seen = 0

        async def count() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_bytes:
                raise ProblemError("too_large", Text("kit.limits.body"))
            return message

        async def unless_too_large(message: Message) -> None:
            # Whoever was reading made an answer of its own of the interruption; ours replaces it.
            if seen <= self.max_bytes:
                await send(message)
            elif message["type"] == "http.response.start":
                await self._refuse(scope, receive, send)

        await self.app(scope, count, unless_too_large)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = ProblemError("too_large", Text.of("kit.limits.body_of", limit=self.max_bytes))
        await answer(problem, scope["path"])(scope, receive, send)
