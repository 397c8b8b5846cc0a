"""A Safe 1.4.1 of two owners votes, signs in and issues: signed by its owners, or approved on chain, `0x`."""

from typing import Any

import pytest

from symbia.rules.roles import ROLE_IDS
from tests.clients.conftest import METHODS, WALLET, Shop
from tests.clients.test_clients import redeem

WAYS = ("approved", "signed")


@pytest.fixture(scope="module")
def safes(shop: Shop) -> dict[str, str]:
    """A Safe with a membership for each way."""
    found = {how: str(shop.safe("safe", threshold=2)) for how in WAYS}
    shop.issue(*found.values())
    return found


@pytest.mark.parametrize("method", METHODS)
def test_its_ballots_are_brought_and_counted(shop: Shop, safes: dict[str, str], method: str) -> None:
    proposal = shop.propose(method)
    body = {"proposal": proposal, "choice": METHODS[method]}
    receipts = [shop.safe("safeBallot", safe=safes[how], body=body, how=how) for how in WAYS]
    assert [(one["state"], one["kind"]) for one in map(shop.counted, receipts)] == [("counted", "wallet")] * 2
    shop.level()
    ballots = shop.house.api.get(f"/v1/proposals/{proposal}/ballots").json()["ballots"]
    assert {one["account"]: one["choice"] for one in ballots} == dict.fromkeys(safes.values(), METHODS[method])


def test_what_it_has_not_approved_is_refused_with_what_is_wrong(shop: Shop, safes: dict[str, str]) -> None:
    draft = {"account": safes["approved"], "proposal": shop.propose("for_against"), "choice": "for"}
    asked = shop.house.api.post("/v1/ballots/typed-data", json=draft).json()
    for signature in ("0x", "0x" + "11" * 65):
        signed = {**draft, "deadline": asked["deadline"], "signature": signature}
        refused = shop.house.api.post("/v1/ballots", json=signed).json()
        assert refused["code"] == "invalid_ballot_signature"
        assert "EIP-1271" in refused["detail"]
        assert "65 bytes" not in refused["detail"]


@pytest.mark.parametrize("how", WAYS)
def test_it_signs_in(shop: Shop, safes: dict[str, str], how: str) -> None:
    assert shop.safe("safeSignIn", safe=safes[how], how=how)["account"] == safes[how]


@pytest.mark.parametrize("how", WAYS)
def test_it_issues_vouchers(shop: Shop, safes: dict[str, str], how: str) -> None:
    shop.by_members("BrandAccess", "grantRole", ROLE_IDS["ISSUER"], safes[how], 0)
    shop.level()
    recipient = shop.accounts[WALLET + 9]
    terms: list[Any] = [shop.terms(recipient)]
    done = shop.safe("safeVouchers", safe=safes[how], vouchers=terms, how=how)
    assert (done["stored"], done["issuer"]) == (1, safes[how])
    redeem(shop, safes[how], recipient, done["vouchers"][0]["uid"])


def test_a_key_cannot_be_silent(shop: Shop) -> None:
    account = shop.owners[0].address
    shop.issue(account)
    draft = {"account": account, "proposal": shop.propose("for_against"), "choice": "for"}
    asked = shop.house.api.post("/v1/ballots/typed-data", json=draft).json()
    signed = {**draft, "deadline": asked["deadline"], "signature": "0x"}
    refused = shop.house.api.post("/v1/ballots", json=signed).json()
    assert (refused["code"], "Sign with the account's key" in refused["detail"]) == ("invalid_ballot_signature", True)
