"""What can go wrong with the ground that everything stands on. Every text ends with what to do next.

TextError (symbia/text.py)
└── SymbiaError
    ├── DeploymentError            the deployment file is missing, unreadable, or names other contracts
    ├── DatabaseUrlError           SYMBIA_DATABASE_URL names no database we can use
    ├── DatabaseUnavailableError   the database does not answer, or not in time
    ├── WrongChainError            node, deployment file and database do not speak of the same chain
    ├── SecondWriterError          another process indexes into this database
    ├── ChainMovedError            the chain changed between two answers; ask again
    ├── NodeError
    │   ├── NodeUnreachableError   no answer, after retries
    │   │   ├── NodeTooSlowError   it took the question, and did not answer in time
    │   │   └── NodeOverloadedError    the server gave up over the question, or is not there
    │   ├── RpcError               the node answered with an error, or with what is no answer
    │   │   ├── NotANodeError      what answers does not do so as an Ethereum node
    │   │   ├── NodeBehindError    it has not come to the block that is asked for
    │   │   ├── UnprovedHeaderError    a header came whose fields do not give its hash
    │   │   ├── RevertedCallError  the contract reverted the call
    │   │   ├── LogRangeError      it will not return logs of so many blocks; ask for fewer
    │   │   └── NoReceiptsError    it knows no method that gives receipts
    │   └── AnswerTooLongError     logs of so many blocks would take too much memory; ask for fewer
    └── (indexer/errors.py goes on with what can go wrong while indexing)
"""

from symbia.text import Text, TextError, for_logs


class SymbiaError(TextError):
    """Root of all of them."""


class DeploymentError(SymbiaError):
    """The deployment file cannot be used."""


class DatabaseUrlError(SymbiaError):
    """The database URL cannot be used."""


class DatabaseUnavailableError(SymbiaError):
    """The database cannot be reached, opened or written."""


class WrongChainError(SymbiaError):
    """Node, deployment file and database do not speak of the same chain."""


class SecondWriterError(SymbiaError):
    """Another process holds the writer's lock of this database."""


class ChainMovedError(SymbiaError):
    """Two answers of the node belong to different chains: it moved in between. Asking again heals it."""


class NodeError(SymbiaError):
    """Something about the node. `why`: in short and without its address, for people who do not run it; what the node
    said in its own words, else English."""

    def __init__(self, text: Text, *, why: Text | str = "") -> None:
        super().__init__(text)
        self.why = for_logs(why or text)


class NodeUnreachableError(NodeError):
    """No usable answer after all retries."""


class NodeTooSlowError(NodeUnreachableError):
    """The node took the question and did not answer in time: a smaller question may do."""


class NodeOverloadedError(NodeUnreachableError):
    """The server gave up over the question, or is not there at all: one that asks for less may be answered."""


class RpcError(NodeError):
    """The node answered a call with a JSON-RPC error, or with something that is no answer to it."""


class NotANodeError(RpcError):
    """What answers does not do so as an Ethereum node."""


class NodeBehindError(RpcError):
    """The node has not come to a block that is asked for, or of several behind one name one has not: it lags, or is of
    another chain. `behind`: by how many blocks, as far as that is known; 0 where it is not."""

    def __init__(self, text: Text, *, why: Text | str = "", behind: int = 0) -> None:
        super().__init__(text, why=why)
        self.behind = behind


class UnprovedHeaderError(RpcError):
    """A header whose fields do not give its hash, from a chain where they do."""


class RevertedCallError(RpcError):
    """A call reverted. `data`: what the contract reverted with, empty if the node does not say; `why`: its words."""

    def __init__(self, text: Text, data: bytes = b"", *, why: Text | str = "") -> None:
        super().__init__(text, why=why)
        self.data = data


class LogRangeError(RpcError):
    """The node refuses a range of more than one block; a smaller one may do, of `hint` blocks if it says so."""

    def __init__(self, text: Text, hint: int | None = None) -> None:
        super().__init__(text)
        self.hint = hint


class NoReceiptsError(RpcError):
    """The node knows neither of the two methods that give receipts."""


class AnswerTooLongError(NodeError):
    """The logs of a range of more than one block would take too much memory; those of a smaller one may not."""
