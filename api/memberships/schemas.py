"""What the API says about memberships, tiers, what happened to them, and lists of members to be."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.facts.membership import Membership
from api.kit.documents import Document
from api.kit.page import Page
from api.kit.reading import Answer, AsOf
from api.kit.worded import Sentence, Worded
from api.prepare.clients import Sendable
from symbia.rules.member_rows import Code

Kind = Literal[
    "issued",
    "transferred",
    "renewed",
    "tier_changed",
    "lapsed",
    "revocation_noticed",
    "revocation_withdrawn",
    "revocation_dismissed",
    "burnt",
    "revoked",
]


class MembershipDetail(Membership):
    """One membership, and who holds it."""

    member_number: int | None = Field(description="Of the holder; null once it is burnt or revoked")
    delegates_to: str | None = Field(description="Who votes with the holder's units; null for the holder itself")


class MembershipEvent(Worded):
    """Something that happened to a membership. What does not apply is null."""

    kind: Kind
    text: Sentence
    at: datetime
    block: int
    log_index: int
    tx_hash: str
    sender: str | None = Field(default=None, description="Who held it before a transfer")
    recipient: str | None = Field(default=None, description="Who held it after an issue or a transfer")
    tier_id: int | None = Field(default=None, description="Its tier after a change")
    units: int | None = Field(default=None, description="By how much its votes changed; negative for fewer")
    expires_at: datetime | None = Field(default=None, description="After a renewal or a change of tier")
    revocable_at: datetime | None = None
    reason: Document | None = Field(default=None, description="Named, not looked up")


class Price(BaseModel):
    """What one period of a tier, or a membership for life, costs in one currency."""

    currency: str = Field(description="Address of an ERC-20; the zero address is ETH")
    price: str = Field(description="Wei, or the ERC-20's smallest unit")
    since: datetime


class MembershipCounts(BaseModel):
    """Memberships of a tier by state. Those that lapsed have no place, nor have those that ended after their time."""

    active: int
    under_notice: int
    expired: int
    lapsed: int
    burnt: int
    revoked: int


class Image(BaseModel):
    """A picture on IPFS."""

    uri: str
    cid: str | None = Field(description="CIDv1; null when the URI is no `ipfs://<cid>`")
    path: str | None = Field(description="Where this API serves it", examples=["/v1/content/bafkreigh2akiscaildc"])


class Tier(BaseModel):
    """Terms of a tier. Supply and royalty can only go down; units, duration, transferability and name never change."""

    id: int
    name: str
    units: int = Field(description="Votes of one membership")
    duration: int | None = Field(description="Seconds of one period; null for life")
    supply: int = Field(description="Places there may ever be")
    issued: int = Field(
        description="Places taken. A membership that is burnt or revoked in its time keeps its place; one that lapsed "
        "has none"
    )
    left: int = Field(description="Places left")
    transferable: bool
    royalty_bps: int
    royalty_receiver: str | None
    prices: list[Price] = Field(description="For renewals and changes of tier; empty while the brand has set none")
    memberships: MembershipCounts
    frozen: bool = Field(description="Its document and image can never change again")
    defined_at: datetime
    document: Document
    image: Image


class Day(BaseModel):
    """What happened on one day, UTC."""

    day: date
    memberships: int = Field(description="Memberships issued")
    members: int = Field(description="Accounts seen for the first time")
    ended: int = Field(description="Memberships burnt or revoked")
    lapsed: int


class MembershipPage(Answer):
    """Memberships."""

    memberships: list[Membership]
    page: Page


class MembershipAnswer(Answer):
    """One membership."""

    membership: MembershipDetail


class HistoryPage(Answer):
    """What happened to a membership, oldest first."""

    token_id: int
    events: list[MembershipEvent]
    page: Page


class DaysAnswer(Answer):
    """One entry a day, without gaps."""

    days: list[Day]


class TiersAnswer(Answer):
    """All tiers."""

    tiers: list[Tier]


class TierAnswer(Answer):
    """One tier."""

    tier: Tier


class ImportProblem(Worded):
    """Why a row cannot be issued."""

    row: int | None = Field(description="As a spreadsheet numbers rows, the header is 1; null: the whole file")
    column: str | None = Field(description="Null: the whole row", examples=["account"])
    value: str = Field(description="What is written there")
    code: Code
    message: Sentence = Field(description="What to do")


class TierCount(BaseModel):
    """What the list takes of a tier."""

    tier_id: int
    name: str
    count: int = Field(description="Rows of the list that can be issued")
    left: int = Field(description="Places that the tier's supply leaves before")


class Batch(Sendable, Worded):
    """One airdrop. All its members are of one tier."""

    number: int = Field(description="From 1; sign and send them in this order")
    tier_id: int
    count: int
    first_row: int
    last_row: int
    text: Sentence


class ImportAnswer(Worded):
    """What a list would do, or does."""

    as_of: AsOf = Field(description="The node's newest block")
    rows: int = Field(description="Rows that can be issued")
    problems: list[ImportProblem]
    notes: list[Sentence] = Field(description="No problems, but worth knowing")
    tiers: list[TierCount]
    batches: list[Batch] = Field(description="Empty in a dry run")
