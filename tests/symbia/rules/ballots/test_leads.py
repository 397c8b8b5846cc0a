"""What options need, against counting itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.counting import Count, Lot, Weighted, count
from symbia.rules.ballots.leads import leading, needed, to_lose, votes_written
from symbia.rules.ballots.names import PARTS, Method

BETWEEN: tuple[Method, ...] = ("single_choice", "approval", "split", "ranked")
OPTIONS = 3
SEEDS = 40  # more than enough for each of three to draw the lot
DIGESTS = (0x5528377D, 0xD4C8167C, 0x98760DC3)


def counted_with(seed: int, method: Method, bps: int, cast: list[Weighted]) -> Count:
    """A count in which lots are drawn with this seed."""
    return count(method, OPTIONS, bps, cast, Lot(seed, 1, DIGESTS))


def winners(method: Method, bps: int, cast: list[Weighted]) -> set[int]:
    """Who wins with one seed or another."""
    return {counted_with(seed, method, bps, cast).winner for seed in range(SEEDS if method == "ranked" else 1)}


@st.composite
def choices(draw: Any, method: Method) -> int:
    """The number of a choice between OPTIONS."""
    listed = draw(st.permutations(range(1, OPTIONS + 1)))[: draw(st.integers(1, OPTIONS))]
    if method == "single_choice":
        return listed[0]
    if method == "split":
        part = draw(st.integers(1, PARTS - 1))
        return encode(
            method, OPTIONS, {listed[0]: PARTS} if len(listed) == 1 else {listed[0]: part, listed[1]: PARTS - part}
        )
    return encode(method, OPTIONS, list(listed))


@st.composite
def elections(draw: Any, votes: int = 30) -> tuple[Method, list[Weighted], int]:
    """A method, what was cast, and the share that a winner must exceed."""
    method = draw(st.sampled_from(BETWEEN))
    cast = draw(st.lists(st.builds(Weighted, choices(method), st.integers(1, votes)), max_size=6))
    return method, cast, draw(st.sampled_from((0, 2_500, 5_000, 9_000)))


@given(elections())
def test_what_an_option_needs_is_the_least_that_makes_it_win(election: Any) -> None:
    method, cast, bps = election
    counted = counted_with(0, method, bps, cast)
    for option in range(1, OPTIONS + 1):
        alone = {"split": encode("split", OPTIONS, {option: PARTS}), "approval": 1 << (option - 1)}.get(method, option)
        more = needed(method, counted, bps, cast, option)
        assert (more == 0) == (counted.winner == option)
        if more:
            assert winners(method, bps, [*cast, Weighted(alone, more)]) == {option}
        if more > 1:
            assert winners(method, bps, [*cast, Weighted(alone, more - 1)]) != {option}


@given(elections(), st.data())
def test_fewer_votes_than_a_winner_can_lose_to_leave_it_the_winner(election: Any, data: Any) -> None:
    method, cast, bps = election
    counted = counted_with(0, method, bps, cast)
    if not counted.winner:
        return
    enough = to_lose(method, counted, bps)
    if not enough:
        return
    left = enough - 1
    more = []
    while left:
        votes = data.draw(st.integers(1, left))
        more.append(Weighted(data.draw(choices(method)), votes))
        left -= votes
    assert winners(method, bps, [*cast, *more]) == {counted.winner}


@given(elections())
def test_the_leader_is_the_winner_where_there_is_one(election: Any) -> None:
    method, cast, bps = election
    counted = counted_with(0, method, bps, cast)
    order = leading(method, counted)
    assert (order is None) == (not cast)
    if counted.winner:
        assert order is not None
        assert order[0] == counted.winner


@pytest.mark.parametrize(
    ("parts", "words"), [(0, "0"), (120_000, "12"), (127_500, "12.75"), (1, "0.0001"), (12_345_670_000, "1,234,567")]
)
def test_parts_are_written_as_votes(parts: int, words: str) -> None:
    assert votes_written(parts) == words
