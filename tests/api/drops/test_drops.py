"""Drops as the API tells them from the tables."""

from typing import Any

import pytest

from api.prepare.sources import pin_json
from symbia import tables as models
from symbia.rules.drops.merkle import Allowlist, fits
from symbia.tables.types import to_wei_text
from tests.api.conftest import HASH, NOW, ZERO, account

NO_ROOT = "0x" + "0" * 64
TOKEN = "0x" + "c1" * 20


@pytest.fixture
def shop(brand: Any) -> Any:
    """Tier 1 with three places."""
    brand.head()
    brand.tier(1, 10, supply=3)
    return brand


def drop(shop: Any, drop_id: int = 1, **changed: Any) -> None:
    fields: dict[str, Any] = {
        "tier_id": 1,
        "starts_at": 0,
        "ends_at": 0,
        "supply": 0,
        "per_wallet": 0,
        "currency": ZERO,
        "price": to_wei_text(0),
        "allowlist_root": NO_ROOT,
        "uri": "ipfs://nothing",
        "defined_at": NOW - 100,
        "block_number": 1,
    }
    shop.add(models.Drop(drop_id=drop_id, **{**fields, **changed}))


def claim(shop: Any, recipient: str, quantity: int = 1, drop_id: int = 1) -> None:
    """Recorded, and the memberships issued."""
    first, *_ = [shop.issue(recipient) for _ in range(quantity)]
    shop.add(
        models.DropClaim(
            **shop.place(),
            drop_id=drop_id,
            recipient=recipient,
            payer=recipient,
            first_token_id=first,
            quantity=quantity,
            paid=to_wei_text(0),
            at=shop.now,
            tx_hash=HASH,
        )
    )


def listed(shop: Any, client: Any, entries: list[tuple[str, int]]) -> Allowlist:
    """Drop 1 with an allowlist; its document is pinned and names the list."""
    store = client.app.state.services.store
    uri = pin_json(store, [[one, str(allowance)] for one, allowance in entries])
    tree = Allowlist.of(entries)
    drop(shop, allowlist_root=tree.root, uri=pin_json(store, {"name": "First", "allowlist": uri}))
    return tree


def read(client: Any, drop_id: int = 1) -> Any:
    answer = client.get(f"/v1/drops/{drop_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()["drop"]


def eligibility(client: Any, number: int, query: str = "") -> Any:
    answer = client.get(f"/v1/drops/1/eligibility/{account(number)}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def failed(answer: Any) -> list[str]:
    return [one["rule"] for one in answer["verdicts"] if one["passed"] is False]


def test_terms(shop: Any, client: Any) -> None:
    drop(
        shop, price=to_wei_text(2**128 - 1), currency=TOKEN, supply=2, per_wallet=1, starts_at=NOW - 5, ends_at=NOW + 5
    )
    found = read(client)
    assert found["price"] == str(2**128 - 1)
    assert (found["supply"], found["per_wallet"], found["left"], found["state"]) == (2, 1, 2, "open")
    # Nobody answers at the node's address, so the ERC-20 is known by its address alone.
    assert (found["currency"]["symbol"], found["currency"]["decimals"]) == (None, None)
    assert found["currency"]["address"].lower() == TOKEN
    assert (found["starts_at"], found["ends_at"]) == ("2027-01-15T07:59:55Z", "2027-01-15T08:00:05Z")


def test_ether_is_known_and_no_limit_is_null(shop: Any, client: Any) -> None:
    drop(shop)
    found = read(client)
    assert found["currency"] == {"address": ZERO, "symbol": "ETH", "decimals": 18}
    assert [
        found[name] for name in ("starts_at", "ends_at", "supply", "per_wallet", "allowlist_root", "closed_at")
    ] == [None] * 6


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, "open"),
        ({"starts_at": NOW}, "open"),
        ({"starts_at": NOW + 1}, "not_started"),
        ({"ends_at": NOW + 1}, "open"),
        ({"ends_at": NOW}, "over"),
        ({"closed_at": NOW - 1}, "closed"),
        ({"closed_at": NOW - 1, "starts_at": NOW + 1}, "closed"),
    ],
)
def test_states(shop: Any, client: Any, changed: Any, state: str) -> None:
    drop(shop, **changed)
    assert read(client)["state"] == state


def test_sold_out_by_its_own_supply_or_the_tiers(shop: Any, client: Any) -> None:
    drop(shop, supply=2)
    drop(shop, 2)
    claim(shop, account(1), 2)
    assert (read(client)["state"], read(client)["claimed"], read(client)["left"]) == ("sold_out", 2, 0)
    assert (read(client, 2)["state"], read(client, 2)["left"]) == ("open", 1)
    shop.issue(account(2))
    assert (read(client, 2)["state"], read(client, 2)["left"]) == ("sold_out", 0)


def test_an_ended_membership_keeps_its_place(shop: Any, client: Any) -> None:
    drop(shop)
    claim(shop, account(1), 1)
    shop.life.end(1)
    assert (read(client)["claimed"], read(client)["left"]) == (1, 2)


def test_pages(shop: Any, client: Any) -> None:
    for number in (1, 2, 3):
        drop(shop, number)
    first = client.get("/v1/drops?limit=2").json()
    assert [one["id"] for one in first["drops"]] == [1, 2]
    second = client.get(f"/v1/drops?limit=2&cursor={first['page']['next']}").json()
    assert ([one["id"] for one in second["drops"]], second["page"]["next"]) == ([3], None)


