"""What every comparison needs: answers of API and chain at the same block, and a list of differences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from web3 import Web3
from web3.exceptions import ContractCustomError, ContractLogicError

from cli.web3_node import web3_of
from symbia.chain.abi import load_abi
from symbia.chain.node import Node
from symbia.text import Text
from symbia.words import word

PAGE = 100


@dataclass
class Comparison:
    """Counts by subject, and every difference."""

    compared: Counter[str] = field(default_factory=Counter)
    differences: list[Text] = field(default_factory=list)

    def same(self, subject: str, what: str, api: object, chain: object) -> None:
        """Count one comparison; note it if the two differ."""
        self.compared[subject] += 1
        if api != chain:
            self.differences.append(Text.of("cli.check.difference", what=what, api=repr(api), chain=repr(chain)))

    def show(self, console: Console) -> None:
        """Print the summary table, then the differences."""
        columns = (word(Text.of(code)) for code in ("cli.check.what", "cli.check.compared"))
        table = Table(*columns, title=word(Text.of("cli.check.title")))
        for subject, count in self.compared.items():
            table.add_row(subject, str(count))
        table.add_section()
        table.add_row(word(Text.of("cli.check.differences")), str(len(self.differences)))
        console.print(table)
        for difference in self.differences:
            console.print(word(Text.of("cli.check.differs", difference=difference)), style="red", markup=False)


class Sources:
    """The API and the chain, side by side."""

    def __init__(self, api: httpx.Client, node: Node) -> None:
        """`api` has the API's base URL."""
        self._api = api
        self.web3 = web3_of(node)
        addresses = {one["name"]: one["address"] for one in self.get("/v1/status")["status"]["contracts"]}
        self.contracts: dict[str, Any] = {
            name: self.web3.eth.contract(Web3.to_checksum_address(address), abi=load_abi(name))
            for name, address in addresses.items()
        }
        self.result = Comparison()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """One answer of the API. Raises httpx.HTTPError."""
        answer: dict[str, Any] = self._api.get(path, params=query).raise_for_status().json()
        return answer

    def pages(self, path: str, key: str, **query: Any) -> Iterator[tuple[dict[str, Any], int]]:
        """Every entry of a list, with the block it was read at."""
        cursor: str | None = None
        while True:
            answer = self.get(path, limit=PAGE, **query, **({"cursor": cursor} if cursor else {}))
            for entry in answer[key]:
                yield entry, answer["as_of"]["block"]
            cursor = answer["page"]["next"]
            if cursor is None:
                return

    def call(self, contract: str, function: str, *arguments: Any, block: int | str = "latest") -> Any:
        """What a view says at a block."""
        return self.contracts[contract].functions[function](*arguments).call(block_identifier=block)

    def reverts(self, contract: str, function: str, *arguments: Any, block: int) -> bool:
        """True if a view refuses to answer at a block."""
        try:
            self.call(contract, function, *arguments, block=block)
        except (ContractCustomError, ContractLogicError):
            return True
        return False


def each_numbered(
    sources: Sources, subject: str, what: str, number: str, contract: str, function: str
) -> Iterator[tuple[dict[str, Any], int]]:
    """Every entry of a list, with the block it was read at, after its numbers: the contracts count from 1."""
    listed = list(sources.pages(f"/v1/{subject}", subject))
    numbers = list(range(1, sources.call(contract, function) + 1))
    sources.result.same(subject, what, [entry[number] for entry, _ in listed], numbers)
    yield from listed


def seconds(time: str | None) -> int:
    """Unix seconds of an RFC 3339 time; 0 for none, as the contracts say it."""
    return int(datetime.fromisoformat(time).timestamp()) if time else 0
