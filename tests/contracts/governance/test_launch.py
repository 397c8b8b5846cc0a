"""While the launch of memberships lasts, units come fast: nothing is decided by those who had some a second before."""

from typing import Any

import pytest
from brownie import BrandGovernor, accounts
from support.bounded import BIG, LAUNCH, LAUNCH_SOLD, LAUNCH_UNITS, MAX_UNITS, SMALL, open_bounded
from support.chain import Seen, create, move_to, now, pass_time, refusal, send
from support.governance import AGAINST, FOR, Proposal, action, propose, rules
from support.plan import ACTION_WINDOW, DAY, DELAY, HOUR

BRAND, ISSUER, GUARDIAN = 1, 2, 3
APPROVAL = 2  # place in proposalRules
PAYMENT = [("0x" + "55" * 20, 0, b"")]
PAYMENTS, POLICY = 1, 2


@pytest.fixture(scope="module")
def bounded(_module_isolation: None, access: Any, brand: Any, timelock: Any) -> Any:
    """A membership contract in its launch: 1,000 units can be given away in it, 1,100 sold."""
    return Seen(open_bounded(access, brand, timelock, (LAUNCH, LAUNCH_UNITS, LAUNCH_SOLD)))


@pytest.fixture(scope="module")
def begun(bounded: Any, timelock: Any, access: Any) -> Any:
    """Its governor: a quarter of the units, but 2 at least; two thirds of the votes for what reaches governance."""
    kinds = [
        rules(DELAY, DAY, 1, 2_500, 6_000, 2, True, True, "Payments", methods=1, quorum_least=2),
        rules(DELAY, DAY, 1, 2_500, 6_667, 2, True, True, "Policy", methods=1, quorum_least=2, reach=2),
    ]
    parts = (bounded.address, timelock.address, access.address, ACTION_WINDOW, 0, kinds, [])
    return Seen(create(BrandGovernor, "Begun", *parts, sender=accounts[0]))


