"""Handlers that look at rows which are there. All others only say what becomes of rows."""

from collections.abc import Callable
from typing import Any, TypeVar

from indexer.write.changes import Writer

HandlerT = TypeVar("HandlerT", bound=Callable[[Writer, Any], None])
READERS: set[Callable[..., Any]] = set()


def reads(handler: HandlerT) -> HandlerT:
    """Marks a handler that asks the writer for keys: it has to wait until the database has no other work."""
    READERS.add(handler)
    return handler
