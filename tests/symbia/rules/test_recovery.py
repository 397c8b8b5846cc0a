"""Whose key signed: by libsecp256k1, which must say what the slow and plain code says."""

import random

import pytest
from eth_keys import KeyAPI
from eth_keys.backends import CoinCurveECCBackend, NativeECCBackend
from eth_keys.backends import get_backend as default_backend
from eth_keys.datatypes import PrivateKey, Signature
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils.crypto import keccak

from symbia.rules.signatures import compact, signer

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
FIELD = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F
EDGES = [0, 1, 2, 3, ORDER // 2, ORDER // 2 + 1, ORDER - 1, ORDER, ORDER + 1, FIELD - ORDER, FIELD, 2**255, 2**256 - 1]


def plainly(digest: bytes, short: bytes) -> str | None:
    """What `signer` says, by code in Python alone."""
    r, rest = int.from_bytes(short[:32]), int.from_bytes(short[32:])
    try:
        signature = Signature(vrs=(rest >> 255, r, rest & ((1 << 255) - 1)))
        return str(NativeECCBackend().ecdsa_recover(digest, signature).to_address())
    except (BadSignature, ValidationError):
        return None


def test_it_is_the_fast_one() -> None:
    assert isinstance(default_backend(), CoinCurveECCBackend)
    assert isinstance(KeyAPI().backend, CoinCurveECCBackend)


def test_it_finds_who_signed() -> None:
    chance = random.Random(7)
    for _ in range(50):
        key, digest = PrivateKey(chance.randbytes(32)), chance.randbytes(32)
        short = compact(key.sign_msg_hash(digest).to_bytes())
        assert short is not None
        assert signer(digest, short) == plainly(digest, short) == key.public_key.to_address()


@pytest.mark.parametrize("r", EDGES)
def test_it_refuses_what_the_plain_code_refuses(r: int) -> None:
    for digest in (bytes(32), keccak(b"a ballot"), b"\xff" * 32):
        for s in EDGES:
            for parity in (0, 1):
                short = r.to_bytes(32) + (s % 2**255 | parity << 255).to_bytes(32)
                assert signer(digest, short) == plainly(digest, short), (digest, s, parity)


def test_it_says_the_same_of_rubbish() -> None:
    chance = random.Random(8)
    found = set()
    for _ in range(60):
        digest, short = chance.randbytes(32), chance.randbytes(64)
        assert signer(digest, short) == plainly(digest, short)
        found.add(signer(digest, short) is None)
    assert found == {True, False}  # about half of all numbers are the x of a point
