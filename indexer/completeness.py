"""Is what the node returned really whole?

A node that answers with success may still leave logs out. Each block's header carries a bloom filter over its logs.
Where that may hold a log of ours and what came does not account for it, all logs of the block are fetched by its hash,
and if those do not add up, its receipts. Of the blocks that add up some are held against their receipts all the same:
a filter does not see a log whose topics another log of the block has too. On a chain whose filters lie, receipts
decide about every block.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from eth_utils.crypto import keccak

from indexer.errors import ChainMovedError, IncompleteLogsError, NodeError
from indexer.wire import Header, Log

ATTEMPTS = 3
SAMPLE = 100  # one of so many blocks that may hold ours is held against its receipts
_BLOOM_BITS = 2048

ByIndex = dict[int, Log]


class Witness(Protocol):
    """Gives every log of one block by its hash, whoever emitted it, read in two ways."""

    def logs_of_block(self, block_hash: str) -> list[Log]:
        """From the node's index of logs."""

    def logs_by_receipts(self, block_hash: str) -> list[Log]:
        """From the receipts of all its transactions."""


class LogCheck:
    """Checks the logs of some blocks. `signatures` is address -> first topics its contract may emit.

    `blooms`: whether the filters in this chain's headers can be relied upon. `sample`: one of so many blocks that add
    up is checked against receipts as well; 0 for none.
    """

    def __init__(self, signatures: Mapping[str, Iterable[str]], *, blooms: bool = True, sample: int = SAMPLE) -> None:
        self._addresses = frozenset(signatures)
        self._blooms = blooms
        self._sample = sample
        self._masks = [
            bloom_of(address) | bloom_of(topic) for address, topics in signatures.items() for topic in topics
        ]

    def whole(self, headers: Sequence[Header], logs: Iterable[Log], witness: Witness) -> list[Log]:
        """Every log of ours in these blocks, in order and once.

        Raises ChainMovedError if logs and headers are not of one chain, NodeError for a log nobody asked for,
        IncompleteLogsError if a block stays incomplete.
        """
        by_block: dict[int, ByIndex] = {header.number: {} for header in headers}
        hashes = {header.number: header.hash for header in headers}
        for log in logs:
            self._check(log, hashes)
            known = by_block[log.block_number].setdefault(log.log_index, log)
            if known != log:
                raise NodeError(
                    f"The node returned two logs {log.log_index} of block {log.block_hash}. Use another node."
                )
        complete: list[Log] = []
        for header in headers:
            received = by_block[header.number]
            if not self._proved(header, received):
                received = self._read_again(header, received, witness)
            complete += (received[index] for index in sorted(received))
        return complete

    def _check(self, log: Log, hashes: Mapping[int, str]) -> None:
        if log.address not in self._addresses or log.block_number not in hashes:
            raise NodeError(
                f"The node returned a log of {log.address} in block {log.block_number} that nobody asked for. "
                "Use another node."
            )
        if log.block_hash != hashes[log.block_number]:
            raise ChainMovedError(f"Block {log.block_number} changed while it was read; it will be read again.")

    def _proved(self, header: Header, received: ByIndex) -> bool:
        """Whether nothing more has to be asked about a block."""
        if not self._blooms:
            return False
        if not received and not any(header.bloom & mask == mask for mask in self._masks):
            return True
        return not self._sampled(header) and _add_up(header, received)

    def _sampled(self, header: Header) -> bool:
        return self._sample > 0 and int(header.hash[-8:], 16) % self._sample == 0

    def _read_again(self, header: Header, received: ByIndex, witness: Witness) -> ByIndex:
        for _ in range(ATTEMPTS):
            if self._blooms and not self._sampled(header):
                everything = _by_index(header, witness.logs_of_block(header.hash))
                if self._believable(header, everything, received):
                    return self._ours(everything)
            everything = _by_index(header, witness.logs_by_receipts(header.hash))
            if self._believable(header, everything, received):
                return self._ours(everything)
        raise IncompleteLogsError(
            f"The node leaves out logs of block {header.number} ({header.hash}): neither its logs nor its receipts, "
            f"each read {ATTEMPTS} times, add up to the filter in its header. Nothing was skipped; the block is read "
            "again until it is whole. Give another node in SYMBIA_RPC_URL; if the headers of this chain are known to "
            "hold wrong filters, set SYMBIA_COMPLETENESS=receipts.",
            header,
        )

    def _believable(self, header: Header, everything: ByIndex, received: ByIndex) -> bool:
        """Whether this is all of a block, and nothing that was there before is missing now."""
        if not received.keys() <= everything.keys():
            return False
        return _add_up(header, everything) if self._blooms else _counted(everything)

    def _ours(self, everything: ByIndex) -> ByIndex:
        return {index: log for index, log in everything.items() if log.address in self._addresses}


def _by_index(header: Header, logs: Iterable[Log]) -> ByIndex:
    found: ByIndex = {}
    for log in logs:
        if log.block_hash != header.hash or log.block_number != header.number:
            raise ChainMovedError(f"Block {header.number} changed while it was read; it will be read again.")
        found[log.log_index] = log
    return found


def _add_up(header: Header, logs: ByIndex) -> bool:
    """Whether these can be all logs of a block: counted without a gap, and of the very filter in its header."""
    return _counted(logs) and bloom_of_logs(logs.values()) == header.bloom


def _counted(logs: ByIndex) -> bool:
    """Logs of a block are counted from 0."""
    return not logs or max(logs) == len(logs) - 1


@lru_cache(maxsize=65_536)
def bloom_of(hexadecimal: str) -> int:
    """The three bits an address or topic sets in a block's 2048-bit filter (yellow paper, 4.3.1)."""
    digest = keccak(hexstr=hexadecimal)
    bits = 0
    for at in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[at : at + 2]) % _BLOOM_BITS)
    return bits


def bloom_of_logs(logs: Iterable[Log]) -> int:
    """The filter of a block with these logs."""
    parts: set[str] = set()  # most are in many logs of a block
    for log in logs:
        parts.add(log.address)
        parts.update(log.topics)
    bits = 0
    for part in parts:
        bits |= bloom_of(part)
    return bits
