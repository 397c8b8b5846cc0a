"""What is said of vouchers, as codes with values beside the words."""

from dataclasses import replace
from typing import Any

import pytest

from api.kit.chain import Simulation
from api.kit.reading import AsOf
from api.kit.times import utc
from api.prepare.actions import Call, Draft, know, prepare_call
from api.vouchers.drafts import CancelVouchersDraft, VoucherRedemptionDraft
from symbia import tables as models
from symbia.rules.addresses import checksum
from symbia.words import word
from tests.api.sign_in.door import on_sqlite

from .conftest import DAY, NOW, at, terms

RECIPIENT = checksum(terms()["recipient"])
TOKEN = "0x" + "e2" * 20
PAYER = "0x" + "0f" * 20

pytestmark = on_sqlite


def error(answer: Any) -> Any:
    """The only problem of the only row."""
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["errors"]
    return problem


@pytest.mark.parametrize(
    ("changed", "message", "code", "values"),
    [
        (
            {"recipient": "0x" + "0" * 40},
            "name who receives the membership",
            "vouchers.row.no_recipient",
            {},
        ),
        (
            {"currency": TOKEN},
            f"{checksum(TOKEN)} is not allowed; the brand allows it by allowCurrency, or write zero for ETH",
            "vouchers.row.currency",
            {"currency": checksum(TOKEN)},
        ),
        ({"tier_id": 9}, "there is no tier 9; /v1/tiers lists all", "vouchers.row.no_tier", {"tier": 9}),
        (
            {"valid_until": at(NOW)},
            "it is over already: the chain is at 2027-01-15 08:00:00 UTC",
            "vouchers.row.over",
            {"now": "2027-01-15T08:00:00Z"},
        ),
        (
            {"valid_until": at(NOW + 6 * 366 * DAY)},
            "it is more than five years ahead; a voucher cannot be changed, only canceled",
            "vouchers.row.too_far",
            {"latest": at(NOW + 5 * 366 * DAY)},
        ),
        (
            {"valid_from": "2027-01-14T08:00:00.5Z"},
            "the chain knows whole seconds only",
            "vouchers.row.whole_seconds",
            {},
        ),
        ({"price": str(2**256)}, "larger than 2^256 - 1", "kit.input.too_large", {}),
    ],
)
def test_a_problem_of_a_row(shop: Any, changed: Any, message: str, code: str, values: Any) -> None:
    problem = error(shop.prepare(terms(**changed)))
    assert (problem["index"], problem["message"]) == (0, message)
    assert problem["words"] == {"message": {"code": code, "values": values}}


def test_a_tier_without_places(shop: Any) -> None:
    answer = shop.prepare(*[terms()] * 4)
    assert answer.json()["detail"] == (
        "1 of 4 vouchers cannot be issued; none was. Voucher 3, tier_id: tier 1 is sold out: 3 in all, with those "
        "further up this list. `errors` names every problem by the voucher's index, from 0."
    )
    message = {"code": "vouchers.row.sold_out", "values": {"tier": 1, "supply": 3}}
    assert error(answer)["words"] == {"message": message}
    assert answer.json()["words"]["detail"] == {
        "code": "vouchers.problem.invalid",
        "values": {"bad": 1, "count": 4, "index": 3, "field": "tier_id", "message": message},
    }


def test_another_signer_is_named(shop: Any, bob: Any) -> None:
    (voucher,) = shop.signed(terms(), by=bob)
    issuer = shop.issuer.address
    for signature, code, values in (
        (voucher["signature"], "auth.signature.another", {"signer": bob.address}),
        ("0x11", "auth.signature.none", {"account": issuer, "size": 1}),
        ("0x", "auth.signature.empty", {"account": issuer}),
    ):
        assert error(shop.store({**voucher, "signature": signature}))["words"]["message"] == {
            "code": "vouchers.row.not_signed",
            "values": {"account": issuer, "why": {"code": code, "values": values}},
        }


