"""What a node does wrong, in the words of the command line: they name its options."""

from collections.abc import Iterator
from contextlib import contextmanager

from symbia.chain.node import Node
from symbia.errors import NodeUnreachableError, NotANodeError
from symbia.text import Text, TextError

START = Text.of("cli.node.start")


@contextmanager
def node_errors(node: Node, failure: type[TextError], hint: Text = START) -> Iterator[None]:
    """Raises `failure` when no node answers, or what answers is none. `hint`: what to do about silence."""
    try:
        yield
    except NodeUnreachableError as error:
        raise failure.of("cli.node.silent", url=node.url, why=error.why, hint=hint) from error
    except NotANodeError as error:
        raise failure.of("cli.node.none", url=node.url) from error
