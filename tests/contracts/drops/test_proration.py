"""The formula in Solidity against the same in exact fractions, with prices and times of every size."""

from collections.abc import Sequence
from typing import Any

import pytest
from brownie import ProrationMock, accounts
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import create
from support.proration import Priced, change, worth
from support.shop import CENTURY

AMOUNT = st.one_of(
    st.sampled_from((0, 1, 2, 10**6, 10**18, 2**128 - 1)), st.integers(0, 10**4), st.integers(0, 2**128 - 1)
)
DURATION = st.one_of(st.sampled_from((0, 1, 2_592_000, 31_557_600, CENTURY)), st.integers(1, CENTURY))
TIER = st.builds(Priced, AMOUNT, DURATION)
SECONDS = st.one_of(st.sampled_from((0, 1, CENTURY)), st.integers(0, CENTURY))
Question = tuple[Priced, Priced, int, int]  # old, new, seconds paid for (1 for life), seconds to come
# Many to a call: asking the chain costs more than the arithmetic.
QUESTIONS = st.lists(st.tuples(TIER, TIER, SECONDS, SECONDS), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def proration(_module_isolation: None) -> Any:
    """The library, opened."""
    return create(ProrationMock, sender=accounts[0])


def lived(question: Question) -> Question:
    """A tier for life was paid for or not; there is no part of it."""
    old, new, paid, _ = question
    return question if old.duration else (old, new, paid % 2, 0)


def ask(proration: Any, questions: Sequence[Question]) -> list[tuple[int, int]]:
    """Cost and seconds, for each."""
    return list(proration.change([(old.struct, new.struct, *times) for old, new, *times in questions], CENTURY))


def check(proration: Any, questions: Sequence[Question]) -> None:
    """The same as the model, and nothing out of nothing."""
    asked = [lived(question) for question in questions]
    answers = ask(proration, asked)
    assert answers == [change(*question, CENTURY) for question in asked]
    for question, answer in zip(asked, answers, strict=True):
        pays_for_a_period(question, answer)
    there_and_back(proration, asked, answers)


def all_paid(tier: Priced, time: int) -> int:
    """What is paid for of a tier right after the change to it: all."""
    return time if tier.duration else 1


def pays_for_a_period(question: Question, answer: tuple[int, int]) -> None:
    """Never less than a period, paid with what was paid before and with the cost; and no more than both together."""
    old, new, paid, _ = question
    cost, time = answer
    assert new.duration <= time <= CENTURY
    assert new.amount <= worth(old, paid) + cost
    assert not cost or time == new.duration
    assert worth(new, all_paid(new, time)) <= worth(old, paid) + cost


def there_and_back(proration: Any, asked: Sequence[Question], answers: Sequence[tuple[int, int]]) -> None:
    """In the same second: whoever was in a tier that is no cheaper has paid for a whole period of it."""
    returns = [
        (new, old, all_paid(new, time), time - new.duration)
        for (old, new, *_), (_, time) in zip(asked, answers, strict=True)
    ]
    for question, (cost, _), (again, end) in zip(asked, answers, ask(proration, returns), strict=True):
        old, new, paid, _ = question
        kept = worth(old, all_paid(old, end)) - again
        spent = new.amount if new.amount >= old.amount else 0
        assert kept <= worth(old, paid) + cost - spent


@settings(max_examples=60)
@given(questions=QUESTIONS)
def test_the_formula(proration: Any, questions: list[Question]) -> None:
    check(proration, questions)


@pytest.mark.long
@settings(max_examples=3_000)
@given(questions=QUESTIONS)
def test_the_formula_many_times(proration: Any, questions: list[Question]) -> None:
    check(proration, questions)


def test_every_corner_with_every_other(proration: Any) -> None:
    corners = [Priced(amount, duration) for amount in (0, 1, 2**128 - 1) for duration in (0, 1, CENTURY)]
    check(
        proration,
        [
            (old, new, paid, left)
            for old in corners
            for new in corners
            for paid in (0, 1, CENTURY)
            for left in (0, 1, CENTURY)
        ],
    )
