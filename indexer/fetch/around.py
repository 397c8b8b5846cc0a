"""How far the endpoints are that are not in use, seen now and then: the one in use may be late, and not say so."""

from threading import Event, Thread
from typing import Self

from symbia.chain.node import Node

SECONDS = 10.0  # between two looks


class LookAround:
    """Looks in a thread until the block ends; where there is only one endpoint nobody does."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._several = len(node.standings) > 1
        self._closed = Event()
        self._thread = Thread(target=self._look, name="around", daemon=True)

    def __enter__(self) -> Self:
        """Begin with a look."""
        if self._several:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; an answer that is waited for comes to nothing."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.is_set():
            self._node.look_around()
            self._closed.wait(SECONDS)
