"""Handlers: `on_<event>(write, event)` per event of the contracts, by the part of the product they mirror.

They know no network, no clock and no commit: what a row becomes follows from the event alone.
"""

from collections.abc import Callable
from typing import Any

from indexer.decode.events import EVENTS, Event
from indexer.decode.naming import snake
from indexer.handlers.reading import READERS
from indexer.write.changes import Writer
from symbia.domains import Part, functions

Handler = Callable[[Writer, Any], None]


def handler_name(event: type[Event]) -> str:
    """`PerkRedeemed` -> `on_perk_redeemed`."""
    return f"on_{snake(event.__name__)}"


def _handlers() -> dict[type[Event], Handler]:
    named = {handler.__name__: handler for handler in functions(Part.HANDLERS, "on_")}
    return {event: named[handler_name(event)] for event in EVENTS}


HANDLERS = _handlers()
READING = frozenset(event for event, handler in HANDLERS.items() if handler in READERS)


def handle(write: Writer, event: Event) -> None:
    """Write what an event says."""
    HANDLERS[type(event)](write, event)
