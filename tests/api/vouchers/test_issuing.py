"""From terms to stored vouchers, and every row that is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from sqlmodel import Session, select

from symbia import tables as models
from symbia.rules.addresses import checksum
from symbia.rules.signatures import compact
from tests.api.sign_in.door import YES, on_sqlite, to_be_deployed

from .conftest import DAY, DROPS, NOW, at, sign, terms

ZERO = "0x" + "0" * 40


def refused(answer: Any, code: str, status: int) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    return body


def problems(answer: Any) -> list[tuple[int, str]]:
    errors = refused(answer, "invalid_vouchers", 422)["errors"]
    assert all(one["message"] for one in errors)
    return [(one["index"], one["field"]) for one in errors]


@on_sqlite
def test_what_is_prepared_is_what_the_contract_hashes(shop: Any) -> None:
    token = "0x" + "e2" * 20
    shop.door.brand.add(models.Currency(address=token, allowed=True, block_number=1))
    body = shop.prepare(terms(currency=token, price=str(2**256 - 1))).json()
    assert body["issuer"] == shop.issuer.address
    (one,) = body["vouchers"]
    data = one["typed_data"]
    assert data["domain"] == {
        "name": "Symbia Membership Drops",
        "version": "1",
        "chainId": 1337,
        "verifyingContract": checksum(DROPS),
    }
    assert data["message"] == {
        "uid": one["voucher"]["uid"],
        "recipient": checksum("0x" + "0e" * 20),
        "tierId": "1",
        "currency": checksum(token),
        "price": str(2**256 - 1),
        "validFrom": str(NOW - DAY),
        "validUntil": str(NOW + DAY),
    }
    assert digest(data) == by_hand(data)
    stored = shop.store({**one["voucher"], "signature": sign(shop.issuer, data)})
    assert stored.status_code == 200, stored.text


def digest(data: dict[str, Any]) -> bytes:
    message = encode_typed_data(full_message=data)
    return keccak(b"\x19" + message.version + message.header + message.body)


def by_hand(data: dict[str, Any]) -> bytes:
    """EIP-712 from its definition, without a library's help."""

    def word(value: Any) -> bytes:
        return int(str(value), 0).to_bytes(32, "big")

    domain = data["domain"]
    separator = keccak(
        keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
        + keccak(text=domain["name"])
        + keccak(text=domain["version"])
        + word(domain["chainId"])
        + word(domain["verifyingContract"])
    )
    kind = (
        "Voucher(uint256 uid,address recipient,uint16 tierId,address currency,uint256 price,uint64 validFrom,"
        "uint64 validUntil)"
    )
    struct = keccak(keccak(text=kind) + b"".join(word(value) for value in data["message"].values()))
    return keccak(b"\x19\x01" + separator + struct)


@on_sqlite
def test_uids_are_large_and_never_the_same(shop: Any) -> None:
    rows = [terms(tier_id=2)] * 50
    uids = [int(one["voucher"]["uid"]) for one in shop.prepare(*rows).json()["vouchers"]]
    assert len(set(uids)) == 50
    assert max(uids).bit_length() > 240


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"recipient": "0x12"}, "recipient"),
        ({"recipient": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"}, "recipient"),
        ({"recipient": ZERO}, "recipient"),
        ({"recipient": None}, "recipient"),
        ({"tier_id": 9}, "tier_id"),
        ({"tier_id": 0}, "tier_id"),
        ({"tier_id": 128}, "tier_id"),
        ({"tier_id": "gold"}, "tier_id"),
        ({"currency": "0x" + "e2" * 20}, "currency"),
        ({"currency": "ETH"}, "currency"),
        ({"price": "1.5"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "01"}, "price"),
        ({"price": "1e18"}, "price"),
        ({"price": 1000}, "price"),
        ({"price": str(2**256)}, "price"),
        ({"price": ""}, "price"),
        ({"price": "\u0661"}, "price"),
        ({"valid_until": at(NOW)}, "valid_until"),
        ({"valid_until": at(NOW - DAY)}, "valid_until"),
        ({"valid_from": at(NOW + DAY)}, "valid_until"),
        ({"valid_until": at(NOW + 6 * 366 * DAY)}, "valid_until"),
        ({"valid_until": "9999-12-31T23:59:59Z"}, "valid_until"),
        ({"valid_until": "2027-01-16T08:00:00"}, "valid_until"),
        ({"valid_until": "tomorrow"}, "valid_until"),
        ({"valid_from": "2027-01-14T08:00:00.5Z"}, "valid_from"),
        ({"valid_from": "1969-12-31T23:59:59Z"}, "valid_from"),
    ],
)
@on_sqlite
def test_every_problem_of_a_row(shop: Any, changed: dict[str, Any], field: str) -> None:
    found = problems(shop.prepare(terms(tier_id=2), terms(**changed), terms(tier_id=2)))
    assert (1, field) in found
    assert {index for index, _ in found} == {1}


