"""Nodes of a file too large for one block: dag-pb, with UnixFS inside.

The two protobuf messages are small enough to write by hand:

```
PBNode  2: repeated PBLink (all links come first)   1: bytes Data, a UnixFS message
PBLink  1: bytes Hash, a CID   2: string Name   3: uint64 Tsize, bytes of the whole subtree as stored
UnixFS  1: Type   2: bytes Data   3: uint64 filesize   4: repeated uint64 blocksizes, one a link
```

Sources: https://ipld.io/specs/codecs/dag-pb/spec/, https://specs.ipfs.tech/unixfs/ and
https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from symbia.content.cid import Cid, cid_from_bytes
from symbia.content.errors import InvalidCid, UnsupportedContent
from symbia.text import TextError

UNIXFS_RAW = 0
UNIXFS_FILE = 2

# Far more links than any writer puts into one node: reading a block made to keep us busy ends here.
MAX_FIELDS = 8192

Fields = list[tuple[int, int | bytes]]

_VARINT = 0
_BYTES = 2
_MAX_VARINT_BYTES = 10  # a 64-bit number in groups of 7 bits


class MalformedError(TextError):
    """The bytes are no such message."""


@dataclass(frozen=True, slots=True)
class ChildLink:
    """A link to a subtree: `size` bytes of the file, `stored` bytes of blocks."""

    cid: Cid
    size: int
    stored: int


@dataclass(frozen=True, slots=True)
class FileNode:
    """What a reader needs of a node: its own bytes come before those of its children."""

    data: bytes
    children: tuple[Cid, ...]


def encode(children: Sequence[ChildLink]) -> bytes:
    """The block of an inner node over `children`."""
    # An empty name is written, not left out: Kubo does so, and the CID depends on it.
    links = (_bytes(1, bytes(child.cid)) + _bytes(2, b"") + _number(3, child.stored) for child in children)
    unixfs = (
        _number(1, UNIXFS_FILE)
        + _number(3, sum(child.size for child in children))
        + b"".join(_number(4, child.size) for child in children)
    )
    return b"".join(_bytes(2, link) for link in links) + _bytes(1, unixfs)


def decode(block: bytes) -> FileNode:
    """The file node in `block`. Raises `UnsupportedContent`: malformed, or a folder or symlink."""
    try:
        fields = _fields(block)
        unixfs = _fields(_only(fields, 1))
        if dict(unixfs).get(1) not in (UNIXFS_RAW, UNIXFS_FILE):
            raise UnsupportedContent.of("content.not_a_file")
        children = tuple(cid_from_bytes(_only(_fields(link), 1)) for link in _all(fields, 2))
        return FileNode(b"".join(_all(unixfs, 2)), children)
    except (MalformedError, InvalidCid) as error:
        raise UnsupportedContent.of("content.not_a_node", reason=error.text) from error


def _all(fields: Fields, number: int) -> list[bytes]:
    values = [value for field, value in fields if field == number]
    if not all(isinstance(value, bytes) for value in values):
        raise MalformedError.of("content.node.not_bytes", field=number)
    return [value for value in values if isinstance(value, bytes)]


def _only(fields: Fields, number: int) -> bytes:
    values = _all(fields, number)
    if len(values) != 1:
        raise MalformedError.of("content.node.not_once", field=number, times=len(values))
    return values[0]


def _fields(message: bytes) -> Fields:
    fields: Fields = []
    at = 0
    while at < len(message):
        if len(fields) == MAX_FIELDS:
            raise MalformedError.of("content.node.too_many_fields", limit=MAX_FIELDS)
        key, at = _read_varint(message, at)
        value, after = _read_varint(message, at)
        if key & 7 == _VARINT:
            at = after
            fields.append((key >> 3, value))
        elif key & 7 == _BYTES:
            at = after + value
            if at > len(message):
                raise MalformedError.of("content.node.field_cut_off")
            fields.append((key >> 3, message[after:at]))
        else:
            raise MalformedError.of("content.node.wire_type", type=key & 7)
    return fields


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(message[at : at + _MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at + index + 1
    raise MalformedError.of("content.node.number_cut_off")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(value)) + value
