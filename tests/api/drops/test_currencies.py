"""What ERC-20s say about themselves is not believed further than it can be shown."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cachetools import TTLCache
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.drops.currencies import ETHER, describe
from api.kit.chain import Reverted, unavailable

TOKEN = "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359"
ZERO = "0x" + "0" * 40


class Node:
    """Answers `decimals()` and `symbol()`; None: it reverts."""

    def __init__(self, decimals: bytes | None, symbol: bytes | None) -> None:
        self.answers = {"decimals()": decimals, "symbol()": symbol}
        self.down = False
        self.asked = 0

    def call(self, to: str, data: str, gas: int) -> bytes:
        self.asked += 1
        if self.down:
            raise unavailable("it is gone")
        (answer,) = [value for name, value in self.answers.items() if data == "0x" + keccak(text=name)[:4].hex()]
        if answer is None:
            raise Reverted(b"", "no")
        return answer


def told(node: Any) -> tuple[str | None, int | None]:
    found = describe(node, [TOKEN])[TOKEN]
    return found.symbol, found.decimals


def number(value: int) -> bytes:
    return bytes(encode(["uint256"], [value]))


def text(value: str) -> bytes:
    return bytes(encode(["string"], [value]))


@pytest.mark.parametrize(
    ("decimals", "symbol", "shown"),
    [
        (number(6), text("USDC"), ("USDC", 6)),
        (number(0), text(" x "), ("x", 0)),
        (number(256), text("\u202eCDSU"), (None, None)),
        (number(2**256 - 1), text("a\nb"), (None, None)),
        (None, None, (None, None)),
        (b"", b"", (None, None)),
        (b"\x01", b"MKR" + bytes(29), (None, None)),  # a bytes32, as some old tokens answer
        (number(18), text(""), (None, 18)),
        (number(18), text("L" * 33), ("L" * 32, 18)),
        (number(18), encode(["bytes"], [b"\xff"]), (None, 18)),
    ],
)
def test_what_is_shown(decimals: bytes | None, symbol: bytes | None, shown: tuple[str | None, int | None]) -> None:
    assert told(Node(decimals, symbol)) == shown


def test_ether_needs_no_question() -> None:
    node: Any = Node(None, None)
    assert describe(node, [ZERO]) == {ZERO: ETHER}
    assert node.asked == 0


def test_an_answer_is_remembered_and_silence_only_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("api.drops.currencies._silent", TTLCache(9, ttl=30, timer=lambda: now))
    node = Node(number(6), text("USDC"))
    node.down = True
    assert told(node) == told(node) == (None, None)
    assert node.asked == 1
    node.down, now = False, 31.0
    assert told(node) == ("USDC", 6)
    asked = node.asked
    assert told(node) == ("USDC", 6)
    assert node.asked == asked


def test_readers_do_not_wait_for_a_silent_node_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.drops.currencies._PATIENCE", 0.001)
    node = Node(number(6), text("USDC"))
    ended, asked = threading.Event(), threading.Event()
    answer = node.call

    def slowly(to: str, data: str, gas: int) -> bytes:
        asked.set()
        ended.wait(30)
        return answer(to, data, gas)

    monkeypatch.setattr(node, "call", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(told, node)
        asked.wait(30)
        assert told(node) == (None, None)
        assert not first.done()
        ended.set()
        assert first.result() == told(node) == ("USDC", 6)
