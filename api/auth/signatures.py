"""Whether an account signed a digest: by its key, or as a contract says (EIP-1271)."""

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.kit.chain import Chain, Reverted
from symbia.rules.addresses import checksum
from symbia.rules.signatures import SIGNATURE_BYTES, compact, signer

MAX_SIGNATURE = 8_192  # bytes; a wallet of many owners answers for each of them
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
    short = compact(signature) if len(signature) == SIGNATURE_BYTES else None
    return None if short is None else signer(digest, short)


def _says_the_contract(chain: Chain, chain_id: int, account: str, digest: bytes, signature: bytes) -> bool:
    chain.require(chain_id)
    if not chain.has_code(checksum(account)):
        return False
    call = _IS_VALID_SIGNATURE + encode(["bytes32", "bytes"], [digest, signature])
    try:
        return chain.call(checksum(account), "0x" + call.hex(), _GAS) == _YES
    except Reverted:
        return False
