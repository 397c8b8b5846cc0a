"""Bytes to a node and back: several endpoints that stand in for each other, retries, time-outs."""

import math
import random
import time
from collections import Counter
from dataclasses import dataclass
from threading import Lock

import httpx

from symbia.errors import AnswerTooLongError, NodeTooSlowError, NodeUnreachableError
from symbia.process.urls import shown
from symbia.text import Text

TIMEOUT = 30.0  # seconds for one answer
ATTEMPTS = 5
ATTEMPTS_OF_SEVERAL = 2  # at each endpoint, where there is another one to go to
FIRST_PAUSE = 0.1  # seconds before the second attempt; doubles, with jitter
RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})


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
    answered, or that nothing was.
    """

    def __init__(self, urls: str, patience: Patience, transport: httpx.BaseTransport | None = None) -> None:
        """Opens no connection. `transport` takes the place of the network in tests."""
        self._urls = endpoints(urls)
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
        return self._urls[self.changes % len(self._urls)]

    def change(self, seen: int) -> bool:
        """Go on with the next endpoint, unless another thread did since `changes` was `seen`; False if there is only
        one."""
        with self._lock:
            if self.changes == seen and len(self._urls) > 1:
                self.changes += 1
        return len(self._urls) > 1

    def post(self, body: bytes, longest: int | None = None, *, once: bool = False) -> bytes | bytearray:
        """The answer to a body of JSON-RPC. With `once` it leaves for the endpoint in use a single time, whatever
        comes of it. Raises NodeUnreachableError, AnswerTooLongError for more than `longest` bytes."""
        deadline = time.monotonic() + self._patience.in_all
        if once:
            return self._post_to(self.current, body, longest, 1, deadline)
        attempts = self._patience.attempts if len(self._urls) == 1 else self._patience.of_several
        for _ in self._urls[1:]:
            changes = self.changes
            try:
                return self._post_to(self.current, body, longest, attempts, deadline)
            except NodeUnreachableError:
                self.change(changes)
                if time.monotonic() >= deadline:
                    raise
        return self._post_to(self.current, body, longest, attempts, deadline)

    def _post_to(self, url: str, body: bytes, longest: int | None, attempts: int, deadline: float) -> bytes | bytearray:
        pause, cause, attempt = FIRST_PAUSE, None, 0
        while True:
            attempt += 1
            try:
                with self._client.stream("POST", url, content=body, timeout=self._timeout(deadline)) as response:
                    if response.status_code not in RETRIED_STATUS:
                        return _content(response, longest)
                kind = why = f"HTTP status {response.status_code}"
                self.errors[str(response.status_code)] += 1
            except (httpx.TransportError, httpx.InvalidURL) as error:
                kind, cause = type(error).__name__, error
                why = f"{kind} {error}".strip()
                self.errors[kind] += 1
                if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
                    break  # it stays one
            except RuntimeError as error:  # what httpx raises when another thread closed the client
                raise NodeUnreachableError.of("chain.closed", url=shown(url)) from error
            if self._closed or attempt >= attempts or time.monotonic() + pause >= deadline:
                break
            time.sleep(pause * self._jitter.uniform(0.5, 1.5))
            pause *= 2
        slow = NodeTooSlowError if isinstance(cause, httpx.ReadTimeout) else NodeUnreachableError
        raise slow(Text.of("chain.unreachable", url=shown(url), n=attempt, why=why), why=kind) from cause

    def _timeout(self, deadline: float) -> httpx.Timeout:
        left = max(deadline - time.monotonic(), 0.1)
        return httpx.Timeout(min(self._patience.read, left), connect=min(self._patience.connect, left))


def endpoints(urls: str) -> tuple[str, ...]:
    """The endpoints that SYMBIA_RPC_URL lists, the preferred one first."""
    return tuple(url.strip() for url in urls.split(",") if url.strip()) or (urls,)


def _content(response: httpx.Response, longest: int | None) -> bytes | bytearray:
    """The body, read only as far as it may be long."""
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if longest is not None and len(content) > longest:
            raise AnswerTooLongError.of("chain.answer_too_long", limit=longest)
    return content
