"""What only protects is decided by those who had units when it was proposed: its snapshot is that second."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_utils.crypto import keccak
from support.chain import move_to, now, one_block_at, pass_time, refusal, send, submit
from support.governance import AGAINST, FOR, Action, action, columns, propose
from support.members import issue
from support.plan import DELAY, GROVE, MEMBERS_ONLY, PERIOD, POLICY, ROOT, SEED, TIMELOCK_DELAY, TREASURY

ADMIN, BRAND, ISSUER, GUARDIAN, PARTNER, DROPS, PROPOSER = range(7)
PUBLIC = 2**64 - 1
PAYEE = "0x" + "77" * 20


@pytest.fixture
def notice(membership: Any, issuer: Any, team: Any, people: Any, voters: list[Any]) -> Action:
    """Dismissal of a notice that was given."""
    token = issue(membership, issuer, people[20], SEED)
    send(membership.noticeRevocation, token, "ipfs://why", sender=team)
    return action(membership.dismissRevocation, token)


@pytest.mark.parametrize("role", [BRAND, ISSUER, GUARDIAN, PROPOSER])
def test_taking_a_role_away_has_its_snapshot_at_once(
    governor: Any, access: Any, voters: list[Any], team: Any, role: int
) -> None:
    taking = propose(governor, POLICY, voters[0], [action(access.revokeRole, role, team.address)])
    assert (taking.snapshot, taking.deadline) == (taking.created, taking.created + PERIOD)
    assert governor.proposalRules(taking.number)[11] == 125  # the base is that of one second before, as ever
    assert governor.votingDelay() == DELAY  # for the next one
    pass_time(1)
    assert (taking.state, governor.proposalQuorum(taking.number)) == ("Active", 25)


def test_so_has_a_dismissal_and_both_together(
    governor: Any, access: Any, voters: list[Any], team: Any, guardian: Any, notice: Action
) -> None:
    roles = [action(access.revokeRole, role, one.address) for role, one in ((BRAND, team), (GUARDIAN, guardian))]
    for index, actions in enumerate(([notice], [notice, notice], [notice, *roles])):
        protective = propose(governor, POLICY, voters[0], actions, f"# {index}")
        assert protective.snapshot == protective.created
    receipt = protective.enact([voters[0]])
    assert len(receipt.all("RoleRevoked")) == 2
    assert len(receipt.all("RevocationDropped")) == 1


def test_anything_else_waits_for_its_delay(
    governor: Any,
    membership: Any,
    access: Any,
    timelock: Any,
    drops: Any,
    voters: list[Any],
    team: Any,
    notice: Action,
) -> None:
    taking = action(access.revokeRole, BRAND, team.address)
    target, _, data = taking
    for index, actions in enumerate((
        [taking, (PAYEE, 0, b"")],
        [(PAYEE, 0, b""), taking],
        [taking, action(access.grantRole, BRAND, voters[1].address, 0)],
        [action(access.grantRole, BRAND, voters[1].address, 0)],
        [action(access.setGrantDelay, BRAND, 0)],
        [action(access.renounceRole, BRAND, team.address)],
        [action(access.revokeRole, ADMIN, timelock.address)],
        [action(access.revokeRole, ADMIN, team.address)],
        [action(access.revokeRole, PROPOSER + 1, team.address)],
        [action(access.revokeRole, PUBLIC, team.address)],
        [action(access.revokeRole, BRAND, timelock.address)],
        [action(access.revokeRole, GUARDIAN, governor.address)],
        [action(access.revokeRole, DROPS, str(drops))],  # nobody could renew
        [action(access.revokeRole, ISSUER, str(drops))],
        # Without one of these nobody sells or renews any more, or what nobody asks for; that can wait.
        [action(access.revokeRole, DROPS, team.address)],
        [action(access.revokeRole, PARTNER, team.address)],
        [taking, action(access.revokeRole, DROPS, voters[3].address)],
        [notice, action(access.revokeRole, PARTNER, voters[3].address)],
        [taking, action(access.revokeRole, DROPS, str(drops))],
        [(target, 1, data)],  # a value that the call cannot take
        [(target, 0, data[:-1])],  # cut
        [(target, 0, data + b"\x00")],  # with more than the arguments
        [(target, 0, data[:0x24] + b"\x01" + data[0x25:])],  # no address
        [(target, 0, data[:4] + b"\x01" + data[5:])],  # no role's number
        [(target, 0, b"")],
        [(notice[0], 0, notice[2][:-1])],
        [(notice[0], 0, notice[2] + b"\x00")],
        [(notice[0], 1, notice[2])],
        [(membership.address, 0, data)],
        [(access.address, 0, notice[2])],
        [notice, action(governor.setLateQuorumVoteExtension, 60)],
    )):  # fmt: skip
        proposal = propose(governor, POLICY, voters[0], actions, f"# {index}")
        assert (index, proposal.snapshot - proposal.created) == (index, DELAY)


def test_only_a_type_that_reaches_it_takes_a_role_away(
    governor: Any, access: Any, voters: list[Any], team: Any
) -> None:
    taking = action(access.revokeRole, BRAND, team.address)
    call = (governor.proposeTyped, MEMBERS_ONLY, *columns([taking]), "# Taking")
    assert refusal(*call, sender=voters[0]) == ("ProposalTypes_BeyondReach", 0, 2, 0)
    by_the_brand = propose(governor, TREASURY, team, [taking])
    assert by_the_brand.snapshot == by_the_brand.created


def test_an_ordinary_proposal_in_the_same_block_waits(governor: Any, access: Any, voters: list[Any], team: Any) -> None:
    """What is in flight is forgotten with the proposal it was about."""
    with one_block_at(now() + 10):
        for title, act in (("# At once", action(access.revokeRole, BRAND, team.address)), ("# Later", (PAYEE, 0, b""))):
            submit(governor.proposeTyped, POLICY, *columns([act]), title, sender=voters[0])
    first, second = governor.proposalSnapshot(1), governor.proposalSnapshot(2)
    assert (governor.latestProposalId(), second - first) == (2, DELAY)


def _sell(membership: Any, issuer: Any, voters: list[Any], people: Any) -> None:
    send(membership.delegate, people[30].address, sender=voters[0])


def _give(membership: Any, issuer: Any, voters: list[Any], people: Any) -> None:
    for _ in range(3):
        send(membership.issue, people[30].address, GROVE, sender=issuer)


@pytest.mark.parametrize("act", [_sell, _give])
def test_what_comes_afterwards_has_no_vote(
    governor: Any,
    membership: Any,
    access: Any,
    issuer: Any,
    team: Any,
    voters: list[Any],
    people: Any,
    act: Callable[..., None],
) -> None:
    """BRAND and ISSUER make themselves units as soon as they see that they shall lose their roles."""
    taking = propose(governor, POLICY, voters[0], [action(access.revokeRole, ISSUER, issuer.address)])
    pass_time(1)
    act(membership, issuer, voters, people)
    pass_time(1)
    call = (governor.castVote, taking.number, AGAINST)
    assert refusal(*call, sender=people[30])[0] == "BallotCounting_NoVotingPower"
    taking.vote(voters[0], FOR)
    assert governor.proposalQuorum(taking.number) == 25
    assert taking.close().state == "Succeeded"


def test_the_quorum_is_of_the_second_itself(
    governor: Any, membership: Any, access: Any, issuer: Any, team: Any, voters: list[Any], people: Any
) -> None:
    """What is given in the very second counts in the supply and votes: but in the quorum by a quarter at most."""
    taking = action(access.revokeRole, BRAND, team.address)
    with one_block_at(now() + 10):
        submit(governor.proposeTyped, POLICY, *columns([taking]), "# Taking", sender=voters[0])
        for _ in range(3):
            submit(membership.issue, people[30].address, GROVE, sender=issuer)
    pass_time(1)
    assert membership.totalUnits() == 425
    assert governor.proposalRules(1)[11] == 125
    assert governor.proposalQuorum(1) == 32  # 20% of 156, and not of 425
    assert governor.getVotes(people[30].address, governor.proposalSnapshot(1)) == 300


def test_units_that_are_lent_for_a_moment_propose_and_vote_nothing(
    governor: Any, membership: Any, access: Any, team: Any, voters: list[Any], people: Any
) -> None:
    """A snapshot in the second of the proposal still takes what an account has when the second is over."""
    taking = action(access.revokeRole, BRAND, team.address)
    with one_block_at(now() + 10):
        submit(membership.delegate, people[30].address, sender=voters[0])
        submit(governor.proposeTyped, POLICY, *columns([taking]), "# Taking", sender=voters[1])
        submit(membership.delegate, voters[0].address, sender=voters[0])
    snapshot = governor.proposalSnapshot(1)
    pass_time(1)
    assert governor.getVotes(people[30].address, snapshot) == 0
    assert governor.getVotes(voters[0].address, snapshot) == 100
    call = (governor.proposeTyped, POLICY, *columns([taking]), "# Other")
    assert refusal(*call, sender=people[30])[0] == "GovernorInsufficientProposerVotes"


def test_it_can_be_withdrawn_in_its_second_only(
    governor: Any, access: Any, voters: list[Any], team: Any, guardian: Any
) -> None:
    """Whoever proposed it may withdraw it while the vote has not begun, which is over at once. A guardian may cancel
    it, unless it is an appeal."""
    taking = propose(governor, POLICY, voters[0], [action(access.revokeRole, BRAND, team.address)])
    pass_time(1)
    error = ("GovernorUnableToCancel", taking.number, voters[0].address)
    assert refusal(governor.cancel, *taking.arguments, sender=voters[0]) == error
    send(governor.cancel, *taking.arguments, sender=guardian)
    assert taking.state == "Canceled"
    targets, values, calldatas, _ = taking.arguments
    with one_block_at(now() + 10):
        submit(governor.proposeTyped, POLICY, targets, values, calldatas, "# Again", sender=voters[0])
        submit(governor.cancel, targets, values, calldatas, keccak(text="# Again"), sender=voters[0])
    assert governor.state(2) == 2


def test_it_is_over_a_delay_earlier(governor: Any, access: Any, voters: list[Any], team: Any, notice: Action) -> None:
    """The voting period and the timelock's delay are all that lies between a notice and its dismissal."""
    protective = propose(governor, POLICY, voters[0], [notice])
    protective.carry([voters[0]]).queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    protective.execute(voters[0])
    assert now() - protective.created <= PERIOD + TIMELOCK_DELAY + 5


