"""Sentences of perks: with their codes and values, in every language."""

from typing import Any

import pytest

from tests.api.conftest import NOW, account


@pytest.fixture
def shop(brand: Any) -> Any:
    """Account 1 holds a Gold; perk 1 begins in a minute."""
    brand.tier(1, 10, name="Gold")
    brand.issue(account(1), 1)
    brand.perk(1, tier_ids=[1], starts_at=NOW + 60, min_holding_seconds=604_800)
    brand.head()
    return brand


def verdicts(client: Any, query: str = "") -> tuple[Any, dict[str, Any]]:
    answer = client.get(f"/v1/perks/1/eligibility?account={account(1)}{query}")
    return answer, {verdict["rule"]: verdict for verdict in answer.json()["memberships"][0]["verdicts"]}


def test_codes_and_values_stand_beside_the_words(shop: Any, client: Any) -> None:
    _, found = verdicts(client)
    assert found["started"]["text"] == "It starts 2027-01-15 08:01:00 UTC."
    assert found["started"]["words"] == {
        "text": {"code": "perks.verdict.started", "values": {"at": "2027-01-15T08:01:00Z"}},
        "fix": {"code": "perks.fix.started", "values": {}},
    }
    assert found["holding_time"]["text"] == "Held for 11 days 13 hours; 7 days wanted."
    assert found["holding_time"]["words"]["text"]["values"] == {"held": 1_000_000, "wanted": 604_800}
    assert found["tier"]["words"] == {
        "text": {"code": "perks.verdict.tier", "values": {"tiers": ["Gold"], "token": 1, "tier": "Gold"}}
    }


def test_in_chinese_the_answer_is_the_same_but_for_its_words(shop: Any, client: Any) -> None:
    english, _ = verdicts(client)
    chinese, found = verdicts(client, "&lang=zh")
    assert (chinese.status_code, chinese.headers["content-language"]) == (200, "zh")
    assert [one["rule"] for one in found.values()] == list(found)
    same = ("rule", "passed", "value", "threshold", "fixed_at", "words")
    for mine, other in zip(
        english.json()["memberships"][0]["verdicts"], chinese.json()["memberships"][0]["verdicts"], strict=True
    ):
        assert [mine[name] for name in same] == [other[name] for name in same]


def test_an_unknown_perk_and_membership(shop: Any, client: Any) -> None:
    problem = client.get("/v1/perks/7?lang=zh")
    assert (problem.status_code, problem.headers["content-language"]) == (404, "zh")
    said = client.get("/v1/perks/7").json()
    assert said["detail"] == "There is no perk 7: the newest is 1 at block 1000, the head of the chain."
    assert said["words"]["detail"] == {
        "code": "kit.reading.missing",
        "values": {
            "thing": {"code": "perks.unknown.perk", "values": {"perk": 7}},
            "known": {"code": "perks.unknown.newest", "values": {"perk": 1}},
            "block": 1_000,
        },
    }
    missing = client.get(f"/v1/perks/1/eligibility?account={account(1)}&token_id=9").json()["detail"]
    assert missing == "There is no membership 9: issued so far: 1 at block 1000, the head of the chain."


def test_while_the_indexer_is_behind_it_may_exist(shop: Any, client: Any) -> None:
    shop.head(chain_head=1_005)
    answer = client.get("/v1/perks/7")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_yet_indexed")
    assert answer.json()["detail"] == (
        "No perk 7 is indexed yet (the newest is 1): the tables reach block 1000, the chain block 1005. "
        "It may exist on chain; try again in a moment."
    )


def test_an_account_must_be_named(shop: Any, client: Any) -> None:
    problem = client.get("/v1/perks/1/eligibility").json()
    assert problem["detail"] == "account: name the account that would redeem, as ?account=0x..."
    assert problem["words"]["detail"]["code"] == "perks.problem.no_account"
