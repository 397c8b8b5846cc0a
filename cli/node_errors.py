"""What a node does wrong, in the words of the command line: they name its options."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from symbia.chain.node import Node
from symbia.errors import NodeUnreachableError, NotANodeError

START = "Start it, or give --rpc-url one that runs."


@contextmanager
def node_errors(node: Node, error_of: Callable[[str], Exception], hint: str = START) -> Iterator[None]:
    """Raises `error_of` a message when no node answers, or what answers is none. `hint`: what to do about silence."""
    try:
        yield
    except NodeUnreachableError as error:
        raise error_of(f"No Ethereum node answers at {node.url} ({error.why}). {hint}") from error
    except NotANodeError as error:
        raise error_of(
            f"What answers at {node.url} is no Ethereum node. Set --rpc-url or SYMBIA_RPC_URL to the node's URL."
        ) from error
