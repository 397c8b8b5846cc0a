"""The window against nodes with limits of every kind."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fetch.window import LARGEST, MANY_LOGS, PATIENCE, STEP, Window

Serves = Callable[[int], int | None]  # blocks -> logs, None for a refusal


def _ask(window: Window, serves: Serves) -> bool:
    """One range; was it served?"""
    blocks = window.size
    logs = serves(blocks)
    if logs is None:
        window.refused(blocks)
        return False
    window.served(blocks, logs)
    return True


def _up_to(limit: int) -> Serves:
    return lambda blocks: 0 if blocks <= limit else None


@given(st.integers(1, LARGEST))
def test_any_limit_is_found_and_seldom_touched_again(limit: int) -> None:
    window = Window()
    for _ in range(400):
        _ask(window, _up_to(limit))
    assert limit * 9 // 10 <= window.size <= limit + 1
    refused = sum(not _ask(window, _up_to(limit)) for _ in range(1_000))
    assert refused <= 1_000 // PATIENCE // 4


def test_a_single_block_that_is_refused_is_asked_for_again() -> None:
    window = Window()
    for _ in range(50):
        window.refused(window.size)
    assert window.size == 1


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_a_limit_that_is_lifted_is_noticed(limit: int) -> None:
    window = Window()
    for _ in range(300):
        _ask(window, _up_to(limit))
    for _ in range(2_500):
        _ask(window, _up_to(LARGEST))
    assert window.size == LARGEST


def test_a_dense_part_shrinks_it_without_a_refusal() -> None:
    window = Window()
    for _ in range(30):
        _ask(window, lambda blocks: blocks * 50)
    assert MANY_LOGS // 3 <= window.size * 50 <= MANY_LOGS
    for _ in range(400):
        _ask(window, lambda _: 0)
    assert window.size == LARGEST


def test_short_ranges_at_the_head_teach_nothing() -> None:
    window = Window(1_000)
    for _ in range(100):
        window.served(1, 3)
    assert window.size == 1_000


@pytest.mark.parametrize("hint", [1, 5, 999])
def test_a_hint_is_taken_and_grown_from(hint: int) -> None:
    window = Window(1_000)
    window.refused(1_000, hint)
    assert window.size == hint
    for _ in range(2_500):
        _ask(window, _up_to(LARGEST))
    assert window.size == LARGEST


def test_it_starts_by_doubling() -> None:
    window = Window(1)
    for _ in range(14):
        window.served(window.size, 0)
    assert window.size == LARGEST


def test_an_answer_too_long_for_memory_is_no_limit_of_the_node() -> None:
    window = Window()
    while window.size < 1_000:
        window.served(window.size, 0)
    before = window.size
    window.overflowed(before)
    assert window.size == before // 2
    for _ in range(before // 2 // STEP + 2):
        window.served(window.size, 0)
    assert window.size > before
    window.size = 1
    window.overflowed(1)
    assert window.size == 1
