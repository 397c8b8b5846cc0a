"""Sending and time travel on a local chain that Brownie is connected to."""

from typing import Any

GAS_LIMIT = 6_000_000


class TransactionFailedError(RuntimeError):
    """A transaction of ours was mined and reverted."""


class TimeTravelChain:
    """Sends from the node's unlocked accounts, without Brownie's bookkeeping: a seed sends hundreds."""

    def __init__(self, web3: Any) -> None:
        self._web3 = web3

    def send(self, contract: Any, method: str, *arguments: Any, sender: Any, value: int = 0) -> Any:
        """Call `method` of a Brownie contract, with `value` wei; returns the receipt. Raises TransactionFailedError."""
        data = getattr(contract, method).encode_input(*arguments)
        request = {"from": str(sender), "to": contract.address, "data": data, "value": value}
        return self._transact(request, f"{method}{arguments}")

    def pay(self, recipient: str, wei: int, *, sender: Any) -> Any:
        """Send `wei`; returns the receipt."""
        return self._transact({"from": str(sender), "to": recipient, "value": wei}, f"pay {wei} wei to {recipient}")

    def sign_typed(self, document: dict[str, Any], *, signer: Any) -> str:
        """EIP-712 signature of an unlocked account, as hex."""
        answer = self._web3.provider.make_request("eth_signTypedData_v4", [str(signer), document])
        return str(answer["result"])

    def now(self) -> int:
        """Timestamp of the last block, unix seconds."""
        return int(self._web3.eth.get_block("latest")["timestamp"])

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at `timestamp` (unix seconds), unless the chain is past it."""
        if timestamp > self.now():
            self._web3.provider.make_request("evm_mine", [timestamp])

    def mine(self) -> None:
        """Mine an empty block."""
        self._web3.provider.make_request("evm_mine", [])

    def _transact(self, transaction: dict[str, Any], what: str) -> Any:
        sent = self._web3.eth.send_transaction({**transaction, "gas": GAS_LIMIT})
        receipt = self._web3.eth.wait_for_transaction_receipt(sent, timeout=60, poll_latency=0.02)
        if receipt["status"] != 1:
            raise TransactionFailedError(f"{what} was mined in block {receipt['blockNumber']} and reverted")
        return receipt
