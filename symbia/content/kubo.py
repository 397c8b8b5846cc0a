"""Content on an IPFS node (Kubo), through its RPC API: https://docs.ipfs.tech/reference/kubo/rpc/."""

import time
from collections.abc import Callable
from typing import TypeVar, cast

import ipfshttpclient
from ipfshttpclient import exceptions
from requests import RequestException

from symbia.content.cid import Cid, parse_cid
from symbia.content.errors import ContentMismatch, ContentNotFound, ContentUnavailable
from symbia.content.node_http import BoundedHttp
from symbia.content.tree import CHUNK_BYTES, MAX_LINKS, ReadDocument, check_size, cid_of, read
from symbia.text import Text

T = TypeVar("T")

# All that the CID depends on is said, so that a node's own import settings do not matter.
ADD_OPTIONS = {
    "cid-version": "1",
    "raw-leaves": "true",
    "hash": "sha2-256",
    "chunker": f"size-{CHUNK_BYTES}",
    "trickle": "false",
    "max-file-links": str(MAX_LINKS),
    "inline": "false",
    "pin": "true",
}

# What Kubo says of a block that it does not have and does not look for elsewhere.
_NOT_FOUND = ("not found", "could not find")
_NOT_PINNED = "not pinned"

# The library does not check the shape of an answer: this is what it stumbles with over another one.
_UNEXPECTED_ANSWER = (AssertionError, LookupError, TypeError)


class KuboStore:
    """Documents on a node that is not trusted: every block it serves is compared with its CID.

    `address` is a multiaddr, `/ip4/127.0.0.1/tcp/5001` or `/dns/kubo/tcp/5001`; `timeout` the seconds a call
    may take as a whole. Nothing is remembered between calls; threads may share one store.
    """

    def __init__(self, address: str, *, max_bytes: int, timeout: float) -> None:
        """Opens no connection. Raises `ValueError` when `address` is no multiaddr."""
        self._name = Text.of("content.node_name", address=address)
        self._max_bytes = max_bytes
        self._timeout = timeout
        try:
            # Not connect(): that refuses every node newer than 0.8. The library, pinned to the version this was
            # written for, offers no other way to change what is below it.
            self._client = ipfshttpclient.Client(address)
            self._client._client = BoundedHttp(address, ipfshttpclient.DEFAULT_BASE, timeout=timeout)
        except exceptions.AddressError as error:
            raise ValueError(
                f"{address!r} is not the address of an IPFS node: write it like /ip4/127.0.0.1/tcp/5001 "
                f"or /dns/kubo/tcp/5001."
            ) from error

    def put(self, data: bytes) -> str:
        """Adds and pins a document; returns its CID.

        Raises `ContentTooLarge`, `ContentUnavailable`, and `ContentMismatch` when the node names it differently.
        """
        check_size(data, self._max_bytes)
        expected = cid_of(data)
        named = str(self._ask(lambda: self._client.add_bytes(data, opts=ADD_OPTIONS, timeout=self._timeout)))
        if named != expected:
            raise ContentMismatch.of("content.named_differently", source=self._name, named=named, expected=expected)
        return expected

    def get(self, cid: str, *, keep: bool = True) -> bytes:  # noqa: ARG002  # the node decides what it keeps
        """The document, every block compared with its CID. Raises any `ContentError`."""
        return self.fetch(cid).data

    def fetch(self, cid: str) -> ReadDocument:
        """Like `get`, with the blocks, so that they can be kept under the same CID."""
        deadline = time.monotonic() + self._timeout
        return read(
            parse_cid(cid),
            lambda block: self._block(block, deadline),
            max_bytes=self._max_bytes,
            source=self._name,
        )

    def has(self, cid: str) -> bool:
        """Whether the node itself has the document's root; it does not search the network for it.

        Raises `InvalidCid`, `ContentUnavailable`.
        """
        root = str(parse_cid(cid))
        try:
            self._ask(lambda: self._client.block.stat(root, offline=True, timeout=self._timeout))
        except ContentNotFound:
            return False
        return True

    def unpin(self, cid: str) -> None:
        """The node may forget the document, when it collects its garbage. Raises `InvalidCid`, `ContentUnavailable`."""
        root = str(parse_cid(cid))
        try:
            self._ask(lambda: self._client.pin.rm(root, timeout=self._timeout))
        except ContentUnavailable as error:
            if _NOT_PINNED not in str(error):
                raise

    def _block(self, cid: Cid, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        return cast(bytes, self._ask(lambda: self._client.block.get(str(cid), timeout=left)))

    def _ask(self, call: Callable[[], T]) -> T:
        """What `call` answers, the library's exceptions translated into ours."""
        try:
            return call()
        except exceptions.TimeoutError as error:
            raise self._too_slow() from error
        except exceptions.ErrorResponse as error:
            if any(words in str(error) for words in _NOT_FOUND):
                raise ContentNotFound.of("content.not_on_node", source=self._name, reason=str(error)) from error
            raise self._unavailable(error) from error
        except (exceptions.Error, RequestException, *_UNEXPECTED_ANSWER) as error:
            raise self._unavailable(error) from error

    def _too_slow(self) -> ContentUnavailable:
        return ContentUnavailable.of("content.too_slow", source=self._name, seconds=f"{self._timeout:g}")

    def _unavailable(self, error: Exception) -> ContentUnavailable:
        return ContentUnavailable.of("content.node_failed", source=self._name, reason=str(error))
