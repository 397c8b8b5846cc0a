"""Choices: written and numbered, and refused with what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.ballots.choices import Choice, ChoiceError, decode, encode
from symbia.rules.ballots.names import METHODS, Method, most_options


@pytest.mark.parametrize(
    ("method", "options", "choice", "number"),
    [
        ("for_against", 3, "against", 0),
        ("for_against", 3, "for", 1),
        ("for_against", 3, "abstain", 2),
        ("single_choice", 4, 4, 4),
        ("approval", 10, [1, 10], 0b1000000001),
        ("split", 3, {1: 7_500, 3: 2_500}, 7_500 | 2_500 << 32),
        ("ranked", 6, [2, 1, 6], 0x612),
    ],
)
def test_a_choice_and_its_number(method: Method, options: int, choice: Choice, number: int) -> None:
    assert encode(method, options, choice) == number
    assert decode(method, options, number) == choice


@pytest.mark.parametrize(
    ("method", "options", "choice", "said"),
    [
        ("for_against", 3, "yes", "against, for or abstain"),
        ("for_against", 3, 1, "against, for or abstain"),
        ("single_choice", 4, 0, "1 to 4"),
        ("single_choice", 4, 5, "1 to 4"),
        ("single_choice", 4, True, "1 to 4"),
        ("single_choice", 4, [1], "1 to 4"),
        ("approval", 4, [], "empty"),
        ("approval", 4, [1, 1], "twice"),
        ("approval", 4, 3, "list of options"),
        ("split", 3, {1: 5_000, 2: 4_999}, "add up to 9,999"),
        ("split", 3, {4: 10_000}, "1 to 3"),
        ("split", 3, {1: -1, 2: 10_001}, "parts"),
        ("split", 3, [10_000], "parts of 10,000"),
        ("ranked", 3, [1, 2, 1], "twice"),
        ("ranked", 3, [4], "1 to 3"),
        ("ranked", 3, "12", "in order"),
    ],
)
def test_what_is_no_choice_is_refused_with_what_would_be(
    method: Method, options: int, choice: Choice, said: str
) -> None:
    with pytest.raises(ChoiceError, match=said):
        encode(method, options, choice)


@given(st.sampled_from(METHODS), st.integers(2, 10), st.integers(-1, 2**161))
def test_a_number_is_a_choice_or_refused(method: Method, options: int, number: int) -> None:
    options = min(options, most_options(method))
    try:
        choice = decode(method, options, number)
    except ChoiceError:
        return
    assert encode(method, options, choice) == number


@given(st.data())
def test_every_choice_comes_back(data: st.DataObject) -> None:
    options = data.draw(st.integers(2, 10))
    some = data.draw(st.lists(st.integers(1, options), min_size=1, unique=True))
    assert decode("approval", options, encode("approval", options, some)) == sorted(some)
    cut = data.draw(st.integers(1, 9_999))
    split = {1: cut, options: 10_000 - cut}
    assert decode("split", options, encode("split", options, split)) == split
    ranked = data.draw(st.lists(st.integers(1, 6), min_size=1, unique=True))
    assert decode("ranked", 6, encode("ranked", 6, ranked)) == ranked
