"""Every rule of a perk, at its edges, in the words of its verdict."""

from types import SimpleNamespace
from typing import Any

import pytest

from api.facts.membership import MembershipStatus, State
from api.kit.times import utc
from api.perks.verdicts import RedemptionCase, RedemptionCounts, verdicts
from symbia.rules.perks import RULES
from symbia.tables.memberships import Membership, Tier
from symbia.tables.perks import Perk
from symbia.text import Text
from tests.api.conftest import open_terms

NOW = 10_000
HOLDER = f"0x{1:040x}"
ZERO = f"0x{0:040x}"


def case_of(
    now: int = NOW,
    account: str = HOLDER,
    counts: tuple[int, int, int] = (0, 0, 0),
    state: State = "active",
    row: dict[str, Any] | None = None,
    **terms: Any,
) -> RedemptionCase:
    fields: dict[str, Any] = {
        "perk_id": 1,
        **open_terms(),
        "uri": "",
        "paused": False,
        "defined_at": 1,
        "block_number": 1,
    }
    about = {"token_id": 7, "tier_id": 2, "holder": HOLDER, "units": 1, "issued_at": 1_000, "acquired_at": 9_000}
    token = Membership(**{**about, "block_number": 1, **(row or {})})
    tier = Tier(
        tier_id=2, units=1, supply=1, duration=8_500, transferable=True, royalty_bps=0, royalty_receiver="",
        name="Silver", defined_at=1, block_number=1,
    )  # fmt: skip
    perk = Perk(**{**fields, **terms})
    counted = RedemptionCounts(*counts)
    return RedemptionCase(
        perk, MembershipStatus(token, tier, 9_500, state), account, counted, {1: "Gold", 2: "Silver"}, now
    )


def judged(**about: Any) -> Any:
    """Verdicts in words, by rule."""
    return {one.rule: SimpleNamespace(**one.model_dump()) for one in verdicts(case_of(**about))}


def failed(found: dict[str, Any]) -> list[str]:
    return [rule for rule, one in found.items() if not one.passed]


def test_a_perk_without_limits_is_for_every_holder_and_says_so_in_the_order_of_the_contract() -> None:
    found = judged()
    assert list(found) == list(RULES)
    assert failed(found) == []
    assert all(one.fix is None and one.fixed_at is None for one in found.values())


def test_a_paused_perk() -> None:
    found = judged(paused=True)["active"]
    assert (found.passed, found.value, found.threshold) == (False, 0, 1)


def test_another_account_does_not_hold_it() -> None:
    found = judged(account=f"0x{2:040x}")
    assert failed(found) == ["holder"]
    assert (found["holder"].value, found["holder"].threshold) == (0, 1)


@pytest.mark.parametrize(("tiers", "passed"), [([], True), ([2], True), ([1, 2], True), ([1], False)])
def test_tiers(tiers: list[int], passed: bool) -> None:
    found = judged(tier_ids=tiers)["tier"]
    assert (found.passed, found.value, found.threshold) == (passed, 2, 0)
    if not passed:
        assert found.fix == "Redeem with a membership of Gold."


@pytest.mark.parametrize(("now", "passed"), [(9_599, False), (9_600, True)])
def test_holding_time_is_reached_in_its_last_second(now: int, passed: bool) -> None:
    found = judged(now=now, min_holding_seconds=600)["holding_time"]
    assert (found.passed, found.value, found.threshold) == (passed, now - 9_000, 600)
    if not passed:
        assert found.fixed_at == utc(9_600)
        assert found.fix == "Keep holding it: 1 second to go."


@pytest.mark.parametrize(("starts", "passed"), [(NOW + 1, False), (NOW, True), (0, True)])
def test_a_start_is_the_first_second(starts: int, passed: bool) -> None:
    found = judged(starts_at=starts)["started"]
    assert (found.passed, found.value, found.threshold) == (passed, NOW, starts)
    assert found.fixed_at == (None if passed else utc(starts))


@pytest.mark.parametrize(("ends", "passed"), [(NOW + 1, True), (NOW, False), (0, True)])
def test_an_end_is_the_first_second_without(ends: int, passed: bool) -> None:
    found = judged(ends_at=ends)["not_ended"]
    assert (found.passed, found.value, found.threshold) == (passed, NOW, ends)
    assert found.fixed_at is None


