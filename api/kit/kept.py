"""What was worked out from rows, kept for as long as these rows are the same."""

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache

ROOM = 200_000  # in all, in the sizes that `keep` is told; what was not wanted for longest goes first


@dataclass(frozen=True, slots=True)
class _Sized:
    value: Any
    size: int


class Kept:
    """By a mark that changes with the rows. May be asked from several threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._values: LRUCache[Hashable, _Sized] = LRUCache(room, getsizeof=lambda sized: sized.size)
        self._lock = Lock()

    def get(self, mark: Hashable) -> Any:
        """None if it was not kept."""
        with self._lock:
            kept = self._values.get(mark)
        return None if kept is None else kept.value

    def keep(self, mark: Hashable, value: Any, size: int) -> None:
        """Unless it is larger than all the room."""
        with self._lock:
            if size <= self._values.maxsize:
                self._values[mark] = _Sized(value, size)
