"""What the API says about proposals."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.kit.documents import Document
from api.kit.page import Page
from api.kit.reading import Answer
from api.kit.worded import Sentence, Worded
from symbia.chain.calls import DecodedCall
from symbia.rules.ballots.names import Curve, Method
from symbia.rules.proposals import ProposalState, ProposerRule, Reach

State = ProposalState
MissingCode = Literal["voting_not_started", "quorum", "approval", "winner", "not_queued", "not_executed"]


class TypeRef(BaseModel):
    """The type a proposal was made from."""

    id: int
    name: str = Field(description="The type's name now", examples=["Product direction"])


class Tally(BaseModel):
    """Votes so far, in short; `/v1/proposals/{number}/tally` says all."""

    model_config = ConfigDict(populate_by_name=True)

    against: int | None = Field(description="Votes; null in a choice proposal, as are the next two")
    for_: int | None = Field(alias="for")
    abstain: int | None
    votes: int = Field(description="Of all ballots, after curve and cap")
    ballots: int = Field(description="How many accounts voted")
    winner: int | None = Field(
        description="Number of the option that wins, or would if the vote ended now, the quorum apart; null for none "
        "and for for/against/abstain"
    )


class Option(BaseModel):
    """One option of a choice proposal, with its votes so far."""

    number: int = Field(description="From 1; what ballots name")
    label: str = Field(description="Untrusted text of the proposer")
    votes: int = Field(description="Rounded down; of a ranked vote the first preferences")
    parts: int = Field(description="The votes exactly, in ten-thousandths: what split ballots give is such parts")
    actions: list[int] = Field(description="Positions of the actions that are executed if it wins")


class Quorum(BaseModel):
    """Participation, in units before curve and cap, those of excluded accounts left out; null as long as the snapshot
    has not passed."""

    bps: int = Field(description="Share of `held` that must take part, basis points")
    base: int = Field(description="Units one second before the proposal was submitted")
    least: int = Field(description="Units that must take part in any case")
    in_launch: bool = Field(description="Submitted before the launch of memberships was over")
    units: int | None = Field(description="Units at the snapshot")
    held: int | None = Field(
        description="What those count as: at least `base` and, if it was submitted after the launch, at most five "
        "quarters of it"
    )
    required: int | None = Field(description="`bps` of `held`, rounded up; at least `least`")
    counted: int = Field(description="Units of those who voted; for/against/abstain: of those for or abstaining")
    missing: int | None
    reached: bool | None


class Approval(BaseModel):
    """Consent: of those who decided for or against; or, between options, of all votes."""

    required_bps: int = Field(
        description="What `for` must exceed of for and against, or the winning option of all votes, basis points; 0: "
        "the most votes are enough"
    )
    share_bps: int | None = Field(
        description="Share of `for`, or of the leading option (in the last round of a run-off), rounded down; null "
        "when nobody decided"
    )
    leader: int | None = Field(description="Number of the leading option, of equals the first; null for for_against")
    missing: int = Field(description="Further votes for it alone that would do, if nothing else is cast")
    passing: bool


class Missing(Worded):
    """One thing that stands between the proposal and its success."""

    code: MissingCode
    text: Sentence
    units: int | None = Field(default=None, description="Of the quorum")
    votes: int | None = Field(default=None, description="Of `approval` and `winner`")


class Outlook(BaseModel):
    """What time alone will change."""

    changes_at: datetime | None = Field(description="First second of another state if nothing is done; null for never")
    executable_from: datetime | None = Field(description="A queued proposal's earliest execution")


class ProposalSummary(BaseModel):
    """One proposal in a list."""

    number: int
    title: str = Field(description="Untrusted text of the proposer")
    proposer: str
    sponsor: str | None = Field(description="The contract that submitted it for the proposer; null for none")
    type: TypeRef
    binding: bool = Field(description="False: advisory, ends with its success")
    reach: Reach = Field(description="What its actions may touch: payments, the brand's contracts, or governance")
    protective: bool = Field(
        description="True where it only dismisses notices and takes roles away, and was submitted after the launch: "
        "its snapshot is the second of its creation"
    )
    beyond_guardian: bool = Field(
        description="True where no guardian can cancel it: it only dismisses notices and takes guardians away"
    )
    state: State = Field(description="What the governor's `state` says at `as_of`")
    created_at: datetime
    snapshot_at: datetime = Field(description="Power is counted at this second; voting begins after it")
    deadline_at: datetime = Field(description="Last second of voting, a late quorum's extension included")
    queued_at: datetime | None
    eta_at: datetime | None
    executed_at: datetime | None
    canceled_at: datetime | None
    answer_due_at: datetime | None = Field(description="When the brand must have answered; null: it owes no answer")
    outlook: Outlook
    method: Method
    options: list[Option] = Field(description="Empty for for/against/abstain")
    curve: Curve = Field(description="How units become votes")
    cap: int | None = Field(description="Most votes of one voter, after the curve; null for no cap")
    option_bps: int = Field(description="What the winning option must exceed of all votes, basis points; 0: nothing")
    excluded: list[str] = Field(description="Accounts that take no part; their units are not in the quorum's base")
    tally: Tally
    quorum: Quorum
    approval: Approval
    missing: list[Missing] = Field(description="Empty when nothing is missing, or nothing can help any more")


class Action(BaseModel):
    """One call that the timelock makes on success."""

    position: int
    option: int | None = Field(description="The option it belongs to; null for for/against/abstain")
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


class ProposalPage(Answer):
    """Proposals, newest first."""

    proposals: list[ProposalSummary]
    page: Page


class ProposalAnswer(Answer):
    """One proposal."""

    proposal: ProposalDetail


class ProposalType(BaseModel):
    """Rules for the next proposal of a type. Times in seconds, shares in basis points."""

    id: int
    name: str
    binding: bool
    active: bool = Field(description="False: takes no new proposal")
    proposer_rule: ProposerRule
    proposal_threshold: int = Field(
        description="Units that a member needs to propose; 1% of all is enough for a type that reaches governance"
    )
    voting_delay: int = Field(description="Until the snapshot; none for a protective proposal after the launch")
    voting_period: int
    quorum_bps: int
    quorum_least: int = Field(description="Units that must take part in any case")
    approval_bps: int
    reach: Reach = Field(description="What the actions of its proposals may touch; `payments` for an advisory type")
    methods: list[Method] = Field(description="Ballot methods that a proposal may take")
    curve: Curve
    cap: int | None = Field(description="Most votes of one voter; null for no cap")
    option_bps: int = Field(description="Of a binding type with choices at least `approval_bps`")
    answer_period: int = Field(description="Seconds after the deadline until the brand must have answered; 0 for none")


class ProposalTypesAnswer(Answer):
    """All types."""

    proposal_types: list[ProposalType]
