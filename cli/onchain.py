"""A brand's contracts through web3 and the packaged ABIs: what a doubter reads, and what local test tools send."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from web3 import HTTPProvider, Web3
from web3.exceptions import Web3Exception

from symbia.chain.abi import CONTRACTS, load_abi
from symbia.chain.deployment import Deployment
from symbia.errors import WrongChainError

TIMEOUT = 60.0  # seconds for one answer


class ChainReadError(RuntimeError):
    """The node could not be asked; the message says what to do next."""


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
    """The contracts at the newest block. Raises WrongChainError for a node of another chain, and ChainReadError for
    whatever the node does wrong while it is open."""
    with node_errors(url), requests.Session() as session:
        web3 = Web3(HTTPProvider(url, request_kwargs={"timeout": TIMEOUT}, session=session))
        require_same_chain(web3, url, deployment)
        head: Any = web3.eth.get_block("latest")
        addresses = {name: Web3.to_checksum_address(deployment.contracts[name].address) for name in CONTRACTS}
        contracts = {name: web3.eth.contract(address, abi=load_abi(name)) for name, address in addresses.items()}
        yield BrandChain(url, deployment, web3, head["number"], head["hash"].to_0x_hex(), head["timestamp"], contracts)


def require_same_chain(web3: Web3, url: str, deployment: Deployment) -> None:
    """Raises WrongChainError unless the node has the block before which nothing of the deployment happened."""
    chain_id = web3.eth.chain_id
    if chain_id == deployment.chain_id and web3.eth.block_number >= deployment.start_block:
        start: Any = web3.eth.get_block(deployment.start_block)
        if start["hash"].to_0x_hex() == deployment.start_block_hash.lower():
            return
    raise WrongChainError(
        f"The node at {url} serves chain {chain_id}, and not the one of the deployment file (chain "
        f"{deployment.chain_id} with block {deployment.start_block} {deployment.start_block_hash}). "
        "Give --rpc-url and --deployment that belong together."
    )


@contextmanager
def node_errors(url: str) -> Iterator[None]:
    """Turns what web3 raises into ChainReadError."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise ChainReadError(
            f"What answers at {url} is no Ethereum node. Set --rpc-url or SYMBIA_RPC_URL to the node's URL."
        ) from error
    except requests.RequestException as error:
        raise ChainReadError(
            f"No Ethereum node answers at {url} ({error}). Start it, or give --rpc-url one that runs."
        ) from error
    except Web3Exception as error:
        raise ChainReadError(
            f"The node at {url} does not answer as it should: {error}. Try again, or give --rpc-url another node."
        ) from error
