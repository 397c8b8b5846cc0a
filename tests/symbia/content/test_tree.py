"""Documents cut into blocks and joined again."""

import pytest

from symbia.content import ContentMismatch, ContentTooLarge, UnsupportedContent, cid_of
from symbia.content.cid import Cid, parse_cid
from symbia.content.dagpb import ChildLink, encode
from symbia.content.tree import CHUNK_BYTES, MAX_DEPTH, MAX_LINKS, ReadDocument, blocks_of, read
from symbia.text import Text
from tests.worded import raises_worded

from .samples import FOLDER_BLOCK, FOLDER_CID, HELLO, HELLO_BLOCK_V0, HELLO_CID, HELLO_CID_V0, MIB, RECORDED, document

Blocks = dict[Cid, bytes]
SOURCE = Text.of("content.disk.name", folder="of the test")


def read_from(blocks: Blocks, root: Cid, max_bytes: int = MIB) -> ReadDocument:
    return read(root, blocks.__getitem__, max_bytes=max_bytes, source=SOURCE)


def add(blocks: Blocks, *below: ChildLink) -> Cid:
    node = encode(below)
    cid = Cid.of("dag-pb", node)
    blocks[cid] = node
    return cid


@pytest.mark.parametrize(("size", "cid"), RECORDED.items())
def test_documents_have_the_names_kubo_gives_them(size: int, cid: str) -> None:
    assert cid_of(document(size)) == cid


def test_well_known_names() -> None:
    assert cid_of(HELLO) == HELLO_CID
    assert cid_of(b"") == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"


@pytest.mark.parametrize("size", RECORDED)
def test_a_document_comes_back_from_its_blocks(size: int) -> None:
    blocks = list(blocks_of(document(size)))
    root = blocks[-1].cid
    found = read_from(dict(blocks), root, max_bytes=size)
    assert found.data == document(size)
    assert found.blocks == dict(blocks)
    assert next(iter(found.blocks)) == root


def test_the_root_comes_last_and_no_node_is_overfull() -> None:
    *_, left, right, root = blocks_of(document(MAX_LINKS * CHUNK_BYTES + 1))
    assert [cid.codec for cid, _ in (left, right, root)] == ["dag-pb"] * 3
    assert root.data.count(bytes(left.cid)) == root.data.count(bytes(right.cid)) == 1


def test_a_leaf_of_older_kubo_defaults_is_read() -> None:
    root = parse_cid(HELLO_CID_V0)
    assert read_from({root: HELLO_BLOCK_V0}, root).data == HELLO


def test_a_folder_is_not_read() -> None:
    root = parse_cid(FOLDER_CID)
    with pytest.raises(UnsupportedContent):
        read_from({root: FOLDER_BLOCK}, root)


def test_a_wrong_block_anywhere_is_a_mismatch() -> None:
    blocks = dict(blocks_of(document(MIB)))
    root = list(blocks)[-1]
    for cid, data in blocks.items():
        with raises_worded(ContentMismatch, match=f"The content folder of the test holds other bytes than block {cid}"):
            read_from(blocks | {cid: data[:-1] + bytes([data[-1] ^ 1])}, root)


def test_one_byte_more_than_allowed_is_refused() -> None:
    blocks = dict(blocks_of(document(MIB)))
    with raises_worded(ContentTooLarge, match="more than the 1048575 bytes allowed"):
        read_from(blocks, list(blocks)[-1], max_bytes=MIB - 1)


def test_a_tree_that_repeats_itself_ends() -> None:
    """174 links to the same node, eight levels deep, would be 8e17 leaves in nine blocks."""
    empty = Cid.of("raw", b"")
    blocks: Blocks = {empty: b""}
    top = empty
    for _ in range(MAX_DEPTH):
        top = add(blocks, *[ChildLink(top, 0, 0)] * MAX_LINKS)
    with raises_worded(ContentTooLarge, match="more than 4096 blocks or 8 levels"):
        read_from(blocks, top)


def test_a_tree_that_only_goes_down_ends() -> None:
    leaf = Cid.of("raw", HELLO)
    blocks: Blocks = {leaf: HELLO}
    top = leaf
    for _ in range(MAX_DEPTH):
        top = add(blocks, ChildLink(top, len(HELLO), 0))
    assert read_from(blocks, top).data == HELLO
    with pytest.raises(ContentTooLarge):
        read_from(blocks, add(blocks, ChildLink(top, len(HELLO), 0)))


def test_nodes_that_hold_nothing_but_padding_end() -> None:
    """Each is a valid node with a field that nobody reads: 400 KB, no content, and linked only once."""
    blocks: Blocks = {}
    padded = [encode([]) + b"\x1a\x80\xb5\x18" + bytes([number]) * 400_000 for number in range(10)]
    cids = [Cid.of("dag-pb", node) for node in padded]
    blocks |= zip(cids, padded, strict=True)
    root = add(blocks, *[ChildLink(cid, 0, 0) for cid in cids])
    assert read_from(blocks, root, max_bytes=3 * MIB).data == b""
    with raises_worded(ContentTooLarge, match="more than the 2162688 bytes allowed"):
        read_from(blocks, root)


def test_a_repeated_block_is_fetched_once() -> None:
    asked: list[Cid] = []
    blocks = dict(blocks_of(bytes(3 * CHUNK_BYTES)))

    def fetch(cid: Cid) -> bytes:
        asked.append(cid)
        return blocks[cid]

    root = list(blocks)[-1]
    assert read(root, fetch, max_bytes=MIB, source=SOURCE).data == bytes(3 * CHUNK_BYTES)
    assert len(asked) == len(blocks) == 2
