"""What the API says about drops."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.drops.currencies import Currency
from api.facts.verdicts import RuleVerdict
from api.kit.documents import Document
from api.kit.page import Page
from api.kit.reading import Answer, AsOf
from api.kit.worded import Sentence, Worded

DropState = Literal["not_started", "open", "sold_out", "over", "closed"]
DropRule = Literal[
    "not_closed",
    "started",
    "not_ended",
    "supply",
    "tier_supply",
    "wallet_limit",
    "allowlist",
    "currency",
    "contract",
]


class Drop(BaseModel):
    """Terms of a drop. They never change; the brand can close it."""

    id: int
    tier_id: int
    state: DropState = Field(description="At `as_of`; `sold_out` also when the tier has no place left")
    starts_at: datetime | None = Field(description="First second; null for at once")
    ends_at: datetime | None = Field(description="First second at which it is over; null for never")
    supply: int | None = Field(description="Memberships it issues at most; null for as many as the tier allows")
    claimed: int
    left: int = Field(description="What can still be claimed: the drop's supply or the tier's, whichever is less")
    per_wallet: int | None = Field(description="Most memberships for one recipient; null for no limit")
    price: str = Field(description="Of one membership, in the currency's smallest unit; 0 for free", examples=["0"])
    currency: Currency
    allowlist_root: str | None = Field(description="Merkle root; null: open to all")
    defined_at: datetime
    closed_at: datetime | None
    document: Document


class DropVerdict(RuleVerdict):
    """What one rule says about claiming now. Value and threshold are counts, or unix seconds."""

    rule: DropRule
    passed: bool | None = Field(description="Null: not known for now, because the allowlist is not at hand")


class DropPage(Answer):
    """Drops by id."""

    drops: list[Drop]
    page: Page


class DropAnswer(Answer):
    """One drop."""

    drop: Drop


class DropEligibilityAnswer(Answer):
    """Every rule's verdict on an account that claims `quantity` memberships."""

    drop_id: int
    account: str
    quantity: int
    eligible: bool | None = Field(description="Null: the allowlist is not at hand, and every other rule passes")
    allowance: int | None = Field(description="What the allowlist grants; null without one, or when it is not at hand")
    claimed: int = Field(description="Memberships of this drop that the account received")
    verdicts: list[DropVerdict] = Field(
        description="`contract`, what the contract says to this very claim, is the last one where all others pass: "
        "none for a drop paid in an ERC-20, and none while no node answers"
    )


class ProofAnswer(Answer):
    """What `claim` takes. Checked against the root before it is served."""

    drop_id: int
    account: str
    allowlist_root: str
    allowance: str
    proof: list[str] = Field(description="32-byte hashes; empty when the list has one entry")


class AllowlistAnswer(BaseModel):
    """An allowlist that has been pinned, ready for a drop."""

    root: str = Field(description="For the drop's terms")
    entries: int
    allowance: str = Field(description="Sum of all allowances")
    uri: str = Field(description="Of the list; the drop's document names it as `allowlist`")
    cid: str


class Quote(BaseModel):
    """What something costs, at the node's newest block."""

    currency: Currency
    cost: str = Field(description="In the currency's smallest unit")
    max_cost: str = Field(description="Enough for an hour; what is not needed is not taken, ETH above the cost returns")
    expires_at: datetime | None = Field(description="When the membership expires afterwards; null for never")


class ClaimQuote(BaseModel):
    """What a claim costs. The price of a drop never changes."""

    currency: Currency
    cost: str = Field(description="In the currency's smallest unit")
    price: str = Field(description="Of one membership")
    quantity: int


class RenewalQuote(Quote):
    """What periods of a membership cost."""

    token_id: int
    periods: int
    price: str = Field(description="Of one period")


class ChangeQuote(Quote):
    """What a change of tier costs, and how that comes about: `cost` is `price` less `credit`, at least 0. It gives a
    whole period; where the credit is more than the price, it gives more time."""

    token_id: int
    from_tier_id: int
    to_tier_id: int
    price: str = Field(description="Of one period of the new tier, or of a membership for life")
    credit: str = Field(
        description="What counts of what was paid for the old tier: pro rata towards a dearer one, else only whole "
        "periods that have not begun"
    )
    paid_seconds: int = Field(description="Seconds to come of the old tier that somebody paid for; for life 1 if paid")


class ChangeOption(Worded):
    """A tier one could move to: a quote, or why not."""

    tier_id: int
    tier: str
    quote: ChangeQuote | None
    refusal: Sentence | None = Field(description="Why the contract would refuse, and what to do; null with a quote")


class QuotesAnswer(Worded):
    """Prices of a membership in one currency, as the contract quotes them."""

    as_of: AsOf = Field(description="The node's newest block")
    token_id: int
    renewal: RenewalQuote | None = Field(description="For one period")
    renewal_refusal: Sentence | None = Field(description="Why it cannot be renewed; null with a quote")
    changes: list[ChangeOption] = Field(description="Every other tier, by id")
