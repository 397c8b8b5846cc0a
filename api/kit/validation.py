"""What does not fit in a request."""

from collections.abc import Mapping
from typing import Any

from symbia.text import TextError
from symbia.words import word


class InvalidInput(TextError, ValueError):  # noqa: N818 - says what happened
    """A value that does not fit, raised while a model is made. Its text follows the name of the field and a colon, so
    it begins in lower case and has no full stop."""


def message_of(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors says, in the reader's language if it is one of ours."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, InvalidInput):
        return word(cause.text)
    return str(error["msg"]).removeprefix("Value error, ").removesuffix(".")
