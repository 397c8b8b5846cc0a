"""Submitting a proposal."""

from typing import Any, ClassVar

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from api.kit.inputs import Address, Calldata, Id, Wei
from api.kit.openapi import MISSING, PINS, Answered
from api.kit.problems import ProblemError
from api.kit.taking import Taken
from api.kit.validation import InvalidInput
from api.kit.wording import DocumentText, Title
from api.prepare.actions import Call, Draft, Known
from api.proposals.protective import in_launch, protects
from api.proposals.queries import find_proposal_type
from api.proposals.schemas import ProposalType
from symbia.content import ipfs_uri
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import METHODS, MOST_OPTIONS, Method, most_options
from symbia.rules.looks import alike
from symbia.text import Text, Value

MAX_ACTIONS = 20


class ActionDraft(Taken):
    """One call that the timelock shall make."""

    target: Address
    value: Wei = "0"
    calldata: Calldata = "0x"


class OptionDraft(Taken):
    """One option of a choice proposal. Of a binding one only the winner's actions are executed; it may have none."""

    label: Title
    actions: list[ActionDraft] = Field(default=[], max_length=MAX_ACTIONS)


class ProposalDraft(Draft):
    """A proposal to submit."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "proposer": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "type": 1,
                "title": "The next scent",
                "document": "Which one shall we make?",
                "method": "ranked",
                "options": [{"label": "Juniper"}, {"label": "Rye"}, {"label": "Smoke"}],
            }
        }
    )

    contract: ClassVar[str] = "BrandGovernor"
    codes: ClassVar[tuple[Answered, ...]] = (*MISSING, "type_refuses_method", *PINS)
    functions: ClassVar[tuple[str, ...]] = ("proposeTyped", "proposeChoice")

    account: Address = Field(alias="proposer")
    type: Id = Field(description="Id of a proposal type")
    title: Title
    document: DocumentText = Field(description="Markdown")
    method: Method = Field(default="for_against", description="One of those that the type allows")
    actions: list[ActionDraft] = Field(
        default=[], max_length=MAX_ACTIONS, description="Of for/against/abstain; none for an advisory type"
    )
    options: list[OptionDraft] = Field(
        default=[],
        max_length=MOST_OPTIONS,
        validate_default=True,
        description="2 to 10, ranked 2 to 6; numbered from 1",
    )

    @field_validator("options")
    @classmethod
    def _fit_the_method(cls, options: list[OptionDraft], info: ValidationInfo) -> list[OptionDraft]:
        method = info.data.get("method", "for_against")
        if method == "for_against":
            if options and "method" in info.data:
                raise InvalidInput.of("proposals.input.no_options")
            return options
        most = most_options(method)
        if not 2 <= len(options) <= most:
            raise InvalidInput.of("proposals.input.options", method=method, most=most, given=len(options))
        if info.data.get("actions"):
            raise InvalidInput.of("proposals.input.actions")
        if same := alike(option.label for option in options):
            raise InvalidInput.of("proposals.input.alike", first=same[0], second=same[1])
        return options

    def call(self, known: Known) -> Call:
        """`proposeTyped` or `proposeChoice`; the document is pinned, and named in the description. Raises `not_found`
        and `not_yet_indexed` for an unknown type, and `type_refuses_method`."""
        with known.services.read() as reading:
            type_, launch = find_proposal_type(reading, self.type), in_launch(reading)
        _require_method(type_, self.method)
        cid = known.store.put(self.document.encode())
        actions = self.actions or [action for option in self.options for action in option.actions]
        choice = {"options": self._struct()} if self.options else {}
        arguments: dict[str, Any] = {
            "typeId": self.type,
            **choice,
            "targets": [checksum(action.target) for action in actions],
            "values": [int(action.value) for action in actions],
            "calldatas": [bytes.fromhex(action.calldata[2:]) for action in actions],
            "description": description_of(self.title, cid, self.account),
        }
        function = "proposeChoice" if self.options else "proposeTyped"
        text = self._text(type_, len(actions))
        if type_.binding and actions and all(protects(action, known.head.addresses) for action in actions):
            code = "proposals.submit.protective_in_launch" if launch else "proposals.submit.at_once"
            text = Text.of(code, said=text)
        return Call(function, arguments, text, whole=True)

    def _struct(self) -> tuple[int, list[str], list[int]]:
        """IProposalTypes.Options."""
        labels, actions = [option.label for option in self.options], [len(option.actions) for option in self.options]
        return METHODS.index(self.method), labels, actions

    def _text(self, type_: ProposalType, actions: int) -> Text:
        kind = Text.of("proposals.submit.binding", n=actions) if type_.binding else Text("proposals.submit.advisory")
        values: dict[str, Value] = {
            "title": self.title,
            "type": type_.name,
            "kind": kind,
            "proposer": checksum(self.account),
        }
        if not self.options:
            return Text("proposals.submit.text", values)
        return Text("proposals.submit.between", {**values, "n": len(self.options), "method": self.method})


def description_of(title: str, cid: str, proposer: str) -> str:
    """The text on chain. It must end with the proposer, or somebody else could submit it first and cancel it
    (OpenZeppelin's `Governor._isValidDescriptionForProposer`)."""
    return f"# {title}\n\n{ipfs_uri(cid)}\n\n#proposer={checksum(proposer)}"


def _require_method(type_: ProposalType, method: Method) -> None:
    if method not in type_.methods:
        raise ProblemError(
            "type_refuses_method",
            Text.of(
                "proposals.problem.type_refuses_method",
                type=type_.id,
                name=type_.name,
                allowed=type_.methods,
                method=method,
            ),
            extra={"methods": type_.methods},
        )
