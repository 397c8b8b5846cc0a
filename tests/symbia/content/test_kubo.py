"""A node that lies, hangs, floods or fails: each ends in its own error, and none of them for ever."""

from itertools import count
from types import SimpleNamespace

import pytest

from symbia.content import ContentMismatch, ContentNotFound, ContentTooLarge, ContentUnavailable, cid_of
from symbia.content.kubo import KuboStore
from symbia.content.tree import blocks_of
from tests.worded import raises_worded

from .fake_node import FakeNode, Request
from .samples import HELLO, HELLO_BLOCK_V0, HELLO_CID, HELLO_CID_V0, HELLO_CID_V0_AS_V1, MIB, document


@pytest.fixture
def store(node: FakeNode) -> KuboStore:
    return KuboStore(node.address, max_bytes=MIB, timeout=30)


@pytest.fixture
def hasty(node: FakeNode) -> KuboStore:
    return KuboStore(node.address, max_bytes=MIB, timeout=0.3)


def fill(node: FakeNode, data: bytes) -> str:
    node.blocks |= {str(cid): block for cid, block in blocks_of(data)}
    return cid_of(data)


def test_a_document_is_read_block_by_block(node: FakeNode, store: KuboStore) -> None:
    cid = fill(node, document(MIB))
    assert store.get(cid) == document(MIB)
    assert [command for command, _ in node.calls] == ["block/get"] * 5


def test_a_cid_of_version_0_is_asked_for_in_version_1(node: FakeNode, store: KuboStore) -> None:
    node.blocks[HELLO_CID_V0_AS_V1] = HELLO_BLOCK_V0
    assert store.get(HELLO_CID_V0) == HELLO


def test_wrong_bytes_are_never_served(node: FakeNode, store: KuboStore) -> None:
    cid = fill(node, document(MIB))
    for name, block in list(node.blocks.items()):
        node.blocks[name] = block[:-1] + bytes([block[-1] ^ 1])
        with raises_worded(ContentMismatch, match=rf"The IPFS node at {node.address} holds other bytes"):
            store.get(cid)
        node.blocks[name] = block
    assert store.get(cid) == document(MIB)


def test_missing_content_is_found_once_it_is_there(node: FakeNode, store: KuboStore) -> None:
    with raises_worded(ContentNotFound, match="add it there, then try again"):
        store.get(HELLO_CID)
    assert not store.has(HELLO_CID)
    fill(node, HELLO)
    assert store.has(HELLO_CID)
    assert store.get(HELLO_CID) == HELLO


def test_asking_whether_does_not_search_the_network(node: FakeNode, store: KuboStore) -> None:
    store.has(HELLO_CID)
    assert node.calls[0][1]["offline"] == "true"


@pytest.mark.parametrize("manner", ["hang", "trickle"])
def test_a_slow_node_is_given_up_in_time(node: FakeNode, hasty: KuboStore, manner: str) -> None:
    for command in ("block/get", "block/stat", "add"):
        node.serve_always(command, getattr(node, manner))
    for call in (hasty.get, hasty.has):
        with raises_worded(ContentUnavailable, match=r"did not answer within 0\.3 s: try again later"):
            call(HELLO_CID)
    with raises_worded(ContentUnavailable, match="did not answer within"):
        hasty.put(HELLO)


def test_the_time_is_for_the_whole_document(node: FakeNode, hasty: KuboStore, monkeypatch: pytest.MonkeyPatch) -> None:
    cid = fill(node, document(MIB))
    clock = count(step=0.1)
    monkeypatch.setattr("symbia.content.kubo.time", SimpleNamespace(monotonic=lambda: next(clock)))
    with raises_worded(ContentUnavailable, match="did not answer within"):
        hasty.get(cid)
    assert 0 < len(node.calls) < 5  # the time was up after some of its blocks


def test_a_flood_is_cut(node: FakeNode, store: KuboStore) -> None:
    node.serve_always("block/get", node.flood)
    with raises_worded(ContentUnavailable, match="more than 2097152 bytes"):
        store.get(HELLO_CID)


def test_a_connection_that_breaks_is_no_mismatch(node: FakeNode, store: KuboStore) -> None:
    node.serve_always("block/get", node.cut_off)
    with raises_worded(ContentUnavailable, match="check that it runs"):
        store.get(HELLO_CID)


def test_nobody_listens(store: KuboStore, node: FakeNode) -> None:
    node.socket.close()
    for call in (store.get, store.has):
        with raises_worded(ContentUnavailable, match="check that it runs and that its RPC API listens there"):
            call(HELLO_CID)


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, b"<html>Bad Gateway</html>"), (200, b"not JSON"), (200, b""), (200, b"[1]"), (200, b"{}")],
)
def test_something_else_listens(node: FakeNode, store: KuboStore, status: int, body: bytes) -> None:
    def answer(request: Request) -> None:
        request.answer(body, status)

    node.serve_always("add", answer)
    with raises_worded(ContentUnavailable, match="check that it runs"):
        store.put(HELLO)


def test_a_node_that_names_content_differently_is_refused(node: FakeNode, store: KuboStore) -> None:
    def answer(request: Request) -> None:
        request.answer_json({"Name": "", "Hash": HELLO_CID_V0})

    node.serve_always("add", answer)
    with raises_worded(ContentMismatch, match="Use a plain Kubo node"):
        store.put(HELLO)


def test_every_option_that_the_cid_depends_on_is_said(node: FakeNode, store: KuboStore) -> None:
    node.serve_always("add", lambda request: request.answer_json({"Name": "", "Hash": HELLO_CID}))
    assert store.put(HELLO) == HELLO_CID
    said = node.calls[0][1]
    assert (said["cid-version"], said["raw-leaves"], said["chunker"]) == ("1", "true", "size-262144")
    assert (said["max-file-links"], said["trickle"], said["hash"]) == ("174", "false", "sha2-256")
    assert said["pin"] == "true"


def test_too_large_is_refused_before_the_node_is_asked(node: FakeNode, store: KuboStore) -> None:
    with pytest.raises(ContentTooLarge):
        store.put(bytes(MIB + 1))
    assert node.calls == []


def test_a_document_larger_than_allowed_is_given_up_early(node: FakeNode) -> None:
    cid = fill(node, document(MIB))
    with pytest.raises(ContentTooLarge):
        KuboStore(node.address, max_bytes=300_000, timeout=30).get(cid)
    assert len(node.calls) == 3  # the root, one leaf that fits, one that does not


def test_a_document_is_unpinned(node: FakeNode, store: KuboStore) -> None:
    node.serve_always("pin/rm", lambda request: request.answer_json({"Pins": [HELLO_CID]}))
    store.unpin(HELLO_CID)
    assert [(command, options["arg"]) for command, options in node.calls] == [("pin/rm", HELLO_CID)]


def test_what_is_not_pinned_is_unpinned_already(node: FakeNode, store: KuboStore) -> None:
    said = {"Message": "not pinned or pinned indirectly", "Code": 0, "Type": "error"}
    node.serve_always("pin/rm", lambda request: request.answer_json(said, status=500))
    store.unpin(HELLO_CID)


def test_a_node_that_does_not_unpin_says_so(node: FakeNode, store: KuboStore) -> None:
    node.serve_always("pin/rm", lambda request: request.answer(b"", status=503))
    with pytest.raises(ContentUnavailable):
        store.unpin(HELLO_CID)
