"""Actions of proposals, and what became of queued ones whose operation ended on the timelock itself."""

from collections.abc import Mapping, Sequence

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from sqlmodel import Session, col, select

from api.kit.reading import Reading
from api.kit.rows import rows_below
from api.proposals.schemas import Action
from symbia.chain.calls import decode_call
from symbia.rules.addresses import checksum
from symbia.rules.outcomes import OperationEnd
from symbia.tables.brand import TimelockOperation
from symbia.tables.proposals import Proposal, ProposalAction, ProposalOption
from symbia.tables.types import from_wei_text

_OPERATION = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")


def actions_of(reading: Reading, number: int, options: Sequence[ProposalOption]) -> list[Action]:
    """In order; none of an advisory proposal."""
    names = {address: name for name, address in reading.head.addresses.items()}
    return [
        Action(
            position=row.position,
            option=option_of(options, row.position),
            target=checksum(row.target),
            value=str(from_wei_text(row.value)),
            calldata=row.calldata,
            call=decode_call(names.get(row.target), row.calldata),
        )
        for row in _actions(reading.session, [number]).get(number, [])
    ]


def option_of(options: Sequence[ProposalOption], position: int) -> int | None:
    """Number of the option that the action at a position, from 0, belongs to; None without options."""
    for option in options:
        position -= option.actions
        if position < 0:
            return option.number
    return None


def operation_ends(
    reading: Reading,
    proposals: Sequence[Proposal],
    winners: Mapping[int, int],
    options: Mapping[int, Sequence[ProposalOption]],
) -> dict[int, OperationEnd]:
    """By number of the proposal. `winners`: number of the winning option of each choice proposal."""
    queued = [proposal for proposal in proposals if proposal.eta_at is not None and proposal.executed_at is None]
    if not queued:
        return {}
    actions = _actions(reading.session, [proposal.number for proposal in queued])
    numbers: dict[str, int] = {}
    for proposal in queued:
        number = proposal.number
        winner, calls = winners.get(number, 0), actions.get(number, [])
        if winner:
            calls = [call for call in calls if option_of(options.get(number, ()), call.position) == winner]
        numbers[_operation_id(reading, proposal, calls)] = number
    statement = select(TimelockOperation).where(col(TimelockOperation.operation_id).in_(numbers))
    ends: dict[int, OperationEnd] = {}
    for row in reading.session.exec(statement):
        if row.executed_at is not None:
            ends[numbers[row.operation_id]] = "executed"
        elif row.canceled_at is not None:
            ends.setdefault(numbers[row.operation_id], "canceled")
    return ends


def _actions(session: Session, numbers: Sequence[int]) -> dict[int, list[ProposalAction]]:
    """In order, by number of the proposal."""
    return rows_below(session, ProposalAction, ProposalAction.proposal_number, ProposalAction.position, numbers)


def _operation_id(reading: Reading, proposal: Proposal, calls: Sequence[ProposalAction]) -> str:
    """As OpenZeppelin's `GovernorTimelockControl` and `TimelockController.hashOperationBatch` make it; `BrandGovernor`
    puts the proposal's number into the salt."""
    governor = int(reading.head.addresses["BrandGovernor"], 16) << 96
    text = keccak(encode(["bytes32", "uint256"], [keccak(text=proposal.description), proposal.number]))
    arguments = (
        [row.target for row in calls],
        [from_wei_text(row.value) for row in calls],
        [bytes.fromhex(row.calldata.removeprefix("0x")) for row in calls],
        bytes(32),
        (governor ^ int.from_bytes(text)).to_bytes(32),
    )
    return "0x" + keccak(encode(_OPERATION, arguments)).hex()
