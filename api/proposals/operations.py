"""What became of queued proposals whose operation ended on the timelock itself."""

from collections.abc import Mapping, Sequence
from typing import Literal

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from sqlmodel import col, select

from api.kit.reading import Reading
from api.proposals.options import option_of
from symbia.tables.brand import TimelockOperation
from symbia.tables.proposals import Proposal, ProposalAction, ProposalOption
from symbia.tables.types import from_wei_text

OperationEnd = Literal["executed", "canceled"]
_OPERATION = ("address[]", "uint256[]", "bytes[]", "bytes32", "bytes32")


def operation_ends(
    reading: Reading,
    proposals: Sequence[Proposal],
    winners: Mapping[int, int],
    options: Mapping[int, Sequence[ProposalOption]],
) -> dict[int, OperationEnd]:
    """By number of the proposal. `winners`: number of the winning option of each choice proposal."""
    open_ones = [one for one in proposals if one.eta_at is not None and one.executed_at is None]
    if not open_ones:
        return {}
    actions = _actions(reading, [one.number for one in open_ones])
    numbers: dict[str, int] = {}
    for one in open_ones:
        winner, calls = winners.get(one.number, 0), actions.get(one.number, [])
        if winner:
            calls = [call for call in calls if option_of(options.get(one.number, ()), call.position) == winner]
        numbers[_operation_id(reading, one, calls, winner)] = one.number
    statement = select(TimelockOperation).where(col(TimelockOperation.operation_id).in_(numbers))
    found: dict[int, OperationEnd] = {}
    for row in reading.session.exec(statement):
        if row.executed_at is not None:
            found[numbers[row.operation_id]] = "executed"
        elif row.canceled_at is not None:
            found.setdefault(numbers[row.operation_id], "canceled")
    return found


def _actions(reading: Reading, numbers: Sequence[int]) -> dict[int, list[ProposalAction]]:
    rows = reading.session.exec(
        select(ProposalAction)
        .where(col(ProposalAction.proposal_number).in_(numbers))
        .order_by(col(ProposalAction.proposal_number), col(ProposalAction.position))
    )
    found: dict[int, list[ProposalAction]] = {}
    for row in rows:
        found.setdefault(row.proposal_number, []).append(row)
    return found


def _operation_id(reading: Reading, proposal: Proposal, calls: Sequence[ProposalAction], winner: int) -> str:
    """As OpenZeppelin's `GovernorTimelockControl` and `TimelockController.hashOperationBatch` make it; with a winner
    `BrandGovernor` puts the proposal's number into the salt."""
    governor = int(reading.head.addresses["BrandGovernor"], 16) << 96
    text = keccak(text=proposal.description)
    if winner:
        text = keccak(encode(["bytes32", "uint256"], [text, proposal.number]))
    arguments = (
        [row.target for row in calls],
        [from_wei_text(row.value) for row in calls],
        [bytes.fromhex(row.calldata.removeprefix("0x")) for row in calls],
        bytes(32),
        (governor ^ int.from_bytes(text)).to_bytes(32),
    )
    return "0x" + keccak(encode(_OPERATION, arguments)).hex()