@pytest.mark.parametrize(
    ("rule", "counts"), [("supply", (3, 0, 0)), ("per_membership", (0, 3, 0)), ("per_wallet", (0, 0, 3))]
)
def test_limits_count_up_to_themselves(rule: str, counts: tuple[int, int, int]) -> None:
    assert failed(judged(counts=counts, **{rule: 4})) == []
    assert failed(judged(counts=counts, **{rule: 0})) == []
    found = judged(counts=counts, **{rule: 3})
    assert failed(found) == [rule]
    assert (found[rule].value, found[rule].threshold) == (3, 3)


def test_all_rules_speak_at_once() -> None:
    found = judged(
        paused=True,
        account=f"0x{2:040x}",
        tier_ids=[1],
        min_holding_seconds=9_999,
        starts_at=NOW + 1,
        ends_at=1,
        supply=1,
        per_membership=1,
        per_wallet=1,
        counts=(1, 1, 1),
        state="lapsed",
    )
    assert failed(found) == list(RULES)
    assert all(one.fix for one in found.values())


def test_a_time_beyond_the_calendar_does_not_break_the_answer() -> None:
    assert judged(starts_at=2**40 - 1)["started"].fixed_at == utc(2**40)


@pytest.mark.parametrize(
    ("state", "row", "text", "fix"),
    [
        ("expired", {}, "has expired since 1970-01-01 02:38:20 UTC.", "Renew it to redeem."),
        ("lapsed", {}, "and lapsed.", "Renew it to redeem."),
        (
            "under_notice",
            {"revocable_at": 20_000},
            "may revoke it from 1970-01-01 05:33:20 UTC on.",
            "Appeal: a binding",
        ),
        ("expired", {"revocable_at": 20_000}, "and is under notice.", "Renew it, and appeal"),
        ("burnt", {"ended_at": 9_999, "holder": ZERO}, "was burnt 1970-01-01 02:46:39 UTC.", "gone for ever"),
        ("revoked", {"ended_at": 9_999, "holder": ZERO}, "was revoked", "gone for ever"),
    ],
)
def test_a_membership_must_be_in_force(state: State, row: dict[str, Any], text: str, fix: str) -> None:
    found = judged(state=state, row=row)["membership"]
    assert (found.passed, found.value, found.threshold, found.fixed_at) == (False, 0, 1, None)
    assert text in found.text
    assert fix in found.fix


def test_nobody_holds_a_burnt_membership() -> None:
    found = judged(state="burnt", row={"ended_at": 9_999, "holder": ZERO})
    assert failed(found) == ["holder", "membership"]
    assert found["holder"].text == "Membership 7 is held by nobody any more."


def texts(**about: Any) -> dict[str, Text]:
    return {one.rule: one.text for one in verdicts(case_of(**about))}


def test_values_are_data() -> None:
    found = texts(min_holding_seconds=600, ends_at=20_000, per_membership=3, counts=(5, 2, 1), tier_ids=[1, 7])
    assert found["holding_time"] == Text.of("perks.verdict.holding_time", held=1_000, wanted=600)
    assert found["not_ended"] == Text.of("perks.verdict.not_ended", at=utc(20_000))
    assert found["per_membership"].values == {"redeemed": 2, "limit": 3, "token": 7}
    assert found["tier"].values["tiers"] == ("Gold", Text.of("perks.tier.number", tier=7))
    assert found["holder"].as_json()["values"] == {"token": 7, "holder": f"0x{1:040x}"}
    assert texts(state="expired")["membership"].values == {"token": 7, "at": utc(9_500)}


def test_the_codes_of_a_rule_begin_with_its_name() -> None:
    for about in ({}, {"paused": True, "starts_at": 1, "ends_at": 1, "supply": 1, "per_wallet": 1, "state": "lapsed"}):
        for rule, text in texts(**about).items():
            assert text.code.startswith(f"perks.verdict.{rule}")


@pytest.mark.parametrize("state", ["active", "under_notice", "expired", "lapsed", "burnt", "revoked"])
@pytest.mark.parametrize("noticed", [False, True])
def test_every_state_has_words(state: State, noticed: bool) -> None:
    revocable_at = 20_000 if noticed or state == "under_notice" else None
    row = {"revocable_at": revocable_at, "ended_at": 9_999 if state in ("burnt", "revoked") else None}
    found = judged(state=state, row=row)["membership"]
    assert found.text.startswith("Membership 7 ")
    assert (found.fix is None) == (state == "active")