@pytest.mark.parametrize("row", [None, 5, "x", [], {}])
@on_sqlite
def test_rows_that_are_none(shop: Any, row: Any) -> None:
    assert {index for index, _ in problems(shop.prepare(terms(), row))} == {1}


def test_all_problems_of_all_rows_are_named_at_once(shop: Any) -> None:
    answer = shop.prepare(terms(price="x", tier_id="x"), terms(), terms(recipient=ZERO, tier_id=9), terms(price="y"))
    assert problems(answer) == [(0, "tier_id"), (0, "price"), (2, "recipient"), (2, "tier_id"), (3, "price")]
    assert answer.json()["detail"].startswith("3 of 4 vouchers cannot be issued; none was. Voucher 0, tier_id: ")


def test_a_tier_is_sold_out_with_those_further_up_the_list(shop: Any) -> None:
    shop.door.brand.issue("0x" + "aa" * 20)
    rows = [terms(), terms(tier_id=2), terms(), terms(), terms()]
    assert problems(shop.prepare(*rows)) == [(3, "tier_id"), (4, "tier_id")]


def test_a_currency_that_is_no_longer_allowed(shop: Any) -> None:
    token = "0x" + "e2" * 20
    shop.door.brand.add(models.Currency(address=token, allowed=True, block_number=1))
    (voucher,) = shop.signed(terms(currency=token))
    shop.door.brand.merge(models.Currency(address=token, allowed=False, block_number=2))
    assert problems(shop.store(voucher)) == [(0, "currency")]


@on_sqlite
def test_how_many_at_once(shop: Any) -> None:
    assert shop.prepare(*[terms(tier_id=2)] * 100).status_code == 200
    refused(shop.prepare(), "invalid_request", 422)
    refused(shop.prepare(*[terms()] * 501), "invalid_request", 422)


def test_only_issuers(shop: Any, bob: Any) -> None:
    (voucher,) = shop.signed(terms())
    other = shop.door.sign_in(bob)
    for ask in (shop.prepare, shop.store):
        refused(ask(terms(), header={"X": "y"}), "not_signed_in", 401)
        refused(ask(voucher, header=other), "role_missing", 403)
    shop.door.revoke(shop.issuer, 2)
    refused(shop.store(voucher), "role_missing", 403)
    cancel = shop.client.post("/v1/vouchers/cancel/prepare", json={"uids": ["1"]}, headers=shop.header)
    refused(cancel, "role_missing", 403)


def test_sending_again_changes_nothing(shop: Any) -> None:
    vouchers = shop.signed(terms(), terms())
    assert shop.store(vouchers[0]).json()["stored"] == 1
    body = shop.store(*vouchers).json()
    assert (body["stored"], body["known"]) == (1, 1)
    shop.time(NOW + 2 * DAY)  # what is known already is not judged again
    assert shop.store(*vouchers).json()["known"] == 2


def test_the_same_sent_twice_at_once_is_stored_once(shop: Any) -> None:
    vouchers = shop.signed(*[terms(tier_id=2)] * 5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: shop.store(*vouchers), range(4)))
    assert [one.status_code for one in answers] == [200] * 4
    assert sum(one.json()["stored"] for one in answers) == 5
    with Session(shop.door.brand.engine) as session:
        assert len(session.exec(select(models.Voucher)).all()) == 5


def test_a_uid_that_stands_for_something_else(shop: Any) -> None:
    first, second = shop.signed(terms(), terms(tier_id=2))
    assert shop.store(first).status_code == 200
    assert problems(shop.store({**second, "uid": first["uid"]})) == [(0, "uid")]
    assert problems(shop.store(second, second)) == [(0, "uid"), (1, "uid")]
    shop.use(second, canceled=True)
    assert problems(shop.store(second)) == [(0, "uid")]


@pytest.mark.parametrize("uid", ["", "-1", "0x1", "01", str(2**256), 5, None])
@on_sqlite
def test_uids_that_are_none(shop: Any, uid: Any) -> None:
    (voucher,) = shop.signed(terms())
    assert problems(shop.store({**voucher, "uid": uid})) == [(0, "uid")]


@pytest.mark.parametrize(
    "changed",
    [
        {"uid": "7"},
        {"recipient": "0x" + "0f" * 20},
        {"tier_id": 2},
        {"price": "999"},
        {"valid_from": at(NOW - 2 * DAY)},
        {"valid_until": at(NOW + 2 * DAY)},
        {"signature": "0x" + "11" * 65},
        {"signature": "0x11"},
    ],
)
@on_sqlite
def test_a_signature_over_anything_else(shop: Any, changed: dict[str, Any]) -> None:
    good, bad = shop.signed(terms(tier_id=2), terms())
    assert problems(shop.store(good, {**bad, **changed})) == [(1, "signature")]
    with Session(shop.door.brand.engine) as session:
        assert session.exec(select(models.Voucher)).all() == []


