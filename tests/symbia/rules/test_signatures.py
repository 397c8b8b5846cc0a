"""One signature in its forms, and those of wallets that are still to be deployed."""

import pytest
from eth_abi.abi import encode
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from symbia.rules.signatures import compact, full, is_to_be_deployed, of_deployed

MAGIC = bytes.fromhex("6492" * 16)
KEY = Account.from_key("0x" + "a1" * 32)


@given(st.binary(min_size=32, max_size=32))
def test_short_and_long_are_the_same(digest: bytes) -> None:
    signed = bytes(KEY.unsafe_sign_hash(digest).signature)
    short = compact(signed)
    assert short is not None
    assert len(short) == 64
    assert full(short) == signed
    assert compact(short) == short
    assert compact(signed[:64] + bytes([signed[64] - 27])) == short


@given(st.binary(max_size=300))
def test_what_a_deployed_wallet_takes(own: bytes) -> None:
    wrapped = encode(["address", "bytes", "bytes"], ["0x" + "11" * 20, b"\x01", own]) + MAGIC
    assert is_to_be_deployed(wrapped)
    assert of_deployed(wrapped) == own


@pytest.mark.parametrize(
    "signature", [b"", b"\x01" * 65, MAGIC, b"\xff" * 96 + MAGIC, bytes(31) + MAGIC, MAGIC + b"\0"]
)
def test_anything_else_stays_as_it_is(signature: bytes) -> None:
    assert of_deployed(signature) == signature


@given(st.binary(max_size=200))
def test_whatever_ends_like_one_is_read_or_left(signature: bytes) -> None:
    of_deployed(signature + MAGIC)