def give(bounded: Any, issuer: Any, person: Any, units: int) -> None:
    """In memberships of 50 units and of 1."""
    for tier, count in ((BIG, units // MAX_UNITS), (SMALL, units % MAX_UNITS)):
        if count:
            send(bounded.airdrop, [person.address] * count, tier, sender=issuer)


def taking(
    begun: Any, access: Any, sender: Any, holder: Any, role: int = GUARDIAN, title: str = "# Taking"
) -> Proposal:
    return propose(begun, POLICY, sender, [action(access.revokeRole, role, holder.address)], title)


def test_issuer_alone_does_not_take_the_guardian_away(
    begun: Any, bounded: Any, access: Any, issuer: Any, guardian: Any, people: Any
) -> None:
    """Seen before: 250 units of its own a second before, beyond the guardian, and nobody who came later had a vote."""
    give(bounded, issuer, people[0], 100)
    give(bounded, issuer, people[1], 250)
    pass_time(1)
    proposal = taking(begun, access, people[1], guardian)
    assert proposal.snapshot - proposal.created == DELAY
    assert begun.isBeyondGuardian(proposal.number)
    give(bounded, issuer, people[0], 300)  # whoever sees it has the delay to answer it
    proposal.open().vote(people[1], FOR)
    proposal.vote(people[0], AGAINST)
    assert (proposal.tally, proposal.close().state) == ((400, 250, 0), "Defeated")


def test_nor_does_a_buyer(begun: Any, bounded: Any, access: Any, issuer: Any, guardian: Any, people: Any) -> None:
    """Seen before: 480 units bought beside 238, which all voted against."""
    shop = accounts[8]
    give(bounded, issuer, people[0], 238)
    send(bounded.sell, people[1].address, BIG, 9, sender=shop)
    send(bounded.sell, people[1].address, SMALL, 30, sender=shop)
    pass_time(1)
    proposal = taking(begun, access, people[1], guardian)
    send(bounded.sell, people[0].address, BIG, 6, sender=shop)
    proposal.open().vote(people[1], FOR)
    proposal.vote(people[0], AGAINST)
    assert (proposal.tally, proposal.close().state) == ((538, 480, 0), "Defeated")


@pytest.mark.parametrize("role", [BRAND, ISSUER, GUARDIAN])
def test_it_is_as_before_from_the_second_on_in_which_the_launch_is_over(
    begun: Any, bounded: Any, access: Any, issuer: Any, team: Any, people: Any, role: int
) -> None:
    give(bounded, issuer, people[0], 10)
    ends = bounded.launchEndsAt()
    for wait, delay in ((-1, DELAY), (0, 0), (1, 0)):
        move_to(ends + wait)
        proposal = taking(begun, access, people[0], team, role, f"# {wait}")
        assert (wait, proposal.created - ends, proposal.snapshot - proposal.created) == (wait, wait, delay)


def test_half_of_the_votes_carry_it_all_the_same(
    begun: Any, bounded: Any, access: Any, issuer: Any, team: Any, people: Any
) -> None:
    give(bounded, issuer, people[0], 100)
    give(bounded, issuer, people[1], 80)
    pass_time(1)
    proposal = taking(begun, access, people[0], team, BRAND)
    assert begun.proposalRules(proposal.number)[APPROVAL] == 5_000
    proposal.open().vote(people[0], FOR)
    proposal.vote(people[1], AGAINST)
    assert proposal.close().state == "Succeeded"


def test_what_is_proposed_before_there_is_a_unit_needs_a_quorum_of_those_who_come(
    begun: Any, bounded: Any, issuer: Any, team: Any, people: Any
) -> None:
    """Seen before: the least quorum, of no units, for a payment beside 2,525 that came in the voting delay."""
    pay = propose(begun, PAYMENTS, team, PAYMENT)
    give(bounded, issuer, people[0], 25)
    give(bounded, issuer, people[1], 900)
    pay.open()
    assert (begun.proposalRules(pay.number)[11], begun.proposalQuorum(pay.number)) == (0, 232)  # a quarter of 925
    pay.vote(people[0], FOR)
    assert (begun.proposalQuorum(pay.number), pay.close().state) == (232, "Defeated")


@pytest.mark.parametrize(
    ("before", "after", "quorum"), [(100, 0, 25), (100, 25, 32), (100, 26, 32), (100, 700, 200), (0, 1, 2), (8, 1, 3)]
)
def test_it_follows_the_supply_whole(
    begun: Any, bounded: Any, issuer: Any, team: Any, people: Any, before: int, after: int, quorum: int
) -> None:
    give(bounded, issuer, people[0], before)
    pass_time(1)
    pay = propose(begun, PAYMENTS, team, PAYMENT)
    give(bounded, issuer, people[1], after)
    pay.open()
    assert begun.proposalQuorum(pay.number) == quorum


def test_who_gives_units_up_does_not_lower_it(begun: Any, bounded: Any, issuer: Any, team: Any, people: Any) -> None:
    give(bounded, issuer, people[0], 100)
    pass_time(1)
    pay = propose(begun, PAYMENTS, team, PAYMENT)
    send(bounded.burn, 1, sender=people[0])
    pay.open()
    assert (bounded.totalUnits(), begun.proposalQuorum(pay.number)) == (50, 25)


def test_after_the_launch_it_follows_the_supply_by_a_quarter(
    begun: Any, bounded: Any, issuer: Any, team: Any, people: Any
) -> None:
    """Of 40 units a quarter more are 50; the shares of a day let 10 come, those of two days 20."""
    give(bounded, issuer, people[0], 40)
    move_to((bounded.launchEndsAt() // DAY + 2) * DAY - HOUR // 2)
    pay = propose(begun, PAYMENTS, team, PAYMENT)
    give(bounded, issuer, people[1], 10)
    move_to((now() // DAY + 1) * DAY)
    give(bounded, issuer, people[1], 10)
    pay.open()
    assert (bounded.totalUnits(), begun.proposalQuorum(pay.number)) == (60, 13)


def test_what_is_frozen_is_told(begun: Any, bounded: Any, issuer: Any, team: Any, people: Any) -> None:
    give(bounded, issuer, people[0], 100)
    pass_time(1)
    for second, in_launch in ((now() + 5, True), (bounded.launchEndsAt() + 5, False)):
        move_to(second)
        call = (begun.proposeTyped, PAYMENTS, [PAYMENT[0][0]], [0], [b""], f"# {in_launch}")
        told = send(*call, sender=team).one("ProposalBoundsFrozen")
        assert (told["quorumBase"], told["quorumLeast"], told["inLaunch"]) == (100, 2, in_launch)
        assert begun.proposalRules(told["proposalId"])[11:] == (100, 2, 0)


def test_a_guardian_still_cannot_cancel_a_dismissal(
    begun: Any, bounded: Any, access: Any, brand: Any, issuer: Any, guardian: Any, people: Any
) -> None:
    give(bounded, issuer, people[0], 10)
    pass_time(1)
    appeal = propose(begun, POLICY, people[0], [action(bounded.dismissRevocation, 1)])
    assert appeal.snapshot - appeal.created == DELAY
    error = ("BrandGovernor_BeyondGuardian", appeal.number)
    assert refusal(begun.cancel, *appeal.arguments, sender=guardian) == error
