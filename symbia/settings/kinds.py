"""Kinds of settings: how the text of a variable becomes a value, and the words for what is allowed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from shlex import quote
from typing import Any

MOST_PORT = 65_535
_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")  # with the exponent that Python gives very small numbers
_HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_LIKE_AN_ADDRESS = re.compile(r".*:.*|[0-9.]+")
_PERIOD = r"\s*[1-9][0-9]*\s*(/|per)\s*([1-9][0-9]*)?\s*(second|minute|hour|day|month|year)s?\s*"
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """`noun` stands behind "is not" in a sentence, `allowed` behind "write". `read` raises ValueError for a text that
    is not allowed. `secret`: the text may be a secret or hold one, so that no message repeats it.
    """

    noun: str
    allowed: str
    read: Callable[[str], Any]
    secret: bool = False

    def problem(self, variable: str, raw: str) -> str:
        """One line that says what is wrong with the text of a variable, and what is allowed."""
        if not raw:
            return f"{variable} is empty; write {self.allowed}, or unset it."
        subject = variable if self.secret else f"{variable}: {as_typed(raw)}"
        return f"{subject} is not {self.noun}; write {self.allowed}."


def as_typed(text: str) -> str:
    """A text as one would type it in a shell, always on one line."""
    return quote(text) if text.isprintable() else repr(text)


def require(holds: bool) -> None:
    """Raise ValueError unless it holds. The words for a person are those of the kind."""
    if not holds:
        raise ValueError("a text that is not allowed")


def read_host(raw: str) -> str:
    """An IP address, without brackets, or a host name. ValueError for any other text."""
    if _LIKE_AN_ADDRESS.fullmatch(raw):
        ip_address(raw)
    else:
        require(_HOST_NAME.fullmatch(raw) is not None)
    return raw


def whole(low: int, high: int, noun: str = "allowed") -> Kind:
    """Whole numbers in decimal digits, the limits included."""

    def read(raw: str) -> int:
        require(_WHOLE.fullmatch(raw) is not None and low <= int(raw) <= high)
        return int(raw)

    return Kind(noun, f"a whole number from {low} to {high}", read)


def decimal(low: float, high: float) -> Kind:
    """Numbers with or without decimals, the limits included."""

    def read(raw: str) -> float:
        require(_DECIMAL.fullmatch(raw) is not None and low <= float(raw) <= high)
        return float(raw)

    return Kind("allowed", f"a number from {_without_exponent(low)} to {_without_exponent(high)}", read)


def choice(*words: str) -> Kind:
    """One of several words."""

    def read(raw: str) -> str:
        require(raw in words)
        return raw

    return Kind("allowed", " or ".join(words), read)


def matching(pattern: re.Pattern[str], noun: str, allowed: str, *, secret: bool = False) -> Kind:
    """Texts that match as a whole."""

    def read(raw: str) -> str:
        require(pattern.fullmatch(raw) is not None)
        return raw

    return Kind(noun, allowed, read, secret)


def optional(kind: Kind, meaning: str) -> Kind:
    """The same kind, or an empty text; `meaning` says what that means, such as "for none"."""

    def read(raw: str) -> Any:
        return kind.read(raw) if raw else ""

    return replace(kind, allowed=f"{kind.allowed}, or nothing {meaning}", read=read)


def _without_exponent(number: float) -> str:
    return f"{Decimal(str(number)).normalize():f}"


def _path(raw: str) -> Path:
    require(raw != "")
    return Path(raw)


def _flag(raw: str) -> bool:
    require(raw.lower() in _FLAGS)
    return _FLAGS[raw.lower()]


PATH = Kind("a path", "a path", _path)
FILE = matching(re.compile(r".+", re.DOTALL), "a path", "the path of a file")
FLAG = Kind("yes or no", "1 for yes or 0 for no", _flag)
PORT = whole(0, MOST_PORT, "a port")
HOST = Kind("a host", "an IP address or a host name, without scheme and port", read_host)
RATE = matching(
    re.compile(rf"{_PERIOD}([,;|]{_PERIOD})*", re.IGNORECASE),
    "a rate",
    "a number and a time, such as 600/minute",
)
PRIVATE_KEY = matching(
    re.compile(r"(0x)?[0-9a-fA-F]{64}"), "a private key", "64 hex digits, with or without 0x in front", secret=True
)
