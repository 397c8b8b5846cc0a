"""What a writer does after a step that failed: wait, ask another endpoint, or give up.

A node that is late, gone or leaves something out passes, so whoever runs without end waits for it, and says so: in the
log at the first, second, fourth, eighth time and so on, in /readyz until a step succeeds.
"""

import structlog

from indexer.errors import DeepReorgError, IncompleteLogsError
from indexer.follow import Follower
from indexer.watch.metrics import Watch
from symbia.errors import (
    ChainMovedError,
    NodeBehindError,
    NodeError,
    NodeUnreachableError,
    SymbiaError,
    UnprovedHeaderError,
    WrongChainError,
)
from symbia.process.stopping import Stop

PATIENCE = 10  # failing steps in a row, at each endpoint, before an error of the node ends one that does not wait
CERTAIN = 3  # times in a row that each endpoint has to say that it is of another chain, or replaced a final block
_log = structlog.get_logger("symbia.indexer")


class Patience:
    """Counts failing steps in a row. `seconds` between two looks at the head; `lasting`: the node is waited for without
    end; `aside`: for tables beside those in use."""

    def __init__(
        self, seconds: float, stop: Stop, watch: Watch, follower: Follower, *, lasting: bool, aside: bool
    ) -> None:
        self._seconds = seconds
        self._stop = stop
        self._watch = watch
        self._follower = follower
        self._lasting = lasting
        self._aside = aside
        self._failures = 0
        self._strange = 0

    def restored(self) -> None:
        """A step was done."""
        self._failures = self._strange = 0

    def wait(self, error: SymbiaError) -> None:
        """Wait after a step that failed. Raises `error` where waiting does not help."""
        self._watch.failed(error, error.header.number if isinstance(error, IncompleteLogsError) else None)
        if isinstance(error, DeepReorgError | WrongChainError):
            self._ask_others(error)
        elif isinstance(error, ChainMovedError | NodeError):
            self._wait_for_node(error)
        else:
            raise error

    def _ask_others(self, error: DeepReorgError | WrongChainError) -> None:
        """One that is of another chain is not believed, as long as there is another endpoint."""
        self._strange += 1
        self._follower.distrust_endpoint("other_chain", str(error))
        if self._strange >= CERTAIN * self._follower.endpoints and not (
            self._lasting and self._follower.may_have_an_endpoint
        ):
            raise error
        _log.warning("endpoint of another chain, asking again", error=str(error))
        self._pause()

    def _wait_for_node(self, error: ChainMovedError | NodeError) -> None:
        if not isinstance(error, NodeUnreachableError):  # that one is waited for in any case
            self._failures += 1
        if self._failures >= PATIENCE * self._follower.endpoints and not self._lasting:
            raise error
        if self._failures & (self._failures - 1) == 0:
            _log.warning(_said_of(error), error=str(error), failures=self._failures)
        if isinstance(error, IncompleteLogsError | UnprovedHeaderError):
            self._follower.distrust_endpoint("suspect", str(error))
        elif not isinstance(error, ChainMovedError | NodeUnreachableError):
            if isinstance(error, NodeBehindError):
                self._follower.note_late()
            self._follower.change_endpoint()
        self._pause()

    def _pause(self) -> None:
        if not self._aside:
            self._follower.note_endpoints()
        rounds = self._failures // self._follower.endpoints  # in which each endpoint was asked
        self._stop.wait(self._seconds * min(max(rounds, 1), PATIENCE))


def _said_of(error: ChainMovedError | NodeError) -> str:
    if isinstance(error, NodeUnreachableError):
        return "node unreachable, waiting for it"
    return "node behind, waiting for it" if isinstance(error, NodeBehindError) else "step failed, trying again"
