"""Column types shared by the tables.

Addresses are 42 lower-case characters, hashes 66, uint256 amounts 64 hex digits without prefix (they sort and never
lose a wei), times unix seconds as the contracts count them. Token ids, proposal numbers and units fit 63 bits by the
contracts' own limits; the decoder refuses a larger one loudly.
"""

from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlmodel import Field


def address(**options: Any) -> Any:
    return Field(sa_type=String(42), **options)


def hash32(**options: Any) -> Any:
    return Field(sa_type=String(66), **options)


def digest(**options: Any) -> Any:
    """64 hex digits of SHA-256. Of a secret only this is kept: whoever reads the table cannot use it."""
    return Field(sa_type=String(64), **options)


def serial() -> Any:
    """A key that the database counts up. SQLite does so only in an INTEGER."""
    return Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))


def wei(**options: Any) -> Any:
    """uint256 as 64 hex digits, see `to_wei_text` and `from_wei_text`."""
    return Field(sa_type=String(64), **options)


def whole(**options: Any) -> Any:
    """A whole number below 2^63: ids, units, seconds, block numbers. Never assigned by the database."""
    if options.get("primary_key"):
        options["sa_column_kwargs"] = {"autoincrement": False}
    return Field(sa_type=BigInteger, **options)


def text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def to_wei_text(amount: int) -> str:
    """Wei (0 to 2^256 - 1) as stored."""
    return f"{amount:064x}"


def from_wei_text(stored: str) -> int:
    """Stored amount as wei."""
    return int(stored, 16)
