"""The governor's state machine, second by second."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.outcomes import Turnout, approval_of, changes_at, quorum_of, state_of
from symbia.rules.quorum import QuorumTerms
from tests.symbia.rules.polls import DEADLINE, ETA, LOST, NOBODY, SNAPSHOT, WINDOW, cast, facts, terms


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (SNAPSHOT - 1, "pending"),
        (SNAPSHOT, "pending"),
        (SNAPSHOT + 1, "active"),
        (DEADLINE, "active"),
        (DEADLINE + 1, "succeeded"),
        (DEADLINE + WINDOW, "succeeded"),
        (DEADLINE + WINDOW + 1, "expired"),
    ],
)
def test_a_binding_proposal_through_time(now: int, state: str) -> None:
    assert state_of(terms(), facts(now)) == state


@pytest.mark.parametrize(
    ("now", "state"), [(ETA - 1, "queued"), (ETA + WINDOW, "queued"), (ETA + WINDOW + 1, "expired")]
)
def test_a_queued_proposal_waits_from_its_eta(now: int, state: str) -> None:
    assert state_of(terms(eta_at=ETA), facts(now)) == state


def test_an_advisory_success_never_expires() -> None:
    assert state_of(terms(binding=False), facts(DEADLINE + 10 * WINDOW)) == "succeeded"


@pytest.mark.parametrize("votes", [LOST, NOBODY, cast(10, 10, 50)])
def test_what_does_not_win_is_defeated(votes: Turnout) -> None:
    assert state_of(terms(), facts(DEADLINE + 1, votes)) == "defeated"


def test_executed_and_canceled_are_for_good_and_executed_comes_first() -> None:
    late = facts(DEADLINE + 10 * WINDOW, NOBODY)
    assert state_of(terms(canceled_at=1), late) == "canceled"
    assert state_of(terms(executed_at=1, canceled_at=1), late) == "executed"


@pytest.mark.parametrize("end", ["executed", "canceled"])
def test_what_the_timelock_did_on_its_own_counts_for_a_queued_terms(end: str) -> None:
    late = facts(ETA + WINDOW + 1, operation=end)
    assert state_of(terms(eta_at=ETA), late) == end


@pytest.mark.parametrize(("total", "bps", "required"), [(7, 2_000, 2), (10, 2_000, 2), (1, 1, 1), (0, 2_000, 1)])
def test_quorum_is_rounded_up(total: int, bps: int, required: int) -> None:
    """One unit must take part even where there are none."""
    quorum = quorum_of(terms(quorum=QuorumTerms(bps, total, 1)), facts(DEADLINE, NOBODY, units=total))
    assert (quorum.required, quorum.missing, quorum.reached) == (required, required, False)


@pytest.mark.parametrize(("units", "held", "required"), [
    (0, 125, 25), (124, 125, 25), (126, 126, 26), (156, 156, 32), (157, 156, 32), (10_000, 156, 32),
])  # fmt: skip
def test_quorum_is_held_to_the_units_before_the_proposal(units: int, held: int, required: int) -> None:
    quorum = quorum_of(terms(quorum=QuorumTerms(2_000, 125, 7)), facts(DEADLINE, NOBODY, units=units))
    assert (quorum.units, quorum.held, quorum.required) == (units, held, required)
    assert QuorumTerms(2_000, 125, 33).required(units) == 33


@given(st.integers(0, 2**29), st.integers(0, 2**29), st.integers(1, 10_000), st.integers(1, 2**29))
def test_nobody_moves_a_quorum_by_more_than_a_quarter(base: int, units: int, bps: int, least: int) -> None:
    """Between that of the base and that of five quarters of it, whatever the supply becomes."""
    rules = QuorumTerms(bps, base, least)
    assert rules.required(base) <= rules.required(units) <= max(-(-(base * 5 // 4) * bps // 10_000), least)
    assert rules.required(units) >= least


def test_quorum_counts_for_and_abstain_and_not_against() -> None:
    quorum = quorum_of(terms(), facts(DEADLINE, cast(90, 7, 12)))
    assert (quorum.counted, quorum.missing, quorum.reached) == (19, 1, False)


def test_quorum_is_unknown_before_the_snapshot_has_passed() -> None:
    quorum = quorum_of(terms(), facts(SNAPSHOT, NOBODY, units=None))
    assert (quorum.required, quorum.missing, quorum.reached) == (None, None, None)


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.integers(5_000, 9_999))
def test_the_missing_approval_is_the_smallest_that_passes(for_: int, against: int, bps: int) -> None:
    def passes(units: int) -> bool:
        return units * 10_000 > (units + against) * bps  # as BallotCounting._voteSucceeded

    approval = approval_of(terms(approval_bps=bps), facts(DEADLINE, cast(against, for_)))
    assert approval.passing == passes(for_) == (approval.missing == 0)
    assert passes(for_ + approval.missing)
    assert approval.missing == 0 or not passes(for_ + approval.missing - 1)


def test_exactly_half_is_no_majority() -> None:
    approval = approval_of(terms(), facts(DEADLINE, cast(5, 5)))
    assert (approval.passing, approval.share_bps, approval.missing) == (False, 5_000, 1)


@pytest.mark.parametrize(
    ("state", "changed", "expected"),
    [
        ("pending", {}, SNAPSHOT + 1),
        ("active", {}, DEADLINE + 1),
        ("succeeded", {}, DEADLINE + WINDOW + 1),
        ("succeeded", {"binding": False}, None),
        ("queued", {"eta_at": ETA}, ETA + WINDOW + 1),
        ("defeated", {}, None),
    ],
)
def test_the_outlook_names_the_first_second_of_the_next_state(
    state: Any, changed: dict[str, Any], expected: int | None
) -> None:
    vote = terms(**changed)
    assert changes_at(vote, state, WINDOW) == expected
    if expected is not None:
        assert state_of(vote, facts(expected - 1)) == state
        assert state_of(vote, facts(expected)) != state
