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
LEFT = st.one_of(st.sampled_from((1, CENTURY)), st.integers(1, CENTURY))
Question = tuple[Priced, Priced, int]
# Many to a call: asking the chain costs more than the arithmetic.
QUESTIONS = st.lists(st.tuples(TIER, TIER, LEFT), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def proration(_module_isolation: None) -> Any:
    """The library, opened."""
    return create(ProrationMock, sender=accounts[0])


def lived(question: Question) -> Question:
    """Nothing is left of a tier for life, but of any other one."""
    old, new, left = question
    return old, new, left if old.duration else 0


def ask(proration: Any, questions: Sequence[Question]) -> list[tuple[int, int]]:
    """Cost and seconds left, for each."""
    return list(proration.change([(old.struct, new.struct, left) for old, new, left in questions], CENTURY))


def check(proration: Any, questions: Sequence[Question]) -> None:
    """The same as the model, and nothing out of nothing."""
    asked = [lived(question) for question in questions]
    answers = ask(proration, asked)
    assert answers == [change(old, new, left, CENTURY) for old, new, left in asked]
    for question, answer in zip(asked, answers, strict=True):
        creates_no_value(question, answer)
    there_and_back(proration, asked, answers)


def creates_no_value(question: Question, answer: tuple[int, int]) -> None:
    """What one has afterwards is worth no more than what one had and paid; so no sequence of changes gains anything."""
    old, new, left = question
    cost, after = answer
    assert worth(new, after) <= worth(old, left) + cost
    assert 0 <= after <= CENTURY
    if old.duration and new.duration:
        assert after >= min(left, CENTURY)  # nobody pays and loses time
    if cost:
        assert worth(new, after) > worth(old, left) + cost - 2  # and rounding takes less than two units


def there_and_back(proration: Any, asked: Sequence[Question], answers: Sequence[tuple[int, int]]) -> None:
    """In the same second: time gained was paid for at the old tier's own price."""
    returns = [(new, old, after) for (old, new, _), (_, after) in zip(asked, answers, strict=True)]
    for (old, _, left), (paid, _), (again, end) in zip(asked, answers, ask(proration, returns), strict=True):
        assert worth(old, end) - worth(old, left) <= paid + again


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
    check(proration, [(old, new, left) for old in corners for new in corners for left in (1, CENTURY)])
