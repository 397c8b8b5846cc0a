"""What the node says, in our types. Hashes and addresses are lower case with 0x."""

from typing import Any

import msgspec


class Header(msgspec.Struct, frozen=True, gc=False):
    """The part of a block header that the indexer reads. `timestamp` in unix seconds, `bloom` as 2048 bits."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    bloom: int


class Log(msgspec.Struct, frozen=True, gc=False):
    """One log. `data` is raw, `topics` are 66 characters each."""

    address: str
    topics: tuple[str, ...]
    data: bytes
    block_number: int
    block_hash: str
    tx_hash: str
    tx_index: int
    log_index: int


def revert_data(data: Any) -> bytes | None:
    """What a contract reverted with, from the `data` of a JSON-RPC error; None if the node does not say.

    Nodes write it as hex text; Ganache puts it into an object when it estimates.
    """
    if isinstance(data, dict):
        data = data.get("result", data.get("data"))
    if not isinstance(data, str):
        return None
    try:
        return bytes.fromhex(data.removeprefix("Reverted ").removeprefix("0x"))
    except ValueError:
        return None
