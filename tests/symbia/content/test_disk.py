"""The embedded store: what is on the disk is whole and right, or it is refused."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from symbia.content import (
    ContentMismatch,
    ContentNotFound,
    ContentTooLarge,
    ContentUnavailable,
    InvalidCid,
    cid_of,
    parse_cid,
)
from symbia.content.disk import PARTIAL, PARTIAL_MAX_AGE_SECONDS, EmbeddedStore
from symbia.content.tree import StoredBlock, blocks_of
from tests.worded import raises_worded

from .samples import HELLO, HELLO_BLOCK_V0, HELLO_CID, HELLO_CID_V0, HELLO_CID_V0_AS_V1, MIB, document

# Dies the hard way at the given rename: the block's bytes are written, its name is not.
CRASH = """
import os, sys
from pathlib import Path
from symbia.content.disk import EmbeddedStore

renames = iter(range(int(sys.argv[2])))
rename = Path.replace
Path.replace = lambda self, to: rename(self, to) if next(renames, None) is not None else os._exit(9)
EmbeddedStore(Path(sys.argv[1]), max_bytes=2**20).put(sys.stdin.buffer.read())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "content with spaces" / "blocks"


@pytest.fixture
def store(folder: Path) -> EmbeddedStore:
    return EmbeddedStore(folder, max_bytes=MIB)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_block_lies_under_its_cid(store: EmbeddedStore, folder: Path) -> None:
    assert store.put(HELLO) == HELLO_CID
    assert files(folder) == [folder / HELLO_CID[-3:-1] / HELLO_CID]
    assert files(folder)[0].read_bytes() == HELLO


def test_content_kept_under_a_cid_of_version_0_is_read_by_both_names(store: EmbeddedStore) -> None:
    store.keep([StoredBlock(parse_cid(HELLO_CID_V0), HELLO_BLOCK_V0)])
    assert store.get(HELLO_CID_V0) == store.get(HELLO_CID_V0_AS_V1) == HELLO


def test_a_damaged_block_is_never_served_and_a_new_put_repairs_it(store: EmbeddedStore, folder: Path) -> None:
    cid = store.put(document(MIB))
    for path in files(folder):
        whole = path.read_bytes()
        for damaged in (whole[:-1], whole + b"x", bytes(len(whole))):
            path.write_bytes(damaged)
            with raises_worded(ContentMismatch, match="store the document again"):
                store.get(cid)
        assert store.put(document(MIB)) == cid
        assert store.get(cid) == document(MIB)


def test_a_lost_leaf_is_missing_content_not_a_shorter_document(store: EmbeddedStore, folder: Path) -> None:
    cid = store.put(document(MIB))
    leaf = next(path for path in files(folder) if path.name != cid)
    leaf.unlink()
    with raises_worded(ContentNotFound, match=leaf.name):
        store.get(cid)


def test_what_was_stored_under_a_larger_limit_is_refused(folder: Path) -> None:
    cid = EmbeddedStore(folder, max_bytes=12).put(HELLO)
    with pytest.raises(ContentTooLarge):
        EmbeddedStore(folder, max_bytes=10).get(cid)


def test_writers_at_the_same_time(store: EmbeddedStore, folder: Path) -> None:
    documents = [document(300_000, seed) for seed in range(4)] * 6
    with ThreadPoolExecutor(8) as pool:
        cids = list(pool.map(store.put, documents))
    assert cids == [cid_of(data) for data in documents]
    assert [store.get(cid) for cid in cids] == documents
    assert {path.name for path in files(folder)} == {str(block.cid) for data in documents for block in blocks_of(data)}


@pytest.mark.parametrize("renames", [0, 1, 4])
def test_a_crash_before_a_rename_leaves_no_half_document(store: EmbeddedStore, folder: Path, renames: int) -> None:
    crash = [sys.executable, "-c", CRASH, str(folder), str(renames)]
    assert subprocess.run(crash, input=document(MIB), check=False).returncode == 9
    *whole, root = blocks_of(document(MIB))
    assert len(list((folder / PARTIAL).iterdir())) == 1
    assert [block.cid for block in whole if store.has(str(block.cid))] == [block.cid for block in whole[:renames]]
    assert not store.has(str(root.cid))
    with pytest.raises(ContentNotFound):
        store.get(str(root.cid))
    assert store.get(store.put(document(MIB))) == document(MIB)


def test_left_overs_are_swept_once_they_are_old(store: EmbeddedStore, folder: Path) -> None:
    store.put(HELLO)
    old, young = folder / PARTIAL / "old", folder / PARTIAL / "young"
    for left in (old, young):
        left.write_bytes(b"half")
    then = young.stat().st_mtime - PARTIAL_MAX_AGE_SECONDS - 60
    os.utime(old, (then, then))
    store.sweep()
    assert list((folder / PARTIAL).iterdir()) == [young]
    assert store.get(HELLO_CID) == HELLO


def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    store = EmbeddedStore(blocked, max_bytes=MIB)
    with raises_worded(ContentUnavailable, match="check its free space and permissions"):
        store.put(HELLO)
    with raises_worded(ContentUnavailable, match="check its permissions and disk"):
        store.get(HELLO_CID)
    assert not store.has(HELLO_CID)


def test_a_failed_write_leaves_nothing_behind(
    store: EmbeddedStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        with raises_worded(ContentUnavailable, match="No space left"):
            store.put(HELLO)
    assert files(folder) == []
    assert store.put(HELLO) == HELLO_CID


def aged(folder: Path) -> None:
    for path in files(folder):
        os.utime(path, (0, 0))


@pytest.mark.parametrize("size", [0, 1, MIB])
def test_a_document_is_taken_away_whole(store: EmbeddedStore, folder: Path, size: int) -> None:
    cid = store.put(document(size))
    assert not store.remove(cid, ())  # somebody may be writing
    aged(folder)
    assert store.remove(cid, ())
    assert files(folder) == []
    assert store.remove(cid, ())
    assert not store.has_here(cid)


def test_what_others_need_stays(store: EmbeddedStore, folder: Path) -> None:
    """A leaf of another document, and one that is a document itself."""
    one, two = document(MIB), document(MIB)[: MIB // 2] + bytes(MIB // 2)
    first, second, leaf = store.put(one), store.put(two), store.put(one[-MIB // 4 :])
    aged(folder)
    assert store.remove(first, {leaf})
    assert not store.has(first)
    assert (store.get(second), store.get(leaf)) == (two, one[-MIB // 4 :])
    assert store.remove(second, {leaf})
    assert [path.name for path in files(folder)] == [leaf]


def test_a_document_without_a_leaf_is_taken_away_too(store: EmbeddedStore, folder: Path) -> None:
    cid = store.put(document(MIB))
    aged(folder)
    next(path for path in files(folder) if path.name != cid).unlink()
    assert store.remove(cid, ())
    assert not store.has(cid)


def test_what_is_put_again_is_new(store: EmbeddedStore, folder: Path) -> None:
    cid = store.put(HELLO)
    aged(folder)
    store.put(HELLO)
    assert not store.remove(cid, ())
    assert store.get(cid) == HELLO


def test_only_cids_are_taken_away(store: EmbeddedStore) -> None:
    with pytest.raises(InvalidCid):
        store.remove("../../etc/passwd", ())
