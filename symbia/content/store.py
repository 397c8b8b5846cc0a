"""The one door to content: a store for documents, chosen by what is configured."""

from collections.abc import Container
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

    def get(self, cid: str, *, keep: bool = True) -> bytes:
        """The document named by a CIDv1 or CIDv0. What another machine had is kept here, unless `keep` says no."""
        ...

    def has(self, cid: str) -> bool:
        """Whether `get` would find it without searching other machines."""
        ...


class PrunableStore(ContentStore, Protocol):
    """A store whose documents can be taken away again."""

    def has_here(self, cid: str) -> bool:
        """Whether this machine's disk has it."""
        ...

    def remove(self, cid: str, staying: Container[str]) -> bool:
        """Takes a document from this machine's disk, except for what it shares with those that are `staying` (CIDs).
        False, and nothing is taken, if somebody brought it again within the hour."""
        ...

    def unpin(self, cid: str) -> None:
        """Lets other machines that were told to keep it forget it."""
        ...


def open_store(
    content_dir: Path,
    ipfs_api: str | None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    timeout: float = DEFAULT_TIMEOUT,
) -> PrunableStore:
    """A store in `content_dir`, and on the Kubo node whose RPC API is at the multiaddr `ipfs_api`, if given.

    `max_bytes` limits one document, `timeout` (seconds) one call to the node. Opens no connection.
    Raises `ValueError` when `ipfs_api` is no multiaddr.
    """
    local = EmbeddedStore(content_dir, max_bytes=max_bytes)
    local.sweep()
    if not ipfs_api:
        return local
    return CachedStore(local, KuboStore(ipfs_api, max_bytes=max_bytes, timeout=timeout))
