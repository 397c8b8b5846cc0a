"""Drafts of proposals: what callers send."""

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from api.kit.inputs import Address, Calldata, Id, Wei
from api.kit.validation import InvalidInput
from api.kit.wording import DocumentText, Title
from symbia.rules.ballots.names import MOST_OPTIONS, Method, most_options

MAX_ACTIONS = 20


class ActionDraft(BaseModel):
    """One call that the timelock shall make."""

    target: Address
    value: Wei = "0"
    calldata: Calldata = "0x"


class OptionDraft(BaseModel):
    """One option of a choice proposal. Of a binding one only the winner's actions are executed; it may have none."""

    label: Title
    actions: list[ActionDraft] = Field(default=[], max_length=MAX_ACTIONS)


class ProposalDraft(BaseModel):
    """A proposal to submit."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "proposer": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "type": 1,
                "title": "The next scent",
                "document": "Which one shall we make?",
                "method": "ranked",
                "options": [{"label": "Juniper"}, {"label": "Rye"}, {"label": "Smoke"}],
            }
        }
    }

    proposer: Address
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
        return options
