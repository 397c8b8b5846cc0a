"""Logs as they are stored with their block: what comes out is what went in, and any language can read it."""

import base64
import json
import zlib

from hypothesis import given
from hypothesis import strategies as some

from indexer.fetch.packing import pack, unpack
from symbia.chain.wire import Log

WORD = some.binary(min_size=32, max_size=32).map(lambda word: f"0x{word.hex()}")


@some.composite
def blocks(draw: some.DrawFn) -> list[Log]:
    """Logs of three blocks, in order; some have none."""
    return [
        Log(
            address="0x" + draw(some.binary(min_size=20, max_size=20)).hex(),
            topics=tuple(draw(some.lists(WORD, max_size=4))),
            data=draw(some.binary(max_size=100)),
            block_number=number,
            block_hash=f"0x{number:064x}",
            tx_hash=draw(WORD),
            tx_index=draw(some.integers(0, 2**32)),
            log_index=index,
        )
        for number in (3, 4, 2**40)
        for index in range(draw(some.integers(0, 3)))
    ]


@given(blocks())
def test_what_comes_out_is_what_went_in(logs: list[Log]) -> None:
    packed = pack(logs)
    assert packed.keys() == {log.block_number for log in logs}
    assert [log for number in packed for log in unpack(number, f"0x{number:064x}", packed[number])] == logs


def test_it_is_compressed_json() -> None:
    log = Log("0xaa", ("0x01", "0x02"), b"\x00\xff", 7, "0xbb", "0xcc", 5, 9)
    assert json.loads(zlib.decompress(pack([log])[7])) == [
        [9, 5, "0xcc", "0xaa", ["0x01", "0x02"], base64.b64encode(b"\x00\xff").decode()]
    ]
