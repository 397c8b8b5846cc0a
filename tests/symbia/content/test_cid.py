"""CIDs as text, as bytes and inside ipfs:// addresses."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbia.content import InvalidCid, cid_from_uri, ipfs_uri, parse_cid
from symbia.content.cid import Cid, cid_from_bytes
from tests.worded import raises_worded

from .samples import FOLDER_CID, HELLO, HELLO_CID, HELLO_CID_V0, HELLO_CID_V0_AS_V1

cids = st.builds(Cid, st.sampled_from(["raw", "dag-pb"]), st.binary(min_size=32, max_size=32))


def test_the_cid_of_a_block() -> None:
    assert str(Cid.of("raw", HELLO)) == HELLO_CID
    assert parse_cid(HELLO_CID) == Cid.of("raw", HELLO)
    assert parse_cid(HELLO_CID).names(HELLO)
    assert not parse_cid(HELLO_CID).names(HELLO + b"!")


def test_both_versions_of_a_cid_are_the_same_name() -> None:
    assert parse_cid(HELLO_CID_V0) == parse_cid(HELLO_CID_V0_AS_V1)
    assert str(parse_cid(HELLO_CID_V0)) == HELLO_CID_V0_AS_V1


@given(cids)
def test_text_and_bytes_come_back(cid: Cid) -> None:
    assert parse_cid(str(cid)) == cid
    assert cid_from_bytes(bytes(cid)) == cid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bafy",
        "Qm",
        "hello world",
        " " + HELLO_CID,
        HELLO_CID + "\n",
        HELLO_CID[:-1],
        HELLO_CID[:-1] + "f",  # bits beyond the last byte are set
        HELLO_CID.upper(),
        HELLO_CID + "/metadata.json",
        "../" + HELLO_CID,
        FOLDER_CID[:-1],
        "b" * 10_000,
        "zdj7WbTaiJT1fgatdet9Ei9iDB5hdCxkbVyhyh8YTUnXMiwYi",  # base58: CIDv1, another encoding
        "bafkqaaa",  # identity: the "hash" is the content
        "bafyrgqhai26anf3i7pips7q22coa4sz2fr4gk4q4sqdtymvvjyginfzaqewveaeqdh524nsktaq43j65v22xxrybrtertmcfxufdam3da3hbk",
        "bagaaieralsz2jdbc3t2gvzo4nzvmhnu5osxr4vcwypaecdnnyqlvkzmk67xq",  # codec json
    ],
)
def test_what_is_no_cid_of_ours_is_refused_with_advice(text: str) -> None:
    with raises_worded(InvalidCid, match=r"write it as CIDv1|in full|ipfs add"):
        parse_cid(text)


BASE32 = st.text("abcdefghijklmnopqrstuvwxyz234567", max_size=127).map("b".__add__)
BASE58 = st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", min_size=44, max_size=44)


@given(st.text() | BASE32 | BASE58.map("Qm".__add__))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(InvalidCid):
        assert parse_cid(str(parse_cid(text))) == parse_cid(text)


@given(st.binary(max_size=80))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    with suppress(InvalidCid):
        assert cid_from_bytes(bytes(cid_from_bytes(data))) == cid_from_bytes(data)


def test_a_long_text_makes_no_long_message() -> None:
    with raises_worded(InvalidCid, match=r"^.{100,400}$"):
        parse_cid("b" * 10_000)


def test_addresses() -> None:
    assert ipfs_uri(HELLO_CID) == f"ipfs://{HELLO_CID}"
    assert cid_from_uri(f"ipfs://{HELLO_CID}") == HELLO_CID
    assert cid_from_uri(f"ipfs://{HELLO_CID_V0}") == HELLO_CID_V0_AS_V1


@pytest.mark.parametrize("uri", [HELLO_CID, f"https://{HELLO_CID}", f"ipfs://{HELLO_CID}/1.json", "ipfs://", ""])
def test_other_addresses_are_refused(uri: str) -> None:
    with pytest.raises(InvalidCid):
        cid_from_uri(uri)


def test_an_address_is_made_of_a_cid_only() -> None:
    with pytest.raises(InvalidCid):
        ipfs_uri("x")
