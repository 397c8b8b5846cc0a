"""Drops and allowlists: prepared, signed, sent, and what they did; refusals in words, and a preview that agrees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.chain.club import HOLDER, Club, fields

DAY = 86_400
BRAND, OTHER, STRANGER = 1, 6, 7
GOLD, TRIAL = 1, 4
ETHER = 10**18
ZERO = "0x" + "0" * 40
DROPS = "/v1/drops/prepare"
DOCUMENT = {"name": "First drop", "description": "For the first."}


class Shop(Club):
    """The club, and its drops."""

    def drops(self, action: str, who: int, **body: Any) -> Any:
        return self.house.does(f"{DROPS}/{action}", {"account": self.name[who], **body})

    def declines(self, revert: str, action: str, who: int, **body: Any) -> str:
        return str(self.house.refuses(f"{DROPS}/{action}", {"account": self.name[who], **body}, revert))

    def answer(self, action: str, who: int, **body: Any) -> Any:
        return self.house.post(f"{DROPS}/{action}", {"account": self.name[who], **body})

    def opened(self, **terms: Any) -> int:
        """Id of a new drop."""
        self.drops("define-drop", BRAND, **{"tier_id": GOLD, "document": DOCUMENT, **terms})
        return int(self.house.call("MembershipDrops", "dropCount"))

    def in_a(self, seconds: int) -> str:
        """So many seconds from the chain's now."""
        return (datetime.fromtimestamp(self.house.now(), UTC) + timedelta(seconds=seconds)).isoformat()

    def eligible(self, drop: int, who: int, quantity: int = 1) -> Any:
        answer = self.house.get(f"/v1/drops/{drop}/eligibility/{self.name[who]}?quantity={quantity}")
        return answer["eligible"], [one["rule"] for one in answer["verdicts"] if one["passed"] is False]

    def balance(self, account: str) -> int:
        return int(self.house.web3.eth.get_balance(account))

    @property
    def treasury(self) -> str:
        return str(self.house.contracts["BrandTimelock"].address)


@pytest.fixture
def shop(house: Any) -> Shop:
    return Shop(house)


def test_a_drop_is_defined_read_claimed_and_closed(shop: Shop) -> None:
    starts, ends = shop.in_a(100), shop.in_a(DAY)
    terms = {"starts_at": starts, "ends_at": ends, "supply": 3, "per_wallet": 2, "price": str(ETHER)}
    drop = shop.opened(**terms)
    found = shop.house.get(f"/v1/drops/{drop}")["drop"]
    assert (found["state"], found["price"], found["currency"]["symbol"]) == ("not_started", str(ETHER), "ETH")
    assert (found["supply"], found["per_wallet"], found["left"]) == (3, 2, 3)
    assert found["document"]["metadata"] == DOCUMENT
    assert datetime.fromisoformat(found["starts_at"]) == datetime.fromisoformat(starts)

    words = shop.declines("MembershipDrops_NotStarted", "claim", HOLDER, drop_id=drop)
    assert words.startswith("The drop starts 20")
    assert shop.eligible(drop, HOLDER) == (False, ["started"])
    shop.house.travel(100)
    before = shop.balance(shop.treasury)
    done = shop.drops("claim", HOLDER, drop_id=drop, quantity=2)
    assert (done["step"], done["transaction"]["value"], done["quote"]["cost"]) == (
        "pay",
        hex(2 * ETHER),
        str(2 * ETHER),
    )
    assert shop.balance(shop.treasury) - before == 2 * ETHER
    assert shop.read("balanceOf", shop.name[HOLDER]) == 2

    words = shop.declines("MembershipDrops_WalletLimit", "claim", HOLDER, drop_id=drop)
    assert words == f"{shop.name[HOLDER]} gets 2 of this drop at most, and would have 3. Claim 1 fewer."
    assert shop.eligible(drop, HOLDER) == (False, ["wallet_limit"])
    assert shop.declines("MembershipDrops_DropSoldOut", "claim", OTHER, drop_id=drop, quantity=2)
    assert shop.eligible(drop, OTHER, 2) == (False, ["supply"])
    shop.drops("claim", OTHER, drop_id=drop, recipient=shop.name[STRANGER])  # a present
    assert shop.read("balanceOf", shop.name[STRANGER]) == 1
    assert shop.house.get(f"/v1/drops/{drop}")["drop"]["state"] == "sold_out"

    shop.drops("close-drop", BRAND, drop_id=drop)
    assert shop.house.get(f"/v1/drops/{drop}")["drop"]["state"] == "closed"
    assert shop.eligible(drop, OTHER) == (False, ["not_closed", "supply"])
    assert shop.declines("MembershipDrops_Closed", "claim", OTHER, drop_id=drop)
    assert shop.declines("MembershipDrops_Closed", "close-drop", BRAND, drop_id=drop)


