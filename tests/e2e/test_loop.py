"""A member with a key of their own, from joining to a perk: all through the API, signed here, counted there."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from tests.e2e.stack import Served, eventually, is_level

DAY = 86_400
ETHER = 10**18
BRAND, ISSUER, PATRON = 1, 2, 5  # unlocked accounts
FOUNDER_UNITS = 25
TREASURY_TYPE = 3


class Wallet:
    """Signs what the API prepares."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.account: LocalAccount = Account.create()
        self.address = self.account.address

    def send(self, prepared: dict[str, Any]) -> Any:
        """Sign and send a prepared transaction; returns the receipt."""
        return self._mined(prepared["transaction"])

    def transact(self, to: str, data: str) -> Any:
        """Sign and send a call; returns the receipt."""
        return self._mined({"to": to, "data": data, "value": 0, "gas": 1_000_000, "chainId": 1337})

    def _mined(self, transaction: dict[str, Any]) -> Any:
        web3 = self.served.stack.web3
        added = {"gasPrice": 10**10, "nonce": web3.eth.get_transaction_count(self.address)}
        signed = self.account.sign_transaction({**transaction, **added})
        receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(signed.raw_transaction))
        assert receipt["status"] == 1
        return receipt


@pytest.fixture
def wallet(deployed: Served) -> Wallet:
    """A funded wallet without a membership."""
    wallet = Wallet(deployed)
    unlocked(deployed, PATRON, to=wallet.address, value=ETHER)
    return wallet


def unlocked(served: Served, number: int, **transaction: Any) -> None:
    """A transaction of one of the node's own accounts."""
    web3 = served.stack.web3
    sender = web3.eth.accounts[number]
    sent = web3.eth.send_transaction({"from": sender, "gas": 3_000_000, **transaction})
    assert web3.eth.wait_for_transaction_receipt(sent)["status"] == 1


def call(served: Served, number: int, contract: str, function: str, *arguments: Any) -> None:
    """Call a contract from one of the node's own accounts."""
    target = served.stack.contract(contract)
    unlocked(served, number, to=target.address, data=target.encode_abi(function, list(arguments)))


def ok(answer: Any) -> dict[str, Any]:
    """The JSON of an answer that must be a success."""
    assert answer.is_success, answer.text
    body: dict[str, Any] = answer.json()
    return body


def level(served: Served) -> None:
    """Wait until the API has seen the chain's head."""
    eventually(lambda: is_level(served), "indexed", 10)


def test_join_propose_vote_read_execute_redeem(deployed: Served, wallet: Wallet) -> None:
    api, stack = deployed.api, deployed.stack
    payee = Account.create().address
    join(deployed, wallet)

    member = ok(api.get(f"/v1/members/{wallet.address}"))["member"]
    assert member["units"] == FOUNDER_UNITS
    assert [reason["units"] for reason in member["power"]["reasons"]] == [FOUNDER_UNITS]

    stack.travel(DAY)
    number = propose(deployed, wallet, payee)
    assert state(deployed, number) == "pending"
    early = api.post("/v1/ballots/prepare", json=ballot(wallet, number))
    assert early.status_code == 409
    assert early.json()["revert"]["name"] == "GovernorUnexpectedProposalState"

    stack.travel(DAY + 60)
    level(deployed)
    assert state(deployed, number) == "active"
    wallet.send(ok(api.post("/v1/ballots/prepare", json=ballot(wallet, number))))
    level(deployed)
    proposal = ok(api.get(f"/v1/proposals/{number}"))["proposal"]
    votes = {"against": 0, "for": FOUNDER_UNITS, "abstain": 0, "votes": FOUNDER_UNITS}
    assert proposal["tally"] == {**votes, "ballots": 1, "winner": None}
    assert proposal["quorum"]["reached"] is True
    listed = ok(api.get(f"/v1/proposals/{number}/ballots"))["ballots"]
    assert [(one["account"], one["choice"], one["reason"]) for one in listed] == [(wallet.address, "for", "Yes.")]
    assert api.post("/v1/ballots/prepare", json=ballot(wallet, number)).json()["code"] == "would_revert"

    execute(deployed, wallet, number, proposal)
    assert stack.web3.eth.get_balance(payee) == ETHER
    treasury = ok(api.get("/v1/brand"))["brand"]["treasury"]
    assert int(treasury["balance"]) == 4 * ETHER
    assert [entry["incoming"] for entry in treasury["latest"]] == [False, True]

    redeem(deployed, wallet)


