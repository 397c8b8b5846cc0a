"""Why a call is not made."""

from symbia.text import TextError


class CallError(TextError):
    """The text says what to do."""
