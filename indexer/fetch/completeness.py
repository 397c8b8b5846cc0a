"""Is what the node returned really whole?

A node that answers with success may still leave logs out. Each block's header carries a bloom filter over its logs: a
block whose filter cannot hold a log of ours has none. Any other block above the finality depth is read by its receipts,
for there a node's index of logs lags behind. Below it a block is believed when what came gives the very filter and is
counted without a gap. Else all its logs are fetched by its hash, and if those do not add up, its receipts. Of the
blocks that add up some are held against their receipts all the same: a filter does not see a log whose topics another
log of the block has too. On a chain whose filters lie, receipts decide about every block.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, reduce
from operator import or_
from typing import Protocol

import sha3  # type: ignore[import-untyped]

from indexer.errors import IncompleteLogsError
from symbia.chain.wire import Header, Log
from symbia.errors import ChainMovedError, NodeError, NoReceiptsError, RpcError
from symbia.text import Text

ATTEMPTS = 3
SAMPLE = 100  # one of so many blocks that may hold ours is held against its receipts
BLOCKS_AT_ONCE = 8  # whose receipts are asked for in one question
_BLOOM_BITS = 2048

ByIndex = dict[int, Log]


class Witness(Protocol):
    """Gives every log of a block by its hash, whoever emitted it, read in two ways."""

    def logs_of_block(self, block_hash: str) -> list[Log]:
        """From the node's index of logs."""

    def logs_by_receipts(self, hashes: Sequence[str]) -> Sequence[list[Log] | None]:
        """Of each of some blocks, from the receipts of all its transactions; None where these are not all there."""


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

    def may_hold(self, header: Header) -> bool:
        """Whether a log of ours may be in this block, by all that its header says."""
        return not self._blooms or any(header.bloom & mask == mask for mask in self._masks)

    def whole(self, headers: Sequence[Header], logs: Iterable[Log], witness: Witness, final: int) -> list[Log]:
        """Every log of ours in these blocks, in order and once. `final`: the newest block that is old enough to be so.

        Raises ChainMovedError if logs and headers are not of one chain, NodeError for a log nobody asked for,
        IncompleteLogsError if a block stays incomplete.
        """
        found = self._placed(headers, logs)
        doubtful = [header for header in headers if not self._proved(header, found[header.number], final)]
        for header in doubtful:
            if not self._needs_receipts(header, final):
                found[header.number] = self._read_again(header, found[header.number], witness)
        strict = [header for header in doubtful if self._needs_receipts(header, final)]
        for start in range(0, len(strict), BLOCKS_AT_ONCE):
            found |= self._read_receipts(strict[start : start + BLOCKS_AT_ONCE], found, witness)
        return [found[header.number][index] for header in headers for index in sorted(found[header.number])]

    def _placed(self, headers: Sequence[Header], logs: Iterable[Log]) -> dict[int, ByIndex]:
        by_block: dict[int, ByIndex] = {header.number: {} for header in headers}
        hashes, ours = {header.number: header.hash for header in headers}, self._addresses
        for log in logs:
            number = log.block_number
            if log.address not in ours or number not in hashes:
                raise NodeError.of("indexer.node.unasked_log", address=log.address, block=number)
            if log.block_hash != hashes[number]:
                raise ChainMovedError.of("indexer.moved.block", block=number)
            _put(by_block[number], log)
        return by_block

    def _proved(self, header: Header, received: ByIndex, final: int) -> bool:
        """Whether nothing more has to be asked about a block."""
        if not received and not self.may_hold(header):
            return True
        return not self._needs_receipts(header, final) and _add_up(header, received)

    def _needs_receipts(self, header: Header, final: int) -> bool:
        """Whether nothing but receipts is a proof for a block that may hold logs of ours."""
        return not self._blooms or header.number > final or self._sampled(header)

    def _sampled(self, header: Header) -> bool:
        return self._sample > 0 and int(header.hash[-8:], 16) % self._sample == 0

    def _read_again(self, header: Header, seen: ByIndex, witness: Witness) -> ByIndex:
        """By its hash, then by its receipts."""
        for _ in range(ATTEMPTS):
            everything = self._believed(header, witness.logs_of_block(header.hash), seen)
            if everything is None:
                with suppress(NoReceiptsError):
                    everything = self._believed(header, witness.logs_by_receipts([header.hash])[0], seen)
            if everything is not None:
                return everything
        raise _incomplete(header)

    def _read_receipts(
        self, headers: Sequence[Header], seen: Mapping[int, ByIndex], witness: Witness
    ) -> dict[int, ByIndex]:
        """By number, of blocks that nothing but receipts proves. Without receipts a young block is as an old one."""
        found: dict[int, ByIndex] = {}
        left = list(headers)
        for _ in range(ATTEMPTS):
            try:
                told = witness.logs_by_receipts([header.hash for header in left])
            except NoReceiptsError:
                if not self._blooms or any(self._sampled(header) for header in left):
                    raise
                return found | {
                    header.number: self._read_again(header, seen[header.number], witness) for header in left
                }
            for header, logs in zip(left, told, strict=True):
                everything = self._believed(header, logs, seen[header.number])
                if everything is not None:
                    found[header.number] = everything
            left = [header for header in left if header.number not in found]
            if not left:
                return found
        raise _incomplete(left[0])

    def _believed(self, header: Header, logs: Iterable[Log] | None, seen: ByIndex) -> ByIndex | None:
        """Ours out of these, if they are all of a block. What was `seen` may not be missing now; it grows by these."""
        if logs is None:
            return None
        everything = _by_index(header, logs)
        nothing_less = seen.keys() <= everything.keys()
        seen.update(everything)
        whole = _add_up(header, everything) if self._blooms else _counted(everything)
        return self._ours(everything) if whole and nothing_less else None

    def _ours(self, everything: ByIndex) -> ByIndex:
        return {index: log for index, log in everything.items() if log.address in self._addresses}


def _incomplete(header: Header) -> IncompleteLogsError:
    text = Text.of("indexer.node.incomplete_logs", block=header.number, hash=header.hash, times=ATTEMPTS)
    return IncompleteLogsError(text, header)


def _by_index(header: Header, logs: Iterable[Log]) -> ByIndex:
    found: ByIndex = {}
    for log in logs:
        if log.block_hash != header.hash or log.block_number != header.number:
            raise ChainMovedError.of("indexer.moved.block", block=header.number)
        _put(found, log)
    return found


def _put(found: ByIndex, log: Log) -> None:
    known = found.setdefault(log.log_index, log)
    if known is not log and known != log:
        raise NodeError.of("indexer.node.log_twice", index=log.log_index, hash=log.block_hash)


def _add_up(header: Header, logs: ByIndex) -> bool:
    """Whether these can be all logs of a block: counted without a gap, and of the very filter in its header."""
    return _counted(logs) and bloom_of_logs(logs.values()) == header.bloom


def _counted(logs: ByIndex) -> bool:
    """Logs of a block are counted from 0."""
    return not logs or max(logs) == len(logs) - 1


@lru_cache(maxsize=8_192)
def bloom_of(hexadecimal: str) -> int:
    """The three bits an address or topic sets in a block's 2048-bit filter (yellow paper, 4.3.1). Raises RpcError."""
    try:
        content = bytes.fromhex(hexadecimal[2:])
    except ValueError as error:
        raise RpcError.of("indexer.node.odd_topic", quoted=repr(hexadecimal[:70])) from error
    digest = sha3.keccak_256(content).digest()
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
    return reduce(or_, map(bloom_of, parts), 0)
