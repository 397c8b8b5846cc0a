"""Seeing a proposal to its end: queueing, executing, canceling it."""

from abc import abstractmethod
from typing import Any, ClassVar

from eth_utils.crypto import keccak
from sqlmodel import col, select

from api.facts.proposals import find_proposal
from api.kit.inputs import Id
from api.kit.openapi import MISSING, Answered
from api.kit.reading import Reading
from api.prepare.actions import Call, Draft, Known
from api.prepare.reverts.sentences import Times
from symbia.rules.addresses import ZERO, checksum
from symbia.tables.proposals import Proposal, ProposalAction
from symbia.tables.types import from_wei_text
from symbia.text import Text


class EndingDraft(Draft):
    """A call about one proposal, which the governor knows by its actions and its description."""

    contract: ClassVar[str] = "BrandGovernor"
    codes: ClassVar[tuple[Answered, ...]] = MISSING

    proposal: Id

    @abstractmethod
    def text(self, proposal: Proposal) -> Text:
        """What signing it does, without a full stop."""

    def call(self, known: Known) -> Call:
        """The governor's function of this name. Raises `not_found` and `not_yet_indexed`."""
        with known.services.read() as reading:
            proposal = find_proposal(reading, self.proposal)
            arguments = _identity(reading, proposal)
        (function,) = self.functions
        times = Times(proposal.snapshot_at, proposal.deadline_at, proposal.eta_at)
        return Call(function, arguments, self.text(proposal), times=times)


class QueueDraft(EndingDraft):
    """Hands a binding proposal that succeeded to the timelock, where it waits. Anyone may."""

    action: ClassVar[str] = "queue"
    operation: ClassVar[str] = "queue_proposal"
    functions: ClassVar[tuple[str, ...]] = ("queue",)

    def text(self, proposal: Proposal) -> Text:
        """With its title."""
        return Text.of("proposals.end.queue", proposal=proposal.number, title=proposal.title)


class ExecuteDraft(EndingDraft):
    """Has the timelock carry out a proposal whose waiting time is over. Anyone may."""

    action: ClassVar[str] = "execute"
    operation: ClassVar[str] = "execute_proposal"
    functions: ClassVar[tuple[str, ...]] = ("execute",)

    def text(self, proposal: Proposal) -> Text:
        """With its title."""
        return Text.of("proposals.end.execute", proposal=proposal.number, title=proposal.title)


class CancelDraft(EndingDraft):
    """Ends a proposal for good. Its proposer may while the vote has not begun; a GUARDIAN as long as it could still be
    executed, but for one that only dismisses notices of revocation and takes guardians away."""

    action: ClassVar[str] = "cancel"
    operation: ClassVar[str] = "cancel_proposal"
    functions: ClassVar[tuple[str, ...]] = ("cancel",)

    def text(self, proposal: Proposal) -> Text:
        """With its title."""
        return Text.of("proposals.end.cancel", proposal=proposal.number, title=proposal.title)


DRAFTS: tuple[type[Draft], ...] = (QueueDraft, ExecuteDraft, CancelDraft)


def _identity(reading: Reading, proposal: Proposal) -> dict[str, Any]:
    """What the governor finds the proposal by. An advisory one has a placeholder for its action, see ProposalTypes."""
    statement = select(ProposalAction).where(col(ProposalAction.proposal_number) == proposal.number)
    actions = [
        (checksum(row.target), from_wei_text(row.value), bytes.fromhex(row.calldata.removeprefix("0x")))
        for row in reading.session.exec(statement.order_by(col(ProposalAction.position)))
    ] or [(ZERO, 0, b"")]
    targets, values, calldatas = (list(part) for part in zip(*actions, strict=True))
    return {
        "targets": targets,
        "values": values,
        "calldatas": calldatas,
        "descriptionHash": keccak(text=proposal.description),
    }
