"""Headers whose fields give their hash, held against eth-hash and rlp, and what is made of others."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest
import rlp
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from scripts.local.anvil import Anvil
from scripts.local.ganache import Ganache
from symbia.chain.headers import hash_of
from symbia.chain.node import Node
from symbia.chain.replies import WireHeader
from symbia.errors import UnprovedHeaderError
from tests import ROOT
from tests.indexer.fake_chain import URL, FakeChain, fields_of, hashed

DATA = {
    "parentHash": 32, "sha3Uncles": 32, "miner": 20, "stateRoot": 32, "transactionsRoot": 32, "receiptsRoot": 32,
    "logsBloom": 256,
}  # fmt: skip
QUANTITIES = ("difficulty", "number", "gasLimit", "gasUsed", "timestamp")
FORKS: tuple[dict[str, int | None], ...] = (  # None for a quantity
    {},
    {"baseFeePerGas": None},
    {"baseFeePerGas": None, "withdrawalsRoot": 32},
    {"baseFeePerGas": None, "withdrawalsRoot": 32, "blobGasUsed": None, "excessBlobGas": None,
     "parentBeaconBlockRoot": 32},
    {"baseFeePerGas": None, "withdrawalsRoot": 32, "blobGasUsed": None, "excessBlobGas": None,
     "parentBeaconBlockRoot": 32, "requestsHash": 32},
)  # fmt: skip
numbers = st.one_of(st.integers(0, 300), st.integers(0, 2**64 - 1))


def of_size(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@st.composite
def headers(draw: st.DrawFn) -> dict[str, bytes | int]:
    """In the order of RLP."""
    fields: dict[str, bytes | int] = {name: draw(of_size(size)) for name, size in DATA.items()}
    fields |= {name: draw(numbers) for name in QUANTITIES}
    fields |= {"extraData": draw(st.binary(max_size=120)), "mixHash": draw(of_size(32)), "nonce": draw(of_size(8))}
    fork = draw(st.sampled_from(FORKS))
    return fields | {name: draw(numbers if size is None else of_size(size)) for name, size in fork.items()}


@given(headers())
def test_the_hash_is_that_of_the_libraries(fields: dict[str, bytes | int]) -> None:
    wire = {name: hex(value) if isinstance(value, int) else "0x" + value.hex() for name, value in fields.items()}
    oracle = [
        value.to_bytes((value.bit_length() + 7) // 8, "big") if isinstance(value, int) else value
        for value in fields.values()
    ]
    header = msgspec.convert(wire | {"hash": "0x" + "00" * 32}, WireHeader)
    assert hash_of(header) == "0x" + keccak(rlp.encode(oracle)).hex()


@pytest.mark.parametrize("name", [*DATA, *QUANTITIES, "extraData", "mixHash", "nonce", "baseFeePerGas"])
def test_each_field_is_held(name: str) -> None:
    fields = fields_of(7, "0x" + "11" * 32, 3, "0x" + "22" * 32)
    name_of_hash = hashed(fields)
    other = "0x08" if fields[name] != "0x08" else "0x09"
    changed = other if name in QUANTITIES or name == "baseFeePerGas" else fields[name][:-1] + "5"
    changed = "0x55" if name == "extraData" else changed
    for values, proved in ((fields, True), (fields | {name: changed}, False)):
        wire = msgspec.convert(values | {"hash": name_of_hash}, WireHeader)
        assert wire.header().proved is proved


@pytest.mark.parametrize(
    "chain",
    [lambda: Ganache(ROOT), lambda: Anvil(ROOT), lambda: Anvil(ROOT, hardfork="prague")],
    ids=["ganache", "anvil shanghai", "anvil prague"],
)
def test_headers_of_real_nodes(chain: Callable[[], Any]) -> None:
    with chain() as running, Node(running.url) as node:
        for _ in range(3):
            node.rpc.ask("evm_mine", [])
        found = node.headers(range(node.head().number + 1))
    assert len(found) == 4
    assert all(header is not None and header.proved for header in found)


@pytest.fixture
def meddled() -> Iterator[tuple[FakeChain, Node, dict[str, Any]]]:
    """A chain, a node that asks it, and what the node's headers have instead."""
    chain, instead = FakeChain(), dict[str, Any]()
    for _ in range(5):
        chain.mine([])

    def answer(request: httpx.Request) -> httpx.Response:
        reply = json.loads(chain.answer(request.content))
        for one in reply if isinstance(reply, list) else [reply]:
            one["result"] |= instead
        return httpx.Response(200, json=reply)

    with Node(URL, transport=httpx.MockTransport(answer)) as node:
        yield chain, node, instead


def test_where_the_known_block_proves_its_hash_others_have_to(meddled: Any) -> None:
    _, node, instead = meddled
    assert node.prove_headers(node.header(1))
    instead["timestamp"] = "0x7b"
    for asking in (node.head, lambda: node.header(3), lambda: node.headers([1, 2, 3])):
        with pytest.raises(UnprovedHeaderError, match="do not give that hash"):
            asking()
    instead.clear()
    assert node.head().number == 5


@pytest.mark.parametrize("instead", [{"extDataHash": "0x01", "extraData": "0x01"}, {"receiptsRoot": None}])
def test_on_a_chain_of_another_form_headers_are_believed(meddled: Any, instead: dict[str, Any]) -> None:
    chain, node, changes = meddled
    changes |= instead
    assert not node.prove_headers(node.header(1))
    assert node.head().hash == chain.head.hash
    assert [header.number for header in node.headers([1, 2, 3])] == [1, 2, 3]


def test_once_they_prove_it_they_have_to_for_good(meddled: Any) -> None:
    """Another endpoint of the same chain has the same form."""
    _, node, instead = meddled
    known = node.header(1)
    node.prove_headers(known)
    instead["timestamp"] = "0x7b"
    assert node.prove_headers(msgspec.structs.replace(known, proved=False))
    with pytest.raises(UnprovedHeaderError):
        node.header(2)
