"""Proposal types: what the API says about them, and their select."""

from pydantic import BaseModel, Field
from sqlmodel import col, select

from api.kit.reading import Answer, Reading, missing
from symbia.rules.ballots.names import METHODS, Curve, Method
from symbia.rules.proposals import ProposerRule
from symbia.tables.proposals import ProposalType as TypeRow
from symbia.text import Text


class ProposalType(BaseModel):
    """Rules for the next proposal of a type. Times in seconds, shares in basis points."""

    id: int
    name: str
    binding: bool
    active: bool = Field(description="False: takes no new proposal")
    proposer_rule: ProposerRule
    proposal_threshold: int = Field(description="Units that a member needs to propose")
    voting_delay: int
    voting_period: int
    quorum_bps: int
    approval_bps: int
    methods: list[Method] = Field(description="Ballot methods that a proposal may take")
    curve: Curve
    cap: int | None = Field(description="Most votes of one voter; null for no cap")
    option_bps: int
    answer_period: int = Field(description="Seconds after the deadline until the brand must have answered; 0 for none")


class ProposalTypesAnswer(Answer):
    """All types."""

    proposal_types: list[ProposalType]


def proposal_types(reading: Reading) -> list[ProposalType]:
    """All types, by id."""
    rows = reading.session.exec(select(TypeRow).order_by(col(TypeRow.type_id))).all()
    return [_type(row) for row in rows]


def find_proposal_type(reading: Reading, type_id: int) -> ProposalType:
    """One type. Raises the problems `not_found` and `not_yet_indexed`."""
    row = reading.session.get(TypeRow, type_id)
    if row is None:
        raise missing(reading, Text.of("proposals.unknown.type", type=type_id), Text("proposals.unknown.types"))
    return _type(row)


def _type(row: TypeRow) -> ProposalType:
    allowed = [method for place, method in enumerate(METHODS) if row.methods >> place & 1]
    return ProposalType.model_validate(
        {**row.model_dump(), "id": row.type_id, "methods": allowed, "cap": row.cap or None}
    )
