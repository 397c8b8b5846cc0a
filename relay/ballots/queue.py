"""The queue of signed ballots, as the relay moves it: every method is one transaction, or one read."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from relay.ballots.flush import Group
from relay.ballots.lease import Lease
from relay.sending.records import Settled
from symbia.rules.ballots.gas import day_of, expected_gas
from symbia.tables.db import read_session
from symbia.tables.relay import LIVE, BallotBatch, GasSpent, SignedBallot
from symbia.tables.texts import kept
from symbia.tables.types import to_wei_text
from symbia.text import Text

MOST_RETURNS = 3  # batches that a ballot may come back from before it is given up


@dataclass(frozen=True, slots=True)
class BallotVerdict:
    """Why a waiting ballot is not brought: the state it ends in, the problem if it is one that the contracts number,
    and what was said."""

    state: str
    problem: str | None = None
    told: Text | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What a mined batch came to: accounts (lower case) whose ballots counted, and problem by place of the others."""

    block_hash: str
    counted: frozenset[str] = frozenset()
    skipped: Mapping[int, str | None] | None = None

    def text(self) -> str:
        """For the journal."""
        return json.dumps([self.block_hash, sorted(self.counted), {str(k): v for k, v in (self.skipped or {}).items()}])

    @classmethod
    def read(cls, text: str) -> "BatchOutcome":
        """What `text` wrote."""
        block_hash, counted, skipped = json.loads(text)
        return cls(block_hash, frozenset(counted), {int(place): problem for place, problem in skipped.items()})


