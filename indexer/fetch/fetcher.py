"""Blocks and their logs, fetched ahead of the cursor in threads and delivered in order.

At most AHEAD ranges are under way or waiting, each bounded by the window, so memory does not grow with the chain.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import msgspec

from indexer.errors import IncompleteLogsError
from indexer.fetch.completeness import LogCheck
from indexer.fetch.packing import pack
from indexer.fetch.prepare import PreparedChanges
from indexer.fetch.window import Window
from symbia.chain.node import Node
from symbia.chain.wire import Header, Log
from symbia.errors import AnswerTooLongError, ChainMovedError, LogRangeError, NodeBehindError

AHEAD = 3  # ranges: two are asked for while one waits
THREADS = 2

Prepare = Callable[[list[Header], list[Log], int], PreparedChanges | None]


class Range(msgspec.Struct, frozen=True):
    """Blocks that follow each other, and their logs in order; proved whole.

    Perhaps the same logs as they are stored, and what they say, as well.
    """

    headers: list[Header]
    logs: list[Log]
    packed: dict[int, bytes] = {}
    prepared: PreparedChanges | None = None


class _Asked(msgspec.Struct, frozen=True):
    first: int
    last: int
    changes: int  # of the node's endpoint, when it was asked
    answer: "Future[Range]"


class Fetcher:
    """Fetches ranges of one deployment's logs. `finality_depth`: blocks at the head that only receipts prove whole.

    `prepare` is told headers, logs and the number of the last block that is taken as final.
    """

    def __init__(
        self, node: Node, addresses: Sequence[str], check: LogCheck, finality_depth: int, prepare: Prepare
    ) -> None:
        self.window = Window()
        self._node = node
        self._addresses = tuple(addresses)
        self._check = check
        self._finality_depth = finality_depth
        self._prepare = prepare
        self._asked: deque[_Asked] = deque()
        self._suspect: int | None = None  # a block that did not come whole: asked for alone
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="fetch")

    def __enter__(self) -> Self:
        """Nothing is asked before the first `after`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for nobody."""
        self.forget()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def after(self, first: int, parent: str | None, head: Header) -> Range:
        """The next blocks from `first`, the child of `parent` (None: of anybody), on, none above `head`.

        Raises ChainMovedError if they do not fit, IncompleteLogsError if block `first` does not come whole (blocks
        before one that does not are delivered), and errors of the node; asking again then begins anew.
        """
        found = self._served(first, head)
        if parent is not None and found.headers[0].parent_hash != parent:
            self.forget()
            raise ChainMovedError.of("indexer.moved.chain")
        self._asked.popleft()
        if self._suspect is not None and found.headers[-1].number >= self._suspect:
            self._suspect = None
        self.window.served(len(found.headers), len(found.logs))
        return found

    def begin(self, first: int, head: Header) -> None:
        """Ask for blocks from `first` on, for whoever has something else to do before `after`."""
        while len(self._asked) < AHEAD:
            start = self._asked[-1].last + 1 if self._asked else first
            last = min(head.number, self._largest(start))
            if last < start:
                break
            self._ask(start, last, head)

    def forget(self) -> None:
        """Throw away what was fetched and not delivered."""
        for asked in self._asked:
            asked.answer.cancel()
        self._asked.clear()

    def _served(self, first: int, head: Header) -> Range:
        """The range from `first` on, as large as the node will have it."""
        while True:
            try:
                return self._first_of(first, head)
            except LogRangeError as error:
                asked = self._asked[0]
                self.forget()
                self.window.refused(asked.last - asked.first + 1, error.hint)
            except AnswerTooLongError:
                asked = self._asked[0]
                self.forget()
                self.window.overflowed(asked.last - asked.first + 1)
            except IncompleteLogsError as error:
                self.forget()
                self._suspect = error.header.number
                if self._suspect == first:
                    raise
            except Exception:
                self.forget()
                raise

    def _first_of(self, first: int, head: Header) -> Range:
        if self._asked and (self._asked[0].first != first or self._asked[0].changes != self._node.changes):
            self.forget()
        self.begin(first, head)
        if not self._asked:  # the head is below: another node, or another chain
            raise ChainMovedError.of("indexer.moved.chain")
        return self._asked[0].answer.result()

    def _largest(self, start: int) -> int:
        """Where a range from `start` on may end: before a suspect block, or with it if it is the only one."""
        last = start + self.window.size - 1
        if self._suspect is not None and start <= self._suspect:
            return start if start == self._suspect else min(last, self._suspect - 1)
        return last

    def _ask(self, first: int, last: int, head: Header) -> None:
        changes = self._node.changes
        if not self._asked and last == head.number:  # nothing to overlap with: no thread
            answer: Future[Range] = Future()
            self._asked.append(_Asked(first, last, changes, answer))
            answer.set_result(self._fetch(first, last, head))
        else:
            self._asked.append(_Asked(first, last, changes, self._threads.submit(self._fetch, first, last, head)))

    def _fetch(self, first: int, last: int, head: Header) -> Range:
        final = head.number - self._finality_depth
        if final < first == last == head.number:  # receipts tell all: a question less on the way to the reader
            return self._whole([head], [], final)
        logs = self._node.logs(self._addresses, first, last)
        headers = _linked(self._node.headers(range(first, last + 1)))
        return self._whole(headers, logs, final)

    def _whole(self, headers: list[Header], logs: list[Log], final: int) -> Range:
        logs = self._check.whole(headers, logs, self._node, final)
        return Range(headers=headers, logs=logs, packed=pack(logs), prepared=self._prepare(headers, logs, final))


def _linked(found: list[Header | None]) -> list[Header]:
    """The headers, each the child of the one before. Raises ChainMovedError if the chain changed in between,
    NodeBehindError if the node has not come to one."""
    headers: list[Header] = []
    for header in found:
        if header is None:
            raise NodeBehindError.of("indexer.node.short")
        if headers and header.parent_hash != headers[-1].hash:
            raise ChainMovedError.of("indexer.moved.chain")
        headers.append(header)
    return headers
