"""What only a proposal may do: one of its actions, made of a call by name and tried as the timelock."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.kit.inputs import ADDRESS_EXAMPLE, Id, Wei
from api.kit.openapi import TABLES, VIEWS, Answered
from api.kit.problems import ProblemError
from api.kit.reading import AsOf, Reading
from api.kit.services import Services
from api.kit.validation import InvalidInput
from api.prepare.actions import Known, know
from api.prepare.doing import doing
from api.prepare.named import NamedCall
from api.prepare.proposed import ProposedAction, action_of, tried
from api.prepare.transactions import Summary
from api.proposals.queries import find_proposal_type, proposal_types
from api.proposals.schemas import ProposalType, TypeRef
from symbia.chain.arguments import shown
from symbia.chain.functions import find_function
from symbia.rules.addresses import checksum
from symbia.rules.proposals import REACHES, Reach
from symbia.rules.roles import ADMIN
from symbia.text import Text

_OF_GOVERNANCE = {"BrandGovernor", "BrandTimelock", "BrandAccess"}


class NamedActionDraft(NamedCall):
    """One of the `actions` of POST /v1/proposals/prepare, by the names of a function and its arguments. The timelock
    makes the call when the proposal is executed; here it is tried in the timelock's name. Only a binding proposal whose
    type reaches as far carries it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "contract": "BrandAccess",
                "function": "grantRole",
                "arguments": {"roleId": "ISSUER", "account": ADDRESS_EXAMPLE, "executionDelay": 0},
            }
        }
    )

    operation: ClassVar[str] = "proposal_action"
    codes: ClassVar[tuple[Answered, ...]] = (*TABLES, *VIEWS, "type_reaches_less", "not_found")

    value: Wei = Field(default="0", validate_default=True, description="Wei that the treasury sends along")
    type: Id | None = Field(
        default=None, description="Id of the proposal type that shall carry it: refused if it reaches less"
    )
    simulate: bool = Field(
        default=True,
        description="False for an action that goes through only after another one of the same proposal, such as "
        "setExcludedAccounts after bindVotes: then it is only read and its reach found",
    )

    @field_validator("value")
    @classmethod
    def _taken(cls, value: str, info: ValidationInfo) -> str:
        if value != "0" and "contract" in info.data and "function" in info.data:
            function = find_function(info.data["contract"], info.data["function"])
            if not function.payable:
                raise InvalidInput.of("prepare.not_payable", function=function.name)
        return value


class PreparedAction(BaseModel):
    """An action that the timelock could carry out now."""

    as_of: AsOf | None = Field(
        description="The block it was simulated on, the node's newest; null if it was not: where `simulate` is false, "
        "and for functions of BrandGovernor on a node without state overrides in `eth_call`"
    )
    action: ProposedAction
    reach: Reach = Field(description="What a proposal's type must reach at least to carry it")
    types: list[TypeRef] = Field(description="Active, binding types that reach as far")
    summary: Summary


def prepare_named_action(services: Services, draft: NamedActionDraft) -> PreparedAction:
    """Read, find its reach, simulate. Raises `type_reaches_less`, `would_revert`, `not_found` for an unknown type and
    `chain_unavailable`."""
    known, function = know(services), draft.called
    action = action_of(known, draft.contract, draft.calldata, int(draft.value))
    reach = _reach_of(known, draft)
    with services.read() as reading:
        types = _types_for(reading, reach, draft.type)
    return PreparedAction(
        as_of=tried(known, action) if draft.simulate else None,
        action=action,
        reach=reach,
        types=[TypeRef(id=type_.id, name=type_.name) for type_ in types],
        summary=Summary(
            text=Text.of("proposals.act.text", what=doing(function, draft.values)),
            contract=draft.contract,
            function=function.signature,
            arguments={one.name: one.value for one in shown(function.inputs, tuple(draft.values.values()))},
        ),
    )


def _reach_of(known: Known, draft: NamedActionDraft) -> Reach:
    """As `TypeBook._reachOf` of the contracts has it; the roles are the chain's."""
    if draft.contract in _OF_GOVERNANCE:
        return "governance"
    if draft.called.name == "dismissRevocation":
        return "brand"
    target = checksum(known.head.addresses[draft.contract])
    selector = bytes.fromhex(draft.calldata[2:10])
    (role,) = known.contracts.ask("BrandAccess", "getTargetFunctionRole", target, selector)
    return "governance" if role == ADMIN else "brand"


def _types_for(reading: Reading, reach: Reach, wanted: int | None) -> Sequence[ProposalType]:
    """Those that can carry it, checked for the one that is wanted."""
    able = [
        type_
        for type_ in proposal_types(reading)
        if type_.active and type_.binding and REACHES.index(type_.reach) >= REACHES.index(reach)
    ]
    if wanted is not None and wanted not in {type_.id for type_ in able}:
        type_ = find_proposal_type(reading, wanted)
        code = "proposals.problem.type_reaches_less" if type_.binding and type_.active else _why_not(type_)
        raise ProblemError(
            "type_reaches_less",
            Text.of(
                code,
                type=type_.id,
                name=type_.name,
                reach=Text(f"reverts.reach.{type_.reach}"),
                needed=Text(f"reverts.reach.{reach}"),
                able=[f"{one.id} ({one.name})" for one in able],
            ),
            extra={"reach": reach, "types": [one.id for one in able]},
        )
    return able


def _why_not(type_: ProposalType) -> str:
    return "proposals.problem.type_is_advisory" if type_.active else "proposals.problem.type_is_closed"
