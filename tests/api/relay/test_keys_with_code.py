"""Keys whose account has code (EIP-7702) on a real chain of Prague: what the API accepts, the chain accepts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount

from api.kit.site import Site
from scripts.local.ganache import CHAIN_ID, MNEMONIC
from symbia.rules.addresses import is_delegation
from symbia.rules.signatures import compact
from tests.api.chain.conftest import House, anvil, lodging, stand
from tests.api.chain.test_vouchers import GOLD, at
from tests.api.relay.conftest import DAY, ISSUER, Booth, sign

HOLDER, GAS_PRICE, ETHER = 5, 10**10, 10**18
CODES = ("MembershipRenderer", "ContractWallet")  # one that answers no EIP-1271, and one with another owner
OWNER = Account.from_key("0x" + "0e" * 32)
STRANGER = Account.from_key("0x" + "0f" * 32)


@pytest.fixture(scope="module")
def prague(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with anvil("prague") as url:
        house = stand(url, tmp_path_factory.mktemp("prague"))
        yield house
        house.app.state.services.close()


@pytest.fixture
def booth(prague: House, tmp_path: Path) -> Iterator[Booth]:
    with lodging(prague, tmp_path) as house:
        made = Booth(house, tmp_path, members=2)
        made.house.index()
        made.relay.round()
        yield made
        made.stop()


def delegate(house: House, key: LocalAccount, code: str) -> None:
    """Give an account the code of a contract, by a transaction of type 4 that it sends itself."""
    target = house.deploy(code, OWNER.address) if code == "ContractWallet" else house.contracts[code]
    house.rpc("anvil_setBalance", key.address, hex(10 * ETHER))
    nonce = house.web3.eth.get_transaction_count(key.address)
    granted = key.sign_authorization({"chainId": CHAIN_ID, "address": target.address, "nonce": nonce + 1})
    raw = key.sign_transaction(
        {
            "type": 4,
            "chainId": CHAIN_ID,
            "nonce": nonce,
            "to": STRANGER.address,  # not to itself: the code would be run
            "value": 0,
            "gas": 200_000,
            "maxFeePerGas": GAS_PRICE,
            "maxPriorityFeePerGas": 1,
            "authorizationList": [granted],
        }
    ).raw_transaction
    house.mined(house.web3.eth.send_raw_transaction(raw))
    assert is_delegation(bytes(house.web3.eth.get_code(key.address)))


def wallets_text(typed: dict[str, Any], voter: str) -> dict[str, Any]:
    """The same ballot as a contract wallet signs it."""
    fields = [*typed["types"]["MemberBallot"]]
    fields.insert(2, {"name": "voter", "type": "address"})
    return {
        **typed,
        "types": {"EIP712Domain": typed["types"]["EIP712Domain"], "WalletBallot": fields},
        "primaryType": "WalletBallot",
        "message": {**typed["message"], "voter": voter},
    }


@pytest.mark.parametrize("code", CODES)
def test_a_key_with_code_signs_what_every_key_signs(booth: Booth, code: str) -> None:
    voter, other = booth.members
    proposal = booth.propose()
    delegate(booth.house, voter, code)
    prepared = booth.prepared(voter, proposal)
    assert (prepared["kind"], prepared["typed_data"]["primaryType"]) == ("member", "MemberBallot")
    booth.take(voter, proposal)
    booth.take(other, proposal)
    booth.bring()
    assert booth.counted(proposal) == {voter.address.lower(): 1, other.address.lower(): 1}
    assert booth.record()["batches"] == 1, "they travel together"


@pytest.mark.parametrize("code", CODES)
def test_a_key_with_code_may_sign_as_a_wallet(booth: Booth, code: str) -> None:
    voter = booth.members[0]
    proposal = booth.propose()
    delegate(booth.house, voter, code)
    prepared = booth.prepared(voter, proposal)
    signature = sign(voter, wallets_text(prepared["typed_data"], voter.address))
    if code == "ContractWallet":  # also in the form that the governor does not read (EIP-2098)
        signature = "0x" + compact(bytes.fromhex(signature[2:])).hex()
    receipt = booth.post(booth.filled(prepared, signature))
    assert (receipt.status_code, receipt.json()["receipt"]["kind"]) == (202, "wallet"), receipt.text
    booth.bring()
    assert booth.counted(proposal) == {voter.address.lower(): 1}


def test_the_code_of_a_key_may_say_yes_to_another(booth: Booth) -> None:
    voter = booth.members[0]
    proposal = booth.propose()
    delegate(booth.house, voter, "ContractWallet")
    prepared = booth.prepared(voter, proposal)
    text = wallets_text(prepared["typed_data"], voter.address)
    for nobody in (sign(STRANGER, text), sign(OWNER, prepared["typed_data"])):
        assert booth.refuses(booth.filled(prepared, nobody))["code"] == "invalid_ballot_signature"
    assert booth.post(booth.filled(prepared, sign(OWNER, text))).status_code == 202
    booth.bring()
    assert booth.counted(proposal) == {voter.address.lower(): 1}


def test_code_that_says_nothing_makes_nobody_elses_signature_good(booth: Booth) -> None:
    voter = booth.members[0]
    proposal = booth.propose()
    delegate(booth.house, voter, "MembershipRenderer")
    prepared = booth.prepared(voter, proposal)
    text = wallets_text(prepared["typed_data"], voter.address)
    assert booth.refuses(booth.filled(prepared, sign(OWNER, text)))["code"] == "invalid_ballot_signature"


@pytest.mark.parametrize("code", CODES)
def test_an_issuer_whose_key_has_code_signs_in_and_signs_vouchers(booth: Booth, code: str) -> None:
    house = booth.house
    Account.enable_unaudited_hdwallet_features()
    issuer = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{ISSUER}")
    delegate(house, issuer, code)
    house.app.state.services = replace(house.app.state.services, site=Site("http", "symbia.test"))
    header = {"Authorization": f"Bearer {signed_in(house, issuer, issuer).json()['token']}"}
    assert signed_in(house, issuer, STRANGER).json()["code"] == "signature_invalid"
    now = house.now()
    window = {"valid_from": at(now - DAY), "valid_until": at(now + DAY)}
    terms = {"recipient": house.accounts[HOLDER], "tier_id": GOLD, "price": str(ETHER), **window}
    prepared = house.ask("POST", "/v1/vouchers/prepare", json={"vouchers": [terms]}, headers=header)
    (one,) = prepared.json()["vouchers"]
    uid = one["voucher"]["uid"]
    for signer, status in ((STRANGER, 422), (issuer, 200)):
        signed = {**one["voucher"], "signature": sign(signer, one["typed_data"])}
        answer = house.ask("POST", "/v1/vouchers", json={"vouchers": [signed]}, headers=header)
        assert answer.status_code == status, answer.text
    asked = {"issuer": issuer.address, "uid": uid, "account": house.accounts[HOLDER]}
    house.does("/v1/vouchers/redeem/prepare", asked)
    assert house.call("BrandMembership", "balanceOf", house.accounts[HOLDER]) == 1


def signed_in(house: House, account: LocalAccount, signer: LocalAccount) -> Any:
    """What the server answers to a sign-in for an account that somebody signed."""
    house.index()
    nonce = house.ask("POST", "/v1/sign-in/nonce", json={"account": account.address}).json()
    signature = signer.sign_message(encode_defunct(text=nonce["message"])).signature.to_0x_hex()
    return house.ask("POST", "/v1/sign-in", json={"message": nonce["message"], "signature": signature})
