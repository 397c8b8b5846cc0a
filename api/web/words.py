"""Sentences of the page as HTML, and those that its scripts say."""

from markupsafe import Markup

from symbia.text import Text, Value
from symbia.words import catalogue, current, section, word_html
from symbia.words.languages import tongue
from symbia.words.template import Raw

SCRIPT_SECTIONS = ("script", "time")  # what the page's JavaScript says; it counts on where the server wrote a span


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
    words: dict[str, Raw] = {"ago": catalogue(current())["frame.ago"], "space": tongue(current()).space}
    for name in SCRIPT_SECTIONS:
        words |= section(name, current())
    return words
