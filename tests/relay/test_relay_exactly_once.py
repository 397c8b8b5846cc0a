"""Whatever happens, in whatever order: what was acknowledged is counted once, and never what its member took back.

Invariant 14 of docs/invariants.md.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from api.kit.problems import ProblemError
from symbia.chain import endpoints as endpoints_module

from .booth import Booth
from .fake_chain import ETHER, GWEI, Crash
from .fake_governor import DIRECT
from .house import POLICY

MEMBERS = st.integers(1, 6)
PROPOSALS = st.integers(1, 2)


class CountedOnce(RuleBasedStateMachine):
    """Members, a relay that dies, a chain that reorganises. Reorgs reach as deep as confirmations allow, no deeper."""

    def __init__(self) -> None:
        super().__init__()
        self._pause, endpoints_module.FIRST_PAUSE = endpoints_module.FIRST_PAUSE, 0.0
        self._folder = tempfile.TemporaryDirectory()
        self.booth = Booth(Path(self._folder.name), batch=2)
        self.wanted: dict[tuple[int, str], bytes] = {}  # the ballot that was acknowledged last

    @rule(member=MEMBERS, proposal=PROPOSALS, choice=st.integers(0, 2))
    def hand_in(self, member: int, proposal: int, choice: int) -> None:
        account = f"0x{member:040x}"
        if (proposal, account) in self.booth.chain.votes():
            return  # the API would say so
        try:
            ballot = self.booth.hand_in(member, proposal, choice)
        except ProblemError:
            return
        self.wanted[proposal, account] = bytes.fromhex(ballot.signature[2:])

    @rule(step=st.integers(0, 60), reads=st.booleans())
    def die_in_a_round(self, step: int, reads: bool) -> None:
        self.booth.fuse.left, self.booth.fuse.reads = step, reads
        try:
            self.booth.round(mine=False)
        except Crash:
            self.booth.restart()
        self.booth.fuse.left = None

    @rule(mine=st.booleans())
    def look(self, mine: bool) -> None:
        self.booth.round(mine=mine)

    @rule(blocks=st.integers(1, 4))
    def mine(self, blocks: int) -> None:
        self.booth.chain.mine(blocks)

    @rule(depth=st.integers(1, POLICY.confirmations), back_to_pool=st.booleans())
    def reorg(self, depth: int, back_to_pool: bool) -> None:
        self.booth.chain.reorg(depth, back_to_pool=back_to_pool)

    @rule()
    def forget_the_pool(self) -> None:
        self.booth.chain.pool.clear()

    @rule()
    def foreign(self) -> None:
        self.booth.chain.foreign()

    @rule(member=MEMBERS, proposal=PROPOSALS)
    def vote_directly(self, member: int, proposal: int) -> None:
        self.booth.chain.vote(proposal, f"0x{member:040x}")
        self.booth.chain.mine(POLICY.confirmations)  # beyond what a reorg here undoes

    @rule(gwei=st.sampled_from((1, 2, 5, 60, 150)))
    def fees(self, gwei: int) -> None:
        self.booth.chain.base_fee = gwei * GWEI

    @rule(balance=st.sampled_from((0, ETHER // 1_000, 1_000 * ETHER)))
    def purse(self, balance: int) -> None:
        self.booth.chain.balance = balance

    @invariant()
    def what_counts_is_what_was_wanted_last(self) -> None:
        for (proposal, account), signature in self.booth.chain.votes().items():
            assert signature in (DIRECT, self.wanted.get((proposal, account))), "a ballot that was taken back counts"

    def teardown(self) -> None:
        try:
            self._calm()
            self.booth.bring()
            votes = self.booth.chain.votes()
            assert all(key in votes for key in self.wanted), "an acknowledged ballot is lost"
            assert set(self.booth.states()) <= {"counted", "replaced", "skipped"}
            self.booth.assert_as_on_chain()
        finally:
            self.booth.close()
            self._folder.cleanup()
            endpoints_module.FIRST_PAUSE = self._pause

    def _calm(self) -> None:
        chain = self.booth.chain
        chain.base_fee, chain.balance = GWEI, 1_000 * ETHER
        chain.pool = {at: tx for at, tx in chain.pool.items() if tx.data != b"foreign"}
        self.booth.now += 61


def test_every_acknowledged_ballot_counts_once() -> None:
    run_state_machine_as_test(CountedOnce, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))


@pytest.mark.long
def test_every_acknowledged_ballot_counts_once_in_many_worlds() -> None:
    run_state_machine_as_test(CountedOnce, settings=settings(max_examples=80, stateful_step_count=50, deadline=None))
