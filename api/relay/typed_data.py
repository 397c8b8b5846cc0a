"""A ballot as it is asked for, and what its account signs of it (EIP-712)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from eth_utils.crypto import keccak

from api.facts.choices import number_of
from api.facts.proposals import find_proposal
from api.kit.chain import Chain, unavailable
from api.kit.reading import Head, Reading
from api.kit.services import Services
from api.relay.queries import RelayStanding
from api.relay.schemas import BallotKind, SignedDraft, TypedDataDraft
from symbia.chain.arguments import DataError
from symbia.chain.calls import decode_answer, encode_call
from symbia.rules.addresses import checksum
from symbia.rules.ballots.typed_data import UnsignedBallot
from symbia.rules.typed_data import SigningDomain
from symbia.tables.brand import ContractSetting
from symbia.tables.proposals import Proposal

_GAS = 1_000_000


@dataclass(frozen=True, slots=True)
class RequestedBallot:
    """A ballot on a proposal that there is. `account` in lower case, `choice` as a number, times in unix seconds."""

    proposal: Proposal
    account: str
    choice: int
    deadline: int
    shared_deadline: int

    @property
    def travels_with_others(self) -> bool:
        """Whether it has the deadline that all ballots of the proposal should share: else it is a batch of its own."""
        return self.deadline == self.shared_deadline

    def unsigned(self, kind: BallotKind) -> UnsignedBallot:
        """What its account signs."""
        wallet = self.account if kind == "wallet" else None
        return UnsignedBallot(self.proposal.number, self.choice, self.deadline, wallet)

    def receipt(self, kind: BallotKind, domain: SigningDomain) -> str:
        """Id of its receipt, 64 hex digits: the same for the same ballot of the same account, however it is signed."""
        return keccak(self.unsigned(kind).digest(domain) + bytes.fromhex(self.account[2:])).hex()


@dataclass(frozen=True, slots=True)
class BallotRequest:
    """A ballot that somebody asks about or hands in, and the tables' head and the relay's standing then."""

    head: Head
    ballot: RequestedBallot
    standing: RelayStanding

    @classmethod
    def read(cls, services: Services, draft: TypedDataDraft | SignedDraft) -> Self:
        """Raises `not_found`, `not_yet_indexed`, `invalid_choice`."""
        with services.read() as reading:
            proposal = find_proposal(reading, draft.proposal)
            shared = _suggested_deadline(reading, proposal)
            deadline = shared if draft.deadline is None else draft.deadline
            ballot = RequestedBallot(proposal, draft.account, number_of(proposal, draft.choice), deadline, shared)
            standing = RelayStanding.read(reading.session, services.now(), services.settings)
            return cls(reading.head, ballot, standing)


def _suggested_deadline(reading: Reading, proposal: Proposal) -> int:
    """One for all ballots of a proposal, so that they travel together; it holds when a late quorum moves the end."""
    extension = reading.session.get(ContractSetting, ("BrandGovernor", "late_quorum_extension"))
    return proposal.deadline_at + (int(extension.value) if extension else 0)


def domain_of(chain: Chain, head: Head) -> SigningDomain:
    """Where ballots count, as the governor says (EIP-5267). Raises `chain_unavailable` if it was never asked before."""
    return _domain(chain, head.chain_id, head.addresses["BrandGovernor"])


@lru_cache(maxsize=16)
def _domain(chain: Chain, chain_id: int, governor: str) -> SigningDomain:
    chain.require(chain_id)
    answer = chain.call(checksum(governor), encode_call("BrandGovernor", "eip712Domain", ()), _GAS)
    try:
        _, name, version, *_ = decode_answer("BrandGovernor", "eip712Domain", answer)
    except DataError as error:
        raise unavailable(error.text) from error
    return SigningDomain(name, chain_id, governor, version)
