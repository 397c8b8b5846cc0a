"""The tables as they must be: every log of the chain applied by itself, one after the other, without the engine."""

from typing import Any

import msgspec
from sqlalchemy import create_engine, select
from sqlmodel import SQLModel

from indexer.decode.decoder import Decoder
from indexer.fetch.packing import pack
from indexer.handlers import handle
from indexer.write.changes import Writer
from indexer.write.shapes import PROJECTIONS, table_of
from symbia.chain.replies import WireLog
from tests.indexer.compare import Dump, dump
from tests.indexer.fake_chain import FakeBlock
from tests.indexer.story import ADDRESSES

_ADDRESSES = frozenset(ADDRESSES.values())


def assert_true(url: str, blocks: list[FakeBlock]) -> None:
    """The database holds exactly what these blocks say: no row less, none more, none other."""
    found, wanted = dump(url), _projections(blocks)
    for name, rows in wanted.items():
        assert found[name] == rows, f"table {name}: {_difference(found[name], rows)}"
    assert [(row["number"], row["hash"], row["logs"]) for row in found["block"]] == [
        (block.number, block.hash, _packed(block)) for block in blocks if _ours(block)
    ], "stored logs differ from the chain's"
    (cursor,) = found["cursor"]
    assert (cursor["block_number"], cursor["block_hash"]) == (blocks[-1].number, blocks[-1].hash)


def _projections(blocks: list[FakeBlock]) -> Dump:
    decoder = Decoder(ADDRESSES)
    engine = create_engine("sqlite://")
    tables = [table_of(model) for model in PROJECTIONS]
    SQLModel.metadata.create_all(engine, tables=tables)
    with engine.begin() as connection:
        for block in blocks:
            timestamp = int(block.header()["timestamp"], 16)
            for log in _ours(block):
                write = Writer(connection)
                handle(write, decoder.decode(msgspec.convert(log, WireLog).log(), timestamp))
                write.flush()
        found = {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in tables
        }
    engine.dispose()
    return found


def _packed(block: FakeBlock) -> bytes:
    """Its logs as they are stored."""
    (packed,) = pack(msgspec.convert(log, WireLog).log() for log in _ours(block)).values()
    return packed


def _ours(block: FakeBlock) -> list[dict[str, Any]]:
    return [log for log in block.logs if log["address"] in _ADDRESSES]


def _difference(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> str:
    missing = [row for row in wanted if row not in found]
    extra = [row for row in found if row not in wanted]
    return f"{len(missing)} rows missing, first {missing[:1]}; {len(extra)} rows too many, first {extra[:1]}"
