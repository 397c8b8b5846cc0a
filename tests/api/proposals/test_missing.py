"""What is missing, in sentences and numbers."""

from typing import Any

import pytest

from api.proposals.words import missing_of
from symbia.words import word
from tests.symbia.rules.polls import DEADLINE, ETA, LOST, cast, facts, terms


def test_what_is_missing_is_said_with_numbers() -> None:
    missing = missing_of("active", terms(), facts(DEADLINE, cast(10, 4, 1)))
    assert [(one.code, one.units, one.votes) for one in missing] == [("quorum", 15, None), ("approval", None, 7)]
    assert word(missing[0].text) == "15 more units must take part (for or abstain): 5 of 20 did."
    assert word(missing[1].text) == "`For` needs 7 more votes: it must exceed 50% of for and against."


@pytest.mark.parametrize(
    ("state", "code"), [("pending", "voting_not_started"), ("succeeded", "not_queued"), ("queued", "not_executed")]
)
def test_each_open_state_says_its_next_step(state: Any, code: str) -> None:
    missing = missing_of(state, terms(eta_at=ETA), facts(ETA))
    assert [one.code for one in missing] == [code]


@pytest.mark.parametrize("state", ["executed", "canceled", "expired"])
def test_nothing_is_missing_where_nothing_helps(state: Any) -> None:
    assert missing_of(state, terms(), facts(ETA, LOST)) == []
