"""What the API says about perks and redemptions."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.facts.verdicts import RuleVerdict
from api.kit.documents import Document
from api.kit.page import Page
from api.kit.reading import Answer
from symbia.rules.perks import Rule


class Perk(BaseModel):
    """Terms of a perk. They never change; the brand can pause it."""

    id: int
    paused: bool
    redeemed: int = Field(description="Redemptions so far")
    starts_at: datetime | None = Field(description="First second; null for at once")
    ends_at: datetime | None = Field(description="First second it can no longer be redeemed; null for never")
    min_holding_seconds: int = Field(description="How long the holder must have held this very membership")
    supply: int | None = Field(description="Redemptions in all; null for no limit")
    per_membership: int | None
    per_wallet: int | None
    tier_ids: list[int] = Field(description="Tiers that may redeem; empty for all")
    defined_at: datetime
    document: Document


class PerkVerdict(RuleVerdict):
    """What one rule says. Value and threshold as the contract reports them: counts, seconds or a tier id."""

    rule: Rule
    passed: bool


class Eligibility(BaseModel):
    """Every rule's verdict on one account redeeming with one membership."""

    token_id: int
    tier_id: int
    holder: str | None = Field(description="Null once the membership is burnt or revoked")
    eligible: bool
    verdicts: list[PerkVerdict]


class Redemption(BaseModel):
    """One redemption."""

    id: int
    perk_id: int
    token_id: int
    account: str
    at: datetime
    block: int
    tx_hash: str


class PerkPage(Answer):
    """Perks by id."""

    perks: list[Perk]
    page: Page


class PerkAnswer(Answer):
    """One perk."""

    perk: Perk


class EligibilityAnswer(Answer):
    """Who asks, and the verdicts on each membership asked about."""

    perk_id: int
    account: str
    eligible: bool = Field(description="True if one of the memberships can redeem now, listed or not")
    memberships: list[Eligibility] = Field(
        description="By id, 500 at most: those that can redeem before all others; empty when the account holds none"
    )
    memberships_total: int = Field(
        description="How many were asked about: all that the account holds, or the one named"
    )
    truncated: bool = Field(description="True when `memberships` lists fewer than `memberships_total`")


class RedemptionPage(Answer):
    """Redemptions, newest first."""

    redemptions: list[Redemption]
    page: Page
