"""A guardian stops neither its own end nor an appeal, and everything else as before."""

from typing import Any

import pytest
from eth_utils.crypto import keccak
from support.chain import move_to, now, one_block_at, pass_time, refusal, send, submit
from support.governance import Action, Proposal, action, columns, propose
from support.members import issue
from support.plan import POLICY, SEED, TIMELOCK_DELAY

BRAND, GUARDIAN = 1, 3
PAYEE = "0x" + "77" * 20


@pytest.fixture
def appeals(governor: Any, membership: Any, issuer: Any, team: Any, people: Any, voters: list[Any]) -> list[Action]:
    """Dismissals of two notices."""
    tokens = [issue(membership, issuer, people[20], SEED) for _ in range(2)]
    for token in tokens:
        send(membership.noticeRevocation, token, "ipfs://why", sender=team)
    return [action(membership.dismissRevocation, token) for token in tokens]


def cancel(proposal: Proposal, sender: Any) -> tuple[Any, ...]:
    """How the proposal refuses to be cancelled."""
    return refusal(proposal.governor.cancel, *proposal.arguments, sender=sender)


def test_it_cannot_cancel_its_own_removal(governor: Any, access: Any, voters: list[Any], guardian: Any) -> None:
    removal = propose(governor, POLICY, voters[0], [action(access.revokeRole, GUARDIAN, guardian.address)])
    error = ("BrandGovernor_BeyondGuardian", removal.number)
    assert governor.isBeyondGuardian(removal.number) is True
    assert cancel(removal, guardian) == error
    removal.open()
    assert cancel(removal, guardian) == error
    removal.carry([voters[0]])
    assert (removal.state, cancel(removal, guardian)) == ("Succeeded", error)
    removal.queue(voters[0])
    assert (removal.state, cancel(removal, guardian)) == ("Queued", error)
    move_to(now() + TIMELOCK_DELAY)
    removal.execute(voters[0])
    assert access.hasRole(GUARDIAN, guardian.address)[0] is False


def test_it_cannot_cancel_appeals(
    governor: Any, membership: Any, access: Any, voters: list[Any], guardian: Any, appeals: list[Action]
) -> None:
    both = [*appeals, action(access.revokeRole, GUARDIAN, guardian.address)]
    proposal = propose(governor, POLICY, voters[0], both)
    assert cancel(proposal, guardian) == ("BrandGovernor_BeyondGuardian", proposal.number)
    receipt = proposal.enact([voters[0]])
    assert len(receipt.all("RevocationDropped")) == 2


def test_whoever_proposed_it_may_withdraw_it_in_the_same_second(
    governor: Any, membership: Any, voters: list[Any], guardian: Any, appeals: list[Action]
) -> None:
    """A guardian too, as its proposer. A second later the vote has begun: its snapshot is that of the proposal."""
    send(membership.transferFrom, voters[1].address, guardian.address, 2, sender=voters[1])
    pass_time(1)
    for number, (sender, error) in enumerate(
        ((voters[0], "GovernorUnableToCancel"), (guardian, "BrandGovernor_BeyondGuardian"))
    ):
        title = f"# {number}"
        with one_block_at(now() + 10):
            submit(governor.proposeTyped, POLICY, *columns(appeals), title, sender=sender)
            submit(governor.cancel, *columns(appeals), keccak(text=title), sender=sender)
        assert governor.state(governor.latestProposalId()) == 2
        later = propose(governor, POLICY, sender, appeals, f"{title} later")
        pass_time(1)
        assert cancel(later, sender)[0] == error


def test_anything_else_among_the_actions_can_be_stopped(
    governor: Any, membership: Any, access: Any, voters: list[Any], team: Any, guardian: Any, appeals: list[Action]
) -> None:
    end = action(access.revokeRole, GUARDIAN, guardian.address)
    target, _, data = end
    for index, actions in enumerate((
        [*appeals, (PAYEE, 0, b"")],
        [(PAYEE, 1, b""), *appeals],
        [(target, 1, data)],  # a value that the call cannot take
        [(target, 0, data[:0x23])],  # cut before the whole role
        [(target, 0, data[:0x43])],  # or before the whole account
        [(target, 0, data + b"\x00")],  # or with more than the arguments
        [(membership.address, 0, appeals[0][2] + b"\x00")],
        [(target, 0, data[:4])],
        [(target, 0, b"")],
        [(governor.address, 0, data)],  # another contract
        [(membership.address, 0, data)],
        [(access.address, 0, appeals[0][2])],
        [action(access.revokeRole, BRAND, team.address)],
        [action(access.revokeRole, GUARDIAN + 2**32, team.address)],
        [end, action(access.grantRole, GUARDIAN, voters[1].address, 0)],
        [action(access.setGrantDelay, GUARDIAN, 0)],
        [action(membership.bindVotes, guardian.address)],
    )):  # fmt: skip
        proposal = propose(governor, POLICY, voters[0], actions, f"# {index}")
        assert governor.isBeyondGuardian(proposal.number) is False
        send(governor.cancel, *proposal.arguments, sender=guardian)
        assert proposal.state == "Canceled"


def test_an_event_tells_which_it_cannot_cancel(governor: Any, voters: list[Any], appeals: list[Action]) -> None:
    targets, values, calldatas = ([one[place] for one in appeals] for place in range(3))
    call = (governor.proposeTyped, POLICY, targets, values, calldatas)
    assert send(*call, "# One", sender=voters[0]).one("ProposalBeyondGuardian") == {"proposalId": 1}
    plain = (governor.proposeTyped, POLICY, [PAYEE], [0], [b""])
    assert send(*plain, "# Two", sender=voters[0]).all("ProposalBeyondGuardian") == []
