"""Handlers: `on_<event>(write, event)` per event of the contracts, by the part of the product they mirror.

They know no network, no clock and no commit: what a row becomes follows from the event alone.
"""

from collections.abc import Callable
from typing import Any

from indexer.decode.events import EVENTS, Event
from indexer.decode.naming import snake
from indexer.handlers import access, drops, governance, life, membership, perks, settings, tiers, timelock, votes
from indexer.handlers.reading import READERS
from indexer.write.changes import Writer

Handler = Callable[[Writer, Any], None]
MODULES = (access, drops, governance, life, membership, perks, settings, tiers, timelock, votes)


def handler_name(event: type[Event]) -> str:
    """`PerkRedeemed` -> `on_perk_redeemed`."""
    return f"on_{snake(event.__name__)}"


def _handlers() -> dict[type[Event], Handler]:
    named = {name: value for module in MODULES for name, value in vars(module).items() if name.startswith("on_")}
    return {event: named[handler_name(event)] for event in EVENTS}


HANDLERS = _handlers()
READING = frozenset(event for event, handler in HANDLERS.items() if handler in READERS)


def handle(write: Writer, event: Event) -> None:
    """Write what an event says."""
    HANDLERS[type(event)](write, event)
