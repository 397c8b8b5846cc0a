"""What the API says about the brand: treasury, roles, the chain it stands on."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.kit.page import Page
from api.kit.reading import Answer
from api.kit.worded import Sentence, Worded
from symbia.chain.standing import State


class Contract(BaseModel):
    """One deployed contract."""

    name: str
    address: str


class TreasuryEntry(BaseModel):
    """ETH into or out of the treasury."""

    incoming: bool
    counterparty: str = Field(description="Sender, or recipient")
    amount: str = Field(description="Wei")
    at: datetime
    block: int
    tx_hash: str


class Treasury(BaseModel):
    """ETH that the timelock holds."""

    address: str
    balance: str = Field(description="Wei: what came in less what went out")
    entries: int = Field(description="How many movements there were")
    latest: list[TreasuryEntry] = Field(description="The newest ten; all of them at /v1/treasury")


class RoleMember(BaseModel):
    """One account of a role."""

    account: str
    name: str | None = Field(description="Contract of the brand, if it is one")
    since: datetime
    active: bool = Field(description="False: granted, but the grant's delay has not passed")
    execution_delay: int = Field(description="Seconds between announcing and making a call; 0 for none")


class Permission(BaseModel):
    """One function that a role may call."""

    contract: str = Field(description="Name, or the address of a contract that is not one of the brand's")
    address: str
    function: str = Field(description="Signature, or the selector of an unknown function")
    selector: str


class Role(Worded):
    """A role in BrandAccess."""

    id: str = Field(description="uint64 as text", examples=["1"])
    label: Sentence | str = Field(
        examples=["BRAND"],
        description="As the chain names it; in words, and then in `words`, when it has no name there",
    )
    admin_role_id: str = Field(description="Members of that role grant and revoke this one")
    guardian_role_id: str
    members: list[RoleMember]
    may_call: list[Permission] = Field(description="Functions given to the role")


class TimelockRole(BaseModel):
    """A role of the timelock itself."""

    role: str = Field(description="Name, or the hash of an unknown one", examples=["PROPOSER_ROLE"])
    accounts: list[str]


class Timelock(BaseModel):
    """Delay and roles of the executor."""

    address: str
    min_delay: int | None = Field(description="Seconds from queue to the earliest execution")
    roles: list[TimelockRole]


class Governance(BaseModel):
    """Settings that hold for all proposals, seconds."""

    action_window: int | None = Field(description="A success must be queued, and then executed, within this time")
    late_quorum_extension: int | None = Field(description="Voting left at least after a late quorum")


class PriceFloor(BaseModel):
    """What makes a sale in a currency more than a gift."""

    currency: str = Field(description="The zero address for ETH, else an ERC-20")
    per_unit: str = Field(
        description="What a unit must bring, in wei or the ERC-20's smallest unit; what brings less is given away",
        examples=["1000000000000000"],
    )


class UnitBounds(BaseModel):
    """How many units, which are votes, keys of the brand can bring about; only a proposal changes it."""

    max_units: int | None = Field(description="Most units of one membership")
    max_tier_units: int | None = Field(description="Most units of all memberships of one tier together")
    per_day_least: int | None = Field(
        description="Units that can be given away, as many sold and as many come back, in a day whatever the shares are"
    )
    given_per_day_bps: int | None = Field(
        description="Most units given away in a day (UTC), in basis points of those that can vote when it begins"
    )
    sold_per_day_bps: int | None = Field(
        description="The same for units that are sold, and again for those that come back after a lapse; 0: not bounded"
    )
    launch_ends_at: datetime | None = Field(description="From then on days are counted")
    launch_units: int | None = Field(description="Most units given away until then")
    launch_sold_units: int | None = Field(description="Most units sold until then")
    price_floors: list[PriceFloor] = Field(description="Of each currency that has one")
    listener: str | None = Field(description="The contract that is told when units of a membership change")


class Collection(BaseModel):
    """What all memberships share."""

    contract_uri: str | None = Field(description="`ipfs://` URI of the collection's document (ERC-7572)")
    renderer: str = Field(description="The contract that writes `tokenURI`")
    metadata_frozen: bool = Field(
        description="True: this, and documents of tiers 1 to `frozen_tiers`, never change again"
    )
    frozen_tiers: int


class Brand(BaseModel):
    """The brand as the chain knows it."""

    name: str | None = Field(description="From the deployment file")
    treasury: Treasury
    timelock: Timelock
    governance: Governance
    unit_bounds: UnitBounds
    collection: Collection | None = Field(description="Null before the contracts are indexed")
    roles: list[Role]


class SuspectBlock(BaseModel):
    """A block that the node does not return whole; the index waits before it."""

    number: int
    hash: str
    since: datetime
    attempts: int = Field(description="How often it was read in vain, three times each")
    why: str


class Endpoint(BaseModel):
    """What the indexer knows of one endpoint of its node."""

    place: int = Field(description="In `SYMBIA_RPC_URL`, from 1 on; its name may be a secret")
    in_use: bool
    state: State = Field(
        description="`ok`; `behind`: it has not come to what others, or it itself, had; `throttled`: it wants fewer "
        "questions; `suspect`: it left something out, or said what cannot be; `stuck`: it takes questions and does not "
        "answer in time; `unreachable`; `other_chain`; `unknown`: it was not asked yet"
    )
    head: int | None = Field(description="Newest block that it named; null before it named one")
    lag: int | None = Field(description="Blocks between that one and the newest known of")
    refusals: int = Field(description="Ranges of blocks that it would not serve, since the indexer started")
    window: int | None = Field(
        description="Blocks that it is asked for at once, found out by asking; null before the first"
    )
    last_words: str | None = Field(description="What it said last instead of an answer; null if it always answered")
    last_words_at: datetime | None
    answered_at: datetime | None = Field(description="When it answered last")
    noted_at: datetime = Field(description="When the indexer wrote this down: every few seconds while it runs")


class Drift(BaseModel):
    """The newest comparison of the tables with the contracts' own views, at one block."""

    block: int
    at: datetime
    checked: int = Field(description="Values compared")
    drift: int = Field(description="Of those, values that are not what the contract says")
    all_rows: bool = Field(description="False: of some rows, by chance")
    examples: list[str] = Field(description="Some of what drifted, in words")


class Status(BaseModel):
    """How far the tables are."""

    brand: str | None
    chain_id: int
    contracts: list[Contract]
    indexed_block: int
    chain_head: int = Field(description="The newest block that the node names now, or the indexer ever saw")
    lag: int = Field(description="Blocks between the two")
    node_lag: int = Field(description="Blocks between the newest one that was seen and the one that the node names now")
    node_reachable: bool
    finality_depth: int = Field(description="Blocks after which an answer is final")
    final_block: int | None = Field(description="Newest final block; null before there is one")
    endpoints: list[Endpoint] = Field(description="Of the indexer's node; empty before it was asked")
    suspect: SuspectBlock | None = Field(description="Null where every block came whole")
    audit: Drift | None = Field(description="Null before the first audit")
    healthy: bool = Field(
        description="The node answers and is at most three blocks behind what was seen, so are the tables, the "
        "indexer's endpoint in use is `ok`, no block is suspect and nothing drifted"
    )


class StatusAnswer(Answer):
    """Status."""

    status: Status


class BrandAnswer(Answer):
    """Brand."""

    brand: Brand


class TreasuryPage(Answer):
    """Movements of the treasury, newest first."""

    entries: list[TreasuryEntry]
    page: Page
