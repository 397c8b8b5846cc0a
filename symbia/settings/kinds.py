"""Kinds of settings: how the text of a variable becomes a value, and the words for what is allowed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from ipaddress import ip_address, ip_network
from pathlib import Path
from shlex import quote
from typing import Any

from symbia.text import Text

MOST_PORT = 65_535
ALLOWED = Text("settings.noun.allowed")
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

    noun: Text
    allowed: Text
    read: Callable[[str], Any]
    secret: bool = False

    def problem(self, variable: str, raw: str) -> Text:
        """One line that says what is wrong with the text of a variable, and what is allowed."""
        if not raw:
            return Text.of("settings.empty", variable=variable, allowed=self.allowed)
        if self.secret:
            return Text.of("settings.unfit_secret", variable=variable, noun=self.noun, allowed=self.allowed)
        typed = as_typed(raw)
        return Text.of("settings.unfit", variable=variable, typed=typed, noun=self.noun, allowed=self.allowed)


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


def whole(low: int, high: int, noun: Text = ALLOWED) -> Kind:
    """Whole numbers in decimal digits, the limits included."""

    def read(raw: str) -> int:
        require(_WHOLE.fullmatch(raw) is not None and low <= int(raw) <= high)
        return int(raw)

    return Kind(noun, Text.of("settings.write.whole", low=low, high=high), read)


def decimal(low: float, high: float) -> Kind:
    """Numbers with or without decimals, the limits included."""

    def read(raw: str) -> float:
        require(_DECIMAL.fullmatch(raw) is not None and low <= float(raw) <= high)
        return float(raw)

    limits = Text.of("settings.write.decimal", low=_without_exponent(low), high=_without_exponent(high))
    return Kind(ALLOWED, limits, read)


def choice(first: str, second: str) -> Kind:
    """One of two words."""

    def read(raw: str) -> str:
        require(raw in (first, second))
        return raw

    return Kind(ALLOWED, Text.of("settings.write.either", first=first, second=second), read)


def matching(pattern: re.Pattern[str], noun: Text, allowed: Text, *, secret: bool = False) -> Kind:
    """Texts that match as a whole."""

    def read(raw: str) -> str:
        require(pattern.fullmatch(raw) is not None)
        return raw

    return Kind(noun, allowed, read, secret)


def optional(kind: Kind, code: str) -> Kind:
    """The same kind, or an empty text; the text of `code` says what is `allowed`, and what an empty text means."""

    def read(raw: str) -> Any:
        return kind.read(raw) if raw else ""

    return replace(kind, allowed=Text.of(code, allowed=kind.allowed), read=read)


def _without_exponent(number: float) -> str:
    return f"{Decimal(str(number)).normalize():f}"


def _path(raw: str) -> Path:
    require(raw != "")
    return Path(raw)


def _flag(raw: str) -> bool:
    require(raw.lower() in _FLAGS)
    return _FLAGS[raw.lower()]


def _networks(raw: str) -> str:
    """With commas between. Everybody is no proxy: then anybody could be anybody."""
    named = [one.strip(" ") for one in raw.split(",")]
    require(all(ip_network(one).prefixlen > 0 for one in named))
    return ",".join(named)


PATH = Kind(Text("settings.noun.path"), Text("settings.write.path"), _path)
FILE = matching(re.compile(r".+", re.DOTALL), Text("settings.noun.path"), Text("settings.write.file"))
FLAG = Kind(Text("settings.noun.flag"), Text("settings.write.flag"), _flag)
PORT = whole(0, MOST_PORT, Text("settings.noun.port"))
HOST = Kind(Text("settings.noun.host"), Text("settings.write.host"), read_host)
RATE = matching(
    re.compile(rf"{_PERIOD}([,;|]{_PERIOD})*", re.IGNORECASE),
    Text("settings.noun.rate"),
    Text("settings.write.rate"),
)
NETWORKS = Kind(Text("settings.noun.networks"), Text("settings.write.networks"), _networks)
PRIVATE_KEY = matching(
    re.compile(r"(0x)?[0-9a-fA-F]{64}"),
    Text("settings.noun.private_key"),
    Text("settings.write.private_key"),
    secret=True,
)