@pytest.mark.parametrize("signature", [None, "", "0x", "11" * 65, "0x1", "0xzz", "0x" + "00" * 9_000])
@on_sqlite
def test_signatures_that_are_none(shop: Any, signature: Any) -> None:
    (voucher,) = shop.signed(terms())
    assert problems(shop.store({**voucher, "signature": signature})) == [(0, "signature")]


def test_another_issuers_signature_in_this_session(shop: Any, bob: Any) -> None:
    shop.door.grant(bob, 2)
    (voucher,) = shop.signed(terms(), by=bob)
    answer = shop.store(voucher)
    assert problems(answer) == [(0, "signature")]
    assert f"whoever signed this text is {bob.address}" in answer.json()["errors"][0]["message"]
    assert shop.store(voucher, header=shop.door.sign_in(bob)).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"chainId": 1},
        {"verifyingContract": "0x" + "d1" * 20},
        {"name": "Symbia Membership Drop"},
        {"version": "2"},
    ],
)
@on_sqlite
def test_a_voucher_of_another_chain_or_contract(shop: Any, changed: dict[str, Any]) -> None:
    one = shop.prepare(terms()).json()["vouchers"][0]
    data = {**one["typed_data"], "domain": {**one["typed_data"]["domain"], **changed}}
    answer = shop.store({**one["voucher"], "signature": sign(shop.issuer, data)})
    assert problems(answer) == [(0, "signature")]


@pytest.mark.parametrize(("says", "status"), [(YES, 200), (bytes(32), 422), (None, 422)])
@on_sqlite
def test_a_contract_that_issues(shop: Any, says: bytes | None, status: int) -> None:
    shop.door.node.wallets[shop.issuer.address] = says
    (voucher,) = shop.signed(terms())
    answer = shop.store({**voucher, "signature": "0x" + "ab" * 300})
    assert answer.status_code == status, answer.text


@on_sqlite
def test_a_deployment_without_drops(door: Any, ada: Any) -> None:
    door.brand.head()
    with Session(door.brand.engine) as session:
        chain = session.get_one(models.IndexedChain, 1)
        chain.addresses = {name: one for name, one in chain.addresses.items() if name != "MembershipDrops"}
        session.add(chain)
        session.commit()
    door.grant(ada, 2)
    answer = door.client.post("/v1/vouchers/prepare", json={"vouchers": [terms()]}, headers=door.sign_in(ada))
    assert "has no MembershipDrops" in refused(answer, "not_found", 404)["detail"]


@on_sqlite
def test_a_signature_is_kept_as_the_contract_takes_it(shop: Any) -> None:
    for signature_of in (lambda good: good[:64] + bytes([good[64] - 27]), compact, lambda good: good):
        (voucher,) = shop.signed(terms())
        good = bytes.fromhex(voucher["signature"][2:])
        assert shop.store({**voucher, "signature": "0x" + signature_of(good).hex().upper()}).status_code == 200
        read = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}").json()["voucher"]
        assert read["signature"] == voucher["signature"]
    shop.door.node.wallets[shop.issuer.address] = YES  # what a contract is shown is its own affair
    (voucher,) = shop.signed(terms())
    assert shop.store({**voucher, "signature": "0x" + "ab" * 64 + "00"}).status_code == 200
    read = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}").json()["voucher"]
    assert read["signature"] == "0x" + "ab" * 64 + "00"


@on_sqlite
def test_a_contract_that_approved_on_chain_has_nothing_to_show(shop: Any) -> None:
    (voucher,) = shop.signed(terms())
    silent = {**voucher, "signature": "0x"}
    assert problems(shop.store(silent)) == [(0, "signature")], "a key cannot be silent"
    shop.door.node.wallets[shop.issuer.address] = YES
    assert shop.store(silent).json()["stored"] == 1
    read = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}").json()["voucher"]
    assert read["signature"] == "0x"


@on_sqlite
def test_what_would_deploy_a_wallet_is_taken_off_once_it_stands(shop: Any) -> None:
    (voucher,) = shop.signed(terms())
    wrapped = {**voucher, "signature": "0x" + to_be_deployed(b"\xab" * 90).hex()}
    answer = shop.store(wrapped)
    assert problems(answer) == [(0, "signature")]
    assert "still to be deployed" in answer.json()["errors"][0]["message"]
    shop.door.node.wallets[shop.issuer.address] = YES
    assert shop.store(wrapped).json()["stored"] == 1
    read = shop.client.get(f"/v1/vouchers/{shop.issuer.address}/{voucher['uid']}").json()["voucher"]
    assert read["signature"] == "0x" + "ab" * 90, "redeemVoucher is shown what the wallet itself takes"
