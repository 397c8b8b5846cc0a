"""Random lives of proposals against the model: states, tallies, quorum, deadlines, and who is refused."""

from typing import Any

import pytest
from brownie import accounts
from eth_utils.crypto import keccak
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.chain import NOBODY, attempt_at, move_to, now, rpc
from support.governance import STATES, columns
from support.model import Case, Ledger, may_propose, snapshot_of
from support.plan import ACTION_WINDOW, ADVISORY, DELAY, GROVE, MEMBERS_ONLY, PERIOD, POLICY, ROOT, SEED

MEMBERS = 4
MOST_CASES = 4
MEMBER = st.integers(0, MEMBERS - 1)
ANY = st.integers(0, 50)  # reduced to what exists
CHOICE = st.sampled_from((0, 1, 1, 1, 2))
JUMPS = ("second", "snapshot", "after snapshot", "deadline", "after deadline", "eta", "window", "after window")


class Governance(RuleBasedStateMachine):
    """Each step is one transaction in a block of its own, a second after the one before."""

    contracts: dict[str, Any]

    def __init__(self) -> None:
        """Rewinds when it is torn down."""
        super().__init__()
        self.chain_snapshot = rpc("evm_snapshot")
        self.governor, self.membership = self.contracts["governor"], self.contracts["membership"]
        self.people = accounts[30 : 30 + MEMBERS]
        self.ledger = Ledger(MEMBERS)
        self.cases: list[Case] = []

    def teardown(self) -> None:
        """Undo everything."""
        assert rpc("evm_revert", self.chain_snapshot)

    def go(self, sender: Any, expected: bool, function: Any, *arguments: Any) -> None:
        """One transaction; it must go through exactly if the model says so."""
        receipt = attempt_at(now() + 1, function, *arguments, sender=sender)
        assert (receipt is not None) == expected, f"{function}{arguments}: expected {expected}"

    @initialize(tiers=st.tuples(*[st.sampled_from((SEED, ROOT, ROOT, GROVE))] * MEMBERS))
    def begin(self, tiers: tuple[int, ...]) -> None:
        """Everyone has something, so that quorum and threshold are in reach, and there is something to vote on."""
        for member, tier in enumerate((*tiers, ROOT)):
            self.issue(member % MEMBERS, tier)
        for type_id in (POLICY, ADVISORY):
            self.propose(0, type_id)

    @rule(member=MEMBER, tier=st.sampled_from((SEED, ROOT)))
    def issue(self, member: int, tier: int) -> None:
        """A new membership."""
        self.go(accounts[2], True, self.membership.issue, self.people[member].address, tier)
        self.ledger.holders.append((member, tier))
        self.ledger.record(now())

    @rule(token=ANY, to=MEMBER)
    def transfer(self, token: int, to: int) -> None:
        """Soulbound ones are refused."""
        index = token % len(self.ledger.holders)
        holder, tier = self.ledger.holders[index]
        addresses = (self.people[holder].address, self.people[to].address)
        self.go(self.people[holder], tier != GROVE, self.membership.transferFrom, *addresses, index + 1)
        if tier != GROVE:
            self.ledger.holders[index] = (to, tier)
            self.ledger.record(now())

    @rule(member=MEMBER, to=MEMBER, back=st.booleans())
    def delegate(self, member: int, to: int, back: bool) -> None:
        """To somebody, or back with the zero address."""
        self.go(self.people[member], True, self.membership.delegate, NOBODY if back else self.people[to].address)
        self.ledger.delegates[member] = member if back else to
        self.ledger.record(now())

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(member=MEMBER, type_id=st.sampled_from((ADVISORY, POLICY, POLICY, MEMBERS_ONLY)))
    def propose(self, member: int, type_id: int) -> None:
        """Refused without the units."""
        time = now() + 1
        allowed = may_propose(self.ledger, type_id, member, time)
        actions = [] if type_id == ADVISORY else [(NOBODY, 0, b"")]
        arguments = (type_id, *columns(actions), f"# {len(self.cases) + 1}")
        self.go(self.people[member], allowed, self.governor.proposeTyped, *arguments)
        if allowed:
            self.cases.append(Case(type_id, member, snapshot_of(time), self.ledger))

    @rule(case=ANY, member=MEMBER, choice=CHOICE)
    def vote(self, case: int, member: int, choice: int) -> None:
        """Mostly for, so that some proposals are carried."""
        number = case % len(self.cases) + 1
        expected = self.cases[number - 1].vote(now() + 1, member, choice)
        self.go(self.people[member], expected, self.governor.castVote, number, choice)

    @rule(case=ANY, choice=CHOICE)
    def vote_all(self, case: int, choice: int) -> None:
        """Everybody the same."""
        for member in range(MEMBERS):
            self.vote(case, member, choice)

    @rule(case=ANY)
    def carry(self, case: int) -> None:
        """The straight way to a success; random steps alone hardly ever find it."""
        self.jump(case, "after snapshot")
        self.vote_all(case, 1)
        self.jump(case, "after deadline")

    @rule(case=ANY, by=MEMBER)
    def enact(self, case: int, by: int) -> None:
        """Queue, wait, execute, as far as the model allows it."""
        self.act(case, by, "queue")
        self.everything_is_as_the_model_says()
        self.jump(case, "eta")
        self.act(case, by, "execute")

    @rule(case=ANY, by=MEMBER, kind=st.sampled_from(("queue", "queue", "execute", "execute", "cancel", "guardian")))
    def act(self, case: int, by: int, kind: str) -> None:
        """Anyone may queue and execute; cancel is for the proposer and the guardian."""
        number = case % len(self.cases) + 1
        chosen, time = self.cases[number - 1], now() + 1
        arguments = (*columns([(NOBODY, 0, b"")]), keccak(text=f"# {number}"))
        if kind in ("queue", "execute"):
            expected = getattr(chosen, kind)(time)
            self.go(self.people[by], expected, getattr(self.governor, kind), *arguments)
            return
        canceller = "guardian" if kind == "guardian" else by
        sender = accounts[3] if kind == "guardian" else self.people[by]
        self.go(sender, chosen.cancel(time, canceller), self.governor.cancel, *arguments)

    @rule(case=ANY, where=st.sampled_from(JUMPS))
    def jump(self, case: int, where: str) -> None:
        """To a second at which something may change; the next transaction comes one second later."""
        chosen = self.cases[case % len(self.cases)]
        start = chosen.eta or chosen.deadline
        target = {
            "second": now() + 1,
            "snapshot": chosen.snapshot,
            "after snapshot": chosen.snapshot + 1,
            "deadline": chosen.deadline - 1,
            "after deadline": chosen.deadline + 1,
            "eta": chosen.eta,
            "window": start + ACTION_WINDOW - 1,
            "after window": start + ACTION_WINDOW + 1,
        }[where]
        if target > now():
            move_to(target)

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        """States, tallies, deadlines, quorum; counted weight is never more than there was."""
        time = now()
        for number, case in enumerate(self.cases, start=1):
            state = STATES[self.governor.state(number)]
            assert state == case.state(time), f"proposal {number} at {time}"
            SEEN.add(state)
            tally = self.governor.proposalVotes(number)
            assert list(tally) == case.tally
            assert self.governor.proposalDeadline(number) == case.deadline
            if time > case.snapshot:
                assert self.governor.proposalQuorum(number) == case.quorum
                assert sum(tally) <= case.supply == self.membership.getPastTotalSupply(case.snapshot)

    @invariant()
    def votes_are_as_the_model_says(self) -> None:
        """Everyone's votes now add up to all units."""
        votes = [self.membership.getVotes(person.address) for person in self.people]
        assert tuple(votes) == self.ledger.votes_at(now())
        assert sum(votes) == self.membership.totalUnits()


SEEN: set[str] = set()


def play(contracts: dict[str, Any], examples: int, steps: int) -> None:
    """Run the machine on these contracts."""
    machine = type("GovernanceHere", (Governance,), {"contracts": contracts})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_random_lives_of_proposals(governor: Any, membership: Any) -> None:
    play({"governor": governor, "membership": membership}, 8, 18)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_many_random_lives_of_proposals_in_every_state(governor: Any, membership: Any) -> None:
    SEEN.clear()
    play({"governor": governor, "membership": membership}, 60, 40)
    assert set(STATES) == SEEN


def test_the_model_s_times_are_the_plan_s(governor: Any) -> None:
    assert (governor.votingDelay(), governor.votingPeriod(), governor.actionWindow()) == (DELAY, PERIOD, ACTION_WINDOW)
