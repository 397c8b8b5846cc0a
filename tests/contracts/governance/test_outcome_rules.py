"""Quorum and approval to the unit, in brands of a size made for the question."""

from typing import Any

import pytest
from brownie import BrandGovernor, accounts
from support.chain import NOBODY, create, move_to, pass_time, refusal, refused_creation, send
from support.governance import AGAINST, CHARTER, FOR, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, POLICY, ROOT, SEED, TREASURY

ACTION = (NOBODY, 0, b"")


def test_approval_must_exceed_its_share(governor: Any, membership: Any, issuer: Any, team: Any, people: Any) -> None:
    """60 of 100 is not more than 60%; 61 of 101 is."""
    voters = [people[20 + index] for index in range(11)]
    send(membership.airdrop, [one.address for one in voters[:10]], ROOT, sender=issuer)
    issue(membership, issuer, voters[10], SEED)
    exactly, above = (propose(governor, TREASURY, team, [ACTION], title) for title in ("# One", "# Two"))
    above.open()
    for number, proposal in enumerate((exactly, above)):
        for index, voter in enumerate(voters[: 10 + number]):
            proposal.vote(voter, AGAINST if index in (6, 7, 8, 9) else FOR)
    assert (exactly.tally, above.tally) == ((40, 60, 0), (40, 61, 0))
    above.close()  # the later one
    assert (exactly.state, above.state) == ("Defeated", "Succeeded")


@pytest.mark.parametrize(("units", "quorum"), [(1, 1), (4, 1), (5, 1), (6, 2), (7, 2), (10, 2), (11, 3)])
def test_quorum_is_rounded_up(
    governor: Any, membership: Any, issuer: Any, team: Any, people: Any, units: int, quorum: int
) -> None:
    send(membership.airdrop, [people[20].address] * units, SEED, sender=issuer)
    pass_time(1)  # the base is what there was a second before the proposal
    proposal = propose(governor, ADVISORY, team).open()
    assert governor.proposalQuorum(1) == governor.quorum(proposal.snapshot) == quorum


def test_quorum_cannot_be_asked_before_the_snapshot_has_passed(governor: Any, team: Any) -> None:
    proposal = propose(governor, ADVISORY, team)
    assert refusal(governor.proposalQuorum, 1, sender=team)[0] == "ERC5805FutureLookup"
    move_to(proposal.snapshot)
    assert refusal(governor.proposalQuorum, 1, sender=team) == (
        "ERC5805FutureLookup",
        proposal.snapshot,
        proposal.snapshot,
    )


def test_nobody_can_win_where_there_are_no_members(governor: Any, team: Any) -> None:
    proposal = propose(governor, ADVISORY, team).open()
    assert governor.proposalQuorum(1) == 1  # the type's least
    assert proposal.close().state == "Defeated"


def test_nobody_proposes_governance_where_there_are_no_members(governor: Any, stranger: Any) -> None:
    """A hundredth of nothing is still one unit."""
    error = ("GovernorInsufficientProposerVotes", stranger.address, 0, 1)
    assert refusal(governor.proposeTyped, POLICY, [NOBODY], [0], [b""], "# Mine", sender=stranger) == error


def test_the_extension_is_bounded(brand: Any, membership: Any, timelock: Any, access: Any) -> None:
    """OpenZeppelin #6644: an unbounded extension lets one vote stay open for ever."""
    kind = rules(60, DAY, 1, 1, 5_000, 0, True, True, "Only")
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW)
    create(BrandGovernor, "Long", *parts, 7 * DAY, [kind, CHARTER], [], sender=accounts[0])
    error = refused_creation(BrandGovernor, "Long", *parts, 7 * DAY + 1, [kind, CHARTER], [])
    assert error == ("BrandGovernor_LateQuorumExtensionTooLong", 7 * DAY + 1, 7 * DAY)
