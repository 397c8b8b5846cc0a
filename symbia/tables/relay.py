"""Signed ballots on their way to the chain, and how the relay stands."""

from dataclasses import dataclass

from sqlalchemy import Index, String, func, select
from sqlalchemy import text as sql
from sqlmodel import Field, Session, col

from symbia.rules.ballots.gas import KEY_BALLOT_GAS, Budget
from symbia.tables.kinds import OneRow, Service
from symbia.tables.types import address, digest, hash32, serial, text, wei, whole

# States of a signed ballot in which no other of the same account on the same proposal may be taken.
LIVE = ("queued", "sent", "counted")
_IS_LIVE = sql(f"state IN {LIVE}")


class SignedBallot(Service, table=True):
    """A ballot that a member signed and the relay brings. Rows stay: a replaced ballot is known when it comes back.

    queued -> sent -> counted | skipped      (back to queued when its transaction was never signed, or reverted)
    queued -> replaced | invalid | expired | skipped

    Times in unix seconds: `received_at` and `changed_at` by the server's clock, `deadline` by the chain's.
    """

    __table_args__ = (
        Index("ix_signed_ballot_queue", "state", "proposal_number", "deadline", "kind", "member_number"),
        Index("ix_signed_ballot_quota", "account", "received_at"),
        Index(
            "uq_signed_ballot_live",
            "proposal_number",
            "account",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
    )

    seq: int | None = serial()
    receipt: str = digest(unique=True)  # of typed data and account: the same ballot has the same, however it is signed
    proposal_number: int = whole()
    account: str = address()
    member_number: int = whole()
    kind: str = text()  # member, or wallet: a contract (EIP-1271)
    choice: str = wei()  # as a number, see ballots.choices
    deadline: int = whole()
    signature: str = text()  # 0x and hex digits; a member's as EIP-2098 has it
    votes: int = whole()  # what it counted for when it was taken
    gas: int = whole(default=KEY_BALLOT_GAS)  # expected when it was taken; its share of the batch once that is mined
    received_at: int = whole()
    state: str = text(default="queued")
    problem: str | None = text(default=None, nullable=True)  # one of ballots.rules.PROBLEMS
    told: str | None = text(default=None, nullable=True)  # why, when it is none of them; see tables/texts.py
    replaced_by: str | None = digest(default=None, nullable=True)
    batch_key: str | None = Field(default=None, sa_type=String(32), nullable=True, index=True)
    position: int | None = whole(default=None, nullable=True)  # in its batch, from 0
    returns: int = whole(default=0)  # how often it came back from a batch that did not go through
    changed_at: int = whole()


class BallotBatch(Service, table=True):
    """Ballots that travel in one transaction. `key` is its name in the relay's journal.

    open -> settled (-> open, when a reorg undoes its block) | reverted. One that was never signed is removed.
    """

    __table_args__ = (
        Index("ix_ballot_batch_state", "state", "final"),
        Index("ix_ballot_batch_budget", "kind", "opened_at"),
        Index("ix_ballot_batch_proposal", "proposal_number", "kind"),
    )

    key: str = Field(primary_key=True, sa_type=String(32))
    proposal_number: int = whole()
    deadline: int = whole()
    kind: str = text()  # of its ballots
    state: str = text(default="open")
    opened_at: int = whole()
    tx_hash: str | None = hash32(default=None, nullable=True)  # the newest attempt, then the one that was mined
    block_number: int | None = whole(default=None, nullable=True)
    block_hash: str | None = hash32(default=None, nullable=True)
    expected_gas: int = whole(default=0)  # reserved until it is mined
    gas: int | None = whole(default=None, nullable=True)  # as the receipt says
    gas_price: str | None = wei(default=None, nullable=True)
    final: bool = False  # so deep that no reorg is expected to undo it


class RelayStatus(OneRow, Service, table=True):
    """What the relay said of itself last. One row; whoever's `instance` it names may bring ballots."""

    instance: str = Field(sa_type=String(32))  # of its journal
    account: str = address()
    state: str = text()  # working, waiting_for_fee, waiting_for_budget, empty_purse, waiting_for_node, stuck
    told: str = text()  # see tables/texts.py
    started_at: int = whole()
    heartbeat_at: int = whole()
    balance: str = wei()
    fee: str = wei()  # wei a gas that it would offer now
    fee_cap: str = wei()
    batch: int = whole()
    flush_seconds: int = whole()


@dataclass(frozen=True, slots=True)
class GasSpent:
    """Gas of batches, by kind of ballot: today's, and that of each proposal over all days. Of a batch that is not mined
    it is what is expected of it. Read from the rows, so that no restart forgets it."""

    today: dict[str, int]
    proposals: dict[tuple[str, int], int]

    @classmethod
    def read(cls, session: Session, day: int) -> "GasSpent":
        """`day`: first second of today, by the server's clock. A batch belongs to the day on which it was opened."""
        gas = func.sum(func.coalesce(BallotBatch.gas, BallotBatch.expected_gas))
        kind, proposal = col(BallotBatch.kind), col(BallotBatch.proposal_number)
        since = select(kind, gas).where(col(BallotBatch.opened_at) >= day).group_by(kind)
        ever = select(kind, proposal, gas).group_by(kind, proposal)
        connection = session.connection()
        return cls(
            today={kind: int(gas) for kind, gas in connection.execute(since)},
            proposals={(kind, number): int(gas) for kind, number, gas in connection.execute(ever)},
        )

    def left(self, kind: str, proposal: int, budget: Budget) -> int:
        """Gas that batches of this kind on a proposal may still take today."""
        today = budget.day - self.today.get(kind, 0)
        return max(0, min(today, budget.proposal - self.proposals.get((kind, proposal), 0)))
