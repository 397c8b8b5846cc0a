"""Texts in a column: as JSON, so that whoever reads the row words them in the reader's language."""

import json
from typing import Any

from symbia.text import Text, Value
from symbia.words import DEFAULT, WordingError, word


def kept(text: Text) -> str:
    """For the column. Moments in it come back as str."""
    return json.dumps(text.as_json())


def read_kept(column: str) -> Text | str:
    """The text that `kept` wrote. As it is: a sentence of an earlier release, and a text that this one cannot word."""
    try:
        text = _text(json.loads(column))
        word(text, DEFAULT)
    except (ValueError, LookupError, TypeError, AttributeError, WordingError):
        return column
    return text


def _text(written: Any) -> Text:
    return Text(written["code"], {name: _value(value) for name, value in written["values"].items()})


def _value(written: Any) -> Value:
    if isinstance(written, dict):
        return _text(written)
    return [_value(item) for item in written] if isinstance(written, list) else written
