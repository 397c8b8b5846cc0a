"""`symbia tally` on a real chain: every method counted again, against contracts that tell the truth or do not.

Invariant 18 of docs/invariants.md.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result
from web3.eth import Eth
from web3.exceptions import Web3RPCError

from cli.app import app
from indexer.follow import Follower
from scripts.local.anvil import Anvil
from symbia.chain.node import Node
from symbia.tables.db import create_engine_for, open_writer
from symbia.tables.migrations import upgrade
from tests import ROOT
from tests.indexer.brand import ADVISORY, Brand
from tests.indexer.choosing import ask, choose

METHODS = ["ranked", "single_choice", "approval", "split", "ranked", "for_against", "ranked"]
PENDING = 7


@dataclass
class House:
    """A brand with a proposal of every method, and the command that counts."""

    brand: Brand
    deployment: Path
    database: str

    def tally(self, *arguments: str, **settings: str) -> Result:
        known = {"rpc_url": self.brand.url, "deployment": str(self.deployment), "database_url": self.database}
        environment = {f"SYMBIA_{name.upper()}": value for name, value in (known | settings).items()}
        return CliRunner(env=environment).invoke(app, ["tally", *arguments])

    def counted(self, number: int, *arguments: str) -> dict[str, Any]:
        result = self.tally(str(number), "--json", *arguments)
        assert result.exit_code == 0, result.output
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("tally")
    with Anvil(ROOT, accounts=12) as chain, closing(Brand(chain.url)) as brand:
        choose(brand)
        brand.decide(6)
        ask(brand, ADVISORY, "ranked", 5)
        deployment = folder / "deployment.json"
        deployment.write_bytes(msgspec.json.encode(brand.deployment()))
        yield House(brand, deployment, f"sqlite:///{folder / 'symbia.db'}")


@pytest.fixture(scope="module")
def indexed(house: House) -> House:
    engine = create_engine_for(house.database)
    upgrade(engine)
    with open_writer(engine) as connection, Node(house.brand.url) as node:
        follower = Follower(node, connection, house.brand.deployment(), finality_depth=64)
        while not follower.step().at_head:
            pass
    engine.dispose()
    return house


@pytest.mark.parametrize("number", range(1, PENDING + 1))
def test_every_proposal_counted_again_agrees(house: House, number: int) -> None:
    found = house.counted(number, "--from-chain")
    assert (found["agrees"], found["differences"]) == (True, [])
    assert (found["proposal"], found["source"], found["method"]) == (number, "chain", METHODS[number - 1])
    assert (found["ballots"] > 0) is (number != PENDING)


def test_what_was_counted(house: House) -> None:
    found = house.counted(1, "--from-chain")
    assert found["title"] == "Which of 3, ranked"
    assert [one["votes"] for one in found["options"]] == [10, 20, 20]
    assert [one["eliminated"] for one in found["rounds"]] == [[1], []]
    assert (found["winner"], found["passes"], found["ballots"], found["votes"]) == (3, True, 4, 50)
    assert found["quorum"] == {"required": 1, "took_part": 50, "reached": True}


def test_the_tables_come_to_the_same(indexed: House) -> None:
    for number in range(1, PENDING + 1):
        chain, tables = indexed.counted(number, "--from-chain"), indexed.counted(number)
        assert tables["agrees"] is None
        differing = {name for name in chain if chain[name] != tables[name]}
        assert differing == {"source", "agrees"}


def test_for_people(indexed: House) -> None:
    result = indexed.tally("1", "--from-chain")
    assert result.exit_code == 0
    for words in ("Which of 3, ranked", "run-off", "winner: 3 option 3", "agrees with the contracts: yes"):
        assert words in result.output
    assert "not asked, use --from-chain" in indexed.tally("4").output
    assert "not known before the snapshot" in indexed.tally(str(PENDING)).output


def _refusing(eth: Eth, get_logs: Callable[..., Any], wanted: Any) -> Any:
    if wanted["toBlock"] - wanted["fromBlock"] >= 3:
        raise Web3RPCError("block range is too wide")
    return get_logs(eth, wanted)


def _forgetting_ballots(eth: Eth, get_logs: Callable[..., Any], wanted: Any) -> Any:
    found = get_logs(eth, wanted)
    return found if len(wanted["topics"]) == 2 else found[1:]


def _forgetting(eth: Eth, get_logs: Callable[..., Any], wanted: Any) -> Any:
    return []


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Lets the node answer questions for logs in another way."""
    get_logs = Eth.get_logs

    def behave(answer: Callable[..., Any]) -> None:
        monkeypatch.setattr(Eth, "get_logs", lambda eth, wanted: answer(eth, get_logs, wanted))

    return behave


def test_a_node_that_serves_few_blocks_at_once(house: House, node: Callable[[Callable[..., Any]], None]) -> None:
    whole = house.counted(1, "--from-chain")
    node(_refusing)
    assert house.counted(1, "--from-chain") == whole


def test_a_ballot_that_is_missing_is_noticed(house: House, node: Callable[[Callable[..., Any]], None]) -> None:
    node(_forgetting_ballots)
    result = house.tally("1", "--from-chain", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["agrees"] is False
    assert any("units that took part: the ballots come to" in one for one in found["differences"])
    shown = house.tally("1", "--from-chain")
    assert "agrees with the contracts: no" in shown.output
    assert "differs" in shown.output


def test_a_node_without_old_logs_is_named(house: House, node: Callable[[Callable[..., Any]], None]) -> None:
    node(_forgetting)
    result = house.tally("1", "--from-chain")
    assert (result.exit_code, "leaves logs out" in result.output) == (1, True)


def test_what_stops_it_is_said_in_one_line(indexed: House, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(msgspec.json.encode(replace_start(indexed.brand)))
    for arguments, settings, words in (
        (("99", "--from-chain"), {}, "There is no proposal 99 in this chain's contracts: they have 7"),
        (("0", "--from-chain"), {}, "There is no proposal 0"),
        (("99",), {}, "There is no proposal 99 up to block"),
        (("1",), {"database_url": f"sqlite:///{tmp_path / 'none.db'}"}, "Let `symbia index` run"),
        (("1", "--from-chain"), {"deployment": str(tmp_path / "none.json")}, "symbia deploy"),
        (("1", "--from-chain"), {"deployment": str(other)}, "that belong together"),
        (("1", "--from-chain", "--rpc-url", "http://127.0.0.1:1"), {}, "No Ethereum node answers"),
        (("1", "--from-chain", "--rpc-url", "nonsense"), {}, "No Ethereum node answers"),
    ):
        result = indexed.tally(*arguments, **settings)
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1
        assert words in result.output
        assert len(result.output.strip().splitlines()) == 1


def replace_start(brand: Brand) -> Any:
    """A deployment of another chain with the same id."""
    return msgspec.structs.replace(brand.deployment(), start_block_hash="0x" + "11" * 32)
