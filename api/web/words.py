"""The one catalogue of what the page says: `catalogue/<language>.toml`, sections of short texts with {named} places.

A text with two forms is a table of `one` and `other`, chosen by the number given as `n`. Another language is another
file with the same keys.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "catalogue"
LANGUAGE = "en"
SCRIPT_SECTION = "script"  # what the page's JavaScript says

Text: TypeAlias = str | dict[str, str]


class UnknownWordError(KeyError):
    """No such key in the catalogue; add it to every file of `catalogue/`."""


@cache
def catalogue(language: str = LANGUAGE) -> Mapping[str, Text]:
    """Texts by `section.key`."""
    sections = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()}


def say(key: str, **values: object) -> Markup:
    """The text of `key` with its places filled, as safe HTML: every value that is not Markup is escaped.

    Raises UnknownWordError, and KeyError when a place has no value.
    """
    texts = catalogue()
    if key not in texts:
        raise UnknownWordError(key)
    text = texts[key]
    if isinstance(text, dict):
        text = text["one" if values["n"] == 1 else "other"]
    shown = {name: f"{value:,}" if _is_whole(value) else value for name, value in values.items()}
    return Markup(escape(text)).format(**shown)  # noqa: S704 - the catalogue is ours, and escaped all the same


def script_words() -> dict[str, Text]:
    """What the JavaScript of the page needs, by key without its section."""
    prefix = f"{SCRIPT_SECTION}."
    return {key.removeprefix(prefix): text for key, text in catalogue().items() if key.startswith(prefix)}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
