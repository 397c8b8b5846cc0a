"""Is what the node returned really whole?

A node that answers with success may still leave logs out. Each block's header carries a bloom filter over its logs:
where it may hold a log of ours and what came does not explain it, all logs of the block are fetched by its hash, and
the filter computed from them must be the header's. A filter without bits (some chains write none) proves nothing and
accuses nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from eth_utils.crypto import keccak

from indexer.errors import ChainMovedError, IncompleteLogsError, NodeError
from indexer.wire import Header, Log

REFETCHES = 3
_BLOOM_BITS = 2048

Refetch = Callable[[str], list[Log]]


class LogCheck:
    """Checks the logs of some blocks. `signatures` is address -> first topics its contract may emit."""

    def __init__(self, signatures: Mapping[str, Iterable[str]]) -> None:
        self._addresses = frozenset(signatures)
        self._masks = [
            bloom_of(address) | bloom_of(topic) for address, topics in signatures.items() for topic in topics
        ]

    def whole(self, headers: Sequence[Header], logs: Iterable[Log], refetch: Refetch) -> list[Log]:
        """Every log of ours in these blocks, in order and once.

        `refetch` gives all logs of a block by hash. Raises ChainMovedError if logs and headers are not of one chain,
        NodeError for a log nobody asked for, IncompleteLogsError if a block stays incomplete.
        """
        by_block: dict[int, dict[int, Log]] = {header.number: {} for header in headers}
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
            if self._suspicious(header, received.values()):
                received = self._refetched(header, refetch)
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

    def _suspicious(self, header: Header, received: Iterable[Log]) -> bool:
        """True if the header's filter may hold ours and is not explained by what was received."""
        if not any(header.bloom & mask == mask for mask in self._masks):
            return False
        return bloom_of_logs(received) != header.bloom

    def _refetched(self, header: Header, refetch: Refetch) -> dict[int, Log]:
        for _ in range(REFETCHES):
            everything = refetch(header.hash)
            if bloom_of_logs(everything) == header.bloom:
                ours = [log for log in everything if log.address in self._addresses]
                for log in ours:
                    self._check(log, {header.number: header.hash})
                return {log.log_index: log for log in ours}
        raise IncompleteLogsError(
            f"The node leaves out logs of block {header.number} ({header.hash}): what it returns, also after "
            f"{REFETCHES} more attempts, does not add up to the block's bloom filter. Nothing was skipped; use another "
            "node and start again."
        )


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
    bits = 0
    for log in logs:
        for part in (log.address, *log.topics):
            bits |= bloom_of(part)
    return bits
