"""Whether the chain answers, and how far it is: asked at most every few seconds, by one request at a time."""

import threading
import time
from dataclasses import dataclass

from api.kit.chain import Chain
from api.kit.problems import ProblemError

FRESH = 3.0  # seconds an answer is good for


@dataclass(frozen=True, slots=True)
class Beat:
    """`block`: the chain's newest, None when it does not answer."""

    block: int | None
    at: float  # monotonic seconds


class Pulse:
    """The last beat of a chain. A slow node keeps one request waiting, not all of them."""

    def __init__(self) -> None:
        self._beat: Beat | None = None
        self._asking = threading.Lock()

    def block(self, chain: Chain) -> int | None:
        """The newest block as of a moment ago, None when the chain does not answer."""
        beat = self._beat
        if beat is not None and (time.monotonic() - beat.at < FRESH or self._asking.locked()):
            return beat.block
        with self._asking:
            self._beat = beat = Beat(_newest(chain), time.monotonic())
        return beat.block


def _newest(chain: Chain) -> int | None:
    try:
        return chain.head()
    except ProblemError:
        return None  # the page says so in its banner
