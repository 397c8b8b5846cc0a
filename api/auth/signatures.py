"""Whether an account signed a digest: by its key, or as a contract says (EIP-1271)."""

from typing import Annotated

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from pydantic import Field

from api.kit.chain import Chain, Reverted
from symbia.rules.addresses import checksum
from symbia.rules.signatures import compact, full, is_to_be_deployed, of_deployed, signer
from symbia.text import Text, TextError

MAX_SIGNATURE = 8_192  # bytes; a wallet of many owners answers for each of them
_IS_VALID_SIGNATURE = keccak(text="isValidSignature(bytes32,bytes)")[:4]
_YES = _IS_VALID_SIGNATURE + bytes(28)
_GAS = 5_000_000  # of a wallet's answer: passkeys are checked in Solidity

SignatureText = Annotated[
    str,
    Field(
        pattern=r"^0x([0-9a-fA-F]{2})*$",
        max_length=2 + 2 * MAX_SIGNATURE,
        description="Of a key 65 bytes, or 64 (EIP-2098); of a contract wallet what it takes (EIP-1271): `0x` where "
        "its owners approved on chain",
    ),
]
"""Every signature that the API is handed."""


class NotSigned(TextError):  # noqa: N818 - says what happened
    """The account did not make the signature. The text says why and what to do: a clause after a colon, without a full
    stop."""


def personal_digest(text: str) -> bytes:
    """What a wallet signs for a text (EIP-191, `personal_sign`)."""
    body = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(body)).encode() + body)


def accepted(chain: Chain, chain_id: int, account: str, digest: bytes, signature: bytes) -> bytes:
    """The signature as contracts take it, if `account` (lower case) made it.

    The node is asked only where the key alone does not say yes. Raises NotSigned, and `chain_unavailable`.
    """
    short = compact(signature)
    who = None if short is None else signer(digest, short)
    if short is not None and who == account:
        return full(short)
    chain.require(chain_id)
    if not chain.has_code(checksum(account)):
        raise NotSigned(not_of_key(account, signature, who))
    own = of_deployed(signature)
    if not _says_the_contract(chain, account, digest, own):
        raise NotSigned.of("auth.signature.code", account=checksum(account))
    return own


def not_of_key(account: str, signature: bytes, who: str | None) -> Text:
    """Why a signature is not of an account (lower case) without code: a clause. `who`: whose key made it, if any."""
    if who is not None:
        return Text.of("auth.signature.another", signer=checksum(who))
    of = {"account": checksum(account)}
    if not signature:
        return Text.of("auth.signature.empty", **of)
    if is_to_be_deployed(signature):
        return Text.of("auth.signature.to_be_deployed", **of)
    return Text.of("auth.signature.none", size=len(signature), **of)


def _says_the_contract(chain: Chain, account: str, digest: bytes, signature: bytes) -> bool:
    call = _IS_VALID_SIGNATURE + encode(["bytes32", "bytes"], [digest, signature])
    try:
        return chain.call(checksum(account), "0x" + call.hex(), _GAS) == _YES
    except Reverted:
        return False
