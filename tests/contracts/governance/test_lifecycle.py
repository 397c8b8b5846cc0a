"""From proposal to execution: all eight states, exact seconds, who may cancel what."""

from typing import Any

import pytest
from brownie import BrandGovernor
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from support.chain import NOBODY, move_to, now, refusal, refused_creation, send, send_at
from support.governance import AGAINST, CHARTER, FOR, STATES, Proposal, propose, rules
from support.plan import ACTION_WINDOW, ADVISORY, DAY, POLICY, TIMELOCK_DELAY

ACTION = ("0x" + "33" * 20, 0, b"")
HOUR = 3_600


def unexpected(proposal: Proposal, *allowed: str) -> tuple[Any, ...]:
    """The error for a call that only these states allow."""
    bitmap = sum(1 << STATES.index(name) for name in allowed)
    return ("GovernorUnexpectedProposalState", 1, STATES.index(proposal.state), bitmap.to_bytes(32, "big"))


@pytest.fixture
def binding(governor: Any, voters: list[Any]) -> Proposal:
    """A pending proposal of voters[0] with one action."""
    return propose(governor, POLICY, voters[0], [ACTION])


@pytest.fixture
def advisory(governor: Any, voters: list[Any]) -> Proposal:
    """A pending proposal without action."""
    return propose(governor, ADVISORY, voters[0])


def test_a_binding_proposal_through_its_life(
    governor: Any, binding: Proposal, voters: list[Any], stranger: Any
) -> None:
    for moment, state in (
        (binding.created, "Pending"),
        (binding.snapshot, "Pending"),
        (binding.snapshot + 1, "Active"),
    ):
        move_to(max(moment, now()))
        assert binding.state == state
    binding.vote(voters[0], FOR)
    move_to(binding.deadline)
    assert binding.state == "Active"
    move_to(binding.deadline + 1)
    assert binding.state == "Succeeded"

    queued = binding.queue(stranger)
    assert queued.one("ProposalQueued") == {"proposalId": 1, "etaSeconds": queued.timestamp + TIMELOCK_DELAY}
    assert (binding.state, governor.proposalEta(1)) == ("Queued", queued.timestamp + TIMELOCK_DELAY)
    move_to(governor.proposalEta(1) - 1)
    assert refusal(governor.execute, *binding.arguments, sender=stranger)[0] == "TimelockUnexpectedOperationState"
    executed = send_at(governor.proposalEta(1), governor.execute, *binding.arguments, sender=stranger)
    assert executed.one("ProposalExecuted") == {"proposalId": 1}
    assert binding.state == "Executed"
    again = unexpected(binding, "Succeeded", "Queued")
    assert refusal(governor.execute, *binding.arguments, sender=stranger) == again


