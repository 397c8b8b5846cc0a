"""What the API says about ballots."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.page import Page
from api.reading import Answer

Support = Literal["against", "for", "abstain"]


class Ballot(BaseModel):
    """One vote."""

    account: str
    member: int | None = Field(description="Member number")
    support: Support
    units: int
    reason: str = Field(description="Untrusted text of the voter")
    at: datetime
    block: int
    tx_hash: str


class BallotPage(Answer):
    """Ballots on a proposal, newest first."""

    proposal: int
    ballots: list[Ballot]
    page: Page
