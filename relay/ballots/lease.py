"""Which relay brings the ballots of a database, and what it says of itself: one row, which everybody may read.

Whoever's journal the row names may move ballots. Each of its transactions touches the row first, so that a relay which
was thought dead and replaced writes nothing any more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from relay.sending.errors import SecondRelayError
from symbia.tables.db import service_session
from symbia.tables.relay import RelayStatus
from symbia.tables.texts import kept
from symbia.tables.types import to_wei_text
from symbia.text import Text

LEASE = 60  # seconds without a sign of life after which another relay may take over
EVERY = 2.0  # seconds between two reports when nothing changes
_ROW = 1


@dataclass(frozen=True, slots=True)
class RelayReport:
    """What people may know. `fee`: wei a gas that would be offered now. `told`: without secrets."""

    state: str
    told: Text
    balance: int
    fee: int


@dataclass(frozen=True, slots=True)
class Identity:
    """A relay: its journal's id, its account (lower case), and how it sends. `fee_cap` in wei a gas."""

    instance: str
    account: str
    fee_cap: int
    batch: int
    flush_seconds: int


class Lease:
    """The row of one relay."""

    def __init__(self, engine: Engine, identity: Identity, clock: Callable[[], float]) -> None:
        """Take the row. Raises SecondRelayError while another relay is alive."""
        self._engine = engine
        self._identity = identity
        self._clock = clock
        self._last: RelayReport | None = None
        self._reported_at = float("-inf")
        with service_session(engine) as session:
            held = session.get(RelayStatus, _ROW, with_for_update=True)
            self._require_free(held)
            session.merge(self._fresh())

    def report(self, report: RelayReport) -> None:
        """Say how things are: at once when they changed, else every few seconds. Raises SecondRelayError."""
        changed = self._last is None or (report.state, report.told) != (self._last.state, self._last.told)
        if not changed and self._clock() - self._reported_at < EVERY:
            return
        with self.writing() as session:
            row = session.get_one(RelayStatus, _ROW)
            row.state, row.told = report.state, kept(report.told)
            row.balance, row.fee = to_wei_text(report.balance), to_wei_text(report.fee)
        self._last, self._reported_at = report, self._clock()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction of this relay. Raises SecondRelayError when another one has taken over."""
        with service_session(self._engine) as session:
            mine = (col(RelayStatus.id) == _ROW, col(RelayStatus.instance) == self._identity.instance)
            touched = session.connection().execute(update(RelayStatus).where(*mine).values(heartbeat_at=self.now()))
            if touched.rowcount != 1:
                raise SecondRelayError.of("relay.error.replaced")
            yield session

    def now(self) -> int:
        """Unix seconds of this machine."""
        return int(self._clock())

    def _require_free(self, held: RelayStatus | None) -> None:
        if held is None or held.instance == self._identity.instance:
            return
        silent = self.now() - held.heartbeat_at
        if silent < LEASE:
            raise SecondRelayError.of("relay.error.second", account=held.account, silent=silent, lease=LEASE)

    def _fresh(self) -> RelayStatus:
        one = self._identity
        return RelayStatus(
            id=_ROW,
            instance=one.instance,
            account=one.account,
            state="working",
            told=kept(Text("relay.told.just_started")),
            started_at=self.now(),
            heartbeat_at=self.now(),
            balance=to_wei_text(0),
            fee=to_wei_text(0),
            fee_cap=to_wei_text(one.fee_cap),
            batch=one.batch,
            flush_seconds=one.flush_seconds,
        )
