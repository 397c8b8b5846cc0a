"""Power at any second, and reasons that add up to the contract's own checkpoints."""

import random
from typing import Any

import pytest

from api.facts.power import evidence, power_at
from api.facts.power.explaining import MAX_REASONS, Delegated, Evidence, Held, Later, explain
from api.kit.times import utc
from symbia.words import word
from tests.api.conftest import NOW, account

START = NOW - 1_000


def votes_of(history: list[tuple[int, dict[str, int]]], holder: str, at: int) -> int:
    """What the contract would say: the votes after the last event not after a second."""
    known = [votes for second, votes in history if second <= at]
    return known[-1].get(holder, 0) if known else 0


@pytest.mark.parametrize("seed", range(6))
def test_reasons_add_up_to_the_votes_at_every_second_of_a_random_history(brand: Any, seed: int) -> None:
    chance = random.Random(seed)
    holders = [account(number) for number in range(1, 7)]
    for tier_id, units in ((1, 1), (2, 10), (3, 0)):
        brand.tier(tier_id, units)
    history: list[tuple[int, dict[str, int]]] = []
    second = START
    for _ in range(45):
        second += chance.choice((0, 0, 1, 7))
        brand.at(second)
        what = chance.random()
        standing = [token for token, holder in brand.tokens.items() if holder in holders]
        if what < 0.35 or not standing:
            brand.issue(chance.choice(holders), chance.randrange(1, 4))
        elif what < 0.55:
            brand.transfer(chance.choice(standing), chance.choice(holders))
        elif what < 0.75:
            brand.delegate(chance.choice(holders), chance.choice(holders))
        else:
            live(brand, chance, chance.choice(standing))
        history.append((second, dict(brand.votes)))
    brand.head()
    for holder in holders:
        for at in [START - 1, *sorted(chance.sample(range(START, second + 2), 8)), second, NOW]:
            power = brand.read(lambda reading, one=holder, at=at: power_at(reading, one, at))
            assert power.units == votes_of(history, holder, at)
            assert sum(reason.units for reason in power.reasons) == power.units
            if at >= second:
                assert power.excluded == []


def live(brand: Any, chance: random.Random, token: int) -> None:
    """A lapse, a renewal, a change of tier, or the end of a membership."""
    what = chance.choice(("lapse", "renew", "change_tier", "end"))
    if what == "lapse" and brand.life.units(token):
        brand.life.lapse(token)
    elif what == "renew":
        brand.life.renew(token, NOW + 1)
    elif what == "change_tier":
        brand.life.change_tier(token, chance.randrange(1, 4))
    elif what == "end":
        brand.life.end(token)


@pytest.fixture
def small(brand: Any) -> Any:
    """Accounts 1, 2 and 3 hold 10 units each; proposal 1 took its snapshot 500 seconds ago."""
    brand.tier(1, 10, name="Gold")
    for number in (1, 2, 3):
        brand.issue(account(number))
    brand.proposal(1)
    brand.head()
    return brand


def test_what_came_after_the_snapshot_is_listed_with_the_reason(small: Any, client: Any) -> None:
    small.at(NOW - 499)
    small.issue(account(1))
    small.transfer(2, account(1))
    small.delegate(account(3), account(1))
    answer = client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]
    assert answer["fixed"] is True
    assert answer["snapshot_at"] == answer["at"] == "2027-01-15T07:51:40Z"
    assert answer["units"] == 10
    assert [(one["kind"], one["token_id"], one["units"]) for one in answer["reasons"]] == [("membership", 1, 10)]
    assert [(one["kind"], one["token_id"], one["account"]) for one in answer["excluded"]] == [
        ("membership_acquired_after_snapshot", 2, None),
        ("membership_issued_after_snapshot", 4, None),
        ("delegated_after_snapshot", None, account(3)),
    ]
    assert client.get("/v1/members/1").json()["member"]["power"]["units"] == 40


def test_what_left_after_the_snapshot_still_counts(small: Any, client: Any) -> None:
    small.at(NOW - 499)
    small.transfer(1, account(2))
    power = client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]
    assert power["units"] == 10
    assert power["reasons"][0]["text"] == "Membership 1, tier Gold, since given to another"


def test_units_gained_after_the_snapshot_do_not_count_and_lost_ones_do(small: Any, client: Any) -> None:
    small.tier(2, 25, name="Platinum")
    small.at(NOW - 400)
    small.life.change_tier(1, 2)
    small.life.lapse(2)
    small.life.end(3)
    risen = client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]
    assert risen["units"] == 10
    assert risen["reasons"][0]["text"].endswith(", 25 units since 2027-01-15 07:53:20 UTC")
    (gained,) = risen["excluded"]
    assert (gained["kind"], gained["units"], gained["token_id"]) == ("units_changed_after_snapshot", 15, 1)
    for number, words in ((2, "0 units since"), (3, "since burnt")):
        power = client.get(f"/v1/proposals/1/power/{account(number)}").json()["power"]
        assert (power["units"], power["reasons"][0]["units"], power["excluded"]) == (10, 10, [])
        assert words in power["reasons"][0]["text"]
    assert client.get("/v1/members/1").json()["member"]["units"] == 25


