"""What is known of each endpoint: how far it is, what it refuses, and what it said last instead of an answer."""

import re
import time
from collections.abc import Iterable
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec

State = Literal["ok", "behind", "throttled", "suspect", "stuck", "unreachable", "other_chain", "unknown"]
STATES: tuple[State, ...] = get_args(State)
Trouble = Literal["throttled", "suspect", "stuck", "unreachable", "other_chain"]
# An answer ends these. That it lies, or is of another chain, is no matter of whether it answers.
PASSING: frozenset[str] = frozenset({"throttled", "stuck", "unreachable"})
TOLERATED_LAG = 3  # blocks; endpoints hear of a new one at different moments
LONGEST_WORDS = 200  # characters
SHORTEST_KEY = 6  # characters
AVOIDED = 60.0  # seconds for which an endpoint that did not serve what it claimed to have is not preferred


class Standing(msgspec.Struct):
    """Of one endpoint. `url` whole: it may hold a key. Times in unix seconds."""

    url: str
    head: int | None = None  # block that it named as its newest, the last time it was asked
    highest: int = -1  # the highest that it ever named
    refusals: int = 0  # ranges of blocks that it would not serve
    window: int | None = None  # blocks that it is asked for at once; found out by asking
    trouble: Trouble | None = None
    late: bool = False  # it had not what was asked for, and should have
    last_words: str = ""  # what it said last instead of an answer
    last_words_at: int | None = None
    answered_at: int | None = None
    avoided_until: float = 0.0  # by the monotonic clock

    def answered(self) -> None:
        """It gave an answer."""
        self.answered_at = int(time.time())
        if self.trouble in PASSING:
            self.trouble = None

    def told(self, head: int) -> None:
        """It named its newest block."""
        self.head = head
        if head > self.highest:
            self.highest, self.late = head, False

    def failed(self, trouble: Trouble, words: str) -> None:
        """It gave no answer, or one that cannot be believed."""
        if trouble not in PASSING or self.trouble in PASSING or self.trouble is None:
            self.trouble = trouble
        self.said(words)

    def said(self, words: str) -> None:
        """In place of an answer."""
        words = _without_keys(words, self.url)
        self.last_words = words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
        self.last_words_at = int(time.time())

    def cleared(self, *troubles: Trouble) -> None:
        """It was found to be without these."""
        if self.trouble in troubles:
            self.trouble = None

    def served(self) -> None:
        """A step with it went well: nothing is left out now."""
        self.late = False
        self.cleared("suspect")

    def avoid(self) -> None:
        """It did not serve what it named: others first, for a while."""
        self.avoided_until = time.monotonic() + AVOIDED

    def lag(self, known: int) -> int | None:
        """Blocks between its newest one and the newest one known of; None before it named one."""
        return None if self.head is None else max(known - self.head, 0)

    def state(self, known: int) -> State:
        """In a word. `known`: number of the newest block that anybody named."""
        if self.trouble is not None:
            return self.trouble
        if (lag := self.lag(known)) is None:
            return "unknown"
        return "behind" if self.late or lag > TOLERATED_LAG else "ok"

    @property
    def is_passed_over(self) -> bool:
        """Whether it is of another chain, as far as was seen not long ago."""
        return self.trouble == "other_chain" and time.monotonic() < self.avoided_until

    @property
    def may_be_preferred(self) -> bool:
        """Whether nothing speaks against asking it first."""
        return self.trouble is None and time.monotonic() >= self.avoided_until


def furthest(standings: Iterable[Standing]) -> int:
    """Number of the newest block that one of these names now, whose words are not doubted; -1 if none does."""
    return max((one.head for one in standings if one.head is not None and one.trouble not in _DOUBTED), default=-1)


def _without_keys(words: str, url: str) -> str:
    """Words that do not repeat what of a URL may be a key, nor whose it is: a page often names the path that was asked
    for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return words.replace(url, "...")
    names = {*parts.path.split("/"), *re.split("[&=]", parts.query), parts.username or "", parts.password or ""}
    names |= {parts.netloc, parts.hostname or ""}
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= SHORTEST_KEY:
            words = words.replace(name, "...")
    return words


_DOUBTED = frozenset({"suspect", "other_chain"})
