"""The languages there are, and the one that is spoken now."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from symbia.words.errors import UnknownLanguageError

LANGUAGES = ("en", "zh")
DEFAULT = "en"  # every code is in its catalogue; the others fall back to it
SEPARATORS = {"en": (", ", " "), "zh": ("、", "")}  # between the items of a list, between the parts of a duration

_spoken: ContextVar[str] = ContextVar("symbia_language", default=DEFAULT)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language asks of numbers and lists; `locale` is Babel's."""

    language: str
    locale: Locale
    grouping: str  # between thousands
    point: str  # before decimals
    comma: str  # between the items of a list
    space: str  # between the parts of a duration


@cache
def tongue(language: str) -> Tongue:
    """Raises UnknownLanguageError."""
    if language not in LANGUAGES:
        raise UnknownLanguageError(language, LANGUAGES)
    locale = Locale.parse(language)
    return Tongue(language, locale, get_group_symbol(locale), get_decimal_symbol(locale), *SEPARATORS[language])


def current() -> str:
    """The language of this context; English when nobody chose."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Words are of `language` within this block, in this task or thread alone. Raises UnknownLanguageError."""
    token = _spoken.set(tongue(language).language)
    try:
        yield
    finally:
        _spoken.reset(token)
