"""What the API says about perks and redemptions."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.kit.documents import Document
from api.kit.page import Page
from api.kit.reading import Answer
from symbia.rules.perks import PerkRule

Rule = PerkRule


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


class Verdict(BaseModel):
    """What one rule says. Value and threshold as the contract reports them: counts, seconds or a tier id."""

    rule: Rule
    passed: bool
    value: int
    threshold: int
    text: str = Field(description="The rule and the value in words")
    fix: str | None = Field(description="What would fix it; null when it passes")
    fixed_at: datetime | None = Field(description="When time alone fixes it; null when it does not")


class Eligibility(BaseModel):
    """Every rule's verdict on one account redeeming with one membership."""

    token_id: int
    tier_id: int
    holder: str | None = Field(description="Null once the membership is burnt or revoked")
    eligible: bool
    verdicts: list[Verdict]


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
    eligible: bool = Field(description="True if one of the memberships can redeem now")
    memberships: list[Eligibility] = Field(description="The first 500; empty when the account holds none")


class RedemptionPage(Answer):
    """Redemptions, newest first."""

    redemptions: list[Redemption]
    page: Page
