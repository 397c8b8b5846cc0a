"""What wallets sign of a ballot (EIP-712), and how signed ballots are packed for `BrandGovernor.castBallots`."""

from dataclasses import dataclass
from typing import Any

from eth_utils.address import to_checksum_address

from symbia.rules.ballots.names import Method
from symbia.rules.typed_data import SigningDomain, Struct

MEMBER_BALLOT = "MemberBallot"
WALLET_BALLOT = "WalletBallot"
CHOICE_BYTES: dict[Method, int] = {"for_against": 1, "single_choice": 1, "approval": 2, "split": 20, "ranked": 3}
_FIELDS = {
    MEMBER_BALLOT: {"proposalId": "uint256", "choice": "uint256", "deadline": "uint256"},
    WALLET_BALLOT: {"proposalId": "uint256", "choice": "uint256", "voter": "address", "deadline": "uint256"},
}


@dataclass(frozen=True, slots=True)
class UnsignedBallot:
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

    def typed_data(self, domain: SigningDomain) -> dict[str, Any]:
        """For `eth_signTypedData_v4`; `domain` is the governor's."""
        return self._struct().typed_data(domain)

    def digest(self, domain: SigningDomain) -> bytes:
        """What is signed, 32 bytes."""
        return self._struct().digest(domain)

    def _struct(self) -> Struct:
        values: dict[str, Any] = {"proposalId": self.proposal, "choice": self.choice, "deadline": self.deadline}
        if self.wallet is not None:
            values["voter"] = to_checksum_address(self.wallet)
        return Struct(self.type, _FIELDS[self.type], values)


def governor_name(brand: str) -> str:
    """What `scripts.deploy` calls a brand's governor."""
    return f"{brand} Governor"


def packed(method: Method, compact_signature: bytes, choice: int) -> bytes:
    """One ballot of a batch."""
    return compact_signature + choice.to_bytes(CHOICE_BYTES[method])
