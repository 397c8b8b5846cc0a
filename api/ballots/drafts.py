"""Casting a ballot."""

from typing import Any, ClassVar

from eth_abi.abi import encode
from pydantic import AliasChoices, ConfigDict, Field

from api.facts.choices import Written, in_words, labels_of, method_of, number_of, written
from api.facts.proposals import find_proposal
from api.kit.inputs import Id
from api.kit.openapi import MISSING, Answered
from api.kit.wording import Reason
from api.prepare.actions import Call, Draft, Known
from api.prepare.reverts.sentences import Times
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import Method
from symbia.text import Text


class BallotDraft(Draft):
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

    contract: ClassVar[str] = "BrandGovernor"
    codes: ClassVar[tuple[Answered, ...]] = (*MISSING, "invalid_choice")
    functions: ClassVar[tuple[str, ...]] = ("castVoteWithReason", "castVoteWithReasonAndParams")

    proposal: Id
    choice: Written = Field(validation_alias=AliasChoices("choice", "support"))
    reason: Reason = ""

    def call(self, known: Known) -> Call:
        """The standard calls. Raises `not_found`, `not_yet_indexed` and `invalid_choice`."""
        with known.services.read() as reading:
            proposal, labels = find_proposal(reading, self.proposal), labels_of(reading.session, self.proposal)
        number, method = number_of(proposal, self.choice), method_of(proposal)
        text = Text.of(
            "ballots.cast.text",
            choice=in_words(method, written(proposal, number), labels),
            proposal=self.proposal,
            title=proposal.title,
            account=checksum(self.account),
        )
        function, arguments = self._function(method, number)
        times = Times(proposal.snapshot_at, proposal.deadline_at)
        return Call(function, arguments, text, whole=True, times=times)

    def _function(self, method: Method, number: int) -> tuple[str, dict[str, Any]]:
        """Between options the choice goes in `params`, and support is 0: For chooses nothing."""
        support = number if method == "for_against" else 0
        arguments = {"proposalId": self.proposal, "support": support, "reason": self.reason}
        if method == "for_against":
            return "castVoteWithReason", arguments
        return "castVoteWithReasonAndParams", {**arguments, "params": encode(["uint256"], [number])}
