"""Rules of perks: their order is the contract's, and each decides at its edge."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.perks import RULES, PerkTerms, RedemptionFacts, Ruling, evaluate
from tests import ROOT

OPEN = PerkTerms(starts_at=0, ends_at=0, min_holding_seconds=0, supply=0, per_membership=0, per_wallet=0, tier_ids=())
HOLDER = RedemptionFacts(
    now=10_000, paused=False, holds=True, tier_id=2, acquired_at=9_000, in_force=True,
    redeemed=0, redeemed_with=0, redeemed_by=0,
)  # fmt: skip
CONTRACT = (ROOT / "contracts" / "interfaces" / "IPerkRegistry.sol").read_text()
NUMBERS = st.integers(0, 12)


def refused(terms: PerkTerms = OPEN, facts: RedemptionFacts = HOLDER) -> list[Ruling]:
    return [ruling for ruling in evaluate(terms, facts) if not ruling.passed]


def test_the_order_is_that_of_the_contract() -> None:
    (members,) = re.findall(r"enum PerkRule \{(.*?)\}", CONTRACT, re.DOTALL)
    names = re.findall(r"^\s*([A-Z]\w+)", members, re.MULTILINE)
    assert [re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in names] == list(RULES)
    assert [ruling.rule for ruling in evaluate(OPEN, HOLDER)] == list(RULES)


def test_terms_are_those_of_the_contract() -> None:
    (members,) = re.findall(r"struct PerkTerms \{(.*?)\}", CONTRACT, re.DOTALL)
    names = re.findall(r"(\w+);", members)
    assert [re.sub(r"(?=[A-Z])", "_", name).lower() for name in names] == [field.name for field in fields(PerkTerms)]


def test_no_terms_refuse_nobody_who_holds_a_membership_in_force() -> None:
    assert refused() == []


@pytest.mark.parametrize(
    ("terms", "facts", "ruling"),
    [
        ({}, {"paused": True}, Ruling("active", False, 0, 1)),
        ({}, {"holds": False}, Ruling("holder", False, 0, 1)),
        ({"tier_ids": (1, 3)}, {}, Ruling("tier", False, 2, 0)),
        ({"min_holding_seconds": 1_001}, {}, Ruling("holding_time", False, 1_000, 1_001, passes_at=10_001)),
        ({"starts_at": 10_001}, {}, Ruling("started", False, 10_000, 10_001, passes_at=10_001)),
        ({"ends_at": 10_000}, {}, Ruling("not_ended", False, 10_000, 10_000)),
        ({"supply": 3}, {"redeemed": 3}, Ruling("supply", False, 3, 3)),
        ({"per_membership": 1}, {"redeemed_with": 2}, Ruling("per_membership", False, 2, 1)),
        ({"per_wallet": 2}, {"redeemed_by": 2}, Ruling("per_wallet", False, 2, 2)),
        ({}, {"in_force": False}, Ruling("membership", False, 0, 1)),
    ],
    ids=RULES,
)
def test_each_rule_refuses_by_itself(terms: dict[str, Any], facts: dict[str, Any], ruling: Ruling) -> None:
    assert refused(replace(OPEN, **terms), replace(HOLDER, **facts)) == [ruling]


@pytest.mark.parametrize(
    "terms",
    [
        {"min_holding_seconds": 1_000},
        {"starts_at": 10_000},
        {"ends_at": 10_001},
        {"supply": 1},
        {"per_membership": 1},
        {"per_wallet": 1},
        {"tier_ids": (1, 2)},
    ],
)
def test_each_rule_passes_at_its_edge(terms: dict[str, Any]) -> None:
    assert refused(replace(OPEN, **terms)) == []


@given(acquired=NUMBERS, now=NUMBERS, wanted=NUMBERS, starts=NUMBERS)
def test_a_rule_passes_from_the_second_that_it_names(acquired: int, now: int, wanted: int, starts: int) -> None:
    terms = replace(OPEN, min_holding_seconds=wanted, starts_at=starts)
    for ruling in refused(terms, replace(HOLDER, now=now, acquired_at=acquired)):
        assert ruling.passes_at is not None
        again = {
            second: evaluate(terms, replace(HOLDER, now=second, acquired_at=acquired))[RULES.index(ruling.rule)].passed
            for second in (ruling.passes_at - 1, ruling.passes_at)
        }
        assert list(again.values()) == [False, True]
