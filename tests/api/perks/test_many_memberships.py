"""Accounts with hundreds of memberships: whoever may redeem with one of them is told so, whatever is listed."""

from random import Random
from typing import Any

import pytest

from symbia import tables as models
from tests.api.conftest import HASH, NOW, account

GOLD, SILVER = 1, 2
HOLDER = account(1)
PATH = f"/v1/perks/1/eligibility?account={HOLDER}"
LISTED = 500


def holds(shop: Any, count: int, tier_id: int, **changed: Any) -> range:
    """Token ids of `count` more memberships of the holder, from the next free one on."""
    first = len(shop.tokens) + 1
    ids = range(first, first + count)
    shop.tokens |= dict.fromkeys(ids, HOLDER)
    fields = {"units": 1, "locked": False, "issued_at": 1, "acquired_at": 1, "block_number": 1, **changed}
    shop.add(*(models.Membership(token_id=each, tier_id=tier_id, holder=HOLDER, **fields) for each in ids))
    return ids


def redeem(shop: Any, token_ids: range) -> None:
    """Perk 1 is redeemed once with each, by somebody else."""
    fields = {"perk_id": 1, "account": account(2), "at": NOW, "block_number": 1, "tx_hash": HASH}
    shop.add(*(models.Redemption(redemption_id=each, token_id=each, **fields) for each in token_ids))


@pytest.fixture
def shop(brand: Any) -> Any:
    """Two tiers, nobody holds anything."""
    brand.tier(GOLD, 10, name="Gold", duration=2 * NOW)
    brand.tier(SILVER, 5, name="Silver")
    brand.head()
    return brand


def test_the_only_one_that_can_redeem_comes_after_hundreds_that_cannot(shop: Any, client: Any) -> None:
    shop.perk(1, tier_ids=[SILVER])
    holds(shop, LISTED, GOLD)
    (silver,) = holds(shop, 1, SILVER)
    one_membership = client.get(f"{PATH}&token_id={silver}").json()
    assert one_membership["eligible"] is True
    assert client.get(PATH).json()["eligible"] is True


def test_a_list_that_is_cut_says_so_and_keeps_those_that_can_redeem(shop: Any, client: Any) -> None:
    shop.perk(1, tier_ids=[SILVER])
    holds(shop, LISTED, GOLD)
    (silver,) = holds(shop, 1, SILVER)
    answer = client.get(PATH).json()
    assert (answer["memberships_total"], answer["truncated"]) == (LISTED + 1, True)
    listed = [membership["token_id"] for membership in answer["memberships"]]
    assert listed == [*range(1, LISTED), silver]  # by id; the last Gold made room for the one that counts
    assert [membership["eligible"] for membership in answer["memberships"]] == [False] * (LISTED - 1) + [True]


def test_a_whole_list_says_so_too(shop: Any, client: Any) -> None:
    shop.perk(1)
    holds(shop, LISTED, GOLD)
    answer = client.get(PATH).json()
    assert (len(answer["memberships"]), answer["memberships_total"], answer["truncated"]) == (LISTED, LISTED, False)
    one_membership = client.get(f"{PATH}&token_id=7").json()
    assert (one_membership["memberships_total"], one_membership["truncated"]) == (1, False)
    nobody = client.get(f"/v1/perks/1/eligibility?account={account(9)}").json()
    assert (nobody["memberships_total"], nobody["truncated"]) == (0, False)


@pytest.mark.parametrize(
    ("terms", "unfit"),
    [
        ({"min_holding_seconds": 100}, {"acquired_at": NOW - 99}),
        ({}, {"revocable_at": NOW + 1}),
        ({}, {"lapsed": True, "expires_at": NOW - 1}),
        ({}, {"expires_at": NOW - 1}),
    ],
)
def test_every_reason_to_pass_a_membership_over(shop: Any, client: Any, terms: Any, unfit: Any) -> None:
    shop.perk(1, **terms)
    holds(shop, LISTED, GOLD, **unfit)
    (fit,) = holds(shop, 1, GOLD)
    answer = client.get(PATH).json()
    assert answer["eligible"] is True
    assert [membership["token_id"] for membership in answer["memberships"] if membership["eligible"]] == [fit]


def test_memberships_that_are_used_up_are_passed_over(shop: Any, client: Any) -> None:
    shop.perk(1, per_membership=1)
    redeem(shop, holds(shop, LISTED, GOLD))
    last = holds(shop, 1, GOLD)
    assert client.get(PATH).json()["eligible"] is True
    redeem(shop, last)
    assert client.get(PATH).json()["eligible"] is False


@pytest.mark.parametrize("terms", [{"paused": True}, {"starts_at": NOW + 1}, {"ends_at": NOW}, {"tier_ids": [3]}])
def test_what_holds_for_every_membership_lets_none_redeem(shop: Any, client: Any, terms: Any) -> None:
    shop.perk(1, **terms)
    holds(shop, LISTED + 1, GOLD)
    assert client.get(PATH).json()["eligible"] is False


@pytest.mark.parametrize("seed", range(8))
def test_those_that_can_redeem_are_chosen_as_the_rules_decide(
    shop: Any, client: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQL chooses which memberships are listed; it must agree with the verdicts on each of them."""
    monkeypatch.setattr("api.perks.eligibility.MAX_MEMBERSHIPS", 4)
    chance = Random(seed)
    tier_ids, limit, seconds = chance.choice(([], [SILVER])), chance.choice((0, 1, 2)), chance.choice((0, 50, 51))
    shop.perk(1, tier_ids=tier_ids, per_membership=limit, min_holding_seconds=seconds)
    for _ in range(20):
        changed = {
            "acquired_at": chance.choice((1, NOW - 50)),
            "revocable_at": chance.choice((None, None, NOW + 1)),
            "expires_at": chance.choice((None, NOW, NOW + 1)),
        }
        (token_id,) = holds(shop, 1, chance.choice((GOLD, SILVER)), **changed)
        for _ in range(chance.choice((0, 0, 1, 2))):
            shop.log += 1
            shop.redemption(shop.log, token_id=token_id, holder=account(2))
    alone = [client.get(f"{PATH}&token_id={token_id}").json()["memberships"][0] for token_id in shop.tokens]
    fit = [membership for membership in alone if membership["eligible"]]
    others = [membership for membership in alone if not membership["eligible"]]
    listed = sorted((fit + others)[:4], key=lambda membership: membership["token_id"])
    answer = client.get(PATH).json()
    assert (answer["memberships"], answer["eligible"]) == (listed, bool(fit))
