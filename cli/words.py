"""What the commands tell people: texts of the catalogue, in the language of the terminal."""

from collections.abc import Mapping

from rich.console import Console

from symbia.text import Text, TextError
from symbia.words import negotiate, word

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first of these that is set says the language of messages


def language_of(environment: Mapping[str, str]) -> str:
    """The language of the locale if we speak it, else English."""
    locale = next(filter(None, map(environment.get, LOCALE)), "")
    return negotiate(None, locale.partition(".")[0])  # zh_CN.UTF-8: the encoding is no part of the language


def tell(console: Console, text: object, style: str | None = None) -> None:
    """Print a text, an error or a string as it is: nothing in it is markup, and no line of it is broken."""
    console.print(words_of(text), style=style, markup=False, highlight=False, soft_wrap=True)


def words_of(told: object) -> str:
    """Of a text, or of an error; what is neither says itself what it is."""
    if isinstance(told, TextError):
        return word(told.text)
    return word(told) if isinstance(told, Text) else str(told)
