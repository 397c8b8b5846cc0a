"""Errors that carry a text instead of a sentence, compared by the English that people read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.kit.problems import ProblemError
from symbia.text import Text, TextError
from symbia.words import word


@contextmanager
def raises_worded(kind: type[TextError] | type[ProblemError], *, match: str) -> Iterator[pytest.ExceptionInfo[Any]]:
    """As `pytest.raises`, with `match` for the words of the error."""
    with pytest.raises(kind) as raised:
        yield raised
    text = raised.value.text
    said = word(text) if isinstance(text, Text) else text
    assert re.search(match, said), f"{match!r} is not in {said!r}"
