"""What can go wrong while indexing, beside what symbia/errors.py names. Every text ends with what to do next.

SymbiaError
├── NodeError
│   └── IncompleteLogsError   the node keeps leaving logs out
├── DeepReorgError            a reorg below the finality depth
├── DecodeError               a log does not have the shape its ABI says
├── MissingRowError           a log speaks of something no earlier log announced
├── NumberTooLargeError       an id or a number of units beyond 63 bits
└── WatchPortError            metrics cannot be served at the port that was asked for
"""

from symbia.chain.wire import Header
from symbia.errors import NodeError, SymbiaError
from symbia.text import Text


class IncompleteLogsError(NodeError):
    """Logs of the block of `header` are missing, and asking again did not bring them."""

    def __init__(self, text: Text, header: Header) -> None:
        super().__init__(text)
        self.header = header


class DeepReorgError(SymbiaError):
    """The chain replaced blocks that were taken as final; nothing recorded can undo them."""


class DecodeError(SymbiaError):
    """A log does not have the shape its ABI says."""


class MissingRowError(SymbiaError):
    """An update found no row: an earlier log was not indexed."""


class NumberTooLargeError(SymbiaError):
    """A number does not fit the column it is meant for."""


class WatchPortError(SymbiaError):
    """The port of metrics and health cannot be listened at."""
