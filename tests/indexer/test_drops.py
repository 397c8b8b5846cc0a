"""Drops, prices, sales and vouchers: what single events become."""

import pytest

from indexer.decode import events
from indexer.errors import MissingRowError
from symbia.tables.drops import Currency, Drop, DropClaim, RenewalSale, TierChangeSale, TierPrice, VoucherUse
from symbia.tables.types import from_wei_text, to_wei_text

from .applying import HASH, Tables
from .story import PEOPLE, ZERO

A, B, ISSUER, TOKEN = PEOPLE[:4]
ROOT = "0x" + "1f" * 32
LARGEST_PRICE = 2**128 - 1
LARGEST_UID = 2**256 - 1


def test_a_drop_from_definition_to_closing(tables: Tables) -> None:
    tables.apply(events.DropDefined, 1, 3, 100, 2**40 - 1, 50, 2, TOKEN, LARGEST_PRICE, ROOT, "ipfs://drop")
    drop = {
        "drop_id": 1, "tier_id": 3, "starts_at": 100, "ends_at": 2**40 - 1, "supply": 50, "per_wallet": 2,
        "currency": TOKEN, "price": to_wei_text(LARGEST_PRICE), "allowlist_root": ROOT, "uri": "ipfs://drop",
        "closed_at": None, "defined_at": 1_000, "block_number": 5,
    }  # fmt: skip
    assert tables.row(Drop) == drop
    tables.apply(events.DropClosed, 1, at=2_000)
    assert tables.row(Drop) == drop | {"closed_at": 2_000}


def test_a_closing_without_a_definition_is_refused(tables: Tables) -> None:
    with pytest.raises(MissingRowError, match="symbia index --reindex"):
        tables.apply(events.DropClosed, 1)


def test_claims_are_kept_one_by_one(tables: Tables) -> None:
    tables.apply(events.DropClaimed, 1, A, B, 7, 2, 2 * LARGEST_PRICE)
    tables.apply(events.DropClaimed, 1, A, A, 9, 1, 0)
    first, second = tables.rows(DropClaim)
    names = ("drop_id", "recipient", "payer", "first_token_id", "quantity", "at", "tx_hash")
    assert [first[name] for name in names] == [1, A, B, 7, 2, 1_000, HASH]
    assert (from_wei_text(first["paid"]), from_wei_text(second["paid"])) == (2 * LARGEST_PRICE, 0)


def test_a_currency_comes_and_goes(tables: Tables) -> None:
    tables.apply(events.CurrencyAllowed, TOKEN, True)
    tables.apply(events.CurrencyAllowed, TOKEN, False)
    assert tables.row(Currency) == {"address": TOKEN, "allowed": False, "block_number": 5}


def test_the_price_of_a_tier_is_the_last_one_in_each_currency(tables: Tables) -> None:
    tables.apply(events.TierPriceSet, 1, ZERO, 500)
    tables.apply(events.TierPriceSet, 1, TOKEN, LARGEST_PRICE)
    tables.apply(events.TierPriceSet, 1, ZERO, 0, at=2_000)
    prices = [(row["currency"], from_wei_text(row["price"]), row["since"]) for row in tables.rows(TierPrice)]
    assert prices == [(ZERO, 0, 2_000), (TOKEN, LARGEST_PRICE, 1_000)]


def test_sales_keep_who_paid_what(tables: Tables) -> None:
    tables.apply(events.RenewalSold, 4, B, 2, TOKEN, 30, 9_000)
    tables.apply(events.TierChangeSold, 4, A, 1, 2, ZERO, 40)
    renewal, change = tables.row(RenewalSale), tables.row(TierChangeSale)
    assert [renewal[name] for name in ("token_id", "payer", "periods", "currency", "expires_at")] == [
        4, B, 2, TOKEN, 9_000,
    ]  # fmt: skip
    assert [change[name] for name in ("token_id", "payer", "from_tier_id", "to_tier_id", "currency")] == [
        4, A, 1, 2, ZERO,
    ]  # fmt: skip
    assert [from_wei_text(row["paid"]) for row in (renewal, change)] == [30, 40]
    assert [(row["at"], row["tx_hash"]) for row in (renewal, change)] == [(1_000, HASH)] * 2


def test_vouchers_are_used_or_canceled_by_issuer(tables: Tables) -> None:
    tables.apply(events.VoucherRedeemed, ISSUER, LARGEST_UID, A, B, 7, TOKEN, 30)
    tables.apply(events.VoucherCanceled, ISSUER, 0, at=2_000)
    tables.apply(events.VoucherCanceled, A, LARGEST_UID)  # another issuer's uid is another voucher
    uses = {(row["issuer"], from_wei_text(row["uid"])): row for row in tables.rows(VoucherUse)}
    assert {key: row["canceled"] for key, row in uses.items()} == {
        (ISSUER, LARGEST_UID): False, (ISSUER, 0): True, (A, LARGEST_UID): True,
    }  # fmt: skip
    redeemed, canceled = uses[ISSUER, LARGEST_UID], uses[ISSUER, 0]
    names = ("recipient", "payer", "token_id", "currency", "paid")
    assert [redeemed[name] for name in names] == [A, B, 7, TOKEN, to_wei_text(30)]
    assert [canceled[name] for name in (*names, "at")] == [None] * 5 + [2_000]
