"""What the node says, in our types. Hashes and addresses are lower case with 0x."""

import msgspec


class Header(msgspec.Struct, frozen=True, gc=False):
    """The part of a block header that the indexer reads. `timestamp` in unix seconds, `bloom` as 2048 bits; `proved`:
    the fields it came with give its hash."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    bloom: int
    proved: bool = False


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
