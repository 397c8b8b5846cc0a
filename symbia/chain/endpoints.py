"""Bytes to a node and back: several endpoints that stand in for each other, retries, time-outs."""

import math
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import httpx

from symbia.chain.standing import LONGEST_WORDS, Standing, Trouble
from symbia.errors import AnswerTooLongError, NodeOverloadedError, NodeTooSlowError, NodeUnreachableError
from symbia.process.urls import shown
from symbia.text import Text

TIMEOUT = 30.0  # seconds for one answer
ATTEMPTS = 5
ATTEMPTS_OF_SEVERAL = 2  # at each endpoint, where there is another one to go to
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubles, with jitter
THROTTLED_STATUS, FAILED_STATUS = 429, 500
THROTTLED = "throttled"  # what `weigh` says of a body that asks for fewer questions
# What gateways say of the server behind them; 520 to 526 are Cloudflare's.
RETRIED_STATUS = frozenset({THROTTLED_STATUS, FAILED_STATUS, 502, 503, 504, *range(520, 527)})
TOO_LONG_STATUS = 413
# Those with which a server gives up over one question, too.
OVERLOADED_STATUS = frozenset({FAILED_STATUS, 502, 503, 504, 524, TOO_LONG_STATUS})
LONGEST_WAIT = 60.0  # seconds; whoever asks for more (Retry-After) is asked again sooner
PATIENT_WITH_ONE = 5.0  # seconds for which an endpoint may ask while there is another one

