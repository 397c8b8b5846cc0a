"""Why a ballot does not count: every problem has words, with and without facts."""

import pytest

from api.facts.ballot_problems import sentence, stranger
from symbia.rules.ballots.names import PROBLEMS, Problem
from symbia.text import Text
from symbia.words import word
from tests.api.conftest import NOW

ACCOUNT = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
KNOWN: list[Problem] = [one for one in PROBLEMS if one is not None]


@pytest.mark.parametrize("problem", KNOWN)
def test_every_problem_has_words(problem: Problem) -> None:
    bare = word(sentence(problem, proposal=7))
    facts = {"snapshot_at": NOW, "deadline_at": NOW + 60, "ballot_deadline": NOW + 30}
    full = word(sentence(problem, proposal=7, account=ACCOUNT, **facts))
    for text in (bare, full):
        assert text.endswith(".")
        assert "None" not in text


def test_sentences_name_what_is_known() -> None:
    assert "after 2027-01-15 08:00:00 UTC" in word(sentence("pending", proposal=7, snapshot_at=NOW))
    assert "ended 2027-01-15 08:00:00 UTC" in word(sentence("closed", proposal=7, deadline_at=NOW))
    assert "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed has voted" in word(
        sentence("already_voted", proposal=7, account=ACCOUNT)
    )
    wanted = Text("rules.choice.list_ranked", {"options": 3})
    assert sentence("invalid_choice", proposal=7, wanted=wanted) == wanted


def test_an_account_that_never_had_votes_is_told_so() -> None:
    assert word(stranger(ACCOUNT)).startswith("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed never had votes")
