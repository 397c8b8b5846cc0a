"""Limits on what one client may ask: requests in a time, bytes in a body. Both ASGI, before anything is parsed."""

import math
import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.errors import answer
from api.kit.problems import ProblemError
from symbia.settings import SettingError
from symbia.text import Text


def parse_rules(text: str) -> list[RateLimitItem]:
    """Rules such as `600/minute`, several separated by `;`; none for an empty text. Raises SettingError."""
    if not text.strip():
        return []
    try:
        return parse_many(text)
    except ValueError as error:
        raise SettingError.of("settings.rate_limit", quoted=repr(text)) from error


class RateLimit:
    """So many requests per client address in a moving window. Each process counts for itself."""

    def __init__(self, app: ASGIApp, rules: list[RateLimitItem]) -> None:
        self.app = app
        self._rules = rules
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, or answers `rate_limited`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        address = client[0] if client else "unknown"
        for rule in self._rules:
            if not self._limiter.hit(rule, address):
                await answer(self._problem(rule, address), scope["path"])(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _problem(self, rule: RateLimitItem, address: str) -> ProblemError:
        reset = self._limiter.get_window_stats(rule, address).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        window = {"limit": rule.amount, "seconds": rule.get_expiry()}
        detail = Text.of("kit.limits.rate", **window, address=address, wait=wait)
        return ProblemError("rate_limited", detail, headers={"Retry-After": str(wait)})


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
