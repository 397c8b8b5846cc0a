"""Typed data of ballots: eth-account, an independent implementation, signs what we say is signed."""

from dataclasses import replace

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from symbia.rules.ballots.typed_data import UnsignedBallot, packed
from symbia.rules.signatures import compact, signer
from symbia.rules.typed_data import SigningDomain

DOMAIN = SigningDomain("Juniper Governor", 1337, "0x" + "ab" * 20)
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.fixture(params=range(8))
def account(request: pytest.FixtureRequest) -> LocalAccount:
    found: LocalAccount = Account.from_key((7 + request.param).to_bytes(32))
    return found


@pytest.mark.parametrize("wallet", [None, "0x" + "cd" * 20])
def test_a_wallet_signs_the_same_digest(account: LocalAccount, wallet: str | None) -> None:
    ballot = UnsignedBallot(7, 2**159 + 5, 2_000_000_000, wallet)
    signature = bytes(account.sign_typed_data(full_message=ballot.typed_data(DOMAIN)).signature)
    short = compact(signature)
    assert short is not None
    assert signer(ballot.digest(DOMAIN), short) == account.address.lower()
    assert compact(short) == short
    assert compact(signature[:64] + bytes([signature[64] - 27])) == short
    for other in (replace(ballot, choice=1), replace(ballot, proposal=8), replace(ballot, deadline=1)):
        assert signer(other.digest(DOMAIN), short) != account.address.lower()
    assert signer(ballot.digest(replace(DOMAIN, chain_id=1)), short) != account.address.lower()


def test_a_high_s_is_refused(account: LocalAccount) -> None:
    ballot = UnsignedBallot(7, 1, 2_000_000_000)
    made = account.sign_typed_data(full_message=ballot.typed_data(DOMAIN))
    twin = made.r.to_bytes(32) + (ORDER - made.s).to_bytes(32) + bytes([55 - made.v])
    assert compact(twin) is None
    # EIP-2098 has no room for a high s: written anyway it reads as another signature.
    short = made.r.to_bytes(32) + (ORDER - made.s).to_bytes(32)
    assert signer(ballot.digest(DOMAIN), short) != account.address.lower()


@pytest.mark.parametrize("junk", [b"", bytes(64), bytes(65), b"\xff" * 64, b"\xff" * 65, bytes(66)])
def test_junk_is_nobodys(junk: bytes) -> None:
    short = compact(junk)
    assert short is None or signer(bytes(32), short) is None


def test_packed_as_the_contract_reads_it() -> None:
    assert packed("for_against", bytes(64), 2) == bytes(64) + b"\x02"
    assert packed("approval", bytes(64), 0x203) == bytes(64) + b"\x02\x03"
    assert len(packed("split", bytes(64), 10_000)) == 84
    assert packed("ranked", bytes(64), 0x21) == bytes(64) + b"\x00\x00\x21"
