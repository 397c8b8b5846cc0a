"""A sender on a fake chain, that can die and be started again."""

from pathlib import Path

from relay.sending.journal import Journal
from relay.sending.policy import Policy
from relay.sending.records import PlannedCall, Settled
from relay.sending.sender import Sender

from .fake_chain import GWEI, KEY, TARGET, FakeChain

ROUNDS = 150  # looks, and two more a call, after which what is not done never will be
STEP = 5.0  # seconds of the clock between two looks
POLICY = Policy(confirmations=3, window=3, stuck_after=30, again_after=10, fee_cap=100 * GWEI, patience=60)


def call(number: int) -> PlannedCall:
    """A call that no other is like."""
    return PlannedCall(f"call {number}", TARGET, f"call {number}".encode())


class House:
    """One journal, and whoever sends from it now."""

    def __init__(self, chain: FakeChain, path: Path, policy: Policy = POLICY) -> None:
        self.chain = chain
        self.said: list[str] = []
        self.now = 1_800_000_000.0
        self._path = path
        self._policy = policy
        self.journal = Journal(path)
        self.sender = self._sender()

    def plan(self, *numbers: int) -> None:
        self.journal.plan([call(number) for number in numbers])

    def finish(self, *, mine: bool = True) -> list[Settled]:
        """Until all is settled, a block for each look. Fails when it never is."""
        settled = []
        rounds = iter(range(ROUNDS + 2 * self.journal.count()))

        def wait() -> None:
            assert next(rounds, None) is not None, "it never comes to an end"
            self.now += STEP
            if mine:
                self.chain.mine()

        for one in self.sender.run(wait):
            settled.append(one)
        return settled

    def look(self, seconds: float = STEP) -> list[Settled]:
        """One look, some time after the last one."""
        self.now += seconds
        return self.sender.advance()

    def restart(self) -> None:
        """As after a crash: what is in memory is gone."""
        self.journal.close()
        self.journal = Journal(self._path)
        self.sender = self._sender()

    def close(self) -> None:
        self.journal.close()

    def _sender(self) -> Sender:
        return Sender(
            self.chain.node(),
            KEY,
            self.journal,
            self._policy,
            say=self.said.append,
            remember=lambda key, receipt: f"{key} in {receipt.block}",
            clock=lambda: self.now,
        )
