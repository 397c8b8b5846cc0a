"""The governor's state machine, second by second."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.times import utc
from api.proposals.casting import Cast
from api.proposals.missing import missing_of
from api.proposals.outcome import Facts, approval_of, outlook_of, quorum_of, state_of
from symbia.rules.ballots.counting import Weighted, count
from symbia.tables.proposals import Proposal
from symbia.words import word

SNAPSHOT, DEADLINE, ETA, WINDOW = 1_000, 2_000, 2_500, 300


def cast(against: int = 0, for_: int = 0, abstain: int = 0) -> Cast:
    """Votes that are units, a ballot for each choice that has some."""
    votes = tuple(Weighted(choice, sum_) for choice, sum_ in enumerate((against, for_, abstain)) if sum_)
    return Cast(votes, len(votes), against + for_ + abstain, for_ + abstain)


WON, LOST, NOBODY = cast(for_=20), cast(against=20), cast()


def proposal(**changed: Any) -> Proposal:
    fields: dict[str, Any] = {
        "number": 1,
        "proposer": "0x",
        "quorum_bps": 2_000,
        "approval_bps": 5_000,
        "binding": True,
        "title": "",
        "description": "",
        "snapshot_at": SNAPSHOT,
        "deadline_at": DEADLINE,
        "created_at": 900,
        "block_number": 1,
        "tx_hash": "0x",
    }
    return Proposal(**{**fields, **changed})


def facts(now: int, votes: Cast = WON, **changed: Any) -> Facts:
    fields: dict[str, Any] = {"base_units": 100, "operation": None, "action_window": WINDOW}
    counted = count("for_against", 3, 0, votes.weighted)
    return Facts(cast=votes, count=counted, now=now, **{**fields, **changed})


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
    assert state_of(proposal(), facts(now)) == state


@pytest.mark.parametrize(
    ("now", "state"), [(ETA - 1, "queued"), (ETA + WINDOW, "queued"), (ETA + WINDOW + 1, "expired")]
)
def test_a_queued_proposal_waits_from_its_eta(now: int, state: str) -> None:
    assert state_of(proposal(queued_at=2_100, eta_at=ETA), facts(now)) == state


def test_an_advisory_success_never_expires() -> None:
    assert state_of(proposal(binding=False), facts(DEADLINE + 10 * WINDOW)) == "succeeded"


@pytest.mark.parametrize("votes", [LOST, NOBODY, cast(10, 10, 50)])
def test_what_does_not_win_is_defeated(votes: Cast) -> None:
    assert state_of(proposal(), facts(DEADLINE + 1, votes)) == "defeated"


def test_executed_and_canceled_are_for_good_and_executed_comes_first() -> None:
    late = facts(DEADLINE + 10 * WINDOW, NOBODY)
    assert state_of(proposal(canceled_at=1), late) == "canceled"
    assert state_of(proposal(executed_at=1, canceled_at=1), late) == "executed"


@pytest.mark.parametrize("end", ["executed", "canceled"])
def test_what_the_timelock_did_on_its_own_counts_for_a_queued_proposal(end: str) -> None:
    late = facts(ETA + WINDOW + 1, operation=end)
    assert state_of(proposal(queued_at=2_100, eta_at=ETA), late) == end


@pytest.mark.parametrize(("total", "bps", "required"), [(7, 2_000, 2), (10, 2_000, 2), (1, 1, 1), (0, 2_000, 0)])
def test_quorum_is_rounded_up(total: int, bps: int, required: int) -> None:
    quorum = quorum_of(proposal(quorum_bps=bps), facts(DEADLINE, NOBODY, base_units=total))
    assert (quorum.required, quorum.missing, quorum.reached) == (required, required, required == 0)


def test_quorum_counts_for_and_abstain_and_not_against() -> None:
    quorum = quorum_of(proposal(), facts(DEADLINE, cast(90, 7, 12)))
    assert (quorum.counted, quorum.missing, quorum.reached) == (19, 1, False)


def test_quorum_is_unknown_before_the_snapshot_has_passed() -> None:
    quorum = quorum_of(proposal(), facts(SNAPSHOT, NOBODY, base_units=None))
    assert (quorum.required, quorum.missing, quorum.reached) == (None, None, None)


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.integers(5_000, 9_999))
def test_the_missing_approval_is_the_smallest_that_passes(for_: int, against: int, bps: int) -> None:
    def passes(units: int) -> bool:
        return units * 10_000 > (units + against) * bps  # as BallotCounting._voteSucceeded

    approval = approval_of(proposal(approval_bps=bps), facts(DEADLINE, cast(against, for_)))
    assert approval.passing == passes(for_) == (approval.missing == 0)
    assert passes(for_ + approval.missing)
    assert approval.missing == 0 or not passes(for_ + approval.missing - 1)


def test_exactly_half_is_no_majority() -> None:
    approval = approval_of(proposal(), facts(DEADLINE, cast(5, 5)))
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
    outlook = outlook_of(proposal(**changed), state, WINDOW)
    assert outlook.changes_at == (None if expected is None else utc(expected))
    if expected is not None:
        one = proposal(**changed)
        assert state_of(one, facts(expected - 1)) == state
        assert state_of(one, facts(expected)) != state


def test_what_is_missing_is_said_with_numbers() -> None:
    now = facts(DEADLINE, cast(10, 4, 1))
    found = missing_of("active", quorum_of(proposal(), now), approval_of(proposal(), now), proposal(), now)
    assert [(one.code, one.units, one.votes) for one in found] == [("quorum", 15, None), ("approval", None, 7)]
    assert word(found[0].text) == "15 more units must take part (for or abstain): 5 of 20 did."
    assert word(found[1].text) == "`For` needs 7 more votes: it must exceed 50% of for and against."


@pytest.mark.parametrize(
    ("state", "code"), [("pending", "voting_not_started"), ("succeeded", "not_queued"), ("queued", "not_executed")]
)
def test_each_open_state_says_its_next_step(state: Any, code: str) -> None:
    one, now = proposal(eta_at=ETA), facts(ETA)
    found = missing_of(state, quorum_of(one, now), approval_of(one, now), one, now)
    assert [item.code for item in found] == [code]


@pytest.mark.parametrize("state", ["executed", "canceled", "expired"])
def test_nothing_is_missing_where_nothing_helps(state: Any) -> None:
    one, now = proposal(), facts(ETA, LOST)
    assert missing_of(state, quorum_of(one, now), approval_of(one, now), one, now) == []
