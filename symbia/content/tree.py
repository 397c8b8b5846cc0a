"""A document as blocks and back: the very tree that `ipfs add --cid-version=1 --raw-leaves` builds.

Leaves are `raw` blocks of 256 KiB; above them a balanced tree of dag-pb nodes with up to 174 links each. A
document of one chunk is its leaf, without a node above. Source: https://specs.ipfs.tech/unixfs/, "balanced".
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from symbia.content import dagpb
from symbia.content.cid import Cid
from symbia.content.errors import ContentMismatch, ContentTooLarge
from symbia.text import Text

CHUNK_BYTES = 256 * 1024
MAX_LINKS = 174

# What a tree may cost a reader: a document of 1 MiB needs 5 blocks and 2 levels. Trees made with smaller
# chunks need more, and a tree made to exhaust us ends here.
MAX_VISITS = 4096
MAX_DEPTH = 8
NODE_ALLOWANCE_BYTES = 64 * 1024  # so that a small limit leaves room for the nodes of a small document


class StoredBlock(NamedTuple):
    """One piece of a document as it is stored."""

    cid: Cid
    data: bytes


class ReadDocument(NamedTuple):
    """A document that was read, and the blocks it was read from, root first, each verified."""

    data: bytes
    blocks: dict[Cid, bytes]


def blocks_of(data: bytes) -> Iterator[StoredBlock]:
    """The blocks of `data`, children before parents: the last one is the root."""
    level: list[dagpb.ChildLink] = []
    for start in range(0, max(len(data), 1), CHUNK_BYTES):
        chunk = data[start : start + CHUNK_BYTES]
        cid = Cid.of("raw", chunk)
        level.append(dagpb.ChildLink(cid, len(chunk), len(chunk)))
        yield StoredBlock(cid, chunk)
    while len(level) > 1:
        parents: list[dagpb.ChildLink] = []
        for children in _groups(level):
            node = dagpb.encode(children)
            cid = Cid.of("dag-pb", node)
            size = sum(child.size for child in children)
            parents.append(dagpb.ChildLink(cid, size, len(node) + sum(child.stored for child in children)))
            yield StoredBlock(cid, node)
        level = parents


def cid_of(data: bytes) -> str:
    """The CID of a document, as text, without storing it."""
    return str(deque(blocks_of(data), maxlen=1).pop().cid)


def check_size(data: bytes, max_bytes: int) -> None:
    """Raises `ContentTooLarge` when a document to be stored has more than `max_bytes` bytes."""
    if len(data) > max_bytes:
        raise ContentTooLarge.of("content.too_large", size=len(data), limit=max_bytes)


def read(root: Cid, fetch: Callable[[Cid], bytes], *, max_bytes: int, source: Text) -> ReadDocument:
    """The document below `root`, every block fetched once and compared with its CID.

    `source` names where `fetch` reads, for messages. Raises what `fetch` raises, `ContentMismatch`,
    `UnsupportedContent`, and `ContentTooLarge` beyond `max_bytes`, `MAX_VISITS` or `MAX_DEPTH`.

    Anybody can name a CID, so the tree may be hostile: memory is bounded by twice `max_bytes` and a little, work
    by `MAX_VISITS`, each distinct block being fetched, compared and decoded once.
    """
    walk = _Walk(root, fetch, max_bytes, source)
    walk.visit(root, 0)
    return ReadDocument(b"".join(walk.pieces), walk.blocks)


@dataclass
class _Walk:
    root: Cid
    fetch: Callable[[Cid], bytes]
    max_bytes: int
    source: Text
    blocks: dict[Cid, bytes] = field(default_factory=dict)
    nodes: dict[Cid, dagpb.FileNode] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    stored: int = 0
    visits: int = 0

    def visit(self, cid: Cid, depth: int) -> None:
        self.visits += 1
        if self.visits > MAX_VISITS or depth > MAX_DEPTH:
            raise ContentTooLarge.of(
                "content.spread_out", cid=str(self.root), blocks=MAX_VISITS, levels=MAX_DEPTH, chunk=CHUNK_BYTES
            )
        node = self._node(cid)
        self.size += len(node.data)
        self._check(self.size, self.max_bytes)
        self.pieces.append(node.data)
        for child in node.children:
            self.visit(child, depth + 1)

    def _node(self, cid: Cid) -> dagpb.FileNode:
        if cid not in self.nodes:
            block = self.blocks[cid] = self._block(cid)
            self.nodes[cid] = dagpb.FileNode(block, ()) if cid.codec == "raw" else dagpb.decode(block)
        return self.nodes[cid]

    def _block(self, cid: Cid) -> bytes:
        block = self.fetch(cid)
        if not cid.names(block):
            raise ContentMismatch.of("content.other_bytes", source=self.source, block=str(cid), cid=str(self.root))
        self.stored += len(block)
        self._check(self.stored, 2 * self.max_bytes + NODE_ALLOWANCE_BYTES)
        return block

    def _check(self, size: int, limit: int) -> None:
        if size > limit:
            raise ContentTooLarge.of("content.too_large_to_read", cid=str(self.root), limit=limit)


def _groups(level: Sequence[dagpb.ChildLink]) -> Iterator[list[dagpb.ChildLink]]:
    rest = iter(level)
    while group := list(islice(rest, MAX_LINKS)):
        yield group
