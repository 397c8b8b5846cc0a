"""Signed ballots in tables, and a relay on the fake governor that can die at any step and be started again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from api.relay.taking import store
from indexer.write.shapes import table_of
from relay.ballots.ballot_relay import BallotRelay, Parts, remembering
from relay.ballots.flush import FlushRules
from relay.ballots.governor import GovernorOnChain
from relay.ballots.lease import Identity, Lease
from relay.ballots.queue import Queue
from relay.sending.journal import Journal
from relay.sending.sender import Sender
from symbia.rules.ballots.gas import KEY_BALLOT_GAS, Budget, GasRules
from symbia.tables.db import create_engine_for
from symbia.tables.relay import BallotBatch, RelayStatus, SignedBallot
from symbia.tables.texts import read_kept
from symbia.tables.types import to_wei_text
from symbia.text import for_logs

from .fake_chain import KEY, Crash
from .fake_governor import FakeGovernor
from .house import POLICY

ROUNDS = 120
STEP = 6.0  # seconds between two rounds
FINALITY = 8
FOREVER = 2**40
_MUCH = 10**12
PLENTY = GasRules(Budget(_MUCH, _MUCH), Budget(_MUCH, _MUCH), ballot=250_000, account=_MUCH)
TABLES = [table_of(model) for model in (SignedBallot, BallotBatch, RelayStatus)]


def said(column: str) -> str:
    """What people read of a text in a column."""
    return for_logs(read_kept(column))


@dataclass
class Fuse:
    """The process dies after so many steps; never with None. `reads`: also at questions that change nothing."""

    left: int | None = None
    reads: bool = False

    def step(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise Crash
        self.left -= 1

    def fault(self, method: str) -> str | None:
        """Two steps for each question to the node: before it arrives, and after it was answered."""
        if self.left is None or not (self.reads or method == "eth_sendRawTransaction"):
            return None
        left, self.left = self.left, max(0, self.left - 2)
        return "crash before" if left == 0 else "crash after" if left == 1 else None


class FragileJournal(Journal):
    """Dies before or after it has written."""

    def __init__(self, path: Path, fuse: Fuse) -> None:
        super().__init__(path)
        self.fuse = fuse

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.fuse.step()
        with super()._transaction():
            yield
        self.fuse.step()


class FragileLease(Lease):
    """Dies before or after the tables are written."""

    def __init__(self, engine: Engine, identity: Identity, clock: Callable[[], float], fuse: Fuse) -> None:
        super().__init__(engine, identity, clock)
        self.fuse = fuse

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self.fuse.step()
        with super().writing() as session:
            yield session
        self.fuse.step()


class Booth:
    """One database, one journal, and whoever relays now. `now` is the server's clock."""

    def __init__(self, folder: Path, *, batch: int = 3, engine: Engine | None = None, gas: GasRules = PLENTY) -> None:
        self.gas = gas
        self.chain = FakeGovernor()
        self.chain.closes = {1: FOREVER, 2: FOREVER}
        self.folder = folder
        self.engine = engine or create_engine_for(f"sqlite:///{folder}/symbia.db")
        self._owned = engine is None
        if self._owned:
            SQLModel.metadata.create_all(self.engine, tables=TABLES)
        self.now = 1_800_000_000.0
        self.fuse = Fuse()
        self.batch = batch
        self.policy = replace(POLICY, stuck_after=30, again_after=10)
        self.said: list[str] = []
        self.made = 0
        self.start()

    def start(self, *, name: str = "journal") -> None:
        """A relay, as after a crash: what was in memory is gone."""
        self.chain.fault = self.fuse.fault
        node = self.chain.node()
        self.journal = FragileJournal(self.folder / name, self.fuse)
        brand: Any = SimpleNamespace(contract=lambda contract: self.chain.contract(node, contract))
        governor = GovernorOnChain(node, brand, KEY.address, self.gas.ballot)
        identity = Identity(f"instance of {name}", KEY.address.lower(), self.policy.fee_cap, self.batch, 5)
        try:
            lease = FragileLease(self.engine, identity, lambda: self.now, self.fuse)
        except BaseException:
            self.journal.close()
            raise
        queue = Queue(self.engine, lease)
        rules = FlushRules(self.batch, 5.0, 60.0)
        parts = Parts(node, governor, queue, lease, self.journal, KEY.address, self.policy, rules, self.gas, FINALITY)
        remember = remembering(governor, queue)
        clock = lambda: self.now  # noqa: E731
        say = self.said.append
        sender = Sender(
            node, KEY, self.journal, self.policy, say=say, remember=remember, limit=governor.limit, clock=clock
        )
        self.relay = BallotRelay(parts, sender, clock=clock)
        self.queue = queue

    def restart(self) -> None:
        self.fuse.left = None
        self.journal.close()
        self.start()

    def hand_in(
        self,
        member: int,
        proposal: int = 1,
        choice: int = 1,
        *,
        deadline: int = FOREVER,
        kind: str = "member",
        gas: int = KEY_BALLOT_GAS,
    ) -> SignedBallot:
        """What the API stores. Raises its problems."""
        self.made += 1
        account = f"0x{member:040x}"
        signature = bytes.fromhex(account[2:]) + self.made.to_bytes(44)
        ballot = SignedBallot(
            receipt=f"{self.made:064x}",
            proposal_number=proposal,
            account=account,
            member_number=member,
            kind=kind,
            choice=to_wei_text(choice),
            deadline=deadline,
            signature="0x" + signature.hex(),
            votes=1,
            gas=gas,
            received_at=int(self.now),
            changed_at=int(self.now),
        )
        store(self.engine, ballot.model_copy(), PLENTY, left=FOREVER)
        return ballot

    def round(self, *, mine: bool = True) -> bool:
        busy = self.relay.round()
        self.now += STEP
        if mine:
            self.chain.mine()
        return busy

    def bring(self, *, final: bool = True) -> None:
        """Rounds with a block each until nothing waits; with `final` a few more until nothing can be undone."""
        for _ in range(ROUNDS):
            if not self.round():
                break
        else:
            raise AssertionError(f"it never comes to an end: {self.states()}, {self.status()}, {self.said[-3:]}")
        for _ in range(FINALITY + 2 if final else 0):
            self.round()

    def rows(self) -> list[SignedBallot]:
        with Session(self.engine) as session:
            return list(session.exec(select(SignedBallot).order_by(SignedBallot.seq)))

    def states(self) -> list[str]:
        """Of all ballots, in the order in which they came."""
        return [row.state for row in self.rows()]

    def problems(self) -> list[str | None]:
        return [row.problem for row in self.rows()]

    def batches(self) -> list[BallotBatch]:
        with Session(self.engine) as session:
            return list(session.exec(select(BallotBatch).order_by(BallotBatch.opened_at)))

    def status(self) -> RelayStatus:
        with Session(self.engine) as session:
            return session.get_one(RelayStatus, 1)

    def assert_as_on_chain(self) -> None:
        """A ballot is counted in the tables exactly if its very signature counted on chain."""
        votes = self.chain.votes()
        for row in self.rows():
            on_chain = votes.get((row.proposal_number, row.account)) == bytes.fromhex(row.signature[2:])
            assert on_chain == (row.state == "counted"), (row, votes)

    def close(self) -> None:
        self.journal.close()
        if self._owned:
            self.engine.dispose()
