"""What the API is told of signed ballots, and what it says about them and the relay."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.auth.signatures import SignatureText
from api.facts.choices import Written
from api.kit.inputs import MAX_ID, Address, Id
from api.kit.reading import Answer
from api.kit.taking import Taken
from api.kit.worded import Sentence, Worded
from api.prepare.clients import Signable

BallotState = Literal["queued", "sent", "counted", "skipped", "replaced", "invalid", "expired"]
BallotKind = Literal["member", "wallet"]
RelayState = Literal[
    "working", "waiting_for_fee", "waiting_for_budget", "empty_purse", "waiting_for_node", "stuck", "stopped", "none"
]
EXAMPLE_ACCOUNT = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"

Deadline = Annotated[
    int, Field(ge=0, le=MAX_ID, description="Last second at which the ballot counts, unix seconds, as signed")
]


class TypedDataDraft(Taken):
    """A ballot that is to be signed."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"account": EXAMPLE_ACCOUNT, "proposal": 1, "choice": "for"}}
    )

    account: Address
    proposal: Id
    choice: Written
    deadline: Deadline | None = Field(default=None, description="Left out: the one that all ballots should share")


class SignedDraft(Taken):
    """A ballot with its signature."""

    account: Address
    proposal: Id
    choice: Written
    deadline: Deadline
    signature: SignatureText


class Trouble(Worded):
    """Why a ballot would not be taken. `code` as a refusal of POST /v1/ballots has it."""

    code: str
    detail: Sentence


class TypedDataAnswer(Signable, Answer):
    """What to sign, and what it would count for."""

    account: str
    proposal: int
    choice: Written
    deadline: int = Field(description="Unix seconds: hand it in with the signature")
    deadline_at: datetime
    kind: BallotKind = Field(
        description="`wallet` for contracts (EIP-1271); `member` for keys, also with a delegation (EIP-7702)"
    )
    units: int = Field(description="At the snapshot; one second ago while the vote has not begun")
    counts_for: int = Field(description="Votes, after curve and cap")
    problem: Trouble | None = Field(description="Why it would not be taken now; nothing stands against it if null")
    replaces: str | None = Field(description="Receipt of the waiting ballot that it would replace")


class Receipt(Worded):
    """One signed ballot and what became of it."""

    id: str
    state: BallotState
    reason: Sentence = Field(description="What the state means here, in a sentence")
    final: bool = Field(
        description="False: it can still change; also when somebody else could still bring it to the chain"
    )
    proposal: int
    account: str
    choice: Written
    kind: BallotKind
    counts_for: int = Field(description="Votes, as found when it was taken")
    deadline: datetime
    received_at: datetime
    changed_at: datetime
    ahead: int | None = Field(description="Ballots that wait before it")
    expected_by: datetime | None = Field(description="When it should have left at the latest, if nothing hinders")
    problem: str | None = Field(description="Why it did not count, as the contracts name it")
    replaced_by: str | None = Field(description="Receipt of the ballot that took its place")
    tx_hash: str | None
    block: int | None
    relay: RelayState
    links: dict[str, str]


class ReceiptAnswer(Answer):
    """One receipt."""

    receipt: Receipt


class BallotCounts(BaseModel):
    """Signed ballots by how the relay left them: one that another brought to the chain is `skipped` here."""

    queued: int
    sent: int
    counted: int
    skipped: int
    replaced: int
    invalid: int
    expired: int


class GasBudget(BaseModel):
    """Gas for the ballots of one kind. Spent: as receipts of transactions say, and as expected of those under way."""

    day: int = Field(description="Most on one day (UTC)")
    spent_today: int
    promised: int = Field(description="Expected of the ballots that wait")
    left_today: int = Field(description="Of the day, before what is promised")
    proposal: int = Field(description="Most on one proposal, over all days")


class ProposalGas(BaseModel):
    """Gas that was spent on an open proposal, and what is left for it."""

    proposal: int
    member_spent: int
    member_left: int
    wallet_spent: int
    wallet_left: int


class RelayGas(BaseModel):
    """What the relay may spend. Keys and contract wallets have budgets of their own."""

    back_at: datetime = Field(description="When the next day's gas comes")
    member: GasBudget
    wallet: GasBudget
    proposals: list[ProposalGas] = Field(description="Open ones on which gas was spent")
    wallet_ballot: int = Field(description="Most for one ballot of a contract wallet")
    account_per_day: int = Field(description="Most for the ballots that one account hands in within 24 hours")


class Relay(Worded):
    """The relay's means and its record. Costs are of mined batches, reverted ones included."""

    state: RelayState
    told: Sentence = Field(description="The state in a sentence")
    account: str | None
    balance_wei: str | None
    fee_wei: str | None = Field(description="What it would offer for one gas now")
    fee_cap_wei: str | None = Field(description="What it offers at most")
    heartbeat_at: datetime | None
    ballots: BallotCounts
    oldest_waiting_since: datetime | None
    batches: int = Field(description="Mined")
    gas_used: int
    gas_per_ballot: int | None = Field(description="Of those counted")
    spent_wei: str
    wei_per_ballot: str | None
    ballots_left: int | None = Field(
        description="What the balance lasts for at the present fee; 12,000 gas a ballot until one is measured"
    )
    batch: int | None = Field(description="Most ballots in one transaction")
    flush_seconds: int | None = Field(description="How long a ballot waits at most for others")
    lead_seconds: int = Field(description="Before the end of a vote within which no ballot is taken any more")
    gas: RelayGas
    proposals_per_proposer: int = Field(
        description="Proposals of one proposer, pending or open at the same time, whose ballots are taken"
    )
    directly: str = Field(description="Where to prepare a ballot that the member sends")


class RelayAnswer(Answer):
    """The relay."""

    relay: Relay
