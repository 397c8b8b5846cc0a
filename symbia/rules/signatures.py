"""Signatures of keys (secp256k1): in their short form (EIP-2098), and whose they are; and those of wallets to come."""

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

SIGNATURE_BYTES = 65
COMPACT_BYTES = 64  # EIP-2098
_TO_BE_DEPLOYED = bytes.fromhex("6492" * 16)  # how a signature ends that says how to deploy its wallet (ERC-6492)
# Above half the order of secp256k1 lies the twin of every signature; contracts refuse it.
_HIGHEST_S = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2


def compact(signature: bytes) -> bytes | None:
    """A signature of 65 bytes (v 0, 1, 27, 28), or one that is compact already, as EIP-2098 writes it; None if it is
    neither, or has a high s."""
    if len(signature) == COMPACT_BYTES:
        return signature if int.from_bytes(signature[32:]) & ((1 << 255) - 1) <= _HIGHEST_S else None
    if len(signature) != SIGNATURE_BYTES or signature[64] not in (0, 1, 27, 28):
        return None
    s = int.from_bytes(signature[32:64])
    if s > _HIGHEST_S:
        return None
    parity = signature[64] % 27
    return signature[:32] + (s | parity << 255).to_bytes(32)


def full(compact_signature: bytes) -> bytes:
    """The same in 65 bytes with a v of 27 or 28: the only form that OpenZeppelin's contracts read."""
    parity_and_s = int.from_bytes(compact_signature[32:])
    s, parity = parity_and_s & ((1 << 255) - 1), parity_and_s >> 255
    return compact_signature[:32] + s.to_bytes(32) + bytes([27 + parity])


def is_to_be_deployed(signature: bytes) -> bool:
    """Whether it also says how to deploy the wallet that signs (ERC-6492)."""
    return signature.endswith(_TO_BE_DEPLOYED)


def of_deployed(signature: bytes) -> bytes:
    """What a wallet itself takes once it is deployed (ERC-6492); any other signature as it is."""
    if not is_to_be_deployed(signature):
        return signature
    try:
        _, _, own = decode(["address", "bytes", "bytes"], signature[: -len(_TO_BE_DEPLOYED)])
    except DecodingError:
        return signature
    return bytes(own)


def signer(digest: bytes, compact_signature: bytes) -> str | None:
    """The account (lower case) whose key signed; None for what nobody signed."""
    r, parity_and_s = int.from_bytes(compact_signature[:32]), int.from_bytes(compact_signature[32:])
    try:
        vrs = (parity_and_s >> 255, r, parity_and_s & ((1 << 255) - 1))
        return str(Signature(vrs=vrs).recover_public_key_from_msg_hash(digest).to_address())
    except (BadSignature, ValidationError):
        return None