def test_a_drop_that_does_not_exist(shop: Any, client: Any) -> None:
    for path in ("/v1/drops/9", f"/v1/drops/9/eligibility/{account(1)}", f"/v1/drops/9/proof/{account(1)}"):
        assert client.get(path).json()["code"] == "not_found"


def test_everybody_may_claim_of_an_open_drop(shop: Any, client: Any) -> None:
    drop(shop)
    answer = eligibility(client, 1)
    assert answer["eligible"] is True
    assert [one["fix"] for one in answer["verdicts"]] == [None] * 7
    assert (answer["allowance"], answer["claimed"]) == (None, 0)


def test_every_rule_says_what_would_fix_it(shop: Any, client: Any) -> None:
    drop(shop, supply=3, per_wallet=2, starts_at=NOW + 60)
    claim(shop, account(1), 2)
    answer = eligibility(client, 1, "?quantity=2")
    assert failed(answer) == ["started", "supply", "tier_supply", "wallet_limit"]
    verdicts = {one["rule"]: one for one in answer["verdicts"]}
    assert verdicts["started"]["fixed_at"] == "2027-01-15T08:01:00Z"
    assert (verdicts["supply"]["value"], verdicts["supply"]["threshold"]) == (4, 3)
    assert verdicts["supply"]["fix"] == "Claim 1 at most."
    assert verdicts["tier_supply"]["fix"] == "Claim 1 at most."
    assert verdicts["wallet_limit"]["text"] == "One wallet gets 2; this one has received 2."
    assert all(one["fix"] for one in answer["verdicts"] if not one["passed"])
    assert failed(eligibility(client, 2)) == ["started"]


def test_a_currency_that_is_disallowed_stops_the_drop(shop: Any, client: Any) -> None:
    drop(shop, currency=TOKEN, price=to_wei_text(5))
    shop.add(models.Currency(address=TOKEN, allowed=True, block_number=1))
    assert eligibility(client, 1)["eligible"] is True
    shop.merge(models.Currency(address=TOKEN, allowed=False, block_number=2))
    assert failed(eligibility(client, 1)) == ["currency"]


def test_over_and_closed(shop: Any, client: Any) -> None:
    drop(shop, ends_at=NOW - 60, closed_at=NOW - 30)
    assert failed(eligibility(client, 1)) == ["not_closed", "not_ended"]


def test_the_allowlist(shop: Any, client: Any) -> None:
    tree = listed(shop, client, [(account(number), number) for number in (1, 2, 3)])
    claim(shop, account(1))
    one, two, four = (eligibility(client, number) for number in (1, 2, 4))
    assert (failed(one), one["allowance"], one["claimed"]) == (["allowlist"], 1, 1)
    assert (two["eligible"], two["allowance"]) == (True, 2)
    assert (failed(four), four["allowance"]) == (["allowlist"], 0)
    assert read(client)["allowlist_root"] == tree.root


def test_proofs_are_served_and_lead_to_the_root(shop: Any, client: Any) -> None:
    tree = listed(shop, client, [(account(number), number) for number in range(1, 8)])
    for number in range(1, 8):
        answer = client.get(f"/v1/drops/1/proof/{account(number)}").json()
        nodes = [bytes.fromhex(one[2:]) for one in answer["proof"]]
        assert answer["allowance"] == str(number)
        assert answer["allowlist_root"] == tree.root
        assert fits(tree.root, account(number), number, nodes)
    missing = client.get(f"/v1/drops/1/proof/{account(9)}")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_listed")


def test_no_proof_without_an_allowlist(shop: Any, client: Any) -> None:
    drop(shop)
    answer = client.get(f"/v1/drops/1/proof/{account(1)}").json()
    assert (answer["code"], answer["detail"]) == ("not_found", "Drop 1 has no allowlist: claim without a proof.")


def test_a_list_that_is_not_at_hand_is_unknown_and_not_no(shop: Any, client: Any) -> None:
    missing = "ipfs://bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
    drop(shop, allowlist_root=HASH, uri=missing)
    response = client.get(f"/v1/drops/1/eligibility/{account(1)}")
    answer = response.json()
    assert (answer["eligible"], answer["allowance"], failed(answer)) == (None, None, [])
    verdicts = {one["rule"]: one for one in answer["verdicts"]}
    assert "not at hand" in verdicts["allowlist"]["text"]
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    assert client.get(f"/v1/drops/1/proof/{account(1)}").json()["code"] == "content_unavailable"


def test_a_list_of_another_root_proves_nothing(shop: Any, client: Any) -> None:
    store = client.app.state.services.store
    drop(shop, allowlist_root=HASH, uri=pin_json(store, [[account(1), "1"]]))
    answer = client.get(f"/v1/drops/1/proof/{account(1)}")
    assert (answer.status_code, answer.json()["code"]) == (503, "content_unavailable")
    assert HASH in answer.json()["detail"]
    assert eligibility(client, 1)["eligible"] is None


def test_a_broken_list_is_not_the_callers_fault(shop: Any, client: Any) -> None:
    store = client.app.state.services.store
    drop(shop, allowlist_root=HASH, uri=pin_json(store, [["x", "1"]]))
    assert client.get(f"/v1/drops/1/proof/{account(1)}").json()["code"] == "content_unavailable"
