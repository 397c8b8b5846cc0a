"""Documents of proposals, tiers and perks, as content named by its hash (IPFS)."""

from symbia.content.cid import cid_from_uri, ipfs_uri, parse_cid
from symbia.content.drafted import DraftedStore
from symbia.content.errors import (
    ContentError,
    ContentMismatch,
    ContentNotFound,
    ContentTooLarge,
    ContentUnavailable,
    InvalidCid,
    UnsupportedContent,
)
from symbia.content.store import DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT, ContentStore, PrunableStore, open_store
from symbia.content.tree import check_size, cid_of

__all__ = [
    "DEFAULT_MAX_BYTES",
    "DEFAULT_TIMEOUT",
    "ContentError",
    "ContentMismatch",
    "ContentNotFound",
    "ContentStore",
    "ContentTooLarge",
    "ContentUnavailable",
    "DraftedStore",
    "InvalidCid",
    "PrunableStore",
    "UnsupportedContent",
    "check_size",
    "cid_from_uri",
    "cid_of",
    "ipfs_uri",
    "open_store",
    "parse_cid",
]
