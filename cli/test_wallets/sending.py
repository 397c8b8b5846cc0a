"""Transactions of the node's unlocked accounts, on a local chain."""

from typing import Any

from web3.exceptions import ContractCustomError, ContractLogicError

from cli.onchain import BrandChain
from cli.test_wallets.errors import BallotBoxError
from symbia.chain.revert_text import reason
from symbia.chain.wire import revert_data

PATIENCE = 60.0  # seconds until a transaction must be mined


def unlocked(chain: BrandChain, number: int) -> str:
    """Address of an unlocked account. Raises BallotBoxError."""
    accounts = chain.web3.eth.accounts
    if number >= len(accounts):
        raise BallotBoxError(
            f"The node has {len(accounts)} unlocked accounts; --account takes 0 to {len(accounts) - 1}."
        )
    return str(accounts[number])


def send(chain: BrandChain, contract: str, function: str, *arguments: Any, sender: str) -> Any:
    """The receipt of a transaction that went through. Raises BallotBoxError if it reverted, and what web3 raises."""
    call = chain.contracts[contract].functions[function](*arguments)
    try:
        sent = call.transact({"from": sender})
    except (ContractCustomError, ContractLogicError) as error:
        why = reason(revert_data(error.data) or b"", str(error.message))
        raise BallotBoxError(f"{contract} refuses {function}: {why}.") from error
    receipt: Any = chain.web3.eth.wait_for_transaction_receipt(sent, timeout=PATIENCE, poll_latency=0.02)
    if receipt["status"] != 1:
        raise BallotBoxError(f"{contract}.{function} was mined in block {receipt['blockNumber']} and reverted.")
    return receipt
