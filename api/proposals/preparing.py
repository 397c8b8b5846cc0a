"""The transaction that submits a proposal."""

from typing import Any

from pydantic import BaseModel, Field

from api.addresses import checksum
from api.content import ipfs_uri
from api.inputs import Address, Calldata, Id, Wei
from api.proposals.queries import find_proposal_type
from api.proposals.schemas import ProposalType
from api.services import Services
from api.transactions import Prepared, prepare
from api.wording import DocumentText, Title

MAX_ACTIONS = 20


class ActionDraft(BaseModel):
    """One call that the timelock shall make."""

    target: Address
    value: Wei = "0"
    calldata: Calldata = "0x"


class ProposalDraft(BaseModel):
    """A proposal to submit."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "proposer": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "type": 1,
                "title": "Refill stations in every shop",
                "document": "Bring back the bottle, pay for the soap only.",
                "actions": [],
            }
        }
    }

    proposer: Address
    type: Id = Field(description="Id of a proposal type")
    title: Title
    document: DocumentText = Field(description="Markdown")
    actions: list[ActionDraft] = Field(default=[], max_length=MAX_ACTIONS, description="None for an advisory type")


def prepare_proposal(services: Services, draft: ProposalDraft) -> Prepared:
    """Pin the document, name it in the description, simulate. Raises problems."""
    with services.read() as reading:
        head, type_ = reading.head, find_proposal_type(reading, draft.type)
    cid = services.store.put(draft.document.encode())
    arguments: dict[str, Any] = {
        "typeId": draft.type,
        "targets": [checksum(one.target) for one in draft.actions],
        "values": [int(one.value) for one in draft.actions],
        "calldatas": [bytes.fromhex(one.calldata[2:]) for one in draft.actions],
        "description": description_of(draft.title, cid, draft.proposer),
    }
    return prepare(
        services.chain,
        head,
        sender=draft.proposer,
        contract="BrandGovernor",
        function="proposeTyped",
        arguments=arguments,
        text=_summary(draft, type_),
    )


def description_of(title: str, cid: str, proposer: str) -> str:
    """The text on chain. It must end with the proposer, or somebody else could submit it first and cancel it
    (OpenZeppelin's `Governor._isValidDescriptionForProposer`)."""
    return f"# {title}\n\n{ipfs_uri(cid)}\n\n#proposer={checksum(proposer)}"


def _summary(draft: ProposalDraft, type_: ProposalType) -> str:
    kind = f"binding, {len(draft.actions)} actions" if type_.binding else "advisory"
    return f"Submit the proposal “{draft.title}” of type {type_.name} ({kind}) as {checksum(draft.proposer)}."
