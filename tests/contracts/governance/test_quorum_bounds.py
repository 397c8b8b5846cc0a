"""Nobody who chooses a second moves a quorum by much: it is held to the units there were before the proposal."""

from typing import Any

import pytest
from brownie import BrandGovernor, accounts
from support.chain import NOBODY, create, move_to, now, pass_time, send, send_at
from support.governance import CHARTER, FOR, action, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, DELAY, GROVE, LEAF, MEMBERS_ONLY, POLICY, ROOT, SEED, YEAR

PAYMENT = [("0x" + "55" * 20, 0, b"")]
LONGEST_GRACE = 90 * DAY  # whatever a plan allows between expiry and lapse


def test_who_lapses_the_others_before_the_snapshot_does_not_decide_alone(
    governor: Any, membership: Any, issuer: Any, people: Any
) -> None:
    """20 memberships of 7 units have expired, one of 10 units has not; 20% of 150 are 30, of the ten left 2."""
    patient, others = people[30], [people[31 + index] for index in range(20)]
    issue(membership, issuer, patient, ROOT)
    send(membership.airdrop, [one.address for one in others], LEAF, sender=issuer)
    move_to(now() + YEAR + LONGEST_GRACE + 1)
    proposal = propose(governor, MEMBERS_ONLY, patient, PAYMENT)
    send_at(proposal.snapshot, membership.lapseBatch, list(range(2, 22)), sender=patient)
    pass_time(1)
    assert membership.totalUnits() == 10
    assert governor.proposalQuorum(proposal.number) == 30
    proposal.vote(patient, FOR)
    assert proposal.close().state == "Defeated"


def test_units_given_away_in_an_open_drop_raise_a_quorum_by_a_quarter_at_most(
    governor: Any, membership: Any, drops: Any, voters: list[Any], team: Any, stranger: Any
) -> None:
    """125 units, then 850 more: 20% of 125 are 25, of 156 they are 32, of 975 they would be 195."""
    proposal = propose(governor, MEMBERS_ONLY, voters[0], PAYMENT)
    send(drops.defineDrop, (SEED, 0, 0, 0, 0, NOBODY, 0, bytes(32)), "ipfs://drop", sender=team)
    for _ in range(10):
        send(drops.claim, 1, "0x" + "66" * 20, 85, 0, [], sender=stranger)
    assert membership.totalUnits() == 975
    proposal.open()
    assert governor.proposalQuorum(proposal.number) == 32
    proposal.vote(voters[0], FOR)
    assert proposal.close().state == "Succeeded"


def test_an_issuer_cannot_drown_the_proposal_that_takes_its_role_away(
    governor: Any, membership: Any, access: Any, voters: list[Any], issuer: Any
) -> None:
    proposal = propose(governor, POLICY, voters[0], [action(access.revokeRole, 2, issuer.address)])
    for index in range(10):
        recipients = [f"0x{1_000 * (index + 1) + number:040x}" for number in range(85)]
        send(membership.airdrop, recipients, SEED, sender=issuer)
    send(membership.airdrop, [f"0x{5_000_000 + number:040x}" for number in range(30)], GROVE, sender=issuer)
    assert membership.totalUnits() == 3_975
    proposal.enact([voters[0]])
    assert access.hasRole(2, issuer.address)[0] is False


def test_who_gives_memberships_up_does_not_lower_it(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    issue(membership, issuer, people[20], GROVE)
    pass_time(1)
    proposal = propose(governor, MEMBERS_ONLY, voters[1], PAYMENT)
    send(membership.burn, 9, sender=people[20])
    proposal.open()
    assert (membership.totalUnits(), governor.proposalQuorum(proposal.number)) == (125, 45)
    assert governor.quorum(proposal.snapshot) == 25  # no proposal is asked about, so nothing holds it


def test_the_quorum_follows_the_supply_within_its_bounds(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    """20% of 125, 126, 130, 131, 155, 156 and of 157, which counts as 156: a quarter of 125 is 31."""
    for units, quorum in ((0, 25), (1, 26), (5, 26), (6, 27), (30, 31), (31, 32), (32, 32)):
        proposal = propose(governor, ADVISORY, voters[0], description=f"# And {units} more")
        if units:
            send(membership.airdrop, [people[20].address] * units, SEED, sender=issuer)
        proposal.open()
        assert governor.proposalQuorum(proposal.number) == quorum
        for token in range(membership.issuedCount() - units + 1, membership.issuedCount() + 1):
            send(membership.burn, token, sender=people[20])
        pass_time(1)
        assert membership.totalUnits() == 125


def test_a_least_number_of_units(
    membership: Any, timelock: Any, access: Any, voters: list[Any], team: Any, people: Any, issuer: Any
) -> None:
    """One of 125 units is less than the least; of 2,000 it is more."""
    kind = rules(60, DAY, 1, 100, 5_000, 2, False, True, "Least", quorum_least=11)
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER], [])
    governor = create(BrandGovernor, "Least", *parts, sender=accounts[0])
    proposal = propose(governor, 1, team).open()
    assert (governor.proposalQuorum(1), governor.quorum(proposal.snapshot)) == (11, 11)
    proposal.vote(voters[1], FOR)
    assert (governor.proposalQuorum(1), proposal.state) == (11, "Active")
    send(membership.airdrop, [people[20].address] * 19, GROVE, sender=issuer)
    pass_time(1)
    assert proposal.close().state == "Defeated"  # ten units took part
    later = propose(governor, 1, team, description="# Later").open()
    assert governor.proposalQuorum(later.number) == 21


def test_what_is_frozen_is_told(governor: Any, voters: list[Any]) -> None:
    receipt = send(governor.proposeTyped, ADVISORY, [], [], [], "# Told", sender=voters[0])
    expected = {"proposalId": 1, "reach": 0, "quorumBase": 125, "quorumLeast": 1, "inLaunch": False}
    assert receipt.one("ProposalBoundsFrozen") == expected
    assert governor.proposalRules(1)[11:] == (125, 1, 0)


@pytest.mark.parametrize("late", [False, True])
def test_the_first_ballot_fixes_it_for_good(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any, late: bool
) -> None:
    proposal = propose(governor, ADVISORY, voters[0]).open()
    if late:
        proposal.vote(voters[1], FOR)
    issue(membership, issuer, people[20], GROVE)
    pass_time(DELAY)
    assert governor.proposalQuorum(1) == 25
    proposal.vote(voters[2], FOR)
    assert governor.proposalQuorum(1) == 25
