"""The logs of a block as one value: JSON, compressed. A row for each log takes seven times the room.

The JSON is an array of [log_index, tx_index, tx_hash, address, topics, data], data in base64; `zlib` is RFC 1950.
"""

import zlib
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import msgspec

from symbia.chain.wire import Log

LEVEL = 1  # the fastest
_BLOCK = attrgetter("block_number")
_CONTENT = attrgetter("log_index", "tx_index", "tx_hash", "address", "topics", "data")


class _Packed(msgspec.Struct, array_like=True, gc=False):
    """What of a log does not go for the whole block."""

    log_index: int
    tx_index: int
    tx_hash: str
    address: str
    topics: tuple[str, ...]
    data: bytes


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[_Packed]).decode


def pack(logs: Iterable[Log]) -> dict[int, bytes]:
    """By number of their block, of logs in order. May be asked in a thread: compressing lets others run."""
    return {
        number: zlib.compress(_encode(list(map(_CONTENT, block))), LEVEL) for number, block in groupby(logs, _BLOCK)
    }


def unpack(number: int, block_hash: str, packed: bytes) -> list[Log]:
    """The logs of this block."""
    return [
        Log(
            address=log.address,
            topics=log.topics,
            data=log.data,
            block_number=number,
            block_hash=block_hash,
            tx_hash=log.tx_hash,
            tx_index=log.tx_index,
            log_index=log.log_index,
        )
        for log in _decode(zlib.decompress(packed))
    ]
