"""A brand's contracts as a relay calls them: encoded and read by their packaged ABIs."""

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import (
    event_abi_to_log_topic,
    function_abi_to_4byte_selector,
    get_abi_input_types,
    get_abi_output_types,
)

from relay.sending.node import SendingNode
from symbia.chain.abi import load_abi
from symbia.chain.deployment import Deployment
from symbia.errors import RpcError, WrongChainError

BATCH = 100  # views in one request


class Contract:
    """One contract at one address."""

    def __init__(self, node: SendingNode, name: str, address: str) -> None:
        self._node = node
        self.address = address
        abi = load_abi(name)
        self._functions = {entry["name"]: entry for entry in abi if entry["type"] == "function"}
        self._events = {entry["name"]: entry for entry in abi if entry["type"] == "event"}

    def encode(self, function: str, *arguments: Any) -> bytes:
        """Call data."""
        entry: Any = self._functions[function]
        return bytes(function_abi_to_4byte_selector(entry)) + encode(get_abi_input_types(entry), arguments)

    def topic(self, event: str) -> str:
        """First topic of an event's logs."""
        entry: Any = self._events[event]
        return "0x" + event_abi_to_log_topic(entry).hex()

    def read(self, function: str, *arguments: Any) -> Any:
        """What a view answers now: one value, or a tuple of several. Raises RevertedCallError."""
        return self.read_each(function, [arguments])[0]

    def read_each(self, function: str, questions: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The same view with several arguments, in order."""
        answers: list[bytes] = []
        for start in range(0, len(questions), BATCH):
            data = [self.encode(function, *arguments) for arguments in questions[start : start + BATCH]]
            answers += self._node.calls([(self.address, one) for one in data])
        entry: Any = self._functions[function]
        types = get_abi_output_types(entry)
        try:
            decoded = [decode(types, answer) for answer in answers]
        except DecodingError as error:  # a node that is behind has no contract there yet, and answers with nothing
            raise RpcError(
                f"{function} at {self.address} gave no usable answer ({error}). Wait until the node is in step, or set "
                "SYMBIA_RPC_URL to another one."
            ) from error
        return [one[0] if len(types) == 1 else one for one in decoded]


class BrandOnChain:
    """The contracts of a deployment, on a node that has them."""

    def __init__(self, node: SendingNode, deployment: Deployment) -> None:
        """Raises WrongChainError when the node is of another chain."""
        _require_same_chain(node, deployment)
        self.deployment = deployment
        self._node = node
        self.membership = self.contract("BrandMembership")
        self.access = self.contract("BrandAccess")

    def contract(self, name: str) -> Contract:
        """One of them, by name."""
        return Contract(self._node, name, self.deployment.contracts[name].address)


def _require_same_chain(node: SendingNode, deployment: Deployment) -> None:
    chain_id = node.chain_id()
    start = node.header(deployment.start_block) if chain_id == deployment.chain_id else None
    if start is None or start.hash != deployment.start_block_hash.lower():
        raise WrongChainError(
            f"The node at {node.url} serves chain {chain_id}, and not the one of the deployment file (chain "
            f"{deployment.chain_id} with block {deployment.start_block} {deployment.start_block_hash}). "
            "Set SYMBIA_RPC_URL or SYMBIA_DEPLOYMENT so that both agree."
        )
