"""Ballots of every method, as they are listed."""

from typing import Any

import pytest

from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.names import Method
from tests.api.conftest import NOW, account


@pytest.mark.parametrize(
    ("method", "choice", "listed", "words"),
    [
        ("single_choice", 3, 3, "option 3 “Elm”"),
        ("approval", [3, 1], [1, 3], "option 1 “Ash”, option 3 “Elm”"),
        ("split", {2: 4_000, 3: 6_000}, {"2": 4_000, "3": 6_000}, "40% option 2 “Oak”, 60% option 3 “Elm”"),
        ("ranked", [3, 1, 2], [3, 1, 2], "1. option 3 “Elm”, 2. option 1 “Ash”, 3. option 2 “Oak”"),
    ],
)
def test_a_ballot_has_its_choice_in_every_form(
    brand: Any, client: Any, method: Method, choice: Any, listed: Any, words: str
) -> None:
    brand.tier(1, 17)
    brand.issue(account(1))
    brand.question(1, method, "Ash Oak Elm", curve="square_root")
    brand.answer(1, account(1), encode(method, 3, choice), 4)
    brand.at(NOW - 300)
    brand.issue(account(1))  # units of later stand behind no ballot of before
    brand.head()
    answer = client.get("/v1/proposals/1/ballots").json()
    (found,) = answer["ballots"]
    assert answer["method"] == method
    assert (found["choice"], found["words"]) == (listed, words)
    assert int(found["choice_number"]) == encode(method, 3, choice)
    assert (found["votes"], found["units"], found["member"]) == (4, 17, 1)


def test_params_of_a_front_end_do_not_hide_a_simple_choice(brand: Any, client: Any) -> None:
    brand.head()
    brand.proposal(1)
    brand.ballot(1, account(1), 2, params="0x1234")
    (found,) = client.get("/v1/proposals/1/ballots").json()["ballots"]
    assert (found["choice"], found["choice_number"], found["units"]) == ("abstain", "2", 0)
