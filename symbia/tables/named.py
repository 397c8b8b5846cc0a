"""Which documents the chain names: their CIDs, wherever they stand in what was indexed."""

import re
from collections.abc import Iterator

from sqlalchemy import JSON, Column, Text, cast, or_, select
from sqlmodel import Session, SQLModel

from symbia.content import InvalidCid, parse_cid
from symbia.tables.kinds import Projection

# CIDv1 in base32 of SHA-256, and CIDv0; anything around them, such as `ipfs://` or a gateway.
_CID = re.compile(rb"(?<![0-9A-Za-z])(b[a-z2-7]{58}|Qm[1-9A-HJ-NP-Za-km-z]{44})(?![0-9A-Za-z])")
_HEX = "0x"
# How CIDs begin, as text and in calldata as hex digits: so that the database leaves most rows out.
_BEGINNINGS = ("%bafk%", "%bafy%", "%Qm%", "0x%6261666b%", "0x%62616679%", "0x%516d%")


def named_cids(session: Session) -> set[str]:
    """CIDs in every column that handlers fill with text, those in the calldata of proposals included; as CIDv1."""
    found: set[str] = set()
    for column in _columns():
        written = cast(column, Text)
        statement = select(written).where(or_(*(written.like(beginning) for beginning in _BEGINNINGS)))
        for (value,) in session.connection().execute(statement):
            found |= cids_in(_bytes_of(value))
    return found


def cids_in(data: bytes) -> set[str]:
    """CIDs that stand in a text or a document, as CIDv1."""
    return set(_read(data))


def _read(data: bytes) -> Iterator[str]:
    for match in _CID.finditer(data):
        try:
            yield str(parse_cid(match[1].decode()))
        except InvalidCid:  # it only looks like one
            continue


def _columns() -> Iterator[Column[object]]:
    for model in Projection.__subclasses__():
        for column in _table_columns(model):
            if isinstance(column.type, Text | JSON):
                yield column


def _table_columns(model: type[SQLModel]) -> Iterator[Column[object]]:
    yield from model.__table__.columns  # type: ignore[attr-defined]  # SQLModel does not tell mypy of it


def _bytes_of(value: str) -> bytes:
    """A text, with what it says in hex digits beside it."""
    raw = value.encode()
    if not value.startswith(_HEX):
        return raw
    try:
        return raw + b" " + bytes.fromhex(value[2:])
    except ValueError:
        return raw
