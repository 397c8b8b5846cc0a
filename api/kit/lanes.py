"""Who waits for whom: requests that take long have few places, and a queue with an end, of their own.

So a slow node, or one client that sends much at once, keeps its own kind waiting and nobody who reads. Requests are
served in the order in which they came: with places for all of them, the first would be done as late as the last.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, ParamSpec, TypeVar, get_args
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter, to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from api.kit.problems import ProblemError
from symbia.text import Text

Name = Literal["node", "files"]
NAMES: tuple[Name, ...] = get_args(Name)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

PLACES = 8  # requests at a time; they mostly wait for somebody else's answer
QUEUE = 1_000  # requests that wait at most: more than one client may send in a minute
QUEUED_BYTES = 64 * 1024 * 1024  # bodies of requests that wait, at most
LONGEST = 120.0  # seconds in the queue
RETRY_AFTER = 5  # seconds
_READING = ("GET", "HEAD", "OPTIONS")

_threads: ContextVar[CapacityLimiter | None] = ContextVar("threads", default=None)
_in_turn: ContextVar[bool] = ContextVar("in_turn", default=False)


class Lane:
    """`places` requests at a time, first come, first served; `queue` more wait, for `longest` seconds at most."""

    def __init__(self, busy: str, places: int = PLACES, queue: int = QUEUE, longest: float = LONGEST) -> None:
        """`busy`: code of the sentence for who finds no place."""
        self._problem = busy
        self._queue = queue
        self._longest = longest
        self._turns = asyncio.Semaphore(places)
        self._threads = CapacityLimiter(places)  # as many as there are turns, so nobody waits for one
        self.waiting = 0
        self._waiting_bytes = 0

    @asynccontextmanager
    async def turn(self, size: int = 0) -> AsyncIterator[None]:
        """Wait for a place, and keep it. `size`: bytes that wait with the request. Raises `busy`."""
        await self._wait(size)
        threads, in_turn = _threads.set(self._threads), _in_turn.set(True)
        try:
            yield
        finally:
            _threads.reset(threads)
            _in_turn.reset(in_turn)
            self._turns.release()

    async def _wait(self, size: int) -> None:
        if self._turns.locked() and (self.waiting >= self._queue or self._waiting_bytes + size > QUEUED_BYTES):
            raise self._busy()
        self.waiting += 1
        self._waiting_bytes += size
        try:
            async with asyncio.timeout(self._longest):
                await self._turns.acquire()
        except TimeoutError as error:
            raise self._busy() from error
        finally:
            self.waiting -= 1
            self._waiting_bytes -= size

    def _busy(self) -> ProblemError:
        detail = Text.of(self._problem, wait=RETRY_AFTER)
        return ProblemError("busy", detail, headers={"Retry-After": str(RETRY_AFTER)})


@dataclass(frozen=True, slots=True)
class Lanes:
    """`node`: what asks a node of the chain. `files`: what takes in documents and lists."""

    node: Lane = field(default_factory=lambda: Lane("kit.lanes.node"))
    files: Lane = field(default_factory=lambda: Lane("kit.lanes.files"))

    def of(self, name: Name) -> Lane:
        """The lane with a name."""
        found: Lane = getattr(self, name)
        return found


class Pace:
    """ASGI: of the requests that bring something, one begins in each round of the event loop. Hundreds that come at the
    same moment would else all be begun in one, and whoever reads would wait until the last of them is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, in the order of arrival."""
        if scope["type"] == "http" and scope["method"] not in _READING:
            async with self._rounds.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
                await asyncio.sleep(0)
        await self.app(scope, receive, send)


async def in_a_thread(
    call: Callable[Parameters, Result], *arguments: Parameters.args, **named: Parameters.kwargs
) -> Result:
    """What `call` returns, which blocks: run in a thread of the request's lane, else in one of those of readers."""
    return await to_thread.run_sync(partial(call, *arguments, **named), limiter=_threads.get())


def has_turn() -> bool:
    """Whether this code runs for a request that waited for its turn in a lane."""
    return _in_turn.get()
