"""Texts in a language: plain, or as HTML in which every value is escaped."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from markupsafe import Markup, escape

from symbia.text import Text
from symbia.words import figures
from symbia.words.errors import UnknownCodeError, WordingError
from symbia.words.files import entries
from symbia.words.languages import DEFAULT, current, tongue
from symbia.words.template import Entry


class PlainWriter:
    """Words texts in one language; a text that it lacks is English, its values and nested texts included."""

    def __init__(self, language: str) -> None:
        self.spoken = tongue(language)
        self.plural = self.spoken.locale.plural_form
        self._entries = self._read(language)
        self._english: PlainWriter | None = None if language == DEFAULT else type(self)(DEFAULT)

    def word(self, text: Text) -> str:
        """Raises UnknownCodeError, MissingValueError, WrongValueError."""
        entry = self._entries.get(text.code)
        if entry is not None:
            return self.joined(entry.choose(text.values, self).fill(text.values, self))
        if self._english is None:
            raise UnknownCodeError(text.code)
        return self._english.word(text)

    def joined(self, parts: Iterable[str], separator: str = "") -> str:
        """Parts as one text."""
        return separator.join(parts)

    def moment(self, at: datetime) -> str:
        """A time in UTC, to the second."""
        return figures.moment(at)

    def _read(self, language: str) -> Mapping[str, Entry]:
        return entries(language)


class HtmlWriter(PlainWriter):
    """The same as HTML: literals and values are escaped, unless a value is Markup already; a time is a `<time>`."""

    def joined(self, parts: Iterable[str], separator: str = "") -> Markup:
        """Parts as one HTML text."""
        return Markup(separator.join([part if type(part) is Markup else escape(part) for part in parts]))  # noqa: S704

    def moment(self, at: datetime) -> Markup:
        """A time in UTC, to the second, of which a page can make another zone's."""
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), figures.moment(at))

    def _read(self, language: str) -> Mapping[str, Entry]:
        return {code: entry.escaped() for code, entry in entries(language).items()}


@cache
def _plain(language: str) -> PlainWriter:
    return PlainWriter(language)


@cache
def _html(language: str) -> HtmlWriter:
    return HtmlWriter(language)


def word(text: Text, language: str | None = None) -> str:
    """The text in `language`, or in the one that is spoken now (see `speaking`).

    Raises UnknownCodeError, MissingValueError, WrongValueError, UnknownLanguageError: mistakes in code, not of people.
    """
    return _plain(language or current()).word(text)


def word_for_logs(text: Text) -> str:
    """In English, and never an error: a text that cannot be worded is its code and values."""
    try:
        return word(text, DEFAULT)
    except WordingError:
        return str(text)


def word_html(text: Text, language: str | None = None) -> Markup:
    """As `word`, as safe HTML: every value that is not Markup is escaped."""
    return Markup(_html(language or current()).word(text))  # noqa: S704 - HtmlWriter has escaped it
