"""What the API says about ballots."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.facts.choices import Written
from api.kit.page import Page
from api.kit.reading import Answer
from api.kit.worded import Sentence
from symbia.rules.ballots.names import Method


class Ballot(BaseModel):
    """One vote."""

    account: str
    member: int | None = Field(description="Member number")
    choice: Written
    choice_number: str = Field(description="As it is signed and counted; decimal text", examples=["1"])
    words: Sentence = Field(description="The choice with the options' labels, untrusted text of the proposer")
    votes: int = Field(description="What it counts for, after curve and cap")
    units: int = Field(description="Of the voter at the snapshot, before curve and cap")
    reason: str = Field(description="Untrusted text of the voter")
    at: datetime
    block: int
    tx_hash: str


class BallotPage(Answer):
    """Ballots on a proposal, newest first."""

    proposal: int
    method: Method
    ballots: list[Ballot]
    page: Page
