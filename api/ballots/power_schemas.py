"""What the API says about an account's power on a proposal."""

from datetime import datetime

from pydantic import Field

from api.facts.power import Power
from api.kit.reading import Answer
from api.kit.worded import Sentence, Worded
from symbia.rules.ballots.names import Curve, Problem


class Counting(Worded):
    """How units become votes."""

    curve: Curve
    cap: int | None = Field(description="Most votes of one voter; null for no cap")
    votes_before_cap: int
    text: Sentence = Field(examples=["The square root of 17 units, rounded down, is 4 votes."])


class PowerProblem(Worded):
    """Why a ballot would not count now."""

    code: Problem = Field(
        description="The first of `pending`, `closed`, `excluded`, `no_power` (`unknown_signer` for an account that "
        "never had votes), `already_voted`: as `BallotLens.powerOf` says it"
    )
    text: Sentence = Field(description="What it means and what helps")


class BallotPower(Power):
    """What an account's ballot counts for, and why."""

    proposal: int
    member: int | None = Field(description="Member number; null for an account that never had votes")
    snapshot_at: datetime
    fixed: bool = Field(description="False: the snapshot has not passed; the power is that of now and can change")
    votes: int = Field(description="What the units become under the proposal's curve and cap")
    counting: Counting
    problem: PowerProblem | None = Field(description="Null: a valid ballot of this account would count now")


class BallotPowerAnswer(Answer):
    """An account's power on a proposal."""

    power: BallotPower
