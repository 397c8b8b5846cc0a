"""Random lives of proposals against the model: states, tallies, quorum, deadlines, and who is refused.

Invariant 2 of docs/invariants.md.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from brownie import accounts
from eth_utils.crypto import keccak
from support.chain import NOBODY, attempt_at, move_to, now, rewound
from support.governance import STATES, columns
from support.model import Case, Ledger, may_propose, snapshot_of
from support.plan import ACTION_WINDOW, ADVISORY, DELAY, GROVE, MEMBERS_ONLY, PERIOD, POLICY, ROOT, SEED

MEMBERS = 4
MOST_CASES = 4
CHOICES = (0, 1, 1, 1, 2)  # mostly for, so that some proposals are carried
JUMPS = ("second", "snapshot", "after snapshot", "deadline", "after deadline", "eta", "window", "after window")
LOOKS_APART = 5  # steps between two looks at everything; none is undone meanwhile
ACTS = ("queue", "execute", "cancel", "guardian")


class Governance:
    """Each step is one transaction or a few, each in a block of its own, a second after the one before."""

    def __init__(self, contracts: dict[str, Any], chance: random.Random) -> None:
        """`chance` decides about everything."""
        self.governor, self.membership = contracts["governor"], contracts["membership"]
        self.chance = chance
        self.people = accounts[30 : 30 + MEMBERS]
        self.ledger = Ledger(MEMBERS)
        self.cases: list[Case] = []
        self.seen: set[str] = set()
        self.calls = 0

    def begin(self) -> None:
        """Everyone has something, so that quorum and threshold are in reach, and there is something to vote on."""
        for member, tier in enumerate((*self.chance.choices((SEED, ROOT, ROOT, GROVE), k=MEMBERS), ROOT)):
            self.issue(member % MEMBERS, tier)
        for type_id in (POLICY, ADVISORY):
            self.propose(0, type_id)

    def step(self) -> None:
        """One random step, and a look at the states."""
        chance = self.chance
        case, member = chance.randrange(len(self.cases)), chance.randrange(MEMBERS)
        steps: list[tuple[int, Callable[[], None]]] = [
            (1, lambda: self.issue(member, chance.choice((SEED, ROOT)))),
            (1, lambda: self.transfer(chance.randrange(len(self.ledger.holders)), member)),
            (1, lambda: self.delegate(chance.randrange(MEMBERS), member, chance.random() < 0.5)),
            (2, lambda: self.propose(member, chance.choice((ADVISORY, POLICY, POLICY, MEMBERS_ONLY)))),
            (3, lambda: self.vote(case, member, chance.choice(CHOICES))),
            (1, lambda: self.vote_all(case, chance.choice(CHOICES))),
            (1, lambda: self.carry(case)),
            (1, lambda: self.let_expire(case)),
            (1, lambda: self.enact(case, member)),
            (3, lambda: self.act(case, member, chance.choice(ACTS))),
            (3, lambda: self.jump(case, chance.choice(JUMPS))),
        ]
        (chosen,) = chance.choices([step for _, step in steps], [weight for weight, _ in steps])
        chosen()
        self.states_are_as_the_model_says()

    def go(self, sender: Any, expected: bool, function: Any, *arguments: Any) -> None:
        """One transaction; it must go through exactly if the model says so."""
        receipt = attempt_at(now() + 1, function, *arguments, sender=sender)
        self.calls += 1
        assert (receipt is not None) == expected, f"{function}{arguments}: expected {expected}"

    def issue(self, member: int, tier: int) -> None:
        """A new membership."""
        self.go(accounts[2], True, self.membership.issue, self.people[member].address, tier)
        self.ledger.holders.append((member, tier))
        self.ledger.record(now())

    def transfer(self, token: int, to: int) -> None:
        """Soulbound ones are refused."""
        holder, tier = self.ledger.holders[token]
        addresses = (self.people[holder].address, self.people[to].address)
        self.go(self.people[holder], tier != GROVE, self.membership.transferFrom, *addresses, token + 1)
        if tier != GROVE:
            self.ledger.holders[token] = (to, tier)
            self.ledger.record(now())

    def delegate(self, member: int, to: int, back: bool) -> None:
        """To somebody, or back with the zero address."""
        self.go(self.people[member], True, self.membership.delegate, NOBODY if back else self.people[to].address)
        self.ledger.delegates[member] = member if back else to
        self.ledger.record(now())

    def propose(self, member: int, type_id: int) -> None:
        """Refused without the units. A few proposals at a time are enough."""
        if len(self.cases) == MOST_CASES:
            return
        time = now() + 1
        allowed = may_propose(self.ledger, type_id, member, time)
        actions = [] if type_id == ADVISORY else [(NOBODY, 0, b"")]
        arguments = (type_id, *columns(actions), f"# {len(self.cases) + 1}")
        self.go(self.people[member], allowed, self.governor.proposeTyped, *arguments)
        if allowed:
            self.cases.append(Case(type_id, member, snapshot_of(time), self.ledger))

    def vote(self, case: int, member: int, choice: int) -> None:
        """Refused outside of the vote, without units, and the second time."""
        number = case + 1
        expected = self.cases[number - 1].vote(now() + 1, member, choice)
        self.go(self.people[member], expected, self.governor.castVote, number, choice)

    def vote_all(self, case: int, choice: int) -> None:
        """Everybody the same."""
        for member in range(MEMBERS):
            self.vote(case, member, choice)

    def carry(self, case: int) -> None:
        """The straight way to a success; random steps alone hardly ever find it."""
        self.jump(case, "after snapshot")
        self.vote_all(case, 1)
        self.jump(case, "after deadline")

    def let_expire(self, case: int) -> None:
        """A success that nobody acts on in time, if it is one."""
        self.carry(case)
        self.jump(case, "after window")

    def enact(self, case: int, by: int) -> None:
        """Queue, wait, execute, as far as the model allows it."""
        self.act(case, by, "queue")
        self.states_are_as_the_model_says()
        self.jump(case, "eta")
        self.act(case, by, "execute")

    def act(self, case: int, by: int, kind: str) -> None:
        """Anyone may queue and execute; cancel is for the proposer and the guardian."""
        number = case + 1
        chosen, time = self.cases[number - 1], now() + 1
        arguments = (*columns([(NOBODY, 0, b"")]), keccak(text=f"# {number}"))
        if kind in ("queue", "execute"):
            expected = getattr(chosen, kind)(time)
            self.go(self.people[by], expected, getattr(self.governor, kind), *arguments)
            return
        canceller = "guardian" if kind == "guardian" else by
        sender = accounts[3] if kind == "guardian" else self.people[by]
        self.go(sender, chosen.cancel(time, canceller), self.governor.cancel, *arguments)

    def jump(self, case: int, where: str) -> None:
        """To a second at which something may change; the next transaction comes one second later."""
        chosen = self.cases[case]
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

    def states_are_as_the_model_says(self) -> None:
        """Of every proposal, now."""
        time = now()
        for number, case in enumerate(self.cases, start=1):
            state = STATES[self.governor.state(number)]
            assert state == case.state(time), f"proposal {number} at {time}"
            self.seen.add(state)

    def counts_are_as_the_model_says(self) -> None:
        """Tallies, deadlines, quorum; counted weight is never more than there was."""
        time = now()
        for number, case in enumerate(self.cases, start=1):
            tally = self.governor.proposalVotes(number)
            assert list(tally) == case.tally
            assert self.governor.proposalDeadline(number) == case.deadline
            if time > case.snapshot:
                assert self.governor.proposalQuorum(number) == case.quorum
                assert sum(tally) <= case.supply == self.membership.getPastTotalSupply(case.snapshot)

    def votes_are_as_the_model_says(self) -> None:
        """Everyone's votes now add up to all units."""
        votes = [self.membership.getVotes(person.address) for person in self.people]
        assert tuple(votes) == self.ledger.votes_at(now())
        assert sum(votes) == self.membership.totalUnits()


def live(contracts: dict[str, Any], seed: int, steps: int) -> Governance:
    """Play a number of steps from the start; undone afterwards."""
    with rewound():
        played = Governance(contracts, random.Random(seed))
        played.begin()
        for number in range(steps):
            played.step()
            if number % LOOKS_APART == 0:
                played.counts_are_as_the_model_says()
                played.votes_are_as_the_model_says()
    return played


def test_random_lives_of_proposals_in_every_state(governor: Any, membership: Any) -> None:
    lives = [live({"governor": governor, "membership": membership}, seed, 45) for seed in range(5)]
    assert set.union(*(one.seen for one in lives)) == set(STATES)
    assert sum(one.calls for one in lives) > 250


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_many_random_lives_of_proposals(governor: Any, membership: Any) -> None:
    for seed in range(100, 200):
        live({"governor": governor, "membership": membership}, seed, 60)


def test_the_model_s_times_are_the_plan_s(governor: Any) -> None:
    assert (governor.votingDelay(), governor.votingPeriod(), governor.actionWindow()) == (DELAY, PERIOD, ACTION_WINDOW)
