"""A ballot as asked for, the documents that stand for it, and the receipt it has."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from eth_utils.crypto import keccak

from api.kit.chain import Chain, unavailable
from api.kit.reading import Head, Reading, missing
from symbia.chain.calls import decode_answer, encode_call
from symbia.rules.addresses import checksum
from symbia.rules.ballots.typed_data import BallotDocument, Domain
from symbia.tables.brand import ContractSetting
from symbia.tables.proposals import Proposal

Kind = Literal["member", "wallet"]
_GAS = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A ballot on a proposal that there is. `account` in lower case, `choice` as a number, `deadline` unix seconds."""

    proposal: Proposal
    account: str
    choice: int
    deadline: int

    def document(self, kind: Kind) -> BallotDocument:
        """What its account signs."""
        wallet = self.account if kind == "wallet" else None
        return BallotDocument(self.proposal.number, self.choice, self.deadline, wallet)


def find_proposal(reading: Reading, number: int) -> Proposal:
    """Raises `not_found`, `not_yet_indexed`."""
    row = reading.session.get(Proposal, number)
    if row is None:
        raise missing(reading, f"proposal {number}", "/v1/proposals lists all")
    return row


def suggested_deadline(reading: Reading, proposal: Proposal) -> int:
    """One for all ballots of a proposal, so that they travel together; it holds when a late quorum moves the end."""
    extension = reading.session.get(ContractSetting, ("BrandGovernor", "late_quorum_extension"))
    return proposal.deadline_at + (int(extension.value) if extension else 0)


def domain_of(chain: Chain, head: Head) -> Domain:
    """Where ballots count, as the governor says (EIP-5267). Raises `chain_unavailable` if it was never asked before."""
    return _domain(chain, head.chain_id, head.addresses["BrandGovernor"])


def receipt_of(document: BallotDocument, domain: Domain, account: str) -> str:
    """The receipt's id: 64 hex digits, the same for the same ballot of the same account (lower case)."""
    return keccak(document.digest(domain) + bytes.fromhex(account[2:])).hex()


@lru_cache(maxsize=16)
def _domain(chain: Chain, chain_id: int, governor: str) -> Domain:
    chain.require(chain_id)
    answer = chain.call(checksum(governor), encode_call("BrandGovernor", "eip712Domain", ()), _GAS)
    try:
        _, name, *_ = decode_answer("BrandGovernor", "eip712Domain", answer)
    except ValueError as error:
        raise unavailable(str(error)) from error
    return Domain(name, chain_id, governor)
