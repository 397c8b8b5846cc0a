"""The transaction that submits a proposal."""

from typing import Any

from api.kit.problems import ProblemError
from api.kit.services import Services
from api.prepare.transactions import Prepared, prepare
from api.proposals.drafts import ProposalDraft
from api.proposals.types import ProposalType, find_proposal_type
from symbia.content import ipfs_uri
from symbia.rules.addresses import checksum
from symbia.rules.ballots.names import METHODS, Method
from symbia.text import Text, Value


def prepare_proposal(services: Services, draft: ProposalDraft) -> Prepared:
    """Pin the document, name it in the description, simulate. Raises problems."""
    with services.read() as reading:
        head, type_ = reading.head, find_proposal_type(reading, draft.type)
    _require_method(type_, draft.method)
    cid = services.store.put(draft.document.encode())
    actions = draft.actions or [action for option in draft.options for action in option.actions]
    content: dict[str, Any] = {
        "targets": [checksum(one.target) for one in actions],
        "values": [int(one.value) for one in actions],
        "calldatas": [bytes.fromhex(one.calldata[2:]) for one in actions],
        "description": description_of(draft.title, cid, draft.proposer),
    }
    choice = {"options": _struct(draft)} if draft.options else {}
    return prepare(
        services.chain,
        head,
        sender=draft.proposer,
        contract="BrandGovernor",
        function="proposeChoice" if draft.options else "proposeTyped",
        arguments={"typeId": draft.type, **choice, **content},
        text=_summary(draft, type_, len(actions)),
    )


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


def _struct(draft: ProposalDraft) -> tuple[int, list[str], list[int]]:
    """IProposalTypes.Options."""
    labels, actions = [one.label for one in draft.options], [len(one.actions) for one in draft.options]
    return METHODS.index(draft.method), labels, actions


def description_of(title: str, cid: str, proposer: str) -> str:
    """The text on chain. It must end with the proposer, or somebody else could submit it first and cancel it
    (OpenZeppelin's `Governor._isValidDescriptionForProposer`)."""
    return f"# {title}\n\n{ipfs_uri(cid)}\n\n#proposer={checksum(proposer)}"


def _summary(draft: ProposalDraft, type_: ProposalType, actions: int) -> Text:
    kind = Text.of("proposals.submit.binding", n=actions) if type_.binding else Text("proposals.submit.advisory")
    values: dict[str, Value] = {
        "title": draft.title,
        "type": type_.name,
        "kind": kind,
        "proposer": checksum(draft.proposer),
    }
    if not draft.options:
        return Text("proposals.submit.text", values)
    return Text("proposals.submit.between", {**values, "n": len(draft.options), "method": draft.method})
