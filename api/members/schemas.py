"""What the API says about members and their power."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.page import Page
from api.reading import Answer
from api.standing import Membership

ReasonKind = Literal["membership", "delegation_in", "delegation_out", "more"]
ExcludedKind = Literal[
    "membership_issued_after_snapshot",
    "membership_acquired_after_snapshot",
    "delegated_after_snapshot",
    "units_changed_after_snapshot",
]


class Reason(BaseModel):
    """One part of a power."""

    kind: ReasonKind
    units: int = Field(description="What it adds; negative for what is delegated away")
    text: str
    token_id: int | None = None
    tier_id: int | None = None
    account: str | None = Field(default=None, description="The other side of a delegation")


class Excluded(BaseModel):
    """Something the account has now that did not count at the snapshot."""

    kind: ExcludedKind
    units: int
    text: str
    since: datetime
    token_id: int | None = None
    account: str | None = None


class Power(BaseModel):
    """Votes of an account at a second, and why. The units of all reasons add up to `units`."""

    account: str
    at: datetime
    units: int
    held_units: int = Field(description="Units of the memberships it held, whomever it delegated to")
    delegates_to: str | None = Field(description="Who voted for it; null for itself")
    reasons: list[Reason]
    excluded: list[Excluded]


class ProposalPower(BaseModel):
    """Power of an account on a proposal."""

    account: str
    proposal: int
    snapshot_at: datetime
    fixed: bool = Field(description="False: the snapshot has not passed; `power` is the power now and can change")
    power: Power


class MemberSummary(BaseModel):
    """One member in a list."""

    number: int
    account: str
    registered_at: datetime
    memberships: int = Field(description="How many it holds now")
    held_units: int
    units: int = Field(description="Its power now")
    delegates_to: str | None


class MemberDetail(MemberSummary):
    """One member."""

    delegated_in_units: int
    delegated_out_units: int
    holds: list[Membership] = Field(description="Its memberships, the first 500, each with what its state costs")
    power: Power


class MemberPage(Answer):
    """Members by number."""

    members: list[MemberSummary]
    page: Page


class MemberAnswer(Answer):
    """One member."""

    member: MemberDetail


class PowerAnswer(Answer):
    """Power on a proposal."""

    power: ProposalPower
