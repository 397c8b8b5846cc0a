"""Vouchers on a real chain: signed by a node as wallets do, redeemed, canceled; the API says what the contract says."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit.site import Site
from symbia.rules.signatures import compact, signer

BRAND, ISSUER, HOLDER, OTHER, OWNER = 1, 2, 5, 6, 9
ISSUER_ROLE, GOLD, DAY, ETHER = 2, 1, 86_400, 10**18
ZERO = "0x" + "0" * 40
STATES = {"not_yet": "VoucherNotValid", "expired": "VoucherNotValid", "redeemed": "VoucherUsed"}
STATES |= {"canceled": "VoucherUsed", "issuer_lost_role": "NotIssuer"}


class Counter:
    """The house, and people who sign in to it."""

    def __init__(self, house: Any) -> None:
        self.house, self.name = house, house.accounts
        services = house.app.state.services
        house.app.state.services = replace(services, site=Site("http", "symbia.test"))

    def sign_in(self, account: str, signer: str) -> Any:
        self.house.index()
        nonce = self.house.ask("POST", "/v1/sign-in/nonce", json={"account": account}).json()
        signature = self.house.web3.eth.sign(signer, text=nonce["message"]).to_0x_hex()
        return self.house.ask("POST", "/v1/sign-in", json={"message": nonce["message"], "signature": signature})

    def session(self, account: str, signer: str | None = None) -> dict[str, str]:
        answer = self.sign_in(account, signer or account)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def post(self, path: str, body: Any, header: dict[str, str]) -> Any:
        self.house.index()
        return self.house.ask("POST", path, json=body, headers=header)

    def terms(self, **changed: Any) -> dict[str, Any]:
        now = self.house.now()
        window = {"valid_from": at(now - DAY), "valid_until": at(now + DAY)}
        return {"recipient": self.name[HOLDER], "tier_id": GOLD, "price": str(ETHER), **window, **changed}

    def prepare(self, header: dict[str, str], *rows: Any) -> list[Any]:
        answer = self.post("/v1/vouchers/prepare", {"vouchers": rows}, header)
        assert answer.status_code == 200, answer.text
        prepared: list[Any] = answer.json()["vouchers"]
        return prepared

    def issue(self, header: dict[str, str], signer: str, **changed: Any) -> str:
        """Uid of a stored voucher."""
        (one,) = self.prepare(header, self.terms(**changed))
        signature = self.house.rpc("eth_signTypedData_v4", signer, one["typed_data"])
        body = {"vouchers": [{**one["voucher"], "signature": signature}]}
        answer = self.post("/v1/vouchers", body, header)
        assert answer.status_code == 200, answer.text
        return str(one["voucher"]["uid"])

    def redeem(self, issuer: str, uid: str, payer: int = OTHER) -> Any:
        body = {"issuer": issuer, "uid": uid, "account": self.name[payer]}
        return self.house.post("/v1/vouchers/redeem/prepare", body)

    def read(self, issuer: str, uid: str) -> Any:
        """As the API has it; the contract agrees on whether it can be redeemed now."""
        voucher = self.house.get(f"/v1/vouchers/{issuer}/{uid}")["voucher"]
        answer = self.redeem(issuer, uid)
        if voucher["state"] == "usable":
            assert answer.status_code == 200, answer.text
        else:
            error = f"MembershipDrops_{STATES[voucher['state']]}"
            assert answer.json()["revert"]["name"] == error, (voucher["state"], answer.text)
        return voucher


def at(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


@pytest.fixture
def counter(house: Any) -> Counter:
    return Counter(house)


@pytest.fixture
def issuer(counter: Counter) -> str:
    return counter.name[ISSUER]


def test_what_is_signed_is_what_the_contract_hashes(counter: Counter, issuer: str) -> None:
    header = counter.session(issuer)
    rows = [counter.terms(), counter.terms(price="0"), counter.terms(price=str(2**256 - 1), valid_from=at(0))]
    for one in counter.prepare(header, *rows):
        said, house = one["typed_data"]["message"], counter.house
        struct = [said[name] if name in ("recipient", "currency") else int(said[name]) for name in said]
        signature = house.rpc("eth_signTypedData_v4", issuer, one["typed_data"])
        digest = house.call("MembershipDrops", "voucherDigest", tuple(struct))
        short = compact(bytes.fromhex(signature[2:]))
        assert short is not None
        assert signer(digest, short) == issuer.lower()


def test_a_voucher_becomes_a_membership(counter: Counter, issuer: str) -> None:
    uid = counter.issue(counter.session(issuer), issuer)
    assert counter.read(issuer, uid)["state"] == "usable"
    treasury = counter.house.contracts["BrandTimelock"].address
    before = counter.house.web3.eth.get_balance(treasury)
    prepared = counter.redeem(issuer, uid).json()
    assert prepared["transaction"]["value"] == hex(ETHER)
    assert f"for {counter.name[HOLDER]}" in prepared["summary"]["text"]
    counter.house.sign(prepared)
    voucher = counter.read(issuer, uid)
    assert voucher["state"] == "redeemed"
    membership = counter.house.get(f"/v1/memberships/{voucher['token_id']}")["membership"]
    assert (membership["holder"], membership["tier_id"]) == (counter.name[HOLDER], GOLD)
    assert counter.house.web3.eth.get_balance(treasury) - before == ETHER


def test_a_window_on_the_chains_clock(counter: Counter, issuer: str) -> None:
    now = counter.house.now()
    uid = counter.issue(counter.session(issuer), issuer, valid_from=at(now + DAY), valid_until=at(now + 2 * DAY))
    assert counter.read(issuer, uid)["state"] == "not_yet"
    counter.house.travel(DAY + 60)
    assert counter.read(issuer, uid)["state"] == "usable"
    counter.house.travel(DAY)
    assert counter.read(issuer, uid)["state"] == "expired"


def test_canceled_vouchers_are_worth_nothing_stored_or_not(counter: Counter, issuer: str) -> None:
    header = counter.session(issuer)
    uids = [counter.issue(header, issuer) for _ in range(2)]
    answer = counter.post("/v1/vouchers/cancel/prepare", {"uids": [uids[0], "7"]}, header)
    assert answer.json()["transaction"]["from"] == issuer
    counter.house.sign(answer.json())
    assert [counter.read(issuer, uid)["state"] for uid in uids] == ["canceled", "usable"]
    assert counter.house.call("MembershipDrops", "voucherUsed", issuer, 7)


def test_a_role_taken_away_is_gone_one_block_later(counter: Counter, issuer: str) -> None:
    header = counter.session(issuer)
    uid = counter.issue(header, issuer)
    counter.house.send("BrandAccess", "revokeRole", ISSUER_ROLE, issuer)
    answer = counter.post("/v1/vouchers/prepare", {"vouchers": [counter.terms()]}, header)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
    assert counter.read(issuer, uid)["state"] == "issuer_lost_role"
    counter.house.send("BrandAccess", "grantRole", ISSUER_ROLE, issuer, 0)
    assert counter.read(issuer, uid)["state"] == "usable"
    counter.prepare(header, counter.terms())


def test_a_role_with_a_delay_issues_nothing_here_nor_there(counter: Counter, issuer: str) -> None:
    header = counter.session(issuer)
    uid = counter.issue(header, issuer)
    counter.house.send("BrandAccess", "grantRole", ISSUER_ROLE, issuer, DAY)
    assert counter.read(issuer, uid)["state"] == "issuer_lost_role"
    answer = counter.post("/v1/vouchers/prepare", {"vouchers": [counter.terms()]}, header)
    assert "a delay of 86400 seconds" in answer.json()["detail"]


def test_a_contract_signs_in_and_issues_by_its_owner(counter: Counter) -> None:
    owner, stranger = counter.name[OWNER], counter.name[OTHER]
    wallet = counter.house.deploy("ContractWallet", owner).address
    counter.house.send("BrandAccess", "grantRole", ISSUER_ROLE, wallet, 0)
    assert counter.sign_in(wallet, stranger).json()["code"] == "signature_invalid"
    header = counter.session(wallet, owner)
    uid = counter.issue(header, owner)
    assert counter.read(wallet, uid)["state"] == "usable"
    counter.house.sign(counter.redeem(wallet, uid).json())
    assert counter.read(wallet, uid)["state"] == "redeemed"


def test_a_contract_that_knows_no_signatures_signs_nothing(counter: Counter) -> None:
    membership = counter.house.contracts["BrandMembership"].address
    assert counter.sign_in(membership, counter.name[OWNER]).json()["code"] == "signature_invalid"


def test_who_pays_must_have_it(counter: Counter, issuer: str) -> None:
    uid = counter.issue(counter.session(issuer), issuer, price=str(10**30))
    answer = counter.redeem(issuer, uid)
    assert (answer.status_code, answer.json()["code"]) == (409, "insufficient_funds")
    assert counter.redeem(issuer, "8").json()["code"] == "not_found"


def test_a_voucher_paid_in_a_token(counter: Counter, issuer: str) -> None:
    house = counter.house
    token = house.deploy("MoodyToken").address
    house.send("MembershipDrops", "allowCurrency", token, True, sender=BRAND)
    uid = counter.issue(counter.session(issuer), issuer, currency=token, price="500")
    assert counter.redeem(issuer, uid).json()["code"] == "would_revert"
    house.send("MoodyToken", "mint", counter.name[OTHER], 500)
    house.send("MoodyToken", "approve", house.contracts["MembershipDrops"].address, 500, sender=OTHER)
    prepared = counter.redeem(issuer, uid).json()
    assert prepared["transaction"]["value"] == "0x0"
    assert f"500 of the smallest unit of {token}" in prepared["summary"]["text"]
    house.sign(prepared)
    assert counter.read(issuer, uid)["state"] == "redeemed"
    assert house.call("MoodyToken", "balanceOf", house.contracts["BrandTimelock"].address) == 500
