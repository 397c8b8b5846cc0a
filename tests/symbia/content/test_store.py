"""What every store promises, whichever is configured."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbia.content import ContentNotFound, ContentStore, ContentTooLarge, InvalidCid, cid_of, open_store
from symbia.content.cached import CachedStore
from symbia.content.disk import PARTIAL, EmbeddedStore
from symbia.content.tree import CHUNK_BYTES
from tests.worded import raises_worded

from .samples import HELLO, HELLO_CID, MIB, RECORDED, document

AROUND_CHUNKS = [chunks * CHUNK_BYTES + more for chunks in (1, 2, 3) for more in (-1, 0, 1)]


@settings(max_examples=20)
@given(size=st.sampled_from([*AROUND_CHUNKS, MIB - 1, MIB]) | st.integers(0, 2000), seed=st.integers(0, 5))
def test_documents_come_back(any_store: ContentStore, size: int, seed: int) -> None:
    cid = any_store.put(document(size, seed))
    assert cid == cid_of(document(size, seed))
    assert any_store.has(cid)
    assert any_store.get(cid) == document(size, seed)


@pytest.mark.parametrize(("size", "cid"), [(size, cid) for size, cid in RECORDED.items() if size <= MIB])
def test_names_are_those_of_kubo(any_store: ContentStore, size: int, cid: str) -> None:
    assert any_store.put(document(size)) == cid


def test_a_document_too_large_is_refused(any_store: ContentStore) -> None:
    with raises_worded(ContentTooLarge, match=f"{MIB + 1} bytes, {MIB} are allowed"):
        any_store.put(bytes(MIB + 1))
    assert not any_store.has(cid_of(bytes(MIB + 1)))


def test_missing_content_is_not_remembered_as_missing(any_store: ContentStore) -> None:
    data = secrets.token_bytes(100)  # the stores on the same node must not find each other's
    cid = cid_of(data)
    assert not any_store.has(cid)
    with raises_worded(ContentNotFound, match=cid):
        any_store.get(cid)
    any_store.put(data)
    assert any_store.has(cid)
    assert any_store.get(cid) == data


def test_only_cids_are_asked_for(any_store: ContentStore) -> None:
    with pytest.raises(InvalidCid):
        any_store.get("../../etc/passwd")
    with pytest.raises(InvalidCid):
        any_store.has(HELLO_CID + "/x")


def test_writers_and_readers_at_the_same_time(any_store: ContentStore) -> None:
    documents = [document(300_000, seed) for seed in range(3)] * 4
    with ThreadPoolExecutor(6) as pool:
        cids = list(pool.map(any_store.put, documents))
        assert list(pool.map(any_store.get, cids)) == documents


def test_without_a_node_content_stays_on_this_disk(tmp_path: Path) -> None:
    assert isinstance(open_store(tmp_path, None), EmbeddedStore)
    assert isinstance(open_store(tmp_path, ""), EmbeddedStore)


def test_opening_neither_connects_nor_writes(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new", "/dns/no-such-host.invalid/tcp/5001/http")
    assert isinstance(store, CachedStore)
    assert not (tmp_path / "new").exists()


def test_opening_sweeps_what_a_dead_writer_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path, None).put(HELLO)
    (tmp_path / PARTIAL / "left").write_bytes(b"half")
    monkeypatch.setattr("symbia.content.disk.PARTIAL_MAX_AGE_SECONDS", -60)
    store = open_store(tmp_path, None)
    assert not list((tmp_path / PARTIAL).iterdir())
    assert store.get(HELLO_CID) == HELLO


@pytest.mark.parametrize("address", ["http://127.0.0.1:5001", "localhost:5001", "/ip4/127.0.0.1", "5001"])
def test_the_address_of_the_node_is_a_multiaddr(tmp_path: Path, address: str) -> None:
    with pytest.raises(ValueError, match="write it like /ip4/"):
        open_store(tmp_path, address)
