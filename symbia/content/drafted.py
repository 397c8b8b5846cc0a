"""Documents that are named before they are stored."""

from symbia.content.cid import parse_cid
from symbia.content.store import ContentStore
from symbia.content.tree import check_size, cid_of


class DraftedStore:
    """A store to which `put` only notes down what is to be stored, for whoever decides about it; reading finds both.

    `documents`: what was noted, by CID, in the order in which it came.
    """

    def __init__(self, store: ContentStore, *, max_bytes: int) -> None:
        self._store = store
        self._max_bytes = max_bytes
        self.documents: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Notes a document down and returns the CID that it will have. Raises `ContentTooLarge`."""
        check_size(data, self._max_bytes)
        cid = cid_of(data)
        self.documents[cid] = data
        return cid

    def get(self, cid: str, *, keep: bool = True) -> bytes:
        """The document. Raises any `ContentError`."""
        name = str(parse_cid(cid))
        return self.documents[name] if name in self.documents else self._store.get(name, keep=keep)

    def has(self, cid: str) -> bool:
        """Whether `get` would find it without searching other machines. Raises `InvalidCid`, `ContentUnavailable`."""
        return str(parse_cid(cid)) in self.documents or self._store.has(cid)
