"""Selects of the contracts that the service follows."""

from dataclasses import dataclass

from sqlmodel import col, select

from api.kit.problems import ProblemError
from api.kit.reading import Reading
from symbia.rules.addresses import checksum
from symbia.tables.bookkeeping import IndexedChain
from symbia.text import Text


@dataclass(frozen=True, slots=True)
class Followed:
    """A contract as the deployment file named it when indexing began. `address` with its checksum."""

    name: str
    address: str
    start_block: int


def followed(reading: Reading) -> list[Followed]:
    """All of them, by name."""
    start_block = reading.session.exec(select(col(IndexedChain.start_block))).one()
    addresses = sorted(reading.head.addresses.items())
    return [Followed(name, checksum(address), start_block) for name, address in addresses]


def find_contract(reading: Reading, name: str) -> Followed:
    """The one of that name. Raises `not_found` with the names that there are: they are few."""
    contracts = {contract.name: contract for contract in followed(reading)}
    if name not in contracts:
        raise ProblemError("not_found", Text.of("contracts.unknown", name=name, known=list(contracts)))
    return contracts[name]
