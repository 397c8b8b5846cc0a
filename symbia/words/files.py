"""The catalogues: `<language>.toml` beside this module. A dotted path through its tables is a code."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symbia.words.languages import DEFAULT, tongue
from symbia.words.template import Entry, Raw, is_plural, parse_entry

FOLDER = Path(__file__).parent


@cache
def written(language: str) -> Mapping[str, Raw]:
    """What the file of a language has, by code, as it stands there. Raises UnknownLanguageError."""
    text = (FOLDER / f"{tongue(language).language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat("", tomllib.loads(text))))


@cache
def catalogue(language: str) -> Mapping[str, Raw]:
    """Every code with its entry in `language`, in English where that is missing. Raises UnknownLanguageError."""
    return MappingProxyType({**written(DEFAULT), **written(language)})


def section(name: str, language: str) -> dict[str, Raw]:
    """Entries of one section, such as `script`, by the rest of their code. Raises UnknownLanguageError."""
    prefix = f"{name}."
    entries = catalogue(language).items()
    return {code.removeprefix(prefix): raw for code, raw in entries if code.startswith(prefix)}


def missing(language: str) -> list[str]:
    """Codes that are in English only, in alphabetical order."""
    return sorted(written(DEFAULT).keys() - written(language).keys())


@cache
def entries(language: str) -> Mapping[str, Entry]:
    """What `written` has, read for filling. Raises TemplateError, UnknownLanguageError."""
    return MappingProxyType({code: parse_entry(code, raw) for code, raw in written(language).items()})


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Raw]]:
    for key, value in table.items():
        code = f"{prefix}{key}"
        # A table at the top is always a section: some have an `other` among their keys.
        if isinstance(value, dict) and not (prefix and is_plural(value)):
            yield from _flat(f"{code}.", value)
        else:
            yield code, value