def join(served: Served, wallet: Wallet) -> None:
    """The brand defines a tier, issues a membership to the wallet, and somebody fills the treasury."""
    terms = (FOUNDER_UNITS, 12, 0, False, 0, "0x" + "00" * 20, "Founder")
    call(served, BRAND, "BrandMembership", "defineTier", terms, "ipfs://bafkreigh2akiscaildc", "ipfs://bafkreigimage")
    call(served, ISSUER, "BrandMembership", "issue", wallet.address, 1)
    unlocked(served, PATRON, to=served.stack.contract("BrandTimelock").address, value=5 * ETHER)
    level(served)


def propose(served: Served, wallet: Wallet, payee: str) -> int:
    """A payment out of the treasury, prepared by the API and signed by the wallet."""
    body = {
        "proposer": wallet.address,
        "type": TREASURY_TYPE,
        "title": "Pay the illustrator",
        "document": "One ETH for the **label** of the winter edition.",
        "actions": [{"target": payee, "value": str(ETHER), "calldata": "0x"}],
    }
    wallet.send(ok(served.api.post("/v1/proposals/prepare", json=body)))
    level(served)
    proposals = ok(served.api.get("/v1/proposals"))["proposals"]
    assert [one["title"] for one in proposals] == ["Pay the illustrator"]
    number: int = proposals[0]["number"]
    document = ok(served.api.get(f"/v1/proposals/{number}"))["proposal"]["document"]
    assert document["text"] == "One ETH for the **label** of the winter edition."
    return number


def ballot(wallet: Wallet, number: int) -> dict[str, Any]:
    """A ballot for, to be prepared."""
    return {"account": wallet.address, "proposal": number, "choice": "for", "reason": "Yes."}


def execute(served: Served, wallet: Wallet, number: int, proposal: dict[str, Any]) -> None:
    """Queue after the vote, execute after the delay: anybody may, here the member does."""
    governor, stack = served.stack.contract("BrandGovernor"), served.stack
    actions = proposal["actions"]
    arguments = [
        [action["target"] for action in actions],
        [int(action["value"]) for action in actions],
        [action["calldata"] for action in actions],
        keccak(text=proposal["description"]),
    ]
    stack.travel(6 * DAY)
    level(served)
    assert state(served, number) == "succeeded"
    wallet.transact(governor.address, governor.encode_abi("queue", arguments))
    level(served)
    assert state(served, number) == "queued"
    stack.travel(2 * DAY + 60)
    wallet.transact(governor.address, governor.encode_abi("execute", arguments))
    level(served)
    assert state(served, number) == "executed"


def redeem(served: Served, wallet: Wallet) -> None:
    """A perk once a membership: eligible, redeemed, refused with the rule's own verdict."""
    api = served.api
    call(served, BRAND, "PerkRegistry", "definePerk", (0, 0, 0, 0, 1, 0, []), "ipfs://bafkreigh2akiscaildc")
    level(served)
    path = f"/v1/perks/1/eligibility?account={wallet.address}"
    assert ok(api.get(path))["eligible"] is True
    body = {"account": wallet.address, "token_id": 1}
    wallet.send(ok(api.post("/v1/perks/1/redemptions/prepare", json=body)))
    level(served)
    redemptions = ok(api.get(f"/v1/redemptions?account={wallet.address}"))["redemptions"]
    assert [(one["perk_id"], one["token_id"]) for one in redemptions] == [(1, 1)]
    verdicts = ok(api.get(path))["memberships"][0]["verdicts"]
    assert [one["rule"] for one in verdicts if not one["passed"]] == ["per_membership"]
    refused = api.post("/v1/perks/1/redemptions/prepare", json=body)
    assert refused.status_code == 409
    assert refused.json()["revert"]["name"] == "PerkRegistry_Refused"


def state(served: Served, number: int) -> str:
    """State of a proposal as the API says it, after comparing with the contract."""
    answer = ok(served.api.get(f"/v1/proposals/{number}"))
    said: str = answer["proposal"]["state"]
    names = ("pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed")
    block = answer["as_of"]["block"]
    governor = served.stack.contract("BrandGovernor")
    assert said == names[governor.functions.state(number).call(block_identifier=block)]
    return said