def test_a_claim_that_the_day_has_no_room_for(shop: Shop) -> None:
    """All rules of the drop let it pass; only the contract knows how many units came today."""
    free, cheap, dear = shop.opened(), shop.opened(price="1"), shop.opened(price=str(ETHER))
    given, _ = shop.read("givenToday")
    shop.house.by_proposal("BrandMembership", "setUnitBounds", (100, 100_000, int(given) + 19, 0, 0))
    assert shop.eligible(dear, STRANGER, 2) == (True, []), "what is sold at the floor counts as sold"
    for drop in (free, cheap):
        assert shop.eligible(drop, STRANGER) == (True, [])
        assert shop.eligible(drop, STRANGER, 2) == (False, ["contract"])
        words = shop.declines("BrandMembership_GivenTooMuch", "claim", STRANGER, drop_id=drop, quantity=2)
        answer = shop.house.get(f"/v1/drops/{drop}/eligibility/{shop.name[STRANGER]}?quantity=2")
        assert answer["verdicts"][-1]["text"] == words


def test_who_has_no_money_may_claim_all_the_same(shop: Shop) -> None:
    drop = shop.opened(price=str(10_000 * ETHER))
    assert shop.eligible(drop, HOLDER) == (True, [])


def test_a_drop_that_is_over(shop: Shop) -> None:
    drop = shop.opened(ends_at=shop.in_a(DAY))
    shop.house.travel(DAY)
    words = shop.declines("MembershipDrops_Over", "claim", HOLDER, drop_id=drop)
    assert words.startswith("The drop ended 20")
    assert shop.eligible(drop, HOLDER) == (False, ["not_ended"])


def test_a_drop_of_a_full_tier(shop: Shop) -> None:
    drop = shop.opened(tier_id=TRIAL)
    shop.drops("claim", HOLDER, drop_id=drop, quantity=3)
    assert shop.declines("BrandMembership_TierSoldOut", "claim", HOLDER, drop_id=drop)
    assert shop.eligible(drop, HOLDER) == (False, ["tier_supply"])


def test_who_cannot_pay_is_told_how_much_is_missing(shop: Shop) -> None:
    drop = shop.opened(price=str(10_000 * ETHER))
    answer = shop.answer("claim", HOLDER, drop_id=drop).json()
    assert answer["code"] == "insufficient_funds"
    assert "and this takes 10000000000000000000000" in answer["detail"]


def test_an_allowlist_from_csv_to_claims(shop: Shop) -> None:
    shop.house.index()  # before, there are no tables to count documents in
    listed = {HOLDER: 2, OTHER: 1, 8: 5, 9: 1, 10: 3}
    csv = "account,allowance\n" + "".join(f"{shop.name[who]},{number}\n" for who, number in listed.items())
    headers = {"content-type": "text/csv"}
    pinned = shop.house.ask("POST", "/v1/drops/allowlist", content=csv, headers=headers).json()
    drop = shop.opened(document={**DOCUMENT, "allowlist": pinned["uri"]}, allowlist_root=pinned["root"])
    assert shop.house.call("MembershipDrops", "drop", drop)[0][7].hex() == pinned["root"][2:]

    shop.house.index()
    for who, allowance in listed.items():  # the contract accepts every proof that the API serves
        proof = shop.house.get(f"/v1/drops/{drop}/proof/{shop.name[who]}")
        assert proof["allowance"] == str(allowance)
        shop.drops("claim", STRANGER, drop_id=drop, recipient=shop.name[who], quantity=allowance)
        assert shop.read("balanceOf", shop.name[who]) == allowance
        assert shop.eligible(drop, who) == (False, ["allowlist"])
    assert shop.declines("MembershipDrops_WalletLimit", "claim", HOLDER, drop_id=drop)
    answer = shop.answer("claim", STRANGER, drop_id=drop).json()
    assert (answer["code"], answer["status"]) == ("not_listed", 404)
    assert shop.eligible(drop, STRANGER) == (False, ["allowlist"])


