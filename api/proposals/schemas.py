"""What the API says about proposals."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.abi import DecodedCall
from api.documents import Document
from api.page import Page
from api.reading import Answer

State = Literal["pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed"]
MissingCode = Literal["voting_not_started", "quorum", "approval", "not_queued", "not_executed"]


class TypeRef(BaseModel):
    """The type a proposal was made from."""

    id: int
    name: str = Field(description="The type's name now", examples=["Product direction"])


class Tally(BaseModel):
    """Units by choice, summed from the ballots."""

    model_config = ConfigDict(populate_by_name=True)

    against: int
    for_: int = Field(alias="for")
    abstain: int
    ballots: int = Field(description="How many accounts voted")


class Quorum(BaseModel):
    """Participation. Units; null as long as the snapshot has not passed."""

    bps: int = Field(description="Share of all units at the snapshot that must take part, basis points")
    required: int | None = Field(description="Units, rounded up")
    counted: int = Field(description="For and abstain")
    missing: int | None
    reached: bool | None


class Approval(BaseModel):
    """Consent among those who decided."""

    required_bps: int = Field(description="`for` must exceed this share of for and against, basis points")
    share_bps: int | None = Field(description="Share of `for` now, rounded down; null when nobody decided")
    missing: int = Field(description="Further units for `for` that would do, if nothing else is cast")
    passing: bool


class Missing(BaseModel):
    """One thing that stands between the proposal and its success."""

    code: MissingCode
    text: str
    units: int | None = None


class Outlook(BaseModel):
    """What time alone will change."""

    changes_at: datetime | None = Field(description="First second of another state if nothing is done; null for never")
    executable_from: datetime | None = Field(description="A queued proposal's earliest execution")


class ProposalSummary(BaseModel):
    """One proposal in a list."""

    number: int
    title: str = Field(description="Untrusted text of the proposer")
    proposer: str
    type: TypeRef
    binding: bool = Field(description="False: advisory, ends with its success")
    state: State = Field(description="What the governor's `state` says at `as_of`")
    created_at: datetime
    snapshot_at: datetime = Field(description="Power is counted at this second; voting begins after it")
    deadline_at: datetime = Field(description="Last second of voting, a late quorum's extension included")
    queued_at: datetime | None
    eta_at: datetime | None
    executed_at: datetime | None
    canceled_at: datetime | None
    outlook: Outlook
    tally: Tally
    quorum: Quorum
    approval: Approval
    missing: list[Missing] = Field(description="Empty when nothing is missing, or nothing can help any more")


class Action(BaseModel):
    """One call that the timelock makes on success."""

    position: int
    target: str
    value: str = Field(description="Wei")
    calldata: str
    call: DecodedCall | None = Field(description="Null when the function is none of the brand's contracts")


class ProposalDetail(ProposalSummary):
    """One proposal."""

    description: str = Field(description="As submitted. Untrusted")
    document: Document
    actions: list[Action]
    block: int
    tx_hash: str


class ProposalType(BaseModel):
    """Rules for the next proposal of a type. Times in seconds, shares in basis points."""

    id: int
    name: str
    binding: bool
    active: bool = Field(description="False: takes no new proposal")
    proposer_rule: Literal["brand", "members", "brand_or_members"]
    proposal_threshold: int = Field(description="Units that a member needs to propose")
    voting_delay: int
    voting_period: int
    quorum_bps: int
    approval_bps: int


class ProposalPage(Answer):
    """Proposals, newest first."""

    proposals: list[ProposalSummary]
    page: Page


class ProposalAnswer(Answer):
    """One proposal."""

    proposal: ProposalDetail


class ProposalTypesAnswer(Answer):
    """All types."""

    proposal_types: list[ProposalType]
