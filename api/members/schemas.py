"""What the API says about members, memberships and tiers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.documents import Document
from api.page import Page
from api.reading import Answer

ReasonKind = Literal["membership", "delegation_in", "delegation_out", "more"]
ExcludedKind = Literal[
    "membership_issued_after_snapshot",
    "membership_acquired_after_snapshot",
    "delegated_after_snapshot",
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


class Membership(BaseModel):
    """One membership NFT."""

    token_id: int
    tier_id: int
    tier_name: str
    holder: str
    units: int
    transferable: bool
    issued_at: datetime
    acquired_at: datetime


class MemberDetail(MemberSummary):
    """One member."""

    delegated_in_units: int
    delegated_out_units: int
    holds: list[Membership] = Field(description="Its memberships, the first 500")
    power: Power


class Transfer(BaseModel):
    """One change of holder; from null at issue."""

    sender: str | None
    recipient: str
    at: datetime
    block: int
    tx_hash: str


class MembershipDetail(Membership):
    """One membership and everybody who held it, oldest first."""

    transfers: list[Transfer]


class Tier(BaseModel):
    """Terms of a tier; they never change, its document may."""

    id: int
    name: str
    units: int
    supply: int
    issued: int
    transferable: bool
    royalty_bps: int
    royalty_receiver: str | None
    defined_at: datetime
    document: Document


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


class TiersAnswer(Answer):
    """All tiers."""

    tiers: list[Tier]


class TierAnswer(Answer):
    """One tier."""

    tier: Tier


class MembershipAnswer(Answer):
    """One membership."""

    membership: MembershipDetail
