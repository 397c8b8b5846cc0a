"""What the API serves goes through real libraries untouched: sent, signed, signed in, counted."""

import re
from typing import Any

import pytest

from benchmarks.airdrop import BRAND, ISSUER
from tests import ROOT
from tests.clients.conftest import KINDS, METHODS, OTHER_CHAIN, PROGRAM, TIER, WALLET, ClientError, Shop
from tests.web3_at import web3_at

PRICE = 20_000_000_000_000_001  # wei, more than JavaScript's numbers hold
DOCS = (ROOT / "docs" / "wallets.md").read_text()
IN_BROWSER = [kind for kind in KINDS if "key" not in kind]
# What stops a transaction on the way to another chain: the library, or the node that it reaches.
REFUSAL = {
    "ethers with a key": "transaction chainId mismatch",
    "ethers in a browser": "does not match the signer's chain ID",
    "viem with a key": rf"\(id: {OTHER_CHAIN}\) does not match the target chain",
    "viem in a browser": rf"\(id: {OTHER_CHAIN}\) does not match the target chain",
    "a wallet alone": "does not match the signer's chain ID",
}


@pytest.fixture(scope="module")
def drop(shop: Shop) -> int:
    """The number of a drop that is open to all."""
    document = {"name": "Open", "description": "For everybody."}
    body = {"account": shop.accounts[BRAND], "tier_id": TIER, "price": str(PRICE), "document": document}
    client = {**shop.client("a wallet alone"), "account": shop.accounts[BRAND]}
    shop.do("send", "a wallet alone", client=client, path="/v1/drops/prepare/define-drop", body=body)
    shop.level()
    return 1