def test_what_is_not_won_is_not_queued(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    queue = (governor.queue, *binding.arguments)
    assert refusal(*queue, sender=voters[0]) == unexpected(binding, "Succeeded")
    binding.open()
    binding.vote(voters[0], AGAINST)
    assert refusal(*queue, sender=voters[0]) == unexpected(binding, "Succeeded")
    assert binding.close().state == "Defeated"
    assert refusal(*queue, sender=voters[0]) == unexpected(binding, "Succeeded")
    execute = (governor.execute, *binding.arguments)
    assert refusal(*execute, sender=voters[0]) == unexpected(binding, "Succeeded", "Queued")


def test_what_is_not_queued_is_not_executed(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    binding.carry([voters[0]])
    assert refusal(governor.execute, *binding.arguments, sender=voters[0])[0] == "TimelockUnexpectedOperationState"


def test_a_win_that_nobody_queues_expires(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    binding.carry([voters[0]])
    last = binding.deadline + ACTION_WINDOW
    move_to(last)
    assert binding.state == "Succeeded"
    move_to(last + 1)
    assert binding.state == "Expired"
    assert refusal(governor.queue, *binding.arguments, sender=voters[0]) == unexpected(binding, "Succeeded")


def test_the_last_second_to_queue(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    binding.carry([voters[0]])
    send_at(binding.deadline + ACTION_WINDOW, governor.queue, *binding.arguments, sender=voters[0])
    assert binding.state == "Queued"


def test_a_queued_win_that_nobody_executes_expires(
    governor: Any, timelock: Any, binding: Proposal, voters: list[Any], guardian: Any
) -> None:
    binding.carry([voters[0]]).queue(voters[0])
    last = governor.proposalEta(1) + ACTION_WINDOW
    move_to(last)
    assert binding.state == "Queued"
    move_to(last + 1)
    assert binding.state == "Expired"
    execute = (governor.execute, *binding.arguments)
    assert refusal(*execute, sender=voters[0]) == unexpected(binding, "Succeeded", "Queued")
    assert refusal(governor.queue, *binding.arguments, sender=voters[0]) == unexpected(binding, "Succeeded")
    assert refusal(governor.cancel, *binding.arguments, sender=guardian)[0] == "GovernorUnableToCancel"


def test_the_last_second_to_execute(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    binding.carry([voters[0]]).queue(voters[0])
    send_at(governor.proposalEta(1) + ACTION_WINDOW, governor.execute, *binding.arguments, sender=voters[0])
    assert binding.state == "Executed"


def test_an_advisory_win_stays_and_runs_nothing(governor: Any, advisory: Proposal, voters: list[Any]) -> None:
    advisory.carry([voters[0]])
    move_to(now() + 10 * ACTION_WINDOW)
    assert advisory.state == "Succeeded"
    assert governor.proposalNeedsQueuing(1) is False
    for function in (governor.queue, governor.execute):
        error = ("ProposalTypes_AdvisoryProposal", 1)
        assert refusal(function, *advisory.arguments, sender=voters[0]) == error


def test_a_binding_win_needs_queuing(governor: Any, binding: Proposal) -> None:
    assert governor.proposalNeedsQueuing(1) is True


def test_the_proposer_withdraws_only_before_the_vote(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    cancel = (governor.cancel, *binding.arguments)
    error = ("GovernorUnableToCancel", 1, voters[1].address)
    assert refusal(*cancel, sender=voters[1]) == error
    binding.open()
    assert refusal(*cancel, sender=voters[0]) == ("GovernorUnableToCancel", 1, voters[0].address)


def test_a_withdrawn_proposal_is_over(governor: Any, binding: Proposal, voters: list[Any]) -> None:
    receipt = send_at(binding.snapshot, governor.cancel, *binding.arguments, sender=voters[0])
    assert receipt.one("ProposalCanceled") == {"proposalId": 1}
    assert binding.open().state == "Canceled"
    assert refusal(governor.castVote, 1, FOR, sender=voters[0]) == unexpected(binding, "Active")
    assert refusal(governor.cancel, *binding.arguments, sender=voters[0])[0] == "GovernorUnableToCancel"


@pytest.mark.parametrize("state", ["Pending", "Active", "Succeeded", "Queued"])
def test_the_guardian_stops_what_could_still_be_executed(
    governor: Any, timelock: Any, binding: Proposal, voters: list[Any], guardian: Any, state: str
) -> None:
    if state != "Pending":
        binding.open()
    if state in ("Succeeded", "Queued"):
        binding.carry([voters[0]])
    if state == "Queued":
        binding.queue(voters[0])
    assert binding.state == state
    receipt = send(governor.cancel, *binding.arguments, sender=guardian)
    assert receipt.one("ProposalCanceled") == {"proposalId": 1}
    assert len(receipt.all("Cancelled")) == (state == "Queued")  # the timelock's event
    assert binding.state == "Canceled"
    move_to(now() + ACTION_WINDOW)
    execute = (governor.execute, *binding.arguments)
    assert refusal(*execute, sender=voters[0]) == unexpected(binding, "Succeeded", "Queued")


@pytest.mark.parametrize("state", ["Defeated", "Executed", "Expired", "Canceled"])
def test_the_guardian_does_not_rewrite_what_is_over(
    governor: Any, binding: Proposal, voters: list[Any], guardian: Any, state: str
) -> None:
    if state == "Canceled":
        send(governor.cancel, *binding.arguments, sender=guardian)
    elif state == "Executed":
        binding.enact([voters[0]])
    elif state == "Expired":
        binding.carry([voters[0]])
        move_to(now() + ACTION_WINDOW + 1)
    else:
        binding.close()
    assert binding.state == state
    error = ("GovernorUnableToCancel", 1, guardian.address)
    assert refusal(governor.cancel, *binding.arguments, sender=guardian) == error


def test_the_guardian_cannot_touch_a_finished_advisory_vote(
    governor: Any, advisory: Proposal, voters: list[Any], guardian: Any
) -> None:
    advisory.carry([voters[0]])
    error = ("GovernorUnableToCancel", 1, guardian.address)
    assert refusal(governor.cancel, *advisory.arguments, sender=guardian) == error


@pytest.mark.parametrize("phase", ["Pending", "Active"])
def test_the_guardian_may_stop_a_running_advisory_vote(
    governor: Any, advisory: Proposal, guardian: Any, phase: str
) -> None:
    if phase == "Active":
        advisory.open()
    send(governor.cancel, *advisory.arguments, sender=guardian)
    assert advisory.state == "Canceled"


def test_the_guardian_can_do_nothing_else(
    governor: Any, timelock: Any, access: Any, binding: Proposal, voters: list[Any], guardian: Any
) -> None:
    targets, values, calldatas, description = binding.arguments
    mixed = keccak(encode(["bytes32", "uint256"], [description, binding.number]))
    salt = bytes(a ^ b for a, b in zip(bytes.fromhex(governor.address[2:]).ljust(32, b"\0"), mixed, strict=True))
    binding.carry([voters[0]]).queue(voters[0])
    move_to(governor.proposalEta(1))
    operation = timelock.hashOperationBatch(targets, values, calldatas, bytes(32), salt)
    assert timelock.isOperationReady(operation)  # so that what follows is refused for who asks, not for what
    for role, function, arguments in (
        ("EXECUTOR_ROLE", timelock.executeBatch, (targets, values, calldatas, bytes(32), salt)),
        ("EXECUTOR_ROLE", timelock.execute, (NOBODY, 0, b"", bytes(32), salt)),
        ("CANCELLER_ROLE", timelock.cancel, (operation,)),
        ("PROPOSER_ROLE", timelock.schedule, (NOBODY, 0, b"", bytes(32), salt, TIMELOCK_DELAY)),
    ):
        error = ("AccessControlUnauthorizedAccount", guardian.address, getattr(timelock, role)())
        assert refusal(function, *arguments, sender=guardian) == error
    grant = (access.grantRole, 1, guardian.address, 0)
    assert refusal(*grant, sender=guardian) == ("AccessManagerUnauthorizedAccount", guardian.address, 0)


def test_a_guardian_without_the_role_is_nobody(governor: Any, access: Any, binding: Proposal, guardian: Any) -> None:
    send(access.renounceRole, 3, guardian.address, sender=guardian)
    error = ("GovernorUnableToCancel", 1, guardian.address)
    assert refusal(governor.cancel, *binding.arguments, sender=guardian) == error


def test_a_description_other_than_the_proposed_one_is_another_proposal(
    governor: Any, binding: Proposal, voters: list[Any]
) -> None:
    binding.carry([voters[0]])
    targets, values, calldatas, _ = binding.arguments
    forged = (governor.queue, targets, [1], calldatas, binding.arguments[3])
    assert refusal(*forged, sender=voters[0]) == ("GovernorNonexistentProposal", 0)
    other = (governor.queue, targets, values, calldatas, keccak(text="# Other"))
    assert refusal(*other, sender=voters[0]) == ("GovernorNonexistentProposal", 0)


def test_settings_that_would_leave_no_governance_are_refused(membership: Any, timelock: Any, access: Any) -> None:
    parts = ("Dead", membership.address, timelock.address, access.address)
    kind = rules(60, DAY, 1, 1, 5_000, 0, True, True, "Only")
    short = ("BrandGovernor_ActionWindowTooShort", HOUR - 1, HOUR)
    assert refused_creation(BrandGovernor, *parts, HOUR - 1, 0, [kind, CHARTER], []) == short
    assert refused_creation(BrandGovernor, *parts, HOUR, 0, [], []) == ("ProposalTypes_UnknownType", 1)
