"""Actions of proposals: what only the timelock may do, tried in its name."""

from pydantic import BaseModel, Field

from api.kit.chain import Reverted
from api.kit.reading import AsOf
from api.prepare.actions import Known
from api.prepare.transactions import refusal
from symbia.chain.own_calls import is_untried, own_call
from symbia.rules.addresses import checksum


class ProposedAction(BaseModel):
    """One of the `actions` of POST /v1/proposals/prepare."""

    target: str
    value: str = Field(description="Wei", examples=["0"])
    calldata: str


def action_of(known: Known, contract: str, calldata: str, value: int = 0) -> ProposedAction:
    """A call of one of the brand's contracts; `value` in wei."""
    return ProposedAction(target=checksum(known.head.addresses[contract]), value=str(value), calldata=calldata)


def tried(known: Known, action: ProposedAction) -> AsOf | None:
    """The block at which the timelock could carry it out; None for a call of the governor itself on a node that does
    not answer as if a proposal were executed. Raises `would_revert` and `chain_unavailable`."""
    chain = known.services.chain
    chain.require(known.head.chain_id)
    timelock, governor = (checksum(known.head.addresses[name]) for name in ("BrandTimelock", "BrandGovernor"))
    data = bytes.fromhex(action.calldata[2:])
    overrides = own_call(governor, data) if action.target == governor else None
    try:
        return chain.attempt(timelock, action.target, action.calldata, int(action.value), overrides)
    except Reverted as error:
        if overrides is not None and is_untried(error.data):
            return None
        raise refusal(error) from error
