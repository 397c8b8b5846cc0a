"""The brand's contracts."""

from web3 import Web3

from cli.check.comparing import Sources


def check_contracts(sources: Sources) -> None:
    """The hash of each contract's code is that of the code which our own node has."""
    answer = sources.get("/v1/contracts")
    for contract in answer["contracts"]:
        code = sources.web3.eth.get_code(Web3.to_checksum_address(contract["address"]), answer["as_of"]["block"])
        found = Web3.keccak(code).to_0x_hex() if code else None
        sources.result.same("contracts", f"code of {contract['name']}", contract["code_hash"], found)