Weigh = Callable[[bytes | bytearray], str | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a question may take. `connect`, `read` and `in_all` (with every attempt at every endpoint) in seconds;
    `attempts` at the only endpoint, `of_several` at each where there are more."""

    connect: float = TIMEOUT
    read: float = TIMEOUT
    attempts: int = ATTEMPTS
    of_several: int = ATTEMPTS_OF_SEVERAL
    in_all: float = math.inf


PATIENT = Patience()
ONE_ATTEMPT = Patience(attempts=1, of_several=1)  # for whoever asks again later, or has a person waiting


class Endpoints:
    """Endpoints that a comma-separated `urls` lists, the preferred one first. May be used from several threads.

    One is used until it does not answer, then the next; `changes` counts how often that was, `errors` by kind what was
    answered, or that nothing was. `standings` has what is known of each, in the order listed.
    """

    def __init__(self, urls: str, patience: Patience, transport: httpx.BaseTransport | None = None) -> None:
        """Opens no connection. `transport` takes the place of the network in tests."""
        self._urls = endpoints(urls)
        self.standings = tuple(Standing(url) for url in self._urls)
        self._place = 0
        self._patience = patience
        self._lock = Lock()
        self._closed = False
        self.changes = 0
        self.errors: Counter[str] = Counter()
        self._client = httpx.Client(
            transport=transport, trust_env=False, headers={"content-type": "application/json"}, timeout=patience.read
        )
        self._jitter = random.Random()  # noqa: S311  # spreads retries, guards nothing

    def close(self) -> None:
        """Close the connections. Questions that other threads still wait for fail soon."""
        self._closed = True
        self._client.close()

    @property
    def current(self) -> str:
        """The endpoint in use, whole: it may hold a key."""
        return self._urls[self._place]

    @property
    def standing(self) -> Standing:
        """Of the endpoint in use."""
        return self.standings[self._place]

    def change(self, seen: int) -> bool:
        """Go on with the next endpoint, unless another thread did since `changes` was `seen`; False if there is only
        one. One of another chain is passed over for a while."""
        with self._lock:
            if self.changes == seen and len(self._urls) > 1:
                places = [(self._place + step) % len(self._urls) for step in range(1, len(self._urls))]
                self._place = next((at for at in places if not self.standings[at].is_passed_over), self._place)
                self.changes += 1
        return len(self._urls) > 1

    def prefer(self, standing: Standing) -> None:
        """Go on with this one of the endpoints."""
        with self._lock:
            place = next(at for at, one in enumerate(self.standings) if one is standing)
            if place != self._place:
                self._place = place
                self.changes += 1

    def post(
        self, body: bytes, longest: int | None = None, *, once: bool = False, weigh: Weigh = lambda _: None
    ) -> bytes | bytearray:
        """The answer to a body of JSON-RPC. With `once` it leaves for the endpoint in use a single time, whatever
        comes of it. `weigh` says of a body what makes it no answer, to be asked for again like one that did not come;
        None where it is one. Raises NodeUnreachableError, AnswerTooLongError for more than `longest` bytes."""
        deadline = time.monotonic() + self._patience.in_all
        if once:
            return self._post_to(self.standing, body, longest, 1, deadline, weigh)
        attempts = self._patience.attempts if len(self._urls) == 1 else self._patience.of_several
        for _ in self._urls[1:]:
            changes = self.changes
            try:
                return self._post_to(self.standing, body, longest, attempts, deadline, weigh)
            except NodeUnreachableError:
                self.change(changes)
                if time.monotonic() >= deadline:
                    raise
        return self._post_to(self.standing, body, longest, attempts, deadline, weigh)

    def post_to(self, standing: Standing, body: bytes, seconds: float, weigh: Weigh = lambda _: None) -> bytes:
        """The answer of one endpoint, whichever is in use, asked once for so many seconds. Raises
        NodeUnreachableError."""
        return bytes(self._post_to(standing, body, None, 1, time.monotonic() + seconds, weigh))

    def _post_to(
        self, standing: Standing, body: bytes, longest: int | None, attempts: int, deadline: float, weigh: Weigh
    ) -> bytes | bytearray:
        url = standing.url
        pause, cause, attempt = FIRST_PAUSE, None, 0
        while True:
            attempt += 1
            status = 0
            try:
                timeout = self._timeout(deadline)
                with self._client.stream("POST", url, content=body, timeout=timeout) as response:
                    status = response.status_code
                    content = _content(response, longest, min(time.monotonic() + self._patience.read, deadline))
                trouble = weigh(content)
                if trouble is None and (status not in RETRIED_STATUS or (status == FAILED_STATUS and _is_rpc(content))):
                    standing.answered()
                    return content
                kind = why = trouble if status not in RETRIED_STATUS and trouble else f"HTTP status {status}"
                self.errors[kind.removeprefix("HTTP status ")] += 1
                standing.failed("throttled" if _throttles(status, trouble) else "unreachable", _words(kind, content))
                pause = max(pause, self._asked_for(response))
                if status == TOO_LONG_STATUS:
                    break  # it stays too long
            except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL) as error:
                kind, cause = type(error).__name__, error
                why = f"{kind} {error}".strip()
                self.errors[kind] += 1
                standing.failed(_trouble_of(error), why)
                if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
                    break  # it stays one
            except RuntimeError as error:  # what httpx raises when another thread closed the client
                raise NodeUnreachableError.of("chain.closed", url=shown(url)) from error
            if self._closed or attempt >= attempts or time.monotonic() + pause >= deadline:
                break
            time.sleep(pause * self._jitter.uniform(0.5, 1.5))
            pause *= 2
        raise _error_of(cause, status)(
            Text.of("chain.unreachable", url=shown(url), n=attempt, why=why), why=kind
        ) from cause

    def _asked_for(self, response: httpx.Response) -> float:
        """Seconds that the endpoint wants to be left alone."""
        try:
            asked = float(response.headers.get("retry-after", 0))
        except ValueError:  # a date: seldom, and nobody's clock is to be trusted with it
            asked = 0.0
        return min(max(asked, 0.0), LONGEST_WAIT if len(self._urls) == 1 else PATIENT_WITH_ONE)

    def _timeout(self, deadline: float) -> httpx.Timeout:
        left = max(deadline - time.monotonic(), 0.1)
        return httpx.Timeout(min(self._patience.read, left), connect=min(self._patience.connect, left))


def endpoints(urls: str) -> tuple[str, ...]:
    """The endpoints that SYMBIA_RPC_URL lists, the preferred one first."""
    return tuple(url.strip() for url in urls.split(",") if url.strip()) or (urls,)


def _throttles(status: int, trouble: str | None) -> bool:
    return status == THROTTLED_STATUS or trouble == THROTTLED


def _words(kind: str, content: bytes | bytearray) -> str:
    said = " ".join(bytes(content[:LONGEST_WORDS]).decode(errors="replace").split())
    return f"{kind}: {said}" if said else kind


def _trouble_of(error: Exception) -> Trouble:
    """One that takes a question and does not get through its answer is stuck, not gone."""
    return "stuck" if isinstance(error, httpx.ReadTimeout) else "unreachable"


def _error_of(cause: Exception | None, status: int) -> type[NodeUnreachableError]:
    if isinstance(cause, httpx.ReadTimeout):
        return NodeTooSlowError
    return NodeOverloadedError if status in OVERLOADED_STATUS else NodeUnreachableError


def _is_rpc(content: bytes | bytearray) -> bool:
    """Some nodes say with HTTP, too, that a call failed; the reason is in the body."""
    return content.lstrip()[:1] in (b"{", b"[") and b'"jsonrpc"' in content


def _content(response: httpx.Response, longest: int | None, until: float) -> bytes | bytearray:
    """The body, read only as far as it may be long, and no longer than `until`: one that comes in drips never ends."""
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if time.monotonic() > until:
            raise httpx.ReadTimeout("the answer comes in drips")
        if longest is not None and len(content) > longest:
            raise AnswerTooLongError.of("chain.answer_too_long", limit=longest)
    return content
