"""Sentences of drops: with their codes and values, in every language."""

import json
from typing import Any

import pytest

from api.drops.drafts.brand import amount_of
from api.prepare.sources import pin_json
from symbia import tables as models
from symbia.tables.types import to_wei_text
from symbia.text import Text
from symbia.words import word
from tests.api.conftest import HASH, NOW, account

TOKEN = "0x" + "c1" * 20
ZERO = account(0)


@pytest.fixture
def shop(brand: Any) -> Any:
    """Tier 1 with three places; drop 1 starts in a minute and has an allowlist that nobody can read."""
    brand.head()
    brand.tier(1, 10, supply=3)
    brand.add(
        models.Drop(
            drop_id=1,
            tier_id=1,
            starts_at=NOW + 60,
            ends_at=0,
            supply=2,
            per_wallet=0,
            currency=ZERO,
            price=to_wei_text(0),
            allowlist_root=HASH,
            uri="ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
            defined_at=NOW,
            block_number=1,
        )
    )
    return brand


def verdicts(answer: Any) -> dict[str, Any]:
    return {verdict["rule"]: verdict for verdict in answer.json()["verdicts"]}


def test_codes_and_values_stand_beside_the_words(shop: Any, client: Any) -> None:
    said = verdicts(client.get(f"/v1/drops/1/eligibility/{account(1)}?quantity=3"))
    assert said["started"]["words"] == {
        "text": {"code": "drops.verdict.started", "values": {"at": "2027-01-15T08:01:00Z"}},
        "fix": {"code": "drops.fix.started", "values": {}},
    }
    assert said["supply"]["words"]["fix"] == {"code": "drops.fix.fewer", "values": {"n": 2}}
    assert said["allowlist"]["passed"] is None
    assert said["allowlist"]["words"]["text"]["values"]["note"]["code"] == "drops.allowlist.unreadable"
    assert said["not_ended"]["words"] == {"text": {"code": "drops.verdict.not_ended_never", "values": {}}}


def test_in_chinese_the_answer_is_the_same_but_for_its_words(shop: Any, client: Any) -> None:
    path = f"/v1/drops/1/eligibility/{account(1)}"
    english, chinese = client.get(path), client.get(f"{path}?lang=zh")
    assert (chinese.status_code, chinese.headers["content-language"]) == (200, "zh")
    same = ("rule", "passed", "value", "threshold", "fixed_at", "words")
    for rule, verdict in verdicts(english).items():
        assert [verdict[name] for name in same] == [verdicts(chinese)[rule][name] for name in same]
    problem = client.get("/v1/drops/7?lang=zh")
    assert (problem.status_code, problem.headers["content-language"]) == (404, "zh")
    assert problem.json()["words"]["detail"]["values"]["thing"] == {"code": "drops.unknown.drop", "values": {"drop": 7}}


def test_an_unknown_drop(shop: Any, client: Any) -> None:
    detail = client.get("/v1/drops/7").json()["detail"]
    assert detail == "There is no drop 7: the newest is 1 at block 1000, the head of the chain."


def test_each_problem_of_a_list_has_its_code(client: Any) -> None:
    sent = [[account(1), "1"], [account(1), "1"], [ZERO, "0"]]
    problem = client.post("/v1/drops/allowlist", json=sent).json()
    assert problem["detail"] == "3 of the list's entries cannot be used."
    assert problem["words"]["detail"] == {"code": "drops.allowlist.unusable", "values": {"n": 3}}
    again, zero, allowance = problem["problems"]
    assert again["message"] == "This account is in row 1 already. Add the two allowances up in one row."
    assert again["words"]["message"] == {"code": "drops.allowlist.again", "values": {"row": 1}}
    assert zero["words"]["message"]["code"] == "drops.allowlist.zero_address"
    assert allowance["words"]["message"]["code"] == "drops.allowlist.allowance"


@pytest.mark.parametrize(("length", "shown"), [(80, "x" * 80), (81, "x" * 79 + "…")])
def test_a_value_that_is_cut_ends_with_an_ellipsis(client: Any, length: int, shown: str) -> None:
    body = json.dumps([["x" * length, "1"]])
    answer = client.post("/v1/drops/allowlist", content=body, headers={"content-type": "application/json"})
    assert answer.json()["problems"][0]["value"] == shown


def test_a_broken_list_says_why_in_the_reader_s_language(shop: Any, client: Any) -> None:
    uri = pin_json(client.app.state.services.store, [["x", "1"]])
    shop.merge(
        models.Drop(**{**shop.read(lambda reading: reading.session.get(models.Drop, 1)).model_dump(), "uri": uri})
    )
    problem = client.get(f"/v1/drops/1/proof/{account(1)}").json()
    assert problem["detail"] == "The drop's allowlist is broken: 1 of the list's entries cannot be used."
    assert problem["words"]["detail"]["values"]["reason"] == {"code": "drops.allowlist.unusable", "values": {"n": 1}}


def test_amounts_are_data() -> None:
    assert amount_of(5, ZERO) == Text.of("drops.amount.wei", amount=5)
    assert word(amount_of(2**127, ZERO)) == f"{2**127} wei"
    assert amount_of(2**127, TOKEN).as_json()["values"]["amount"] == str(2**127)
    assert word(amount_of(7, TOKEN)).startswith("7 of the smallest unit of 0xC1")


def test_fields_that_do_not_fit_are_said_in_words(client: Any) -> None:
    draft = {
        "account": account(1),
        "tier_id": 1,
        "uri": "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
    }
    late = {"starts_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}
    for changed, message in (
        (late, "must lie after starts_at"),
        ({"ends_at": "1970-01-01T00:00:00Z"}, "is the contract's word for never; leave it out"),
        ({"price": str(2**128)}, "larger than 2^128 - 1"),
        ({"currency": TOKEN}, "a free drop has no currency; leave it out or set a price"),
    ):
        answer = client.post("/v1/drops/prepare/define-drop", json={**draft, **changed}).json()
        assert message in answer["detail"]
