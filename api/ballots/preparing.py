"""The transaction that casts a ballot."""

from typing import Any

from eth_abi.abi import encode
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.facts.choices import Written, in_words, labels_of, method_of, number_of, written
from api.facts.proposals import find_proposal
from api.kit.inputs import Address, Id
from api.kit.services import Services
from api.kit.wording import Reason
from api.prepare.reverts.sentences import Times
from api.prepare.transactions import Prepared, prepare
from symbia.rules.addresses import checksum
from symbia.text import Text


class BallotDraft(BaseModel):
    """A ballot to cast."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "account": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "proposal": 1,
                "choice": "for",
                "reason": "I would use it.",
            }
        }
    )

    account: Address
    proposal: Id
    choice: Written = Field(validation_alias=AliasChoices("choice", "support"))
    reason: Reason = ""


def prepare_ballot(services: Services, draft: BallotDraft) -> Prepared:
    """Simulate the ballot. Raises problems, `invalid_choice` among them."""
    with services.read() as reading:
        head, proposal = reading.head, find_proposal(reading, draft.proposal)
        labels = labels_of(reading.session, draft.proposal)
    number, method = number_of(proposal, draft.choice), method_of(proposal)
    function, arguments = _call(draft, number, simple=method == "for_against")
    choice = in_words(method, written(proposal, number), labels)
    return prepare(
        services.chain,
        head,
        sender=draft.account,
        contract="BrandGovernor",
        function=function,
        arguments=arguments,
        text=Text.of(
            "ballots.cast.text",
            choice=choice,
            proposal=draft.proposal,
            title=proposal.title,
            account=checksum(draft.account),
        ),
        times=Times(proposal.snapshot_at, proposal.deadline_at),
    )


def _call(draft: BallotDraft, number: int, *, simple: bool) -> tuple[str, dict[str, Any]]:
    """The standard calls. Between options the choice goes in `params`, and support is 0: For chooses nothing."""
    if simple:
        return "castVoteWithReason", {"proposalId": draft.proposal, "support": number, "reason": draft.reason}
    arguments = {"proposalId": draft.proposal, "support": 0, "reason": draft.reason}
    return "castVoteWithReasonAndParams", {**arguments, "params": encode(["uint256"], [number])}
