"""Whether an account signed a digest: by its key, or as a contract says (EIP-1271)."""

from eth_abi.abi import encode
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from api.kit.chain import Chain, Reverted
from symbia.rules.addresses import checksum
from symbia.rules.ballots.typed_data import HIGHEST_S

MAX_SIGNATURE = 8_192  # bytes; a wallet of many owners answers for each of them
_ECDSA = 65
# Above half the order of secp256k1 lies the twin of every signature; contracts refuse it.
_IS_VALID_SIGNATURE = keccak(text="isValidSignature(bytes32,bytes)")[:4]
_YES = _IS_VALID_SIGNATURE + bytes(28)
_GAS = 5_000_000  # of a wallet's answer: passkeys are checked in Solidity


def personal_digest(text: str) -> bytes:
    """What a wallet signs for a text (EIP-191, `personal_sign`)."""
    body = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(body)).encode() + body)


def accepted(chain: Chain, chain_id: int, account: str, digest: bytes, signature: bytes) -> bytes | None:
    """The signature as contracts take it if `account` (lower case) made it, else None.

    The node is asked only where the key alone does not say yes. Raises `chain_unavailable`.
    """
    if recovered(digest, signature) == account:
        return signature[:64] + bytes([27 + signature[64] % 27])  # some wallets end it with 0 or 1
    return signature if _says_the_contract(chain, chain_id, account, digest, signature) else None


def recovered(digest: bytes, signature: bytes) -> str | None:
    """The account (lower case) whose key made a signature of 65 bytes, None if it is none."""
    if len(signature) != _ECDSA or signature[64] not in (0, 1, 27, 28):
        return None
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if s > HIGHEST_S:
        return None
    try:
        key = Signature(vrs=(signature[64] % 27, r, s)).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError):
        return None
    return key.to_address()


def _says_the_contract(chain: Chain, chain_id: int, account: str, digest: bytes, signature: bytes) -> bool:
    chain.require(chain_id)
    if not chain.has_code(checksum(account)):
        return False
    call = _IS_VALID_SIGNATURE + encode(["bytes32", "bytes"], [digest, signature])
    try:
        return chain.call(checksum(account), "0x" + call.hex(), _GAS) == _YES
    except Reverted:
        return False
