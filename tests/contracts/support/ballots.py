"""Signed ballots, packed as `castBallots` takes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode as abi_encode
from eth_account.signers.local import LocalAccount
from support.chain import Receipt, now, send
from support.governance import Action, Proposal, columns
from support.signing import Signature, domain_of, sign

MEMBER_BALLOT = {"MemberBallot": [("proposalId", "uint256"), ("choice", "uint256"), ("deadline", "uint256")]}
WALLET_BALLOT = {
    "WalletBallot": [
        ("proposalId", "uint256"),
        ("choice", "uint256"),
        ("voter", "address"),
        ("deadline", "uint256"),
    ]
}
CHOICE_BYTES = (1, 1, 2, 20, 3)  # by method
PROBLEMS = (
    "None",
    "Pending",
    "Closed",
    "Expired",
    "InvalidSignature",
    "UnknownSigner",
    "Excluded",
    "NoPower",
    "AlreadyVoted",
    "InvalidChoice",
)
HALF_HOUR = 1_800


@dataclass(frozen=True)
class SignedBallot:
    """One ballot of a batch."""

    signature: Signature
    deadline: int
    choice: int

    def packed(self, method: int = 0) -> bytes:
        """As the contract reads it."""
        parity = (self.signature.v - 27) << 255
        parts = (self.signature.r, self.signature.s | parity)
        choice = self.choice.to_bytes(CHOICE_BYTES[method], "big")
        return b"".join(part.to_bytes(32, "big") for part in parts) + choice


def signed(
    governor: Any, proposal_id: int, account: LocalAccount, choice: int, *, deadline: int | None = None, **domain: Any
) -> SignedBallot:
    """A member's ballot; `domain` names what is different about the domain."""
    until = now() + HALF_HOUR if deadline is None else deadline
    message = {"proposalId": proposal_id, "choice": choice, "deadline": until}
    return SignedBallot(sign(account, domain_of(governor, **domain), MEMBER_BALLOT, **message), until, choice)


def batch(ballots: Iterable[SignedBallot], method: int = 0) -> tuple[int, bytes]:
    """Deadline and ballots of one transaction; all must have the same deadline."""
    listed = list(ballots)
    deadlines = {ballot.deadline for ballot in listed} or {0}
    assert len(deadlines) == 1, "a batch has one deadline"
    return deadlines.pop(), b"".join(ballot.packed(method) for ballot in listed)


def cast_batch(
    governor: Any, proposal_id: int, ballots: Sequence[SignedBallot], sender: Any, method: int = 0
) -> Receipt:
    """Bring them; must go through."""
    return send(governor.castBallots, proposal_id, *batch(ballots, method), sender=sender)


def skipped(receipt: Receipt) -> dict[int, str]:
    """Index of each ballot that was passed over, and why."""
    return {event["index"]: PROBLEMS[event["problem"]] for event in receipt.all("BallotSkipped")}


def cast_choice(governor: Any, proposal_id: int, choice: int, sender: Any) -> Receipt:
    """A member's own transaction in a choice proposal; must go through."""
    params = abi_encode(["uint256"], [choice])
    return send(governor.castVoteWithReasonAndParams, proposal_id, 0, "", params, sender=sender)


def propose_choice(
    governor: Any,
    type_id: int,
    sender: Any,
    method: int,
    options: int,
    *,
    actions: Sequence[Sequence[Action]] = (),
    description: str = "# Which",
    labels: Sequence[str] = (),
) -> Proposal:
    """Submit a proposal between options, with the actions of each; must go through. Without `labels`: Option 1, ..."""
    each = list(actions) or [[] for _ in range(options)]
    flat = [action for group in each for action in group]
    named = list(labels) or [f"Option {number + 1}" for number in range(options)]
    asked = (method, named, [len(group) for group in each])
    receipt = send(governor.proposeChoice, type_id, asked, *columns(flat), description, sender=sender)
    created = receipt.one("ProposalCreated")
    kept = tuple(flat) or (("0x" + "00" * 20, 0, b""),)
    times = (created["voteStart"], created["voteEnd"], receipt.timestamp)
    return Proposal(governor, created["proposalId"], kept, description, *times)
