"""Who was ever granted a role, from a node that does not look through many blocks at once."""

from typing import Any

import pytest

from scripts.roles import logs_in_ranges
from symbia.chain.wire import Log
from symbia.errors import LogRangeError, RpcError
from symbia.text import Text

ADDRESS = "0x" + "1" * 40
FIRST, LAST = 5, 200


class Stingy:
    """A node that gives logs of at most `most` blocks, says so if it `hints`, and has one in each block."""

    def __init__(self, most: int, *, hints: bool) -> None:
        self._most, self._hints = most, hints
        self.refusals = 0

    def logs(self, _addresses: list[str], first: int, last: int) -> list[Log]:
        if last - first + 1 > self._most:
            self.refusals += 1
            if last == first:
                raise RpcError(Text("chain.why.single_reply"))
            raise LogRangeError(Text("chain.why.single_reply"), self._most if self._hints else None)
        return [Log(ADDRESS, (), b"", block, "0x", "0x", 0, 0) for block in range(first, last + 1)]


@pytest.mark.parametrize("most", [1, 7, 10, 1_000])
@pytest.mark.parametrize("hints", [False, True])
def test_every_block_is_asked_for_once_and_in_order(most: int, hints: bool) -> None:
    node: Any = Stingy(most, hints=hints)
    assert [log.block_number for log in logs_in_ranges(node, ADDRESS, FIRST, LAST)] == list(range(FIRST, LAST + 1))
    assert node.refusals <= (1 if hints else 8)


def test_a_block_that_is_refused_alone_is_an_error() -> None:
    node: Any = Stingy(0, hints=False)
    with pytest.raises(RpcError):
        list(logs_in_ranges(node, ADDRESS, FIRST, LAST))
