"""What can go wrong while indexing. Every message ends with what to do next.

IndexerError
├── DeploymentError          the deployment file is missing, unreadable, or names other contracts
├── DatabaseUrlError        SYMBIA_DATABASE_URL names no database we can use
├── DatabaseUnavailableError  the database does not answer, or not in time
├── WrongChainError          node, deployment file and database do not speak of the same chain
├── SecondWriterError        another process indexes into this database
├── NodeError
│   ├── NodeUnreachableError no answer, after retries
│   ├── RpcError             the node answered with an error
│   │   ├── LogRangeError    it will not return logs of so many blocks; ask for fewer
│   │   └── NoReceiptsError  it knows no method that gives receipts
│   ├── AnswerTooLongError   logs of so many blocks would take too much memory; ask for fewer
│   └── IncompleteLogsError  it keeps leaving logs out
├── ChainMovedError          the chain changed between two answers; ask again
├── DeepReorgError           a reorg below the finality depth
├── DecodeError              a log does not have the shape its ABI says
├── MissingRowError          a log speaks of something no earlier log announced
├── WatchPortError           metrics cannot be served at the port that was asked for
└── NumberTooLargeError      an id or a number of units beyond 63 bits
"""

from indexer.wire import Header


class IndexerError(Exception):
    """Root of all of them."""


class DeploymentError(IndexerError):
    """The deployment file cannot be used."""


class DatabaseUrlError(IndexerError):
    """The database URL cannot be used."""


class DatabaseUnavailableError(IndexerError):
    """The database cannot be reached, opened or written."""


class WrongChainError(IndexerError):
    """Node, deployment file and database do not speak of the same chain."""


class SecondWriterError(IndexerError):
    """Another process holds the writer's lock of this database."""


class WatchPortError(IndexerError):
    """The port of metrics and health cannot be listened at."""


class NodeError(IndexerError):
    """Something about the node."""


class NodeUnreachableError(NodeError):
    """No usable answer after all retries."""


class RpcError(NodeError):
    """The node answered a call with a JSON-RPC error."""


class LogRangeError(RpcError):
    """The node refuses a range of more than one block; a smaller one may do, of `hint` blocks if it says so."""

    def __init__(self, message: str, hint: int | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class NoReceiptsError(RpcError):
    """The node knows neither of the two methods that give receipts."""


class AnswerTooLongError(NodeError):
    """The logs of a range of more than one block would take too much memory; those of a smaller one may not."""


class IncompleteLogsError(NodeError):
    """Logs of the block of `header` are missing, and asking again did not bring them."""

    def __init__(self, message: str, header: Header) -> None:
        super().__init__(message)
        self.header = header


class ChainMovedError(IndexerError):
    """Two answers of the node belong to different chains: it moved in between. Asking again heals it."""


class DeepReorgError(IndexerError):
    """The chain replaced blocks that were taken as final; nothing recorded can undo them."""


class DecodeError(IndexerError):
    """A log does not have the shape its ABI says."""


class MissingRowError(IndexerError):
    """An update found no row: an earlier log was not indexed."""


class NumberTooLargeError(IndexerError):
    """A number does not fit the column it is meant for."""
