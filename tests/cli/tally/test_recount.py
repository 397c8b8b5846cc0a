"""Counting again from units, and noticing ballots that should not stand there."""

from dataclasses import replace

import pytest

from cli.tally.poll import Poll, PollBallot, PollRules
from cli.tally.recount import recount
from symbia.rules.ballots.choices import Choice, encode
from symbia.rules.ballots.names import Method
from symbia.rules.quorum import QuorumTerms
from symbia.words import word

A, B, C, D = (f"0x{number:040x}" for number in range(1, 5))
RULES = PollRules("for_against", ("against", "for", "abstain"), "units", 0, QuorumTerms(2_000, 100, 1), 5_000, 0)


def poll(*ballots: PollBallot, units: int | None = 100, rules: PollRules = RULES, excluded: str = "") -> Poll:
    return Poll(1, "T", 5, rules, units, frozenset({excluded} if excluded else ()), ballots)


def cast(account: str, choice: int, units: int, votes: int | None = None) -> PollBallot:
    return PollBallot(account, choice, units if votes is None else votes, units)


def choices(method: Method, *choices: Choice, options: int = 3) -> Poll:
    """One voter with ten units for each choice."""
    rules = replace(RULES, method=method, labels=tuple("abcdef"[:options]))
    accounts = (A, B, C, D)
    return poll(
        *(cast(a, encode(method, options, one), 10) for a, one in zip(accounts, choices, strict=False)), rules=rules
    )


def test_for_and_abstain_take_part_against_does_not() -> None:
    found = recount(poll(cast(A, 0, 30), cast(B, 1, 9), cast(C, 2, 10)))
    assert (found.count.options, found.participation, found.quorum) == ((30, 9, 10), 19, 20)
    assert not found.quorum_reached
    assert not found.passes


@pytest.mark.parametrize(("units", "quorum"), [(0, 1), (1, 1), (5, 1), (6, 2), (100, 20), (101, 21)])
def test_the_quorum_is_rounded_up(units: int, quorum: int) -> None:
    rules = replace(RULES, quorum=QuorumTerms(2_000, units, 1))
    assert recount(poll(units=units, rules=rules)).quorum == quorum


@pytest.mark.parametrize(("units", "least", "quorum"), [(10, 1, 20), (110, 1, 22), (300, 1, 25), (300, 30, 30)])
def test_the_quorum_follows_the_units_by_a_quarter_at_most(units: int, least: int, quorum: int) -> None:
    rules = replace(RULES, quorum=QuorumTerms(2_000, 100, least))
    assert recount(poll(units=units, rules=rules)).quorum == quorum


@pytest.mark.parametrize(("in_favour", "passes"), [(20, False), (21, True)])
def test_approval_must_be_exceeded(in_favour: int, passes: bool) -> None:
    found = recount(poll(cast(A, 0, 20), cast(B, 1, in_favour)))
    assert found.quorum_reached
    assert found.passes is passes


def test_nothing_passes_before_the_snapshot() -> None:
    found = recount(poll(units=None))
    assert (found.quorum, found.quorum_reached, found.passes) == (None, False, False)


def test_a_choice_passes_with_a_winner_and_the_quorum() -> None:
    won = choices("single_choice", 1, 1, 2)
    assert recount(won).passes
    of_many = replace(won.rules, quorum=QuorumTerms(2_000, 1_000, 1))
    assert not recount(replace(won, units=1_000, rules=of_many)).passes
    assert not recount(choices("single_choice", 1, 2)).passes


def test_rankings_of_all_options_and_without_the_last_are_one() -> None:
    found = recount(choices("ranked", [1, 2, 3], [1, 2], [1], [3, 1, 2]))
    assert found.rankings == {0x21: 20, 0x1: 10, 0x13: 10}
    assert found.count.winner == 1


def test_the_curve_is_applied_to_the_units_and_not_to_the_events_weight() -> None:
    rules = replace(RULES, curve="square_root", cap=3)
    found = recount(poll(cast(A, 1, 16, 3), cast(B, 1, 4, 4), rules=rules))
    assert found.count.options == (0, 5, 0)
    assert [word(one) for one in found.faults] == [f"ballot of {B}: 4 votes, but its 4 units give 2"]


def test_ballots_that_should_not_stand_there_are_named() -> None:
    found = recount(poll(cast(A, 1, 10), cast(A, 2, 10), cast(B, 1, 10), cast(C, 3, 10), excluded=B))
    twice, excluded, choice = (word(one) for one in found.faults)
    assert twice == f"ballot of {A}: there are two"
    assert "takes no part" in excluded
    assert C in choice
