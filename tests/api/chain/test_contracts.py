"""The contracts as the API shows them are those on a real chain, code and all."""

from typing import Any

from eth_utils.crypto import keccak

from symbia.chain.abi import CONTRACTS


def test_addresses_and_code_are_those_on_chain(house: Any) -> None:
    answer = house.get("/v1/contracts")
    assert {one["name"] for one in answer["contracts"]} == set(CONTRACTS)
    for contract in answer["contracts"]:
        assert contract["address"] == house.contracts[contract["name"]].address
        code = house.web3.eth.get_code(contract["address"], answer["as_of"]["block"])
        assert contract["code_hash"] == "0x" + keccak(code).hex()


def test_who_has_address_and_abi_can_call(house: Any) -> None:
    contract = house.get("/v1/contracts/BrandMembership")["contract"]
    membership = house.web3.eth.contract(contract["address"], abi=contract["abi"])
    assert membership.functions.symbol().call() == "JRYE"
