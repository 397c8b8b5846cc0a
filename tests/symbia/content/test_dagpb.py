"""Nodes of large files, written and read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.content import UnsupportedContent
from symbia.content.cid import Cid, parse_cid
from symbia.content.dagpb import ChildLink, FileNode, decode, encode
from tests.worded import raises_worded

from .samples import FOLDER_BLOCK, FOLDER_CID, HELLO, HELLO_BLOCK_V0, HELLO_CID_V0

sizes = st.integers(min_value=0, max_value=2**63)
children = st.lists(
    st.builds(
        ChildLink,
        st.builds(Cid, st.sampled_from(["raw", "dag-pb"]), st.binary(min_size=32, max_size=32)),
        sizes,
        sizes,
    ),
    max_size=5,
)


@given(children)
def test_a_node_comes_back(below: list[ChildLink]) -> None:
    assert decode(encode(below)) == FileNode(b"", tuple(child.cid for child in below))


def test_a_leaf_of_older_kubo_defaults() -> None:
    assert parse_cid(HELLO_CID_V0).names(HELLO_BLOCK_V0)
    assert decode(HELLO_BLOCK_V0) == FileNode(HELLO, ())


def test_a_folder_is_no_document() -> None:
    assert parse_cid(FOLDER_CID).names(FOLDER_BLOCK)
    with raises_worded(UnsupportedContent, match="use the CID of the file itself"):
        decode(FOLDER_BLOCK)


@pytest.mark.parametrize(
    "block",
    [
        b"",  # no UnixFS message
        bytes.fromhex("0a020801" * 2),  # two of them
        bytes.fromhex("0a00"),  # one without a type
        bytes.fromhex("0802"),  # a number where the message belongs
        bytes.fromhex("0a05080212"),  # cut off
        bytes.fromhex("0affffffffffffffffffff7f"),  # a length of more than 64 bits
        bytes.fromhex("0d00000000"),  # fixed32, not used by dag-pb
        bytes.fromhex("120012000a020802"),  # links without a CID
        bytes.fromhex("12060a04000000000a020802"),  # a link whose CID is none
        bytes.fromhex("0a041a020802"),  # a type inside another field
        bytes.fromhex("0a020802") + bytes.fromhex("1800") * 10_000,  # more fields than any writer puts there
        bytes.fromhex("0a0408021006"),  # a number for the file's own bytes
    ],
)
def test_broken_nodes_are_refused(block: bytes) -> None:
    with pytest.raises(UnsupportedContent):
        decode(block)


@given(children.map(encode), st.data())
def test_no_damage_breaks_the_reader(block: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(block) - 1))
    damaged = block[:at] + data.draw(st.binary(max_size=3)) + block[at + data.draw(st.integers(0, 3)) :]
    with suppress(UnsupportedContent):
        assert isinstance(decode(damaged), FileNode)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(block: bytes) -> None:
    with suppress(UnsupportedContent):
        assert isinstance(decode(block), FileNode)