def test_uids_that_stand_for_something_else(shop: Any) -> None:
    first, second = shop.signed(terms(), terms(tier_id=2))
    twice = shop.store(second, second).json()["errors"]
    assert [problem["words"]["message"]["code"] for problem in twice] == ["vouchers.row.uid_twice"] * 2
    assert shop.store(first).status_code == 200
    assert error(shop.store({**second, "uid": first["uid"]}))["words"]["message"]["code"] == "vouchers.row.uid_taken"
    shop.use(second, canceled=True)
    assert error(shop.store(second))["words"]["message"]["code"] == "vouchers.row.uid_used"


def test_an_unknown_voucher_in_chinese(shop: Any) -> None:
    answer = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{2**200}?lang=zh")
    assert (answer.status_code, answer.headers["content-language"]) == (404, "zh")
    assert answer.json()["detail"]
    assert answer.json()["words"]["detail"] == {
        "code": "vouchers.problem.unknown",
        "values": {"issuer": shop.issuer.address, "uid": str(2**200)},
    }


def call(shop: Any, draft: Draft) -> Call:
    return draft.call(know(shop.client.app.state.services))


@pytest.mark.parametrize(
    ("changed", "ends", "code"),
    [
        ({"price": "0"}, "for nothing", "redeem_free"),
        ({"price": "1000"}, f"for 1000 wei from {checksum(PAYER)}", "redeem_for_ether"),
        (
            {"price": "1000", "currency": TOKEN},
            f"for 1000 of the smallest unit of {checksum(TOKEN)}, which {checksum(PAYER)} has let MembershipDrops take",
            "redeem_for_tokens",
        ),
    ],
)
def test_what_a_redemption_says_before_it_is_signed(shop: Any, changed: Any, ends: str, code: str) -> None:
    shop.door.brand.add(models.Currency(address=TOKEN, allowed=True, block_number=1))
    uid = shop.issue(**changed)["uid"]
    prepared = call(shop, VoucherRedemptionDraft(account=PAYER, issuer=shop.issuer.address, uid=uid))
    assert not isinstance(prepared.text, str)
    begins = f"Get a membership of tier 1 for {RECIPIENT} with a voucher of {shop.issuer.address}, "
    assert (word(prepared.text), prepared.text.code) == (begins + ends, f"vouchers.prepare.{code}")
    assert prepared.value == (1_000 if code == "redeem_for_ether" else 0)


@pytest.mark.parametrize(("count", "said"), [(1, "1 voucher"), (2, "2 vouchers"), (200, "200 vouchers")])
def test_what_a_cancellation_says(shop: Any, count: int, said: str) -> None:
    uids = [str(uid) for uid in range(count)]
    prepared = call(shop, CancelVouchersDraft(account=shop.issuer.address, uids=uids))
    assert not isinstance(prepared.text, str)
    assert word(prepared.text) == f"Make {said} of {shop.issuer.address} worthless, for ever"
    assert prepared.text.values["n"] == count


def test_a_summary_that_is_whole_gets_a_full_stop_and_nothing_else(shop: Any) -> None:
    services = shop.client.app.state.services
    shop.client.app.state.services = replace(services, chain=Willing())
    known = know(shop.client.app.state.services)
    draft = CancelVouchersDraft(account=shop.issuer.address, uids=["7"])
    summary = prepare_call(known, draft.account, draft.contract, draft.call(known)).summary
    assert summary.model_dump(mode="json")["text"] == (f"Make 1 voucher of {shop.issuer.address} worthless, for ever.")


class Willing:
    """A node on which every transaction goes through."""

    def close(self) -> None:
        """Nothing is open."""

    def require(self, chain_id: int) -> None:
        assert chain_id == 1337

    def simulate(self, sender: str, to: str, data: str, value: int) -> Simulation:
        return Simulation(AsOf(block=1, hash="0x", timestamp=utc(NOW), final=False), gas=1)
