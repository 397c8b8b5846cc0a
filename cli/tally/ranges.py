"""Logs from new to old, in ranges of blocks that shrink when the node refuses them."""

from collections.abc import Callable, Iterator
from typing import Any

from web3.exceptions import Web3RPCError

from symbia.errors import NodeTooSlowError

GROWTH = 8  # after a range that was served the next is larger by an eighth


def backwards(fetch: Callable[[int, int], list[Any]], first: int, last: int) -> Iterator[list[Any]]:
    """What `fetch(first, last)` gives for blocks `first` to `last`, the newest part first; it is asked for less when it
    refuses (Web3RPCError) or does not answer in time. What refuses a single block is raised."""
    size = last - first + 1
    while last >= first:
        start = max(first, last - size + 1)
        try:
            found = fetch(start, last)
        except (Web3RPCError, NodeTooSlowError):
            if start == last:
                raise
            size = (last - start + 1) // 2
            continue
        yield found
        last = start - 1
        size += size // GROWTH + 1
