"""Perks as the API shows them against the contract: every fact that differs is named."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cli.check import Comparison
from cli.check.perks import ELIGIBILITY_SAMPLE, check_perks
from symbia.rules.perks import RULES
from symbia.words import word

HOLDER = "0x" + "Aa" * 20
BLOCK = 9
VERDICTS = [{"rule": rule, "passed": place != 4, "value": place, "threshold": 1} for place, rule in enumerate(RULES)]
ELIGIBILITY = {
    "eligible": False,
    "as_of": {"block": BLOCK},
    "memberships": [{"token_id": 5, "eligible": False, "verdicts": VERDICTS}],
}
PERK = {"id": 1, "paused": False, "redeemed": 1}


class Answers:
    """Stands in for Sources: canned answers of both sides."""

    def __init__(self, members: int = 1) -> None:
        self.result = Comparison()
        self.perk, self.eligibility = dict(PERK), deepcopy(ELIGIBILITY)
        self.lists = {"members": [{"account": HOLDER}] * members, "perks": [self.perk], "redemptions": [{"id": 1}]}

    def get(self, path: str, account: str) -> Any:
        assert (path, account) == ("/v1/perks/1/eligibility", HOLDER)
        return self.eligibility

    def pages(self, _path: str, key: str) -> Iterator[tuple[dict[str, Any], int]]:
        return iter([(entry, BLOCK) for entry in self.lists[key]])

    def call(self, _contract: str, function: str, *_: Any, block: int) -> Any:
        assert block == BLOCK
        if function == "perk":
            return (), False, 1, ""
        return False, [(place, place != 4, place, 1) for place in range(len(RULES))]


def differences(answers: Answers) -> list[str]:
    check_perks(answers)  # type: ignore[arg-type]
    return [word(one) for one in answers.result.differences]


def test_nothing_differs_when_both_sides_say_the_same() -> None:
    answers = Answers()
    assert differences(answers) == []
    assert answers.result.compared == {"perks": 2, "eligibility of 1 members": 2}


def test_the_sample_says_how_large_it_is() -> None:
    answers = Answers(members=ELIGIBILITY_SAMPLE + 3)
    assert differences(answers) == []
    assert answers.result.compared[f"eligibility of {ELIGIBILITY_SAMPLE} members"] == 2 * ELIGIBILITY_SAMPLE


@pytest.mark.parametrize(("fact", "value"), [("paused", True), ("redeemed", 2)])
def test_a_wrong_fact_about_a_perk_is_found(fact: str, value: object) -> None:
    answers = Answers()
    answers.perk[fact] = value
    assert any("perk 1 paused, redeemed" in difference for difference in differences(answers))


@pytest.mark.parametrize(("fact", "value"), [("passed", True), ("value", 7), ("threshold", 0), ("rule", "tier")])
def test_a_wrong_verdict_is_found(fact: str, value: object) -> None:
    answers = Answers()
    answers.eligibility["memberships"][0]["verdicts"][4][fact] = value
    (difference,) = differences(answers)
    assert difference.startswith("perk 1 with membership 5: ")


def test_an_account_that_is_said_to_be_eligible_and_is_not_is_found() -> None:
    answers = Answers()
    answers.eligibility["eligible"] = True
    (difference,) = differences(answers)
    assert difference.startswith(f"perk 1 for {HOLDER}: ")
