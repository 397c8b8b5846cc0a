"""The brand's contracts over HTTP: where they are, what stands there, and how they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from api.kit.chain import unavailable
from api.kit.reading import AsOf
from api.kit.times import utc
from symbia.chain.abi import load_abi
from symbia.chain.sources import sources
from symbia.rules.addresses import checksum
from symbia.tables.bookkeeping import IndexedChain
from tests.api.conftest import CONTRACTS, HASH, NOW, Brand, Client, account

# What `cast keccak 0x00` and `cast keccak 0x6001` say.
HASHES = {
    b"\x00": "0xbc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a",
    b"\x60\x01": "0x309c67890bde4c575dc23d2cc3b5c3a3d599e312e980e9b61b5bc8f3cd87c8bb",
}
GOVERNOR = checksum(account(0xC0 + CONTRACTS.index("BrandGovernor")))


@dataclass
class Node:
    """A node at block 1005, five ahead of the tables, where each contract has the code `0x00`."""

    code: dict[str, bytes] = field(default_factory=dict)
    why_not: str | None = None

    def close(self) -> None:
        """Nothing is open."""

    def require(self, chain_id: int) -> None:
        assert chain_id == 1337
        if self.why_not:
            raise unavailable(self.why_not)

    def newest(self) -> AsOf:
        return AsOf(block=1005, hash=HASH, timestamp=utc(NOW), final=False)

    def codes(self, addresses: Sequence[str], block: int) -> list[bytes]:
        assert block == 1005
        return [self.code.get(address, b"\x00") for address in addresses]


@pytest.fixture
def node(brand: Brand, client: Client) -> Node:
    brand.head()
    addresses = {name: account(0xC0 + place) for place, name in enumerate(CONTRACTS)}
    brand.merge(IndexedChain(id=1, chain_id=1337, start_block=7, start_block_hash=HASH, addresses=addresses))
    node = Node()
    state = client.app.state
    state.services = replace(state.services, chain=node)
    return node


def contracts_of(client: Client) -> dict[str, Any]:
    return {one["name"]: one for one in client.get("/v1/contracts").json()["contracts"]}


@pytest.mark.usefixtures("node")
def test_all_are_listed_by_name_at_the_nodes_newest_block(client: Client) -> None:
    answer = client.get("/v1/contracts").json()
    assert (answer["as_of"]["block"], answer["as_of"]["final"]) == (1005, False)
    assert [one["name"] for one in answer["contracts"]] == sorted(CONTRACTS)
    assert contracts_of(client)["BrandGovernor"] == {
        "name": "BrandGovernor",
        "address": GOVERNOR,
        "start_block": 7,
        "code_hash": HASHES[b"\x00"],
        "of_this_release": False,
    }


@pytest.mark.usefixtures("node")
def test_one_comes_with_its_abi(client: Client) -> None:
    answer = client.get("/v1/contracts/BrandGovernor").json()
    listed = contracts_of(client)["BrandGovernor"]
    assert answer["contract"] == {**listed, "abi": load_abi("BrandGovernor")}
    assert answer["as_of"]["block"] == 1005


def test_an_address_without_code_is_told_from_one_with_other_code(node: Node, client: Client) -> None:
    node.code[GOVERNOR] = b""
    assert contracts_of(client)["BrandGovernor"]["code_hash"] is None
    node.code[GOVERNOR] = b"\x60\x01"
    assert contracts_of(client)["BrandGovernor"]["code_hash"] == HASHES[b"\x60\x01"]
    assert contracts_of(client)["BrandAccess"]["code_hash"] == HASHES[b"\x00"]


def test_code_of_this_release_is_told_from_other(node: Node, client: Client) -> None:
    node.code[GOVERNOR] = b"what a constructor fixed" + bytes.fromhex(sources()["BrandGovernor"])
    assert contracts_of(client)["BrandGovernor"]["of_this_release"] is True
    node.code[GOVERNOR] = b"what a constructor fixed" + bytes.fromhex(sources()["BrandAccess"])
    assert contracts_of(client)["BrandGovernor"]["of_this_release"] is False
    node.code[GOVERNOR] = b""
    assert contracts_of(client)["BrandGovernor"]["of_this_release"] is None


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("path", ["/v1/contracts", "/v1/contracts/BrandGovernor"])
def test_nobody_keeps_what_may_change_while_the_tables_stand_still(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize("name", ["Governor", "brandgovernor", "1", "%20"])
def test_an_unknown_name_is_answered_with_those_that_there_are(client: Client, name: str) -> None:
    answer = client.get(f"/v1/contracts/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "BrandGovernor" in answer.json()["detail"]


@pytest.mark.usefixtures("node")
def test_no_name_is_that_long(client: Client) -> None:
    assert client.get(f"/v1/contracts/{'a' * 65}").json()["code"] == "invalid_request"


@pytest.mark.usefixtures("node")
def test_unknown_names_in_words(client: Client) -> None:
    names = sorted(CONTRACTS)
    problem = client.get("/v1/contracts/Governor").json()
    assert problem["detail"] == f"The brand has no contract Governor. Its contracts are {', '.join(names)}."
    said = {"code": "contracts.unknown", "values": {"name": "Governor", "known": names}}
    assert problem["words"]["detail"] == said
    chinese = client.get("/v1/contracts/Governor?lang=zh").json()
    assert chinese["detail"] == f"该品牌没有名为Governor的合约。它的合约有：{'、'.join(names)}。"


@pytest.mark.parametrize("path", ["/v1/contracts", "/v1/contracts/BrandGovernor"])
def test_a_node_of_another_chain_is_not_believed(node: Node, client: Client, path: str) -> None:
    node.why_not = "it serves chain 1"
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "chain_unavailable")
    assert "it serves chain 1" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/contracts", "/v1/contracts/BrandGovernor"])
def test_a_silent_node_is_a_problem(brand: Brand, client: Client, path: str) -> None:
    brand.head()
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "chain_unavailable")
    assert answer.headers["retry-after"] == "2"


def test_before_anything_is_indexed_no_contract_is_known(client: Client) -> None:
    answer = client.get("/v1/contracts")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_yet_indexed")
