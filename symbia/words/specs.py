"""What may stand behind the colon of a place, and what it makes of a value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeGuard

from symbia.text import Text, Value
from symbia.words import figures
from symbia.words.errors import TemplateError
from symbia.words.languages import Tongue

LIST = "list"


class TextWriter(Protocol):
    """Who words a text, in one language, as plain text or as HTML."""

    @property
    def spoken(self) -> Tongue: ...

    def word(self, text: Text) -> str:
        """The text in the writer's language."""

    def joined(self, parts: Iterable[str], separator: str = "") -> str:
        """Parts as one text; as HTML they are escaped here."""

    def plural(self, count: int) -> str:
        """CLDR's plural category."""

    def moment(self, at: datetime) -> str:
        """A time in UTC, to the second."""


@dataclass(frozen=True, slots=True)
class Spec:
    """`wanted` tells a developer which values it words; `words` whether a value is one of them."""

    name: str
    wanted: str
    words: Callable[[Value], bool]
    show: Callable[[Any, TextWriter], str]


def spec_of(code: str, name: str) -> Spec:
    """The spec of a place; behind `list:` stands that of its items. Raises TemplateError."""
    kind, _, item = name.partition(":")
    if kind == LIST and item:
        return _list_of(name, spec_of(code, item))
    if name not in SPECS:
        raise TemplateError(f"{code} has the unknown spec :{name}; there are {', '.join(filter(None, SPECS))}")
    return SPECS[name]


def _list_of(name: str, item: Spec) -> Spec:
    def words(value: Value) -> bool:
        return _is_list(value) and all(item.words(part) for part in value)

    def show(values: Sequence[Value], writer: TextWriter) -> str:
        return writer.joined([item.show(value, writer) for value in values], writer.spoken.comma)

    return Spec(name, f"a list of which each item is {item.wanted}", words, show)


def _usual(value: Value, writer: TextWriter) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return writer.word(Text("value.yes" if value else "value.no"))
    if isinstance(value, int):
        return figures.grouped(value, writer.spoken)
    if isinstance(value, Text):
        return writer.word(value)
    if isinstance(value, datetime):
        return writer.moment(value)
    return writer.joined([_usual(item, writer) for item in value], writer.spoken.comma)


def _raw(value: str | Text, writer: TextWriter) -> str:
    return writer.word(value) if isinstance(value, Text) else value


def _span(seconds: int, writer: TextWriter) -> str:
    parts = [writer.word(part) for part in figures.span(seconds)]
    return writer.joined(parts, writer.spoken.space)


def _any(_value: Value) -> bool:
    return True


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_amount(value: Value) -> bool:
    return _is_whole(value) or (isinstance(value, str) and value.isdecimal())


def _is_time(value: Value) -> bool:
    return isinstance(value, datetime)


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_text(value: Value) -> bool:
    return isinstance(value, str | Text)


_SPECS = (
    Spec("", "every value", _any, _usual),
    Spec("id", "a whole number", _is_whole, lambda number, _: str(number)),
    Spec("duration", "seconds", _is_whole, lambda seconds, writer: figures.duration(seconds, writer.spoken)),
    Spec("span", "seconds", _is_whole, _span),
    Spec("time", "a datetime", _is_time, lambda at, writer: writer.moment(at)),
    Spec("ether", "wei, as int or digits", _is_amount, lambda wei, writer: figures.ether(int(wei), writer.spoken)),
    Spec("percent", "basis points", _is_whole, lambda points, writer: figures.percent(points, writer.spoken)),
    Spec(LIST, "a list", _is_list, _usual),
    Spec("text", "a str or Text", _is_text, _raw),
)
SPECS = {spec.name: spec for spec in _SPECS}