APPROVAL = 2  # place in proposalRules
BLOCKERS = 80  # units that vote against, beside 100 for: 55.6%, and the type asks for 60


@pytest.fixture
def blocker(membership: Any, issuer: Any, people: Any, voters: list[Any]) -> Any:
    """Holds what is more than a third of the votes and less than half."""
    for _ in range(BLOCKERS // 10):
        issue(membership, issuer, people[31], ROOT)
    pass_time(1)
    return people[31]


def contested(governor: Any, voters: list[Any], blocker: Any, team: Any, actions: list[Action], title: str) -> Any:
    proposal = propose(governor, TREASURY, team, actions, title).open()
    proposal.vote(voters[0], FOR)
    proposal.vote(blocker, AGAINST)
    return proposal.close()


def test_a_third_of_the_votes_keeps_no_key_and_expels_nobody(
    governor: Any, access: Any, voters: list[Any], team: Any, issuer: Any, blocker: Any, notice: Action
) -> None:
    """Seen before: a third and BRAND gave notice to all others, refused dismissals, and had the treasury to itself."""
    taking = action(access.revokeRole, ISSUER, issuer.address)
    for title, actions in (("# Taking", [taking]), ("# Dismissal", [notice]), ("# Both", [notice, taking])):
        relief = contested(governor, voters, blocker, team, actions, title)
        assert (governor.proposalRules(relief.number)[APPROVAL], relief.state) == (5_000, "Succeeded")


def test_what_else_a_type_decides_asks_for_what_it_asks_for(
    governor: Any, access: Any, voters: list[Any], team: Any, guardian: Any, blocker: Any, notice: Action
) -> None:
    """Taking a guardian away too, alone or with what protects: no guardian can cancel that."""
    taking = action(access.revokeRole, GUARDIAN, guardian.address)
    for title, actions in (
        ("# Guardian", [taking]),
        ("# Guardian and notice", [notice, taking]),
        ("# Shop", [action(access.revokeRole, DROPS, team.address)]),
        ("# Partner and notice", [notice, action(access.revokeRole, PARTNER, team.address)]),
        ("# Payment", [(PAYEE, 0, b"")]),
        ("# Payment and notice", [notice, (PAYEE, 0, b"")]),
        ("# Value", [(notice[0], 1, notice[2])]),
    ):
        usual = contested(governor, voters, blocker, team, actions, title)
        assert (title, governor.proposalRules(usual.number)[APPROVAL], usual.state) == (title, 6_000, "Defeated")


def test_the_next_one_in_the_block_has_its_type_s_approval(
    governor: Any, access: Any, voters: list[Any], team: Any
) -> None:
    with one_block_at(now() + 10):
        for title, act in (
            ("# At once", action(access.revokeRole, ISSUER, team.address)),
            ("# Later", (PAYEE, 0, b"")),
        ):
            submit(governor.proposeTyped, TREASURY, *columns([act]), title, sender=team)
    assert [governor.proposalRules(number)[APPROVAL] for number in (1, 2)] == [5_000, 6_000]


def test_half_is_not_enough(
    governor: Any, membership: Any, access: Any, issuer: Any, voters: list[Any], team: Any, blocker: Any
) -> None:
    for _ in range(2):
        issue(membership, issuer, blocker, ROOT)
    taking = [action(access.revokeRole, ISSUER, issuer.address)]
    assert contested(governor, voters, blocker, team, taking, "# 100 against 100").state == "Defeated"
