"""What the API says about the tally of a proposal."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.kit.reading import Answer
from api.kit.worded import Sentence, Worded
from api.proposals.schemas import Approval, Quorum, State
from symbia.rules.ballots.names import Curve, Method
from symbia.rules.ballots.run_off import TieBreak
from symbia.rules.changes import ChangeCode
from symbia.rules.outcomes import Why


class Choice(BaseModel):
    """What one choice has."""

    number: int = Field(description="Of the option; in a for/against/abstain proposal 0 against, 1 for, 2 abstain")
    label: str = Field(description="Untrusted text of the proposer; `against`, `for`, `abstain` otherwise")
    votes: int = Field(description="Rounded down; of a ranked vote the first preferences")
    parts: int = Field(description="The votes exactly, in ten-thousandths")
    share_bps: int | None = Field(description="Of all votes, basis points, rounded down; null without votes")


class Round(Worded):
    """One round of a run-off."""

    number: int = Field(description="From 1")
    votes: list[int] = Field(description="Of each option in order; 0 for one that is out")
    exhausted: int = Field(description="Votes of ballots whose preferences are all out")
    eliminated: list[int] = Field(description="Numbers of the options that go out after it; empty in the last round")
    tie_break: TieBreak = Field(
        description="What chose them among those with the fewest votes. none: there was only one. together: all go, "
        "since together they have fewer than the next option. preferences: see `preference`. lot: see `lot`"
    )
    preference: int | None = Field(description="Which preferences broke the tie, 1 for the first; null if none did")
    text: Sentence


class Lot(BaseModel):
    """What lots of a run-off are drawn from: of the tied, the option with the smallest keccak256 of seed, participation
    and its digest, as three numbers of 32 bytes, goes out."""

    seed: str = Field(description="80 bits of the block of the first ballot, hexadecimal", examples=["0x1f"])
    participation: int = Field(description="Units that took part so far, before curve and cap")
    digests: list[str] = Field(description="First four bytes of keccak256 of each option's label, hexadecimal")


class ExcludedAccount(BaseModel):
    """An account that takes no part."""

    account: str
    units: int = Field(description="At the snapshot, or now while that is to come; they are not in the quorum's base")


class Rules(Worded):
    """What the proposal froze, as far as it counts here."""

    curve: Curve
    cap: int | None = Field(description="Most votes of one voter, after the curve; null for no cap")
    quorum_bps: int
    quorum_base: int = Field(description="Units one second before the proposal, those of excluded accounts left out")
    quorum_least: int = Field(description="Units that must take part in any case")
    quorum_of_winner: int = Field(
        description="Votes that the winner of a binding choice must have: the quorum. 0 of all others, and before the "
        "snapshot has passed"
    )
    approval_bps: int | None = Field(description="What `for` must exceed of for and against; null between options")
    option_bps: int | None = Field(description="What the winner must exceed of all votes; null for for_against")
    excluded: list[ExcludedAccount] = Field(description="Accounts that take no part")
    text: Sentence


class Margin(Worded):
    """The lead of the first over the second."""

    first: int = Field(description="Number as in `choices`")
    second: int
    votes: int = Field(description="Rounded down; in a run-off those of the last round")
    parts: int = Field(description="Exactly, in ten-thousandths of a vote")
    text: Sentence


class Outstanding(BaseModel):
    """What has not been cast: accounts with units at the snapshot that have not voted and are not excluded."""

    units: int
    votes: int = Field(description="What their ballots would count for under curve and cap")


class Outcome(Worded):
    """What the proposal has come to, or would if the vote ended now."""

    passing: bool = Field(description="Whether it succeeds: a winner, or enough for it, and the quorum")
    winner: int | None = Field(description="As `winningOption` on chain, which does not look at the quorum")
    by_lot: bool = Field(description="Whether a lot decided, or would decide now, who goes out in some round")
    why: Why
    text: Sentence


class Change(Worded):
    """Something that would change the result, or would have."""

    code: ChangeCode
    option: int | None = Field(default=None, description="Number as in `choices`")
    votes: int | None = Field(default=None, description="Of further ballots for it alone, if nothing else is cast")
    units: int | None = Field(default=None, description="That must take part")
    possible: bool = Field(description="Whether what is outstanding is that much; false once the vote is over")
    text: Sentence


class Recompute(Worded):
    """How anybody gets the same numbers."""

    ballots: str = Field(
        description="All ballots, each with choice, votes and units", examples=["/v1/proposals/1/ballots"]
    )
    text: Sentence


class TallyDetail(BaseModel):
    """The tally of a proposal, and what it rests on."""

    proposal: int
    title: str = Field(description="Untrusted text of the proposer")
    method: Method
    state: State
    snapshot_at: datetime
    deadline_at: datetime
    rules: Rules
    ballots: int = Field(description="How many accounts voted")
    units: int = Field(description="Units of all who voted, before curve and cap")
    votes: int = Field(description="Of all ballots, after curve and cap")
    choices: list[Choice]
    rounds: list[Round] = Field(description="Of a run-off; empty for other methods, and while nobody has voted")
    lot: Lot | None = Field(description="Null for other methods, and while nobody has voted")
    quorum: Quorum
    approval: Approval
    margin: Margin | None = Field(description="Null while nobody has voted")
    outcome: Outcome
    outstanding: Outstanding | None = Field(description="Null unless the vote is open")
    decided: bool = Field(description="True when nothing that can still be cast changes the outcome")
    changes: list[Change]
    recompute: Recompute


class TallyAnswer(Answer):
    """The tally of a proposal."""

    tally: TallyDetail
