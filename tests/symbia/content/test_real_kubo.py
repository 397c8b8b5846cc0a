"""Our store and a real Kubo give each other's documents the same names. Collected only when a Kubo is found."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbia.content import ContentTooLarge, UnsupportedContent, cid_of, open_store
from symbia.content.disk import EmbeddedStore
from symbia.content.kubo import KuboStore
from symbia.content.tree import CHUNK_BYTES, MAX_LINKS
from tests.worded import raises_worded

from .conftest import PATIENT
from .kubo_daemon import Kubo, running
from .samples import HELLO, HELLO_CID_V0, MIB, RECORDED, document

LARGE = MAX_LINKS * CHUNK_BYTES + 1  # the smallest document with two levels of nodes


@pytest.fixture(scope="module")
def store(kubo: Kubo) -> KuboStore:
    return KuboStore(kubo.address, max_bytes=LARGE, timeout=PATIENT)


@settings(max_examples=25)
@given(size=st.sampled_from(list(RECORDED)[:-2]) | st.integers(0, 3 * CHUNK_BYTES), seed=st.integers(1, 9))
def test_both_name_a_document_alike(kubo: Kubo, size: int, seed: int) -> None:
    data = document(size, seed)
    assert kubo.run("add", "-Q", "--cid-version=1", "--raw-leaves", data=data) == cid_of(data)


def test_both_name_a_very_large_document_alike(kubo: Kubo, store: KuboStore, tmp_path: Path) -> None:
    data = document(LARGE)
    assert store.put(data) == RECORDED[LARGE] == EmbeddedStore(tmp_path, max_bytes=LARGE).put(data)
    assert store.get(RECORDED[LARGE]) == data
    assert EmbeddedStore(tmp_path, max_bytes=LARGE).get(RECORDED[LARGE]) == data
    assert kubo.run("pin", "ls", "--type=recursive", "--quiet", RECORDED[LARGE]) == RECORDED[LARGE]


# As the profile `test-cid-v1-wide` has them, and one that no profile has.
IMPORTS = [
    {"CidVersion": 1, "UnixFSRawLeaves": True, "UnixFSChunker": "size-1048576", "UnixFSFileMaxLinks": 1024},
    {"CidVersion": 0, "UnixFSRawLeaves": False, "UnixFSChunker": "size-262144", "UnixFSFileMaxLinks": 3},
]


@pytest.mark.parametrize("imports", IMPORTS, ids=["wide", "narrow"])
def test_what_a_node_would_do_by_itself_does_not_matter(
    kubo: Kubo, tmp_path: Path, imports: dict[str, int | bool | str]
) -> None:
    """Without being told, such a node names the same bytes in another way."""
    data = document(4 * CHUNK_BYTES)
    with running(kubo.binary, tmp_path / "repo", {f"Import.{name}": value for name, value in imports.items()}) as own:
        assert own.run("add", "-Q", "--only-hash", data=data) != cid_of(data)
        store = KuboStore(own.address, max_bytes=LARGE, timeout=PATIENT)
        assert store.put(data) == cid_of(data)
        assert store.put(document(LARGE)) == RECORDED[LARGE]


@pytest.mark.parametrize(
    "options",
    [
        ("--cid-version=0",),
        ("--cid-version=1", "--raw-leaves=false"),
        ("--cid-version=1", "--chunker=size-4000"),
        ("--cid-version=1", "--chunker=rabin"),
        ("--cid-version=1", "--chunker=size-9000", "--trickle"),
        ("--cid-version=0", "--max-file-links=3", "--chunker=size-5000"),
        ("--cid-version=1", "--mode=0644", "--mtime=1000000000"),
    ],
)
def test_documents_added_in_other_ways_are_read_and_kept(kubo: Kubo, tmp_path: Path, options: tuple[str, ...]) -> None:
    data = document(MIB - 1, seed=3)
    cid = kubo.run("add", "-Q", *options, data=data)
    assert cid != cid_of(data)
    assert open_store(tmp_path, kubo.address, timeout=PATIENT).get(cid) == data
    assert open_store(tmp_path, None).get(cid) == data


def test_a_document_of_the_older_defaults(kubo: Kubo, store: KuboStore) -> None:
    assert kubo.run("add", "-Q", data=HELLO) == HELLO_CID_V0
    assert store.get(HELLO_CID_V0) == HELLO


def test_what_we_put_is_pinned(kubo: Kubo, store: KuboStore) -> None:
    cid = store.put(document(1000, seed=42))
    kubo.run("repo", "gc")
    assert store.has(cid)
    assert store.get(cid) == document(1000, seed=42)


def test_a_folder_is_no_document(kubo: Kubo, store: KuboStore, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_bytes(HELLO)
    for folder in (kubo.run("add", "-Q", "-r", str(tmp_path)), kubo.run("add", "-Q", "-w", data=HELLO)):
        with pytest.raises(UnsupportedContent):
            store.get(folder)


def test_a_file_made_to_exhaust_the_reader(kubo: Kubo, tmp_path: Path) -> None:
    """Zeros share their blocks: 45 MB are a handful of blocks on the node, and still too much."""
    cid = kubo.run("add", "-Q", "--cid-version=1", data=bytes(LARGE))
    with pytest.raises(ContentTooLarge):
        open_store(tmp_path, kubo.address, timeout=PATIENT).get(cid)
    tiny = kubo.run("add", "-Q", "--cid-version=1", "--chunker=size-10", data=bytes(50_000))
    with raises_worded(ContentTooLarge, match="usual chunks"):
        open_store(tmp_path, kubo.address, timeout=PATIENT).get(tiny)
