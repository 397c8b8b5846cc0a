"""What the API says about a list of members."""

from pydantic import BaseModel, Field

from api.kit.reading import AsOf
from api.prepare.transactions import Transaction
from symbia.rules.member_list import Code


class ImportProblem(BaseModel):
    """Why a row cannot be issued."""

    row: int | None = Field(description="As a spreadsheet numbers rows, the header is 1; null: the whole file")
    column: str | None = Field(description="Null: the whole row", examples=["account"])
    value: str = Field(description="What is written there")
    code: Code
    message: str = Field(description="What to do")


class TierCount(BaseModel):
    """What the list takes of a tier."""

    tier_id: int
    name: str
    count: int = Field(description="Rows of the list that can be issued")
    left: int = Field(description="Places that the tier's supply leaves before")


class Batch(BaseModel):
    """One airdrop. All its members are of one tier."""

    number: int = Field(description="From 1; sign and send them in this order")
    tier_id: int
    count: int
    first_row: int
    last_row: int
    transaction: Transaction
    text: str


class ImportAnswer(BaseModel):
    """What a list would do, or does."""

    as_of: AsOf = Field(description="The node's newest block")
    rows: int = Field(description="Rows that can be issued")
    problems: list[ImportProblem]
    notes: list[str] = Field(description="No problems, but worth knowing")
    tiers: list[TierCount]
    batches: list[Batch] = Field(description="Empty in a dry run")