class Queue:
    """The ballots of one database, moved by whoever holds the lease."""

    def __init__(self, engine: Engine, lease: Lease) -> None:
        self._engine = engine
        self._lease = lease

    def groups(self) -> list[Group]:
        """What waits."""
        keys = (col(SignedBallot.proposal_number), col(SignedBallot.deadline), col(SignedBallot.kind))
        question = (
            columns(*keys, func.count(), func.min(SignedBallot.received_at))
            .where(col(SignedBallot.state) == "queued")
            .group_by(*keys)
        )
        with read_session(self._engine) as session:
            return [Group(*row) for row in session.connection().execute(question)]

    def candidates(self, group: Group, limit: int) -> list[SignedBallot]:
        """Ballots to bring next, by member number: from the member who has waited longest on, then from the first."""
        waiting = (
            select(SignedBallot)
            .where(*_of(group), SignedBallot.state == "queued")
            .order_by(col(SignedBallot.member_number))
            .limit(limit)
        )
        longest = select(SignedBallot.member_number).where(*_of(group), SignedBallot.state == "queued")
        with read_session(self._engine) as session:
            first = session.exec(
                longest.order_by(col(SignedBallot.received_at), col(SignedBallot.seq)).limit(1)
            ).first()
            if first is None:
                return []
            found = list(session.exec(waiting.where(col(SignedBallot.member_number) >= first)))
            if len(found) < limit:
                found += session.exec(waiting.where(col(SignedBallot.member_number) < first).limit(limit - len(found)))
        return sorted(found, key=lambda one: one.member_number)

    def drop(self, verdicts: Mapping[int, BallotVerdict]) -> None:
        """Ballots (by seq) that will not be brought; one that was replaced or taken meanwhile stays as it is."""
        with self._lease.writing() as session:
            for seq, verdict in verdicts.items():
                _end(session, verdict, self._lease.now(), col(SignedBallot.seq) == seq)

    def drop_proposal(self, proposal: int, verdict: BallotVerdict) -> int:
        """All that wait for a proposal; how many."""
        with self._lease.writing() as session:
            return _end(session, verdict, self._lease.now(), col(SignedBallot.proposal_number) == proposal)

    def drop_late(self, chain_now: int) -> int:
        """Ballots that waited beyond their own deadline; how many."""
        with self._lease.writing() as session:
            late = col(SignedBallot.deadline) < chain_now
            return _end(session, BallotVerdict("expired", "expired"), self._lease.now(), late)

    def spent(self) -> GasSpent:
        """Gas of batches, those included that are not mined yet."""
        with read_session(self._engine) as session:
            return GasSpent.read(session, day_of(self._lease.now()))

    def take(self, key: str, group: Group, seqs: Sequence[int]) -> int:
        """Put waiting ballots into a new batch; how many. None is taken that was replaced meanwhile. What the batch is
        expected to take is spent from then on."""
        with self._lease.writing() as session:
            taken = session.connection().execute(
                update(SignedBallot)
                .where(col(SignedBallot.seq).in_(seqs), col(SignedBallot.state) == "queued")
                .values(state="sent", batch_key=key, changed_at=self._lease.now())
            )
            if taken.rowcount == 0:
                return 0
            ballots = _in_batch(session, key, by_member=True)
            session.add(
                BallotBatch(
                    key=key,
                    expected_gas=expected_gas(group.kind, len(ballots), sum(one.gas for one in ballots)),
                    proposal_number=group.proposal,
                    deadline=group.deadline,
                    kind=group.kind,
                    opened_at=self._lease.now(),
                )
            )
            for position, ballot in enumerate(ballots):
                ballot.position = position
            return taken.rowcount

    def open_batches(self) -> list[BallotBatch]:
        """Batches that are not settled: those of keys before those of contract wallets, of each the oldest first."""
        question = select(BallotBatch).where(BallotBatch.state == "open")
        order = (col(BallotBatch.kind), col(BallotBatch.opened_at), col(BallotBatch.key))
        with read_session(self._engine) as session:
            return list(session.exec(question.order_by(*order)))

    def unconfirmed(self) -> list[BallotBatch]:
        """Settled batches that a reorg might still undo, the newest first."""
        question = select(BallotBatch).where(BallotBatch.state == "settled", col(BallotBatch.final).is_(False))
        with read_session(self._engine) as session:
            return list(session.exec(question.order_by(col(BallotBatch.block_number).desc())))

    def ballots_of(self, key: str) -> list[SignedBallot]:
        """A batch's ballots, in its order."""
        with read_session(self._engine) as session:
            return _in_batch(session, key)

    def note_hash(self, key: str, tx_hash: str) -> None:
        """By which transaction a batch travels."""
        with self._lease.writing() as session:
            session.get_one(BallotBatch, key).tx_hash = tx_hash

    def settle(self, settled: Settled, outcome: BatchOutcome) -> Counter[str]:
        """What became of a batch and its ballots; how many ended in each state. Doing it again changes nothing."""
        with self._lease.writing() as session:
            batch = session.get_one(BallotBatch, settled.key)
            batch.state = "reverted" if settled.reverted else "settled"
            batch.tx_hash, batch.block_number, batch.block_hash = settled.tx_hash, settled.block, outcome.block_hash
            batch.gas, batch.gas_price = settled.gas, to_wei_text(settled.gas_price)
            if settled.reverted:
                for ballot in (ballots := _in_batch(session, settled.key)):
                    ballot.gas = settled.gas // len(ballots)
                return Counter(
                    {"queued": _give_back(session, settled.key, self._lease.now(), Text("relay.told.reverted"))}
                )
            ends: Counter[str] = Counter()
            ballots = _in_batch(session, settled.key)
            for ballot in ballots:
                ballot.gas = settled.gas // len(ballots)
                if ballot.state == "sent":
                    counted = ballot.account in outcome.counted
                    ballot.state = "counted" if counted else "skipped"
                    ballot.problem = None if counted else (outcome.skipped or {}).get(ballot.position or 0)
                    ballot.changed_at = self._lease.now()
                    ends[ballot.state] += 1
            return ends

    def release(self, key: str, blame: Text | None = None) -> None:
        """A batch that was never signed: its ballots wait again. `blame`: why, if it is the batch's own fault."""
        with self._lease.writing() as session:
            _give_back(session, key, self._lease.now(), blame)
            session.connection().execute(delete(BallotBatch).where(col(BallotBatch.key) == key))

    def reopen(self, key: str) -> None:
        """A reorg undid the block of a settled batch."""
        with self._lease.writing() as session:
            batch = session.get_one(BallotBatch, key)
            batch.state, batch.block_number, batch.block_hash = "open", None, None
            counted = (col(SignedBallot.batch_key) == key, col(SignedBallot.state) == "counted")
            session.connection().execute(update(SignedBallot).where(*counted).values(state="sent"))

    def overtaken(self, since: int, chain_now: int, limit: int) -> list[SignedBallot]:
        """Ballots that could still count, let go of since then because their account had voted."""
        opened = select(BallotBatch.key).where(BallotBatch.state == "open")
        asked = (
            SignedBallot.state == "skipped",
            SignedBallot.problem == "already_voted",
            SignedBallot.deadline >= chain_now,
            SignedBallot.changed_at >= since,
            col(SignedBallot.batch_key).is_(None) | col(SignedBallot.batch_key).not_in(opened),
        )
        with read_session(self._engine) as session:
            return list(session.exec(select(SignedBallot).where(*asked).order_by(col(SignedBallot.seq)).limit(limit)))

    def revive(self, ballots: Sequence[SignedBallot]) -> int:
        """Ballots wait again, unless their account has handed in another meanwhile; how many do."""
        revived = 0
        with self._lease.writing() as session:
            for ballot in ballots:
                mine = (SignedBallot.proposal_number == ballot.proposal_number, SignedBallot.account == ballot.account)
                if session.exec(select(SignedBallot.seq).where(*mine, col(SignedBallot.state).in_(LIVE))).first():
                    continue
                row = session.get_one(SignedBallot, ballot.seq)
                row.state, row.problem, row.batch_key, row.position = "queued", None, None, None
                row.changed_at = self._lease.now()
                revived += 1
        return revived

    def confirm(self, keys: Sequence[str]) -> None:
        """Batches that no reorg is expected to undo any more."""
        with self._lease.writing() as session:
            session.connection().execute(update(BallotBatch).where(col(BallotBatch.key).in_(keys)).values(final=True))


def _of(group: Group) -> tuple[Any, ...]:
    return (
        SignedBallot.proposal_number == group.proposal,
        SignedBallot.deadline == group.deadline,
        SignedBallot.kind == group.kind,
    )


def _in_batch(session: Session, key: str, *, by_member: bool = False) -> list[SignedBallot]:
    place = col(SignedBallot.member_number) if by_member else col(SignedBallot.position)
    return list(session.exec(select(SignedBallot).where(SignedBallot.batch_key == key).order_by(place)))


def _end(session: Session, verdict: BallotVerdict, now: int, which: Any) -> int:
    values = {"state": verdict.state, "problem": verdict.problem, "told": _column(verdict.told), "changed_at": now}
    statement = update(SignedBallot).where(which, col(SignedBallot.state) == "queued").values(values)
    return session.connection().execute(statement).rowcount


def _give_back(session: Session, key: str, now: int, blame: Text | None) -> int:
    """Ballots of a batch wait again, those that came back too often excepted; how many there were."""
    given = 0
    for ballot in _in_batch(session, key):
        if ballot.state == "sent":
            ballot.returns += blame is not None
            ballot.state = "queued" if ballot.returns < MOST_RETURNS else "invalid"
            ballot.told = None if ballot.state == "queued" else _column(blame)
            ballot.batch_key, ballot.position, ballot.changed_at = None, None, now
            given += 1
    return given


def _column(told: Text | None) -> str | None:
    return None if told is None else kept(told)
