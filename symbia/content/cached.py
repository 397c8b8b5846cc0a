"""A node's content with this machine's disk in front of it."""

from collections.abc import Container

import structlog

from symbia.content.disk import EmbeddedStore
from symbia.content.errors import ContentMismatch, ContentNotFound, ContentUnavailable
from symbia.content.kubo import KuboStore
from symbia.content.tree import ReadDocument, StoredBlock

log = structlog.get_logger(__name__)


class CachedStore:
    """Reads the disk first, then the node, and keeps what the node gave; writes to both.

    Only content is kept, never its absence: a document that is missing now is looked for again next time.
    """

    def __init__(self, local: EmbeddedStore, remote: KuboStore) -> None:
        self._local = local
        self._remote = remote

    def put(self, data: bytes) -> str:
        """Stores a document here, then adds and pins it on the node.

        Raises `ContentTooLarge`, `ContentUnavailable`, `ContentMismatch`; the copy here stays then, so that
        calling again completes the other one.
        """
        here, there = self._local.put(data), self._remote.put(data)
        if here != there:
            raise ContentMismatch.of("content.named_twice", here=here, there=there)
        return here

    def get(self, cid: str, *, keep: bool = True) -> bytes:
        """The document, compared with its CID. A damaged copy here is replaced. Raises any `ContentError`.

        Not to `keep` is for documents that somebody asks for and nothing names: there is no end of them.
        """
        try:
            return self._local.get(cid)
        except (ContentNotFound, ContentMismatch, ContentUnavailable) as lost:
            if not isinstance(lost, ContentNotFound):
                log.warning("content_not_readable_here", cid=cid, reason=str(lost))
            document = self._remote.fetch(cid)
        if keep:
            self._keep(cid, document)
        return document.data

    def has(self, cid: str) -> bool:
        """Whether it is here, or on the node itself. Raises `InvalidCid`, `ContentUnavailable`."""
        return self._local.has(cid) or self._remote.has(cid)

    def has_here(self, cid: str) -> bool:
        """Whether this machine's disk has it. Raises `InvalidCid`."""
        return self._local.has(cid)

    def remove(self, cid: str, staying: Container[str]) -> bool:
        """From this machine's disk alone: see `EmbeddedStore.remove`."""
        return self._local.remove(cid, staying)

    def unpin(self, cid: str) -> None:
        """From the node: see `KuboStore.unpin`."""
        self._remote.unpin(cid)

    def _keep(self, cid: str, document: ReadDocument) -> None:
        root_last = [StoredBlock(*item) for item in reversed(document.blocks.items())]
        try:
            self._local.keep(root_last)
        except ContentUnavailable as error:
            # The bytes are right and at hand: a full disk here is no reason to refuse them.
            log.warning("content_not_kept_here", cid=cid, reason=str(error))
