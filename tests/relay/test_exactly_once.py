"""Whatever happens, in whatever order: in the end every call was mined exactly once.

Invariant 13 of docs/invariants.md.
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from relay.sending.errors import EmptyPurseError
from symbia.chain import endpoints as endpoints_module
from symbia.errors import NodeUnreachableError

from .fake_chain import ETHER, GWEI, Crash, FakeChain
from .house import POLICY, House, call

FAULTS = ("crash before", "crash after", "lost question", "lost answer", "busy")


class ExactlyOnce(RuleBasedStateMachine):
    """A sender, a chain, and the world against both. Reorgs reach as deep as confirmations allow, no deeper."""

    def __init__(self) -> None:
        super().__init__()
        self._pause, endpoints_module.FIRST_PAUSE = endpoints_module.FIRST_PAUSE, 0.0
        self._folder = tempfile.TemporaryDirectory()
        self.chain = FakeChain()
        self.house = House(self.chain, Path(self._folder.name) / "journal")
        self.planned: list[int] = []

    @initialize(count=st.integers(1, 4))
    def begin(self, count: int) -> None:
        self.plan(count)

    @rule(count=st.integers(1, 4))
    def plan(self, count: int) -> None:
        numbers = range(len(self.planned), len(self.planned) + count)
        self.house.plan(*numbers)
        self.planned += numbers

    @rule(seconds=st.sampled_from((1.0, 11.0, 31.0)), fault=st.sampled_from(FAULTS), at=st.integers(0, 25))
    def look_with_a_fault(self, seconds: float, fault: str, at: int) -> None:
        self.chain.fault = _at(at, fault)
        self._look(seconds)

    @rule(seconds=st.sampled_from((1.0, 11.0, 31.0)))
    def look(self, seconds: float) -> None:
        self._look(seconds)

    @rule()
    def crash(self) -> None:
        self.house.restart()

    @rule(blocks=st.integers(1, 5))
    def mine(self, blocks: int) -> None:
        self.chain.mine(blocks)

    @rule(depth=st.integers(1, POLICY.confirmations), back_to_pool=st.booleans())
    def reorg(self, depth: int, back_to_pool: bool) -> None:
        self.chain.reorg(depth, back_to_pool=back_to_pool)

    @rule()
    def forget_the_pool(self) -> None:
        self.chain.pool.clear()

    @rule(ahead=st.integers(0, 2))
    def foreign(self, ahead: int) -> None:
        self.chain.foreign(self.chain.used() + ahead)

    @rule(gwei=st.sampled_from((1, 2, 5, 60, 150)))
    def fees(self, gwei: int) -> None:
        self.chain.base_fee = gwei * GWEI

    @rule(balance=st.sampled_from((0, ETHER // 1_000, 1_000 * ETHER)))
    def purse(self, balance: int) -> None:
        self.chain.balance = balance

    @rule(stale=st.booleans(), forgetful=st.booleans())
    def node_changes(self, stale: bool, forgetful: bool) -> None:
        self.chain.serves_stale = stale
        self.chain.forgetful = forgetful

    @invariant()
    def nothing_twice(self) -> None:
        assert all(count == 1 for data, count in self.chain.executed().items() if data.startswith(b"call"))

    def teardown(self) -> None:
        try:
            self._calm()
            self.house.finish()
            calls = Counter({data: n for data, n in self.chain.executed().items() if data.startswith(b"call")})
            assert calls == Counter(call(number).data for number in self.planned)
            assert {one.key for one in self.house.journal.settled() if one.key.startswith("call")} == {
                call(number).key for number in self.planned
            }
        finally:
            self.house.close()
            self._folder.cleanup()
            endpoints_module.FIRST_PAUSE = self._pause

    def _look(self, seconds: float) -> None:
        try:
            self.house.look(seconds)
        except Crash:
            self.chain.fault = _never
            self.house.restart()
        except (NodeUnreachableError, EmptyPurseError):
            pass  # whoever drives the sender looks again later
        self.chain.fault = _never

    def _calm(self) -> None:
        self.chain.fault = _never
        self.chain.serves_stale = self.chain.forgetful = False
        self.chain.base_fee = GWEI
        self.chain.balance = 1_000 * ETHER
        self.chain.pool = {at: tx for at, tx in self.chain.pool.items() if tx.data != b"foreign"}


def _never(_method: str) -> str | None:
    return None


def _at(number: int, fault: str) -> Callable[[str], str | None]:
    """One fault at a request; a transport fault lasts as long as the node is asked again."""
    times = 1 if fault.startswith("crash") else endpoints_module.ATTEMPTS
    left = iter([None] * number + [fault] * times)
    return lambda _method: next(left, None)


def test_every_call_is_mined_exactly_once() -> None:
    run_state_machine_as_test(ExactlyOnce, settings=settings(max_examples=40, stateful_step_count=40))


@pytest.mark.long
def test_every_call_is_mined_exactly_once_in_many_worlds() -> None:
    run_state_machine_as_test(ExactlyOnce, settings=settings(max_examples=300, stateful_step_count=60))
