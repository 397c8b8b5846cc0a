"""What the relay may spend: days, budgets, and when a ballot's turn comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.ballots.gas import BATCH_GAS, KEY_BALLOT_GAS, GasRules, day_of, leaves_at, room_in_batch, until
from symbia.settings import Settings
from symbia.units import DAY

NOON = 20_000 * DAY + DAY // 2
GAS = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("spent", "before", "gas", "days"),
    [(0, 0, 100, 0), (0, 0, 101, 1), (1, 0, 100, 1), (0, 1, 100, 1), (100, 99, 1, 1), (100, 100, 1, 2), (50, 0, 50, 0)],
)
def test_a_ballot_leaves_on_the_day_that_has_gas_for_it(spent: int, before: int, gas: int, days: int) -> None:
    expected = NOON if days == 0 else day_of(NOON) + days * DAY
    assert leaves_at(NOON, 100, spent, before, gas) == expected


def test_without_a_budget_there_is_always_another_day_to_wait_for() -> None:
    assert leaves_at(NOON, 0, 0, 0, 1) == day_of(NOON) + DAY


@pytest.mark.parametrize(
    ("left", "expected"), [(0, 60), (DAY // 2 - 1, 60), (DAY // 2, 160), (DAY + DAY // 2, 260), (-5, 60)]
)
def test_each_midnight_brings_another_budget(left: int, expected: int) -> None:
    assert until(NOON, left, 100, 40) == expected


def test_what_was_overspent_is_not_taken_from_tomorrow() -> None:
    assert until(NOON, DAY, 100, 400) == 100


@given(GAS, GAS, GAS, GAS, st.integers(0, 30 * DAY))
def test_what_is_taken_has_its_turn_in_time(budget: int, spent: int, before: int, gas: int, left: int) -> None:
    """A ballot for which there is gas until then leaves until then, unless today was overspent."""
    spent = min(spent, budget)
    fits = before + gas <= until(NOON, left, budget, spent)
    assert fits == (leaves_at(NOON, budget, spent, before, gas) <= max(NOON, NOON + left))


@pytest.mark.parametrize(("left", "ballots"), [(0, 0), (BATCH_GAS + KEY_BALLOT_GAS - 1, 0), (BATCH_GAS + 24_000, 2)])
def test_a_batch_is_as_large_as_its_gas(left: int, ballots: int) -> None:
    assert room_in_batch(left) == ballots


def test_an_account_may_hand_in_what_one_contract_wallet_may_take() -> None:
    rules = GasRules.load(Settings())
    assert rules.account >= rules.ballot
    assert rules.of("wallet") != rules.of("member")