def test_the_list_of_a_drop_must_fit_its_root(shop: Shop) -> None:
    document = {**DOCUMENT, "allowlist": [[shop.name[HOLDER], "1"]]}
    body: dict[str, Any] = {"tier_id": GOLD, "document": document}
    assert shop.answer("define-drop", BRAND, **body).status_code == 200  # the root is made of the list
    wrong = shop.answer("define-drop", BRAND, **body, allowlist_root="0x" + "ab" * 32).json()
    assert wrong["code"] == "invalid_allowlist"
    assert "has the root 0x" in wrong["detail"]
    none = shop.answer("define-drop", BRAND, tier_id=GOLD, document=DOCUMENT, allowlist_root="0x" + "ab" * 32).json()
    assert (none["code"], "holds no allowlist" in none["detail"]) == ("invalid_allowlist", True)
    broken = shop.answer("define-drop", BRAND, tier_id=GOLD, document={**DOCUMENT, "allowlist": [["x", 0]]}).json()
    assert [one["column"] for one in broken["problems"]] == ["account", "allowance"]


def test_every_problem_of_a_drop_is_told_at_once(shop: Shop) -> None:
    body = {"tier_id": 0, "starts_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z", "supply": 0}
    found = fields(shop.answer("define-drop", BRAND, **body, per_wallet=2**32, price="-1", allowlist_root="0x12"))
    assert sorted(found) == ["allowlist_root", "ends_at", "per_wallet", "price", "supply", "tier_id", "uri"]
    free = {"tier_id": 1, "document": DOCUMENT, "currency": shop.name[9]}
    assert fields(shop.answer("define-drop", BRAND, **free)) == ["currency"]
    assert fields(shop.answer("define-drop", BRAND, **free, price=str(2**128))) == ["price"]


def test_times_that_no_contract_can_hold(shop: Shop) -> None:
    for early in ("1969-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
        answer = shop.answer("define-drop", BRAND, tier_id=GOLD, document=DOCUMENT, starts_at=early, ends_at=early)
        assert fields(answer) == ["starts_at", "ends_at"]
    never = shop.answer("define-drop", BRAND, tier_id=GOLD, document=DOCUMENT, ends_at="1970-01-01T00:00:00Z")
    assert fields(never) == ["ends_at"]


def test_drops_that_the_contract_would_refuse(shop: Shop) -> None:
    document = {"document": DOCUMENT}
    late = {"tier_id": GOLD, "ends_at": "2001-01-01T00:00:00Z", **document}
    words = shop.declines("MembershipDrops_InvalidTerms", "define-drop", BRAND, **late)
    assert "endsAt must lie in the future" in words
    assert shop.declines("BrandMembership_UnknownTier", "define-drop", BRAND, tier_id=99, **document)
    unknown = {"tier_id": GOLD, "price": "5", "currency": shop.name[9], **document}
    assert shop.declines("MembershipDrops_CurrencyNotAllowed", "define-drop", BRAND, **unknown)
    assert shop.declines("MembershipDrops_UnknownDrop", "claim", HOLDER, drop_id=77)
    assert shop.declines("MembershipDrops_UnknownDrop", "close-drop", BRAND, drop_id=77)
    missing = shop.answer("define-drop", STRANGER, tier_id=GOLD, **document).json()
    assert (missing["code"], missing["role"]) == ("role_missing", "BRAND")
    assert missing["holders"] == [shop.name[BRAND]]


def test_prices_go_down_only(shop: Shop) -> None:
    done = shop.drops("set-tier-price", BRAND, tier_id=GOLD, price="500")
    assert "at 500 wei; later it can only be lowered" in done["summary"]["text"]
    shop.drops("set-tier-price", BRAND, tier_id=GOLD, price="400")
    assert shop.house.call("MembershipDrops", "tierPrice", GOLD, ZERO) == [400, True]
    words = shop.declines("MembershipDrops_OnlyLess", "set-tier-price", BRAND, tier_id=GOLD, price="401")
    assert words == "The price can only be lowered: 401 is more than 400."


def test_currencies_are_contracts(shop: Shop) -> None:
    assert shop.declines("MembershipDrops_InvalidTerms", "allow-currency", BRAND, currency=shop.name[9])
    assert shop.declines("MembershipDrops_InvalidTerms", "allow-currency", BRAND, currency=ZERO)
    token = shop.house.deploy("MoodyToken").address
    shop.drops("allow-currency", BRAND, currency=token)
    assert shop.house.call("MembershipDrops", "currencyAllowed", token)
    shop.drops("allow-currency", BRAND, currency=token, allowed=False)
    assert not shop.house.call("MembershipDrops", "currencyAllowed", token)
