"""Ranges of blocks: from new to old, all of them, smaller where the node refuses."""

import pytest
from web3.exceptions import Web3RPCError

from cli.tally.ranges import backwards
from symbia.errors import NodeTooSlowError


class Node:
    """Serves at most `limit` blocks at once; a log a block."""

    def __init__(self, limit: int, error: type[Exception] = Web3RPCError) -> None:
        self.limit, self.error = limit, error
        self.asked: list[int] = []

    def fetch(self, first: int, last: int) -> list[int]:
        self.asked.append(last - first + 1)
        if last - first + 1 > self.limit:
            raise self.error("query returned more than 10000 results")
        return list(range(first, last + 1))


@pytest.mark.parametrize("error", [Web3RPCError, NodeTooSlowError])
@pytest.mark.parametrize("limit", [1, 2, 7, 10_000])
def test_every_block_once_the_newest_first(limit: int, error: type[Exception]) -> None:
    node = Node(limit, error)
    parts = list(backwards(node.fetch, 5, 104))
    assert [block for part in reversed(parts) for block in part] == list(range(5, 105))
    assert parts[0][-1] == 104


def test_a_node_without_a_limit_is_asked_once() -> None:
    node = Node(10_000)
    list(backwards(node.fetch, 0, 5_000))
    assert node.asked == [5_001]


def test_nothing_is_asked_for_no_blocks() -> None:
    node = Node(1)
    assert list(backwards(node.fetch, 5, 4)) == []
    assert node.asked == []


def test_ranges_grow_again() -> None:
    node = Node(64)
    list(backwards(node.fetch, 1, 100_000))
    served = [size for size in node.asked if size <= 64]
    assert max(served) > served[0]
    assert len(node.asked) < 2 * 100_000 / 32


def test_a_single_block_that_is_refused_is_an_error() -> None:
    with pytest.raises(Web3RPCError):
        list(backwards(Node(0).fetch, 1, 8))
