"""Catalogue entries, read once: literal text with {name} or {name:spec} in between; {{ and }} are braces."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Self, TypeAlias

from markupsafe import escape

from symbia.text import Value
from symbia.words.errors import MissingValueError, TemplateError, WrongValueError
from symbia.words.specs import Spec, TextWriter, spec_of

Raw: TypeAlias = str | Mapping[str, str]  # an entry as the file has it; a table has a form for each plural

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})  # CLDR's names
COUNT = "n"  # the value that chooses the plural


@dataclass(frozen=True, slots=True)
class Place:
    """`{name:spec}` in the entry of `code`."""

    code: str
    name: str
    spec: Spec

    def fill(self, values: Mapping[str, Value], writer: TextWriter) -> str:
        """Raises MissingValueError, WrongValueError."""
        value = _value(self.code, self.name, values)
        if self.spec.words(value):
            return self.spec.show(value, writer)
        wanted = f"{{{self.name}:{self.spec.name}}} words {self.spec.wanted}"
        raise WrongValueError(f"{self.code}: {wanted}, and got the {type(value).__name__} {value!r}")


@dataclass(frozen=True, slots=True)
class Template:
    """One text, in parts: literal, or a place to fill."""

    parts: tuple[str | Place, ...]

    def fill(self, values: Mapping[str, Value], writer: TextWriter) -> list[str]:
        """The parts with their values; whoever joins them escapes them, if at all."""
        return [part if isinstance(part, str) else part.fill(values, writer) for part in self.parts]

    def choose(self, _values: Mapping[str, Value], _writer: TextWriter) -> Self:
        """Itself: it has one form."""
        return self

    def escaped(self) -> Self:
        """With its literals as HTML."""
        return type(self)(tuple(escape(part) if isinstance(part, str) else part for part in self.parts))

    @property
    def places(self) -> list[Place]:
        """What has to be filled."""
        return [part for part in self.parts if isinstance(part, Place)]


@dataclass(frozen=True, slots=True)
class Plural:
    """Templates by CLDR's plural category; `other` is always there."""

    code: str
    forms: Mapping[str, Template]

    def choose(self, values: Mapping[str, Value], writer: TextWriter) -> Template:
        """The form for the value `n`. Raises MissingValueError, WrongValueError."""
        count = _value(self.code, COUNT, values)
        if not isinstance(count, int):
            raise WrongValueError(f"{self.code}: {COUNT} chooses its plural and must be an int, not {count!r}")
        return self.forms.get(writer.plural(count), self.forms["other"])

    def escaped(self) -> Self:
        """With its literals as HTML."""
        return type(self)(self.code, {name: form.escaped() for name, form in self.forms.items()})


Entry: TypeAlias = Template | Plural


def parse_entry(code: str, raw: Raw) -> Entry:
    """Raises TemplateError."""
    if isinstance(raw, str):
        return parse(code, raw)
    if not is_plural(raw):
        raise TemplateError(f"{code} has the forms {', '.join(raw)}; a plural has `other`, and else only CLDR's names")
    return Plural(code, {name: parse(code, form) for name, form in raw.items()})


def is_plural(table: Mapping[str, object]) -> bool:
    """Whether a table of a catalogue is one entry in its plurals, and not a section."""
    return "other" in table and table.keys() <= PLURALS and all(isinstance(form, str) for form in table.values())


def parse(code: str, text: str) -> Template:
    """Raises TemplateError."""
    try:
        return Template(tuple(_parts(code, Formatter().parse(text))))
    except ValueError as error:  # the words of Python's own parser
        raise TemplateError(f"{code}: {error}, in {text!r}") from error


def _parts(code: str, fields: Iterable[tuple[str, str | None, str | None, str | None]]) -> Iterator[str | Place]:
    for literal, name, spec, conversion in fields:
        if literal:
            yield literal
        if name is None:
            continue
        if not name.isidentifier() or conversion:
            raise TemplateError(f"{code}: a place is {{name}} or {{name:spec}}, not {{{name}}}")
        yield Place(code, name, spec_of(code, spec or ""))


def _value(code: str, name: str, values: Mapping[str, Value]) -> Value:
    try:
        return values[name]
    except KeyError:
        given = ", ".join(values) or "nothing"
        raise MissingValueError(f"{code} needs a value for {name!r}; it was given {given}") from None
