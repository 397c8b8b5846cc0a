"""Select of a proposal's actions."""

from sqlmodel import col, select

from api.kit.reading import Reading
from api.proposals.options import option_of, options_of
from api.proposals.schemas import Action
from symbia.chain.calls import decode_call
from symbia.rules.addresses import checksum
from symbia.tables.proposals import ProposalAction
from symbia.tables.types import from_wei_text


def actions_of(reading: Reading, number: int) -> list[Action]:
    """In order; none of an advisory proposal."""
    statement = select(ProposalAction).where(col(ProposalAction.proposal_number) == number)
    rows = reading.session.exec(statement.order_by(col(ProposalAction.position))).all()
    options = options_of(reading.session, [number]).get(number, [])
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
        for row in rows
    ]