def claim(shop: Shop, kind: str, drop: int) -> dict[str, Any]:
    """The draft of a client's claim."""
    shop.level()
    return {"account": shop.account(kind), "drop_id": drop, "quantity": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_transaction_is_sent_as_it_is_served(shop: Shop, drop: int, kind: str) -> None:
    done = shop.do("send", kind, path="/v1/drops/prepare/claim", body=claim(shop, kind, drop))
    served = done["prepared"]["transaction"]
    sent: Any = shop.web3.eth.get_transaction(done["hash"])
    assert (sent["from"], sent["to"], sent["input"].to_0x_hex()) == (served["from"], served["to"], served["data"])
    assert (hex(sent["value"]), hex(sent["gas"])) == (served["value"], served["gas"])
    assert sent["value"] == PRICE
    assert shop.web3.eth.wait_for_transaction_receipt(done["hash"])["status"] == 1


@pytest.fixture(scope="module")
def poll(shop: Shop) -> int:
    """The number of a proposal for ballots that members send."""
    return shop.propose("for_against")


@pytest.mark.parametrize("kind", KINDS)
def test_a_transaction_without_value_too(shop: Shop, poll: int, kind: str) -> None:
    body = {"account": shop.account(kind), "proposal": poll, "choice": "for"}
    done = shop.do("send", kind, path="/v1/ballots/prepare", body=body)
    sent: Any = shop.web3.eth.get_transaction(done["hash"])
    assert (sent["value"], hex(sent["gas"])) == (0, done["prepared"]["transaction"]["gas"])
    assert shop.web3.eth.wait_for_transaction_receipt(done["hash"])["status"] == 1


def test_web3_py_sends_it_as_it_is_served(shop: Shop, poll: int) -> None:
    (block,) = re.findall(r"<!-- lines: web3.py transaction -->\n```python\n(.*?)```", DOCS, re.DOTALL)
    body = {"account": shop.accounts[PROGRAM], "proposal": poll, "choice": "against"}
    prepared = shop.house.api.post("/v1/ballots/prepare", json=body).json()
    scope = {"chain": shop.web3, "prepared": prepared}
    exec(block, scope)  # noqa: S102 - our own document
    sent: Any = shop.web3.eth.get_transaction(scope["sent"])  # type: ignore[arg-type]
    assert hex(sent["gas"]) == prepared["transaction"]["gas"]


@pytest.mark.parametrize("kind", KINDS)
def test_on_another_chain_nothing_is_sent(shop: Shop, elsewhere: str, drop: int, kind: str) -> None:
    client, before = shop.client(kind, elsewhere), web3_at(elsewhere).eth.block_number
    with pytest.raises(ClientError) as refused:
        shop.do("send", kind, client=client, path="/v1/drops/prepare/claim", body=claim(shop, kind, drop))
    assert refused.value.problem == {}, "the API has prepared it"
    assert web3_at(elsewhere).eth.block_number == before
    assert re.search(REFUSAL[kind], str(refused.value), re.IGNORECASE), refused.value


@pytest.mark.parametrize("method", METHODS)
def test_ballots_are_signed_as_they_are_served(shop: Shop, method: str) -> None:
    proposal = shop.propose(method)
    receipts = []
    for kind in KINDS:
        body = {"account": shop.account(kind), "proposal": proposal, "choice": METHODS[method]}
        receipts.append(shop.do("ballot", kind, body=body, compact="viem" in kind))
    counted = [shop.counted(receipt) for receipt in receipts]
    assert [(one["state"], one["kind"], one["choice"]) for one in counted] == [
        ("counted", "member", METHODS[method])
    ] * len(KINDS)
    shop.level()
    ballots = shop.house.api.get(f"/v1/proposals/{proposal}/ballots").json()["ballots"]
    assert {one["account"] for one in ballots} == {shop.account(kind) for kind in KINDS}


@pytest.mark.parametrize("compact", [False, True], ids=["65 bytes", "64 bytes"])
@pytest.mark.parametrize("kind", KINDS)
def test_who_signs_the_text_is_signed_in(shop: Shop, kind: str, compact: bool) -> None:
    session = shop.do("signIn", kind, compact=compact)
    assert session["account"] == shop.account(kind)
    assert session["token"]


@pytest.mark.parametrize("compact", [False, True], ids=["65 bytes", "64 bytes"])
@pytest.mark.parametrize("kind", IN_BROWSER)
def test_vouchers_are_signed_as_they_are_served(shop: Shop, kind: str, compact: bool) -> None:
    issuer, recipient = shop.accounts[ISSUER], shop.accounts[WALLET + 9]
    shop.level()
    client = {**shop.client(kind), "account": issuer}
    done = shop.do("vouchers", kind, client=client, vouchers=[shop.terms(recipient)], compact=compact)
    assert (done["stored"], done["issuer"]) == (1, issuer)
    redeem(shop, issuer, recipient, done["vouchers"][0]["uid"])


def redeem(shop: Shop, issuer: str, recipient: str, uid: str) -> None:
    """What was stored is worth a membership on chain."""
    members = shop.house.stack.contract("BrandMembership").functions
    before = members.balanceOf(recipient).call()
    body = {"issuer": issuer, "uid": uid, "account": recipient}
    prepared = shop.house.api.post("/v1/vouchers/redeem/prepare", json=body).json()
    sent = shop.web3.eth.send_transaction(prepared["transaction"])
    assert shop.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1
    assert members.balanceOf(recipient).call() == before + 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"statement": "I accept the terms."},
        {"resources": ["ipfs://a", "https://example.com/b"], "requestId": "one"},
        {"resources": []},
    ],
)
@pytest.mark.parametrize("kind", ["ethers with a key", "viem in a browser"])
def test_messages_of_npms_siwe_are_taken(shop: Shop, kind: str, fields: dict[str, Any]) -> None:
    assert shop.do("siwe", kind, fields=fields)["account"] == shop.account(kind)


def test_an_empty_statement_of_npms_siwe_is_named(shop: Shop) -> None:
    with pytest.raises(ClientError) as refused:
        shop.do("siwe", "ethers with a key", fields={"statement": ""})
    assert refused.value.problem["code"] == "invalid_message"
    assert "leave `statement` out" in refused.value.problem["detail"]
