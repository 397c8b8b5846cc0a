"""Choices in words, and what is refused with words on what to write."""

from typing import Any

import pytest

from api.facts.choices import in_words, number_of
from api.kit.problems import ProblemError
from symbia.rules.ballots.choices import Choice
from symbia.rules.ballots.names import Method
from symbia.tables.proposals import Proposal
from symbia.words import word

LABELS = ("Ash", "Oak", "Elm")


def proposal(method: Method) -> Proposal:
    return Proposal(number=1, method=method, option_count=3)


@pytest.mark.parametrize(
    ("method", "choice", "words"),
    [
        ("for_against", "abstain", "abstain"),
        ("single_choice", 2, "option 2 “Oak”"),
        ("approval", [1, 3], "option 1 “Ash”, option 3 “Elm”"),
        ("split", {1: 7_500, 3: 2_500}, "75% option 1 “Ash”, 25% option 3 “Elm”"),
        ("split", {1: 3_333, 2: 6_667}, "33.33% option 1 “Ash”, 66.67% option 2 “Oak”"),
        ("split", {1: 5, 2: 9_995}, "0.05% option 1 “Ash”, 99.95% option 2 “Oak”"),
        ("ranked", [3, 1], "1. option 3 “Elm”, 2. option 1 “Ash”"),
    ],
)
def test_choices_in_words(method: Method, choice: Choice, words: str) -> None:
    assert word(in_words(method, choice, LABELS)) == words


@pytest.mark.parametrize(
    ("method", "choice", "help_"),
    [
        ("for_against", "maybe", "write against, for or abstain"),
        ("for_against", 1, "write against, for or abstain"),
        ("single_choice", 4, "write the number of one, 1 to 3"),
        ("single_choice", "for", "write the number of one, 1 to 3"),
        ("approval", [], "write a list of options (1 to 3)"),
        ("split", {1: 9_999}, "add up to 9,999 and not to 10,000"),
        ("ranked", [1, 1], "names an option twice"),
    ],
)
def test_bad_choices_are_told_what_to_write(method: Method, choice: Choice, help_: str) -> None:
    with pytest.raises(ProblemError) as refused:
        number_of(proposal(method), choice)
    assert (refused.value.code, refused.value.status) == ("invalid_choice", 422)
    assert help_ in refused.value.detail
    assert refused.value.extra == {"method": method}


@pytest.mark.parametrize("choice", [True, 1.5, None, [1, True], {"one": 10_000}, {"1": "all"}, [[1]]])
def test_what_no_method_takes_is_refused_at_the_door(brand: Any, client: Any, choice: Any) -> None:
    brand.head()
    brand.proposal(1)
    draft = {"account": f"0x{1:040x}", "proposal": 1, "choice": choice}
    answer = client.post("/v1/ballots/prepare", json=draft)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("name", ["choice", "support"])
def test_both_names_of_a_choice_are_taken(brand: Any, client: Any, name: str) -> None:
    brand.head()
    brand.proposal(1)
    draft = {"account": f"0x{1:040x}", "proposal": 1, name: "for"}
    assert client.post("/v1/ballots/prepare", json=draft).json()["code"] == "chain_unavailable"
    assert client.post("/v1/ballots/prepare", json={**draft, name: "yes"}).json()["code"] == "invalid_choice"
