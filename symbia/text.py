"""A sentence before it has a language: the code of a catalogue entry, and the values that fill its places.

Whatever decides something raises or returns a `Text`, and `symbia.words` words it. This module imports nothing of the
house.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Self, TypeAlias

Value: TypeAlias = "str | int | bool | datetime | Text | Sequence[Value]"

_ACCEPTED = "a str, int, bool, datetime, Text, or a sequence of these"
EXACT = 2**53 - 1  # beyond it a JavaScript number is no longer exact
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Text:
    """`code` is a dotted path in the catalogue, such as `perks.verdict.holding_time`; `values` are read-only.

    Values: str, int, bool, aware datetimes (kept in UTC), Text, and sequences of these (kept as tuples).
    Raises TypeError for any other value, ValueError for a datetime without a time zone.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {
            name: value if type(value) in _SIMPLE else _kept(name, value)  # most are, and this is called often
            for name, value in self.values.items()
        }
        object.__setattr__(self, "values", MappingProxyType(kept))

    @classmethod
    def of(cls, code: str, /, **values: Value) -> Self:
        """`Text.of("units.count", n=3)`."""
        return cls(code, values)

    def as_json(self) -> dict[str, Any]:
        """`{"code": ..., "values": {...}}` for `json.dumps`.

        Whole numbers beyond 2**53-1 are decimal text, datetimes RFC 3339 in UTC with Z, nested texts are such objects.
        """
        return {"code": self.code, "values": {name: _json(value) for name, value in self.values.items()}}

    def __str__(self) -> str:
        """Code and values on one line. For logs; people read what `symbia.words.word` makes of it."""
        return " ".join([self.code, *(f"{name}={_logged(value)}" for name, value in self.values.items())])

    def __hash__(self) -> int:
        return hash((self.code, frozenset(self.values.items())))

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Value]]]:
        return type(self), (self.code, dict(self.values))


class _Worder:
    """How logs word texts: `symbia.words` offers it when it is loaded; this module cannot ask for it."""

    word: Callable[[Text], str] = str


def word_logs_with(word: Callable[[Text], str]) -> None:
    """From now on `for_logs`, and `str` of a TextError, is what `word` makes of a text."""
    _Worder.word = staticmethod(word)


def for_logs(said: Text | str) -> str:
    """In English, what is a str already as it is; code and values in a process without `symbia.words`."""
    return _Worder.word(said) if isinstance(said, Text) else said


class TextError(Exception):
    """An error that knows its sentence as a `text` without a language. `str` of it, for logs, is English."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """In English; code and values in a process without `symbia.words`."""
        return for_logs(self.text)

    @classmethod
    def of(cls, code: str, /, **values: Value) -> Self:
        """`raise SomeError.of("units.count", n=3)`."""
        return cls(Text.of(code, **values))


_SIMPLE = frozenset({str, int, bool, Text})


def _kept(name: str, value: Value) -> Value:
    if isinstance(value, (str, int, Text)):
        return value
    if isinstance(value, datetime):
        return _in_utc(name, value)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return tuple(_kept(name, item) for item in value)
    raise TypeError(f"the value {name} is of type {type(value).__name__}; give {_ACCEPTED}")


def _in_utc(name: str, at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"the value {name} is a datetime without a time zone; give one in UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError:  # within hours of the calendar's ends
        return _FIRST if at.year == _FIRST.year else _LAST


def _json(value: Value) -> Any:
    if isinstance(value, Text):
        return value.as_json()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, (str, int)):
        return str(value) if isinstance(value, int) and abs(value) > EXACT else value
    return [_json(item) for item in value]


def _logged(value: Value) -> str:
    if isinstance(value, Text):
        return f"({value})"
    if isinstance(value, (str, int, datetime)):
        return json.dumps(_json(value))
    return f"[{', '.join(_logged(item) for item in value)}]"
