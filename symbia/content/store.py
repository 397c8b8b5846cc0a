"""The one door to content: a store for documents, chosen by what is configured."""

from pathlib import Path
from typing import Protocol

from symbia.content.cached import CachedStore
from symbia.content.disk import EmbeddedStore
from symbia.content.kubo import KuboStore

DEFAULT_MAX_BYTES = 1024 * 1024
DEFAULT_TIMEOUT = 10.0


class ContentStore(Protocol):
    """Documents by CID. Every answer was compared with its CID; every failure is a `ContentError`."""

    def put(self, data: bytes) -> str:
        """Stores a document and returns its CID as text (CIDv1, base32)."""
        ...

    def get(self, cid: str) -> bytes:
        """The document named by a CIDv1 or CIDv0."""
        ...

    def has(self, cid: str) -> bool:
        """Whether `get` would find it without searching other machines."""
        ...


def open_store(
    content_dir: Path,
    ipfs_api: str | None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    timeout: float = DEFAULT_TIMEOUT,
) -> ContentStore:
    """A store in `content_dir`, and on the Kubo node whose RPC API is at the multiaddr `ipfs_api`, if given.

    `max_bytes` limits one document, `timeout` (seconds) one call to the node. Opens no connection.
    Raises `ValueError` when `ipfs_api` is no multiaddr.
    """
    local = EmbeddedStore(content_dir, max_bytes=max_bytes)
    local.sweep()
    if not ipfs_api:
        return local
    return CachedStore(local, KuboStore(ipfs_api, max_bytes=max_bytes, timeout=timeout))
