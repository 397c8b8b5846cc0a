"""Sentences of the page as HTML, and those that its scripts say."""

from markupsafe import Markup

from symbia.text import Text, Value
from symbia.words import catalogue, current, section, word_html
from symbia.words.template import Raw

SCRIPT_SECTION = "script"  # what the page's JavaScript says


def say(code: str, **values: Value) -> Markup:
    """The sentence of `code` with its places filled, as safe HTML: every value that is not Markup is escaped.

    Raises what `symbia.words.word` raises.
    """
    return word_html(Text(code, values))


def has(code: str) -> bool:
    """Whether there is such a sentence."""
    return code in catalogue(current())


def script_words() -> dict[str, Raw]:
    """What the JavaScript of the page needs, by key without its section."""
    return section(SCRIPT_SECTION, current())
