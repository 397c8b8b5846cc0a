"""What has become of vouchers, page by page, and who may read which."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.api.sign_in.door import on_sqlite

from .conftest import DAY, HASH, NOW, at, terms

RECIPIENT = terms()["recipient"]
STATES = ("usable", "not_yet", "expired", "redeemed", "canceled", "issuer_lost_role")


def refused(answer: Any, code: str, status: int) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    return str(body["detail"])


def pages(shop: Any, query: str, limit: int = 2) -> list[str]:
    """Uids of all pages."""
    vouchers = shop.client.pages(f"/v1/vouchers?{query}&limit={limit}", "vouchers", headers=shop.header)
    return [one["uid"] for one in vouchers]


def state(shop: Any, voucher: Any) -> str:
    answer = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}")
    assert answer.status_code == 200, answer.text
    said = answer.json()["voucher"]["state"]
    for one in STATES:
        listed = pages(shop, f"recipient={voucher['recipient']}&state={one}")
        assert (voucher["uid"] in listed) == (one == said)
    return str(said)


def test_a_voucher_is_read_as_it_was_signed(shop: Any) -> None:
    voucher = shop.issue(price=str(2**256 - 1), tier_id=2)
    answer = shop.client.get(f"/v1/vouchers/{shop.issuer.address.lower()}/{voucher['uid']}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["as_of"]["block"] == 1_000 + DAY
    read = answer.json()["voucher"]
    assert {name: read[name] for name in ("uid", "tier_id", "price", "signature")} == {
        name: voucher[name] for name in ("uid", "tier_id", "price", "signature")
    }
    assert read["issuer"] == shop.issuer.address
    assert read["recipient"].lower() == RECIPIENT
    assert read["currency"] == "0x" + "0" * 40
    assert (read["valid_from"], read["valid_until"]) == (at(NOW - DAY), at(NOW + DAY))
    assert (read["state"], read["token_id"], read["used_at"], read["tx_hash"]) == ("usable", None, None, None)


def test_a_window_opens_and_closes_at_its_seconds(shop: Any) -> None:
    voucher = shop.issue(valid_from=at(NOW + 10), valid_until=at(NOW + 20))
    for second, expected in ((9, "not_yet"), (10, "usable"), (19, "usable"), (20, "expired")):
        shop.time(NOW + second)
        assert state(shop, voucher) == expected


def test_a_redeemed_or_canceled_voucher_stays_that_whatever_else(shop: Any) -> None:
    redeemed, canceled = shop.issue(), shop.issue()
    shop.use(redeemed)
    shop.use(canceled, canceled=True)
    shop.time(NOW + 2 * DAY)
    assert (state(shop, redeemed), state(shop, canceled)) == ("redeemed", "canceled")
    shop.door.revoke(shop.issuer, 2)
    path = f"/v1/vouchers/{shop.issuer.address}"
    read = shop.client.get(f"{path}/{redeemed['uid']}").json()["voucher"]
    assert (read["state"], read["token_id"], read["used_at"], read["tx_hash"]) == ("redeemed", 7, at(NOW - 1), HASH)
    assert shop.client.get(f"{path}/{canceled['uid']}").json()["voucher"]["token_id"] is None


def test_an_issuer_who_lost_the_role(shop: Any) -> None:
    voucher = shop.issue()
    shop.door.revoke(shop.issuer, 2)
    path = f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}"
    assert shop.client.get(path).json()["voucher"]["state"] == "issuer_lost_role"
    shop.door.grant(shop.issuer, 2, delay=DAY)
    assert shop.client.get(path).json()["voucher"]["state"] == "issuer_lost_role"
    shop.door.grant(shop.issuer, 2, since=NOW + 1)
    assert shop.client.get(path).json()["voucher"]["state"] == "issuer_lost_role"
    shop.time(NOW + 1)
    assert shop.client.get(path).json()["voucher"]["state"] == "usable"


def test_the_same_uid_of_another_issuer_is_another_voucher(shop: Any, bob: Any) -> None:
    voucher = shop.issue()
    other = {**voucher}
    shop.use(voucher)
    assert state(shop, voucher) == "redeemed"
    assert "no voucher" in refused(shop.client.get(f"/v1/vouchers/{bob.address}/{other['uid']}"), "not_found", 404)


def test_strangers_read_what_is_for_one_recipient_and_nothing_else(shop: Any, bob: Any) -> None:
    voucher = shop.issue()
    shop.issue(recipient="0x" + "0f" * 20)
    listed = shop.client.get(f"/v1/vouchers?recipient={RECIPIENT}")
    assert [one["uid"] for one in listed.json()["vouchers"]] == [voucher["uid"]]
    for query in ("", f"?issuer={shop.issuer.address}", "?state=usable", "?limit=1"):
        refused(shop.client.get(f"/v1/vouchers{query}"), "not_signed_in", 401)
        refused(shop.client.get(f"/v1/vouchers{query}", headers=shop.door.sign_in(bob)), "role_missing", 403)
        assert shop.client.get(f"/v1/vouchers{query}", headers=shop.header).status_code == 200
    shop.door.revoke(shop.issuer, 2)
    refused(shop.client.get("/v1/vouchers", headers=shop.header), "role_missing", 403)


def test_pages_are_whole_and_newest_first(shop: Any, bob: Any) -> None:
    mine = [shop.issue(tier_id=2)["uid"] for _ in range(5)]
    assert pages(shop, "") == mine[::-1]
    assert pages(shop, f"issuer={shop.issuer.address}", limit=3) == mine[::-1]
    assert pages(shop, f"recipient={RECIPIENT}&issuer={shop.issuer.address}&state=usable", limit=5) == mine[::-1]
    assert pages(shop, f"issuer={bob.address}") == []


def test_a_cursor_belongs_to_its_list(shop: Any) -> None:
    for _ in range(2):
        shop.issue()
    cursor = shop.client.get(f"/v1/vouchers?recipient={RECIPIENT}&limit=1").json()["page"]["next"]
    for query in ("recipient=0x" + "0f" * 20, f"recipient={RECIPIENT}&state=expired"):
        refused(shop.client.get(f"/v1/vouchers?{query}&cursor={cursor}"), "invalid_cursor", 422)


@on_sqlite
def test_a_large_page_takes_as_many_selects_as_a_small_one(shop: Any) -> None:
    for _ in range(10):
        shop.issue(tier_id=2)
    counted: list[str] = []
    engine = shop.client.app.state.services.engine
    event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    def selects(limit: int) -> int:
        counted.clear()
        assert shop.client.get(f"/v1/vouchers?recipient={RECIPIENT}&limit={limit}").status_code == 200
        return len([one for one in counted if one.startswith("SELECT")])

    assert selects(10) == selects(2) <= 5


@on_sqlite
@pytest.mark.parametrize(
    "path",
    ["/v1/vouchers/0x12/1", "/v1/vouchers/{issuer}/x", "/v1/vouchers/{issuer}/-1", "/v1/vouchers/{issuer}/" + "9" * 79],
)
def test_what_does_not_fit(shop: Any, path: str) -> None:
    refused(shop.client.get(path.format(issuer=shop.issuer.address)), "invalid_request", 422)
