"""Addresses at the edge: any spelling with a right checksum in, EIP-55 out; lower case in between."""

import re
from functools import lru_cache

from eth_utils.address import is_checksum_address, to_checksum_address

from symbia.units import ZERO as ZERO

_HEX = re.compile(r"0x[0-9a-fA-F]{40}")


class InvalidAddress(ValueError):  # noqa: N818 - says what happened
    """The text is no address; the message says what to do."""


def parse_address(text: str) -> str:
    """`text` in lower case, as the tables hold it. Raises InvalidAddress for another form or a wrong checksum."""
    if not _HEX.fullmatch(text):
        raise InvalidAddress(f"{text[:64]!r} is not an address: write 0x and 40 hex digits.")
    lower = text.lower()
    digits = text[2:]
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(text):
        raise InvalidAddress(f"{text} has a wrong checksum: copy the address again in full, or write it in lower case.")
    return lower


@lru_cache(maxsize=65_536)
def checksum(lower: str) -> str:
    """EIP-55 spelling of an address from the tables; the empty text stays empty."""
    return str(to_checksum_address(lower)) if lower else ""
