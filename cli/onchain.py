"""A brand's contracts through web3 and the packaged ABIs, as a doubter reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from web3 import Web3
from web3.exceptions import Web3Exception

from cli.node_errors import node_errors
from cli.web3_node import web3_of
from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.deployment import Deployment
from symbia.chain.endpoints import Patience
from symbia.chain.node import Node
from symbia.chain.same_chain import require_same_chain
from symbia.text import TextError

PATIENCE = Patience(read=60.0)


class ChainReadError(TextError):
    """The node could not be asked; the text says what to do next."""


@dataclass(frozen=True)
class BrandChain:
    """The contracts of a deployment as they were in one block; `at` is its time, unix seconds."""

    url: str
    deployment: Deployment
    web3: Web3
    block: int
    block_hash: str
    at: int
    contracts: dict[str, Any] = field(repr=False)

    def call(self, contract: str, function: str, *arguments: Any) -> Any:
        """What a view says in this block."""
        return self.contracts[contract].functions[function](*arguments).call(block_identifier=self.block)

    def powers(self, accounts: list[str], second: int) -> list[tuple[int, int]]:
        """Member number and units of each account at a second that has passed."""
        found: list[int] = []
        for start in range(0, len(accounts), 200):
            some = [Web3.to_checksum_address(account) for account in accounts[start : start + 200]]
            found += self.call("BrandMembership", "ballotPowers", some, second)
        return [(packed & 0xFFFFFFFF, packed >> 32) for packed in found]

    def time_of(self, block: int) -> int:
        """Unix seconds."""
        found: Any = self.web3.eth.get_block(block)
        return int(found["timestamp"])

    def still_there(self) -> bool:
        """Whether the chain still has this block: False after a reorg."""
        found: Any = self.web3.eth.get_block(self.block)
        return bool(found["hash"].to_0x_hex() == self.block_hash)


@contextmanager
def open_chain(url: str, deployment: Deployment) -> Iterator[BrandChain]:
    """The contracts at the newest block. Raises WrongChainError for a node of another chain, and ChainReadError or
    NodeError for whatever the node does wrong while it is open."""
    with Node(url, patience=PATIENCE) as node, node_errors(node, ChainReadError), _web3_errors(node):
        require_same_chain(node, deployment)
        web3, head = web3_of(node), node.head()
        addresses = {name: Web3.to_checksum_address(deployment.contracts[name].address) for name in CONTRACTS}
        contracts = {name: web3.eth.contract(address, abi=load_abi(name)) for name, address in addresses.items()}
        yield BrandChain(node.url, deployment, web3, head.number, head.hash, head.timestamp, contracts)


@contextmanager
def _web3_errors(node: Node) -> Iterator[None]:
    try:
        yield
    except Web3Exception as error:
        raise ChainReadError.of("cli.node.strange", url=node.url, why=str(error)) from error
