"""Against a real Ganache and the compiled contracts: logs, blooms, and what `evm_revert` takes back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.chain import Node
from indexer.completeness import bloom_of_logs
from indexer.db import create_engine_for, open_writer
from indexer.follow import Follower
from indexer.migrations import upgrade
from scripts.ganache import Ganache

from .brand import Brand
from .compare import assert_same, dump

ETHER = 10**18


@pytest.fixture
def brand() -> Iterator[Brand]:
    with Ganache(Path(__file__).parents[2], accounts=12) as chain:
        brand = Brand(chain.url)
        yield brand
        brand.close()


def index(brand: Brand, url: str) -> None:
    """Everything up to the head; opens and closes all it needs, as a process would."""
    engine = create_engine_for(url)
    upgrade(engine)
    with open_writer(engine) as connection, Node(brand.url) as node:
        follower = Follower(node, connection, brand.deployment(), finality_depth=64)
        follower.require_same_chain()
        while not follower.step().at_head:
            pass
    engine.dispose()


def live(brand: Brand) -> None:
    """Memberships, transfers, delegations, perks, a proposal from the idea to its payment."""
    members = brand.accounts[1:6]
    brand.issue(1, *members)
    brand.issue(2, brand.accounts[6], brand.accounts[6])
    brand.send("BrandMembership", "transferFrom", members[2], brand.accounts[8], 3, sender=members[2])
    brand.send("BrandMembership", "delegate", members[0], sender=members[3])
    brand.send("PerkRegistry", "redeem", 1, 1, sender=members[0])
    brand.transact(brand.owner, brand.address["BrandTimelock"], b"", 5 * ETHER)
    brand.decide(1, value=ETHER)


def test_snapshot_and_revert_equal_a_fresh_index(brand: Brand, new_database: Callable[[], str]) -> None:
    database = new_database()
    live(brand)
    index(brand, database)
    snapshot = brand.rpc("evm_snapshot")
    at_snapshot = dump(database)

    brand.decide(2, value=ETHER)
    brand.send("BrandMembership", "setTierURI", 1, "ipfs://bafkreiother")
    brand.issue(1, brand.accounts[9])
    index(brand, database)
    assert len(dump(database)["proposal"]) == 2

    brand.rpc("evm_revert", snapshot)
    index(brand, database)  # the head went backwards
    assert dump(database) == at_snapshot

    brand.issue(1, brand.accounts[10], brand.accounts[1])
    brand.send("PerkRegistry", "setPaused", 1, True)
    index(brand, database)
    fresh = new_database()
    index(brand, fresh)
    assert_same(database, fresh)


def test_what_the_contracts_say_is_what_the_tables_say(brand: Brand, database: str) -> None:
    live(brand)
    index(brand, database)
    tables = dump(database)
    holders = {row["token_id"]: row["holder"] for row in tables["membership"]}
    assert holders[3] == brand.accounts[8]
    assert {row["token_id"] for row in tables["membership"] if row["locked"]} == {6, 7}
    assert sum(row["delta"] for row in tables["unit_change"]) == 10 * len(holders)
    assert [row["delegatee"] for row in tables["delegation"]] == [brand.accounts[1]]
    (proposal,) = tables["proposal"]
    assert (proposal["title"], proposal["content_uri"]) == ("Proposal 1", "ipfs://bafkreiexample1")
    assert proposal["binding"]
    assert proposal["executed_at"] >= proposal["eta_at"] > proposal["queued_at"] > proposal["deadline_at"]
    assert [row["executed_at"] for row in tables["timelock_operation"]] == [proposal["executed_at"]]
    assert {(row["support"], row["units"]) for row in tables["ballot"]} == {(1, 20), (2, 10)}
    amounts = [(row["incoming"], int(row["amount"], 16)) for row in tables["treasury_entry"]]
    assert amounts == [(True, 5 * ETHER), (False, ETHER)]
    balance = int(brand.rpc("eth_getBalance", brand.address["BrandTimelock"], "latest"), 16)
    assert balance == 4 * ETHER


def test_blooms_of_ganache_can_be_trusted(brand: Brand) -> None:
    live(brand)
    with Node(brand.url) as node:
        headers = node.headers(range(node.head().number + 1))
        for header in headers:
            assert header is not None
            assert bloom_of_logs(node.logs_of_block(header.hash)) == header.bloom
