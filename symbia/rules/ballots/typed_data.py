"""The documents that wallets sign (EIP-712), and how signed ballots are packed for `BrandGovernor.castBallots`."""

from dataclasses import dataclass
from typing import Any

from eth_account.messages import encode_typed_data
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from symbia.rules.ballots.names import Method

VERSION = "1"
MEMBER_BALLOT = "MemberBallot"
WALLET_BALLOT = "WalletBallot"
SIGNATURE_BYTES = 65
COMPACT_BYTES = 64  # EIP-2098
CHOICE_BYTES: dict[Method, int] = {"for_against": 1, "single_choice": 1, "approval": 2, "split": 20, "ranked": 3}
# Above half the order of secp256k1 lies the twin of every signature; contracts refuse it.
HIGHEST_S = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2
_DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
_FIELDS = {
    MEMBER_BALLOT: {"proposalId": "uint256", "choice": "uint256", "deadline": "uint256"},
    WALLET_BALLOT: {"proposalId": "uint256", "choice": "uint256", "voter": "address", "deadline": "uint256"},
}


@dataclass(frozen=True, slots=True)
class Domain:
    """Where ballots count. `name` is the governor's, see `governor_name`; `governor` its address."""

    name: str
    chain_id: int
    governor: str


@dataclass(frozen=True, slots=True)
class BallotDocument:
    """One ballot before it is signed. `choice` as a number; `deadline`: last second at which it counts, unix seconds.

    `wallet`: the voter, if it is a contract (EIP-1271): its ballot names it, a member's is known by the signature.
    """

    proposal: int
    choice: int
    deadline: int
    wallet: str | None = None

    @property
    def type(self) -> str:
        """The primary type."""
        return MEMBER_BALLOT if self.wallet is None else WALLET_BALLOT

    def typed_data(self, domain: Domain) -> dict[str, Any]:
        """For `eth_signTypedData_v4`. Numbers above 2^53 would not survive JavaScript: the ballot's are text."""
        return self._document(domain, as_text=True)

    def digest(self, domain: Domain) -> bytes:
        """What is signed."""
        message = encode_typed_data(full_message=self._document(domain, as_text=False))
        return keccak(b"\x19" + message.version + message.header + message.body)

    def _document(self, domain: Domain, *, as_text: bool) -> dict[str, Any]:
        numbers = {"proposalId": self.proposal, "choice": self.choice, "deadline": self.deadline}
        message: dict[str, Any] = {name: str(value) if as_text else value for name, value in numbers.items()}
        if self.wallet is not None:
            message["voter"] = to_checksum_address(self.wallet)
        return {
            "types": {"EIP712Domain": _listed(_DOMAIN), self.type: _listed(_FIELDS[self.type])},
            "primaryType": self.type,
            "domain": {
                "name": domain.name,
                "version": VERSION,
                "chainId": domain.chain_id,
                "verifyingContract": to_checksum_address(domain.governor),
            },
            "message": message,
        }


def governor_name(brand: str) -> str:
    """What `scripts.deploy` calls a brand's governor."""
    return f"{brand} Governor"


def compact(signature: bytes) -> bytes | None:
    """A signature of 65 bytes (v 0, 1, 27, 28), or one that is compact already, as EIP-2098 writes it; None if it is
    neither, or has a high s."""
    if len(signature) == COMPACT_BYTES:
        return signature if int.from_bytes(signature[32:]) & ((1 << 255) - 1) <= HIGHEST_S else None
    if len(signature) != SIGNATURE_BYTES or signature[64] not in (0, 1, 27, 28):
        return None
    s = int.from_bytes(signature[32:64])
    if s > HIGHEST_S:
        return None
    parity = signature[64] % 27
    return signature[:32] + (s | parity << 255).to_bytes(32)


def signer(digest: bytes, compact_signature: bytes) -> str | None:
    """The account (lower case) whose key signed; None for what nobody signed."""
    r, parity_and_s = int.from_bytes(compact_signature[:32]), int.from_bytes(compact_signature[32:])
    try:
        vrs = (parity_and_s >> 255, r, parity_and_s & ((1 << 255) - 1))
        return str(Signature(vrs=vrs).recover_public_key_from_msg_hash(digest).to_address())
    except (BadSignature, ValidationError):
        return None


def packed(method: Method, compact_signature: bytes, choice: int) -> bytes:
    """One ballot of a batch."""
    return compact_signature + choice.to_bytes(CHOICE_BYTES[method])


def _listed(types: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in types.items()]
