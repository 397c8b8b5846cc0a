"""A power as answers carry it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.kit.worded import Sentence, Worded

ReasonKind = Literal["membership", "delegation_in", "delegation_out", "more"]
ExcludedKind = Literal[
    "membership_issued_after_snapshot",
    "membership_acquired_after_snapshot",
    "delegated_after_snapshot",
    "units_changed_after_snapshot",
    "excluded_account",
    "excluded_delegate",
]


class Reason(Worded):
    """One part of a power."""

    kind: ReasonKind
    units: int = Field(description="What it adds; negative for what is delegated away")
    text: Sentence
    token_id: int | None = None
    tier_id: int | None = None
    account: str | None = Field(default=None, description="The other side of a delegation")


class Excluded(Worded):
    """Something the account has that does not count."""

    kind: ExcludedKind
    units: int
    text: Sentence
    since: datetime
    token_id: int | None = None
    account: str | None = None


class Power(BaseModel):
    """Units with which an account votes at a second, and why. The units of all reasons add up to `units`."""

    account: str
    at: datetime
    units: int
    held_units: int = Field(description="Units of the memberships it held, whomever it delegated to")
    delegates_to: str | None = Field(description="Who voted for it; null for itself")
    reasons: list[Reason]
    excluded: list[Excluded]
