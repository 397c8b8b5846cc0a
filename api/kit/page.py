"""Pages by keyset: the cursor names the last row seen, so rows that arrive neither shift nor repeat others."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.kit.problems import ProblemError
from symbia.text import Text

DEFAULT_LIMIT = 25
MAX_LIMIT = 100
MAX_CURSOR = 200
_MAX_NUMBER = 2**63 - 1
Row = TypeVar("Row")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most rows of a page")]
CursorText = Annotated[str | None, Query(max_length=MAX_CURSOR, description="`page.next` of the page before")]


class Page(BaseModel):
    """How to go on."""

    next: str | None = Field(description="Pass it as `cursor` for the next page; null on the last one")
    limit: int


def encode(kind: str, position: Sequence[int]) -> str:
    """Opaque text for a position. `kind` names the list and its filters; another list refuses the cursor."""
    raw = json.dumps([kind, *position], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(kind: str, cursor: str | None, length: int) -> tuple[int, ...] | None:
    """The position in a cursor, None without one. Raises the problem `invalid_cursor`."""
    if cursor is None:
        return None
    position = _parse(cursor)
    fits = isinstance(position, list) and len(position) == length + 1 and position[0] == kind
    if not fits or not all(type(number) is int and 0 <= number <= _MAX_NUMBER for number in position[1:]):
        raise ProblemError("invalid_cursor", Text("kit.cursor"))
    return tuple(position[1:])


def cut(
    kind: str, rows: Sequence[Row], limit: int, position_of: Callable[[Row], Sequence[int]]
) -> tuple[list[Row], Page]:
    """The rows of this page and how to go on, from `limit` + 1 fetched rows."""
    shown = list(rows[:limit])
    more = len(rows) > limit
    return shown, Page(next=encode(kind, position_of(shown[-1])) if more else None, limit=limit)


def _parse(cursor: str) -> Any:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError):
        return None