def test_the_second_of_the_snapshot_counts(small: Any, client: Any) -> None:
    small.at(NOW - 500)
    small.issue(account(1))
    assert client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]["units"] == 20


def test_delegation_at_the_snapshot_is_the_one_that_counts(small: Any, client: Any) -> None:
    small.at(NOW - 700)
    small.delegate(account(1), account(2))
    small.at(NOW - 400)
    small.delegate(account(1), account(1))
    away = client.get(f"/v1/proposals/1/power/{account(1)}").json()["power"]
    assert (away["units"], away["held_units"], away["delegates_to"]) == (0, 10, account(2))
    assert [(one["kind"], one["units"]) for one in away["reasons"]] == [("membership", 10), ("delegation_out", -10)]
    there = client.get(f"/v1/proposals/1/power/{account(2)}").json()["power"]
    assert [(one["kind"], one["units"], one["account"]) for one in there["reasons"]] == [
        ("membership", 10, None),
        ("delegation_in", 10, account(1)),
    ]
    assert client.get("/v1/members/1").json()["member"]["power"]["units"] == 10


def test_before_the_snapshot_the_power_is_the_one_of_now_and_not_fixed(small: Any, client: Any) -> None:
    small.proposal(2, snapshot_at=NOW)
    answer = client.get(f"/v1/proposals/2/power/{account(1)}").json()["power"]
    assert (answer["fixed"], answer["units"]) == (False, 10)
    small.head(NOW + 1)
    assert client.get(f"/v1/proposals/2/power/{account(1)}").json()["power"]["fixed"] is True


def test_a_popular_delegate_gets_a_sum_in_place_of_a_thousand_rows() -> None:
    delegators = [Delegated(account(number), 2) for number in range(MAX_REASONS + 7)]
    held = [Held(1, 1, "Gold", 5, 5, left=False)]
    power = explain(Evidence(account(9), NOW, 5 + 2 * len(delegators), held, None, delegators, []))
    assert power.reasons[-1].kind == "more"
    assert word(power.reasons[-1].text) == "7 more delegations"
    assert sum(one.units for one in power.reasons) == power.units


def test_what_came_later_is_summed_a_kind_beyond_a_bound_and_says_so() -> None:
    later = [
        *(Later(3, NOW - number, token_id=number, issued=True) for number in range(MAX_REASONS)),
        *(Later(units, NOW - 9 + units, token_id=7_000 + units, issued=True) for units in (1, 2, 3)),
        Later(1_500, NOW - 5, token_id=8_000),
        Later(4, NOW - 4, token_id=9_000, gained=True),
        *(Later(5, NOW - 60 * number, account=account(number)) for number in (1, 2)),
    ]
    power = explain(Evidence(account(9), NOW - 9_000, 0, [], None, [], later))
    assert sum(one.units for one in power.excluded) == sum(one.units for one in later)
    assert [one.token_id for one in power.excluded[:MAX_REASONS]] == list(range(MAX_REASONS))
    rest = power.excluded[MAX_REASONS:]
    assert [(one.kind, one.units, one.token_id, one.account) for one in rest] == [
        ("membership_issued_after_snapshot", 6, None, None),
        ("membership_acquired_after_snapshot", 1_500, None, None),
        ("units_changed_after_snapshot", 4, None, None),
        ("delegated_after_snapshot", 10, None, None),
    ]
    assert [word(one.text) for one in rest] == [
        "3 more memberships were issued after the snapshot (the first 2027-01-15 07:59:52 UTC): their 6 units do not "
        "count.",
        "1 more membership was acquired after the snapshot (2027-01-15 07:59:55 UTC): its 1500 units do not count.",
        "1 more membership gained 4 units after the snapshot (2027-01-15 07:59:56 UTC): they do not count.",
        "2 more accounts delegated their 10 units after the snapshot (the first 2027-01-15 07:58:00 UTC): they count "
        "where they were then.",
    ]
    assert [one.since for one in rest[:2]] == [utc(NOW - 8), utc(NOW - 5)]


def test_evidence_takes_few_selects_however_long_the_history(small: Any) -> None:
    from sqlalchemy import event

    counted: list[str] = []
    event.listen(small.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    small.read(lambda reading: evidence.gather(reading.session, account(1), NOW - 500, NOW))
    few = len(counted)
    for number in range(20, 40):
        small.issue(account(number))
        small.delegate(account(number), account(1))
    counted.clear()
    found = small.read(lambda reading: evidence.gather(reading.session, account(1), NOW - 500, NOW))
    assert len(found.delegators) == 20
    assert sum(statement.startswith("SELECT") for statement in counted) <= few
