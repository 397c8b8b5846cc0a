"""CIDs: names of content that are made of its hash.

Written as CIDv1 in base32 (`bafkrei...` for `raw`, `bafybei...` for `dag-pb`); CIDv0 (`Qm...`) is read too.
Sources: https://github.com/multiformats/cid and https://github.com/multiformats/multihash.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, cast

from multiformats import CID

from symbia.content.errors import InvalidCid

Codec = Literal["raw", "dag-pb"]

HASH = "sha2-256"
DIGEST_BYTES = 32
CODECS = ("raw", "dag-pb")
URI_SCHEME = "ipfs://"
_QUOTED = 100  # characters of a text that is refused, as errors repeat it

# Version, codec, hash and length of the digest, each as a varint; version 0 has neither of the first two.
_BINARY: dict[bytes, Codec] = {b"\x01\x55\x12\x20": "raw", b"\x01\x70\x12\x20": "dag-pb", b"\x12\x20": "dag-pb"}

# Bounded before decoding: base58 takes quadratic time. 128 is twice the longest sha2-256 CID.
_TEXT = re.compile(r"Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{1,127}")


@dataclass(frozen=True, slots=True)
class Cid:
    """The name of one block: how to read it, and its 32-byte sha2-256 digest."""

    codec: Codec
    digest: bytes

    @classmethod
    def of(cls, codec: Codec, block: bytes) -> "Cid":
        """The CID of `block`, read as `codec`."""
        return cls(codec, hashlib.sha256(block).digest())

    def names(self, block: bytes) -> bool:
        """Whether `block` is the one this CID was made of."""
        return hashlib.sha256(block).digest() == self.digest

    def __bytes__(self) -> bytes:
        """The binary CIDv1, as it stands in a dag-pb link."""
        return bytes(self._multiformats())

    def __str__(self) -> str:
        """CIDv1 in base32, the only text this store writes."""
        return str(self._multiformats())

    def _multiformats(self) -> CID:
        return CID("base32", 1, self.codec, (HASH, self.digest))


def parse_cid(text: str) -> Cid:
    """`text` (CIDv1 in base32, or CIDv0) as a `Cid`; two texts of the same block become equal.

    Raises `InvalidCid`: malformed text, another hash, another codec.
    """
    if not _TEXT.fullmatch(text):
        raise InvalidCid.of("content.cid.unreadable", quoted=repr(text[:_QUOTED]))
    return _decode(text)


def cid_from_bytes(data: bytes) -> Cid:
    """The binary CID (version 0 or 1) of a dag-pb link. Raises `InvalidCid`.

    Only these three beginnings occur, and a hostile node may hold thousands of links: so no general decoder here.
    """
    codec = _BINARY.get(data[:-DIGEST_BYTES])
    if codec is None:
        raise InvalidCid.of("content.cid.not_binary", bytes=data[:50].hex())
    return Cid(codec, data[-DIGEST_BYTES:])


def ipfs_uri(cid: str) -> str:
    """`ipfs://<cid>`, the CID written as CIDv1 in base32. Raises `InvalidCid`."""
    return f"{URI_SCHEME}{parse_cid(cid)}"


def cid_from_uri(uri: str) -> str:
    """The CID of `ipfs://<cid>`, as CIDv1 in base32. Raises `InvalidCid`, also for a path below the CID."""
    if not uri.startswith(URI_SCHEME):
        raise InvalidCid.of("content.cid.not_an_address", quoted=repr(uri[:_QUOTED]))
    return str(parse_cid(uri.removeprefix(URI_SCHEME)))


def _decode(text: str) -> Cid:
    try:
        cid = CID.decode(text)
    # multiformats raises both: ValueError for what is malformed, KeyError for a code it does not know.
    except (ValueError, KeyError) as error:
        raise InvalidCid.of("content.cid.malformed", quoted=repr(text), reason=str(error)) from error
    if cid.hashfun.name != HASH or cid.codec.name not in CODECS or len(cid.raw_digest) != DIGEST_BYTES:
        raise InvalidCid.of("content.cid.other_kind", quoted=repr(text), hash=cid.hashfun.name, codec=cid.codec.name)
    return Cid(cast(Codec, cid.codec.name), cid.raw_digest)
