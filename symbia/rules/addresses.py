"""Addresses at the edge: any spelling with a right checksum in, EIP-55 out; lower case in between."""

import re
from functools import lru_cache

from eth_utils.address import is_checksum_address, to_checksum_address

from symbia.text import TextError
from symbia.units import ZERO as ZERO

_DELEGATION = bytes.fromhex("ef0100")  # then the address whose code runs (EIP-7702)
_HEX = re.compile(r"0x[0-9a-fA-F]{40}")


class InvalidAddress(TextError, ValueError):  # noqa: N818 - says what happened
    """Not an address; the text, without its full stop, says what to do."""


def parse_address(text: str) -> str:
    """`text` in lower case, as the tables hold it. Raises InvalidAddress for another form or a wrong checksum."""
    if not _HEX.fullmatch(text):
        raise InvalidAddress.of("rules.address.form", quoted=repr(text[:64]))
    lower = text.lower()
    digits = text[2:]
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(text):
        raise InvalidAddress.of("rules.address.checksum", address=text)
    return lower


@lru_cache(maxsize=65_536)
def checksum(lower: str) -> str:
    """EIP-55 spelling of an address from the tables; the empty text stays empty."""
    return str(to_checksum_address(lower)) if lower else ""


def is_delegation(code: bytes) -> bool:
    """Whether the code of an account is a delegation (EIP-7702): then its key still signs for it."""
    return len(code) == len(_DELEGATION) + 20 and code.startswith(_DELEGATION)
