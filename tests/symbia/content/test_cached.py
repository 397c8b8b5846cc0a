"""The disk in front of a node.

Invariant 17 of docs/invariants.md.
"""

import os
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from symbia.content import ContentMismatch, ContentNotFound, ContentUnavailable, UnsupportedContent, cid_of
from symbia.content.cached import CachedStore
from symbia.content.disk import EmbeddedStore
from symbia.content.kubo import KuboStore
from symbia.content.tree import blocks_of
from tests.worded import raises_worded

from .fake_node import FakeNode, Request
from .samples import (
    FOLDER_BLOCK,
    FOLDER_CID,
    HELLO,
    HELLO_BLOCK_V0,
    HELLO_CID,
    HELLO_CID_V0,
    HELLO_CID_V0_AS_V1,
    MIB,
    document,
)


@pytest.fixture
def local(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "content", max_bytes=MIB)


@pytest.fixture
def store(local: EmbeddedStore, node: FakeNode) -> CachedStore:
    node.blocks = {str(cid): block for cid, block in blocks_of(document(MIB))}
    return CachedStore(local, KuboStore(node.address, max_bytes=MIB, timeout=30))


LARGE_CID = cid_of(document(MIB))


def test_what_the_node_gave_is_kept(store: CachedStore, local: EmbeddedStore, node: FakeNode) -> None:
    assert store.has(LARGE_CID)
    assert not local.has(LARGE_CID)
    assert store.get(LARGE_CID) == document(MIB)
    node.blocks.clear()
    node.calls.clear()
    assert store.get(LARGE_CID) == local.get(LARGE_CID) == document(MIB)
    assert store.has(LARGE_CID)
    assert node.calls == []


def test_it_is_kept_under_the_cid_that_was_asked_for(store: CachedStore, node: FakeNode) -> None:
    node.blocks[HELLO_CID_V0_AS_V1] = HELLO_BLOCK_V0
    assert store.get(HELLO_CID_V0) == HELLO
    node.blocks.clear()
    assert store.get(HELLO_CID_V0) == HELLO


@pytest.mark.parametrize(
    ("served", "error"),
    [
        (b"other bytes", ContentMismatch),
        (b"", ContentMismatch),
        (None, ContentNotFound),
    ],
)
def test_a_document_with_a_wrong_or_missing_block_is_not_kept(
    store: CachedStore, local: EmbeddedStore, node: FakeNode, served: bytes | None, error: type[Exception]
) -> None:
    leaf = next(iter(node.blocks))
    right = node.blocks.pop(leaf)
    if served is not None:
        node.blocks[leaf] = served
    with pytest.raises(error):
        store.get(LARGE_CID)
    assert not local.has(LARGE_CID)
    node.blocks[leaf] = right
    assert store.get(LARGE_CID) == document(MIB)


def test_a_folder_is_not_kept(store: CachedStore, local: EmbeddedStore, node: FakeNode) -> None:
    node.serve_always("block/get", lambda request: request.answer(FOLDER_BLOCK))
    with pytest.raises(UnsupportedContent):
        store.get(FOLDER_CID)
    assert not local.has(FOLDER_CID)


def test_a_damaged_copy_is_replaced_by_the_node_s(store: CachedStore, local: EmbeddedStore, tmp_path: Path) -> None:
    store.get(LARGE_CID)
    root = next((tmp_path / "content").rglob(LARGE_CID))
    root.write_bytes(b"rotten")
    with capture_logs() as logs:
        assert store.get(LARGE_CID) == document(MIB)
    assert [line["event"] for line in logs] == ["content_not_readable_here"]
    assert local.get(LARGE_CID) == document(MIB)


def test_a_node_that_is_down_leaves_the_copy_here_and_says_so(
    store: CachedStore, local: EmbeddedStore, node: FakeNode
) -> None:
    node.serve_always("add", lambda request: request.answer(b"", status=503))
    with pytest.raises(ContentUnavailable):
        store.put(HELLO)
    assert local.get(HELLO_CID) == store.get(HELLO_CID) == HELLO
    node.serve_always("add", lambda request: request.answer_json({"Hash": HELLO_CID}))
    assert store.put(HELLO) == HELLO_CID


def test_a_node_that_names_it_differently_is_refused(store: CachedStore, node: FakeNode) -> None:
    def answer(request: Request) -> None:
        request.answer_json({"Hash": HELLO_CID_V0})

    node.serve_always("add", answer)
    with pytest.raises(ContentMismatch):
        store.put(HELLO)


def test_a_disk_that_cannot_be_written_does_not_hide_the_node(node: FakeNode, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    node.blocks[HELLO_CID] = HELLO
    store = CachedStore(EmbeddedStore(blocked, max_bytes=MIB), KuboStore(node.address, max_bytes=MIB, timeout=30))
    with capture_logs() as logs:
        assert store.get(HELLO_CID) == HELLO
    assert [line["event"] for line in logs] == ["content_not_readable_here", "content_not_kept_here"]


def test_a_document_is_kept_root_last(
    store: CachedStore, local: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up half-way must not leave a root that promises what is not there."""
    rename, renames = Path.replace, count()

    def fill_up(self: Path, target: Path) -> Path:
        if next(renames) == 2:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(Path, "replace", fill_up)
        assert store.get(LARGE_CID) == document(MIB)
    assert [line["event"] for line in logs] == ["content_not_kept_here"]
    assert not local.has(LARGE_CID)
    assert store.get(LARGE_CID) == local.get(LARGE_CID) == document(MIB)


def test_missing_here_and_there(store: CachedStore, node: FakeNode) -> None:
    assert not store.has(HELLO_CID)
    with raises_worded(ContentNotFound, match="The IPFS node"):
        store.get(HELLO_CID)
    node.blocks[HELLO_CID] = HELLO
    assert store.get(HELLO_CID) == HELLO


def test_what_is_only_asked_for_is_not_kept(store: CachedStore, local: EmbeddedStore) -> None:
    assert store.get(LARGE_CID, keep=False) == document(MIB)
    assert not local.has(LARGE_CID)
    assert not store.has_here(LARGE_CID)
    assert store.has(LARGE_CID)


def test_what_is_removed_here_is_unpinned_there(
    store: CachedStore, local: EmbeddedStore, node: FakeNode, tmp_path: Path
) -> None:
    node.serve_always("pin/rm", lambda request: request.answer_json({"Pins": [LARGE_CID]}))
    store.get(LARGE_CID)
    for path in (tmp_path / "content").rglob("baf*"):
        os.utime(path, (0, 0))
    assert store.remove(LARGE_CID, ())
    assert not local.has(LARGE_CID)
    node.calls.clear()
    store.unpin(LARGE_CID)
    assert [command for command, _ in node.calls] == ["pin/rm"]
