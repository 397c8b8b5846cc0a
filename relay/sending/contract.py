"""A brand's contracts as a relay calls them: encoded and read by their packaged ABIs."""

from collections.abc import Sequence
from typing import Any

from relay.sending.node import MinedReceipt, SendingNode
from symbia.chain.arguments import DataError
from symbia.chain.calls import call_data, decode_answer, decode_arguments, event_topic, function_selector, log_data
from symbia.chain.deployment import Deployment
from symbia.chain.same_chain import require_same_chain
from symbia.errors import RpcError

BATCH = 100  # views in one request


class ContractOnNode:
    """One contract at one address."""

    def __init__(self, node: SendingNode, name: str, address: str) -> None:
        self._node = node
        self._name = name
        self.address = address

    def encode(self, function: str, *arguments: Any) -> bytes:
        """Call data."""
        return call_data(self._name, function, arguments)

    def arguments_in(self, function: str, data: bytes) -> tuple[Any, ...]:
        """What `encode` was given."""
        return decode_arguments(self._name, function, data)

    def selector(self, function: str) -> bytes:
        """The first four bytes of its call data."""
        return function_selector(self._name, function)

    def topic(self, event: str) -> str:
        """First topic of an event's logs."""
        return event_topic(self._name, event)

    def events_in(self, receipt: MinedReceipt, event: str) -> list[dict[str, Any]]:
        """Those of one event that the contract emitted in a transaction: the arguments that are not topics, by name."""
        topic, address = self.topic(event), self.address.lower()
        emitted = (log for log in receipt.logs if log.address.lower() == address)
        return [
            log_data(self._name, event, bytes.fromhex(log.data[2:]))
            for log in emitted
            if log.topics and log.topics[0].lower() == topic
        ]

    def read(self, function: str, *arguments: Any) -> Any:
        """What a view answers now: one value, or a tuple of several. Raises RevertedCallError."""
        return self.read_each(function, [arguments])[0]

    def read_each(self, function: str, questions: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The same view with several arguments, in order."""
        answers: list[bytes] = []
        for start in range(0, len(questions), BATCH):
            some = questions[start : start + BATCH]
            answers += self._node.calls([(self.address, self.encode(function, *arguments)) for arguments in some])
        return [self._value(function, answer) for answer in answers]

    def _value(self, function: str, answer: bytes) -> Any:
        try:
            values = decode_answer(self._name, function, answer)
        except DataError as error:  # a node that is behind has no contract there yet, and answers with nothing
            raise RpcError.of(
                "relay.node.no_answer", function=function, address=self.address, reason=error.text
            ) from error
        return values[0] if len(values) == 1 else values


class BrandOnChain:
    """The contracts of a deployment, on a node that has them."""

    def __init__(self, node: SendingNode, deployment: Deployment) -> None:
        """Raises WrongChainError when the node is of another chain, NodeBehindError when it may be."""
        require_same_chain(node, deployment)
        self.deployment = deployment
        self._node = node
        self.membership = self.contract("BrandMembership")
        self.access = self.contract("BrandAccess")

    def contract(self, name: str) -> ContractOnNode:
        """One of them, by name."""
        return ContractOnNode(self._node, name, self.deployment.contracts[name].address)
