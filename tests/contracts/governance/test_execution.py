"""What a carried proposal can do, and what nobody can do without one."""

from typing import Any

import pytest
from brownie import ReentrantAction, accounts, web3
from support.chain import create, move_to, now, refusal, rpc, send
from support.governance import FOR, GOVERNANCE, action, propose, rules
from support.plan import ADVISORY, DELAY, LATE_EXTENSION, MEMBERS_ONLY, PERIOD, POLICY, SEED, TIMELOCK_DELAY

ETHER = 10**18
BRAND = 1
PAYEE = "0x" + "44" * 20
# votingDelay, votingPeriod, proposalThreshold, quorumBps, approvalBps, proposerRule, binding, active, name
EDITED = rules(60, 120, 99, 9_000, 9_000, 1, True, True, "Edited")


def pay(to: Any, amount: int) -> str:
    """Send ether with no data; returns the transaction's hash."""
    return str(rpc("eth_sendTransaction", {"from": accounts[0].address, "to": str(to), "value": hex(amount)}))


@pytest.fixture(scope="module")
def treasury(_module_isolation: None, timelock: Any) -> Any:
    """The timelock with 5 ether."""
    receipt = rpc("eth_getTransactionReceipt", pay(timelock, 5 * ETHER))
    assert len(receipt["logs"]) == 1  # TreasuryReceived
    return timelock


@pytest.fixture(scope="module")
def trap(_module_isolation: None) -> Any:
    """A target that calls something else while it is run."""
    return create(ReentrantAction, sender=accounts[0])


def test_a_payment_of_the_treasury(governor: Any, treasury: Any, voters: list[Any]) -> None:
    proposal = propose(governor, POLICY, voters[0], [(PAYEE, 2 * ETHER, b"")])
    receipt = proposal.enact([voters[0]])
    assert web3.eth.get_balance(PAYEE) == 2 * ETHER
    assert web3.eth.get_balance(treasury.address) == 3 * ETHER
    paid = receipt.one("CallExecuted")
    assert (paid["target"], paid["value"]) == (PAYEE, 2 * ETHER)


def test_a_payment_beyond_the_treasury_fails_and_can_be_tried_again(
    governor: Any, treasury: Any, voters: list[Any]
) -> None:
    proposal = propose(governor, POLICY, voters[0], [(PAYEE, 6 * ETHER, b"")]).carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == ("FailedCall",)
    assert proposal.state == "Queued"
    pay(treasury, ETHER)
    proposal.execute(voters[0])
    assert proposal.state == "Executed"


def test_all_actions_or_none(governor: Any, treasury: Any, access: Any, voters: list[Any]) -> None:
    wrong = (access.address, 0, b"\xff\xff\xff\xff")
    proposal = propose(governor, POLICY, voters[0], [(PAYEE, ETHER, b""), wrong]).carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == ("FailedCall",)
    assert web3.eth.get_balance(PAYEE) == 0


def test_execute_takes_no_ether(governor: Any, treasury: Any, voters: list[Any]) -> None:
    proposal = propose(governor, POLICY, voters[0], [(PAYEE, ETHER, b"")]).carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    error = ("BrandGovernor_ValueNotAccepted", 1)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0], value=1) == error
    proposal.execute(voters[0])


def test_the_governor_keeps_no_ether(governor: Any, stranger: Any) -> None:
    request = {"from": stranger.address, "to": governor.address, "value": "0x1"}
    answer = web3.provider.make_request("eth_call", [request, "latest"])
    assert "error" in answer


def test_what_comes_in_is_told(timelock: Any, deployer: Any) -> None:
    receipt = rpc("eth_getTransactionReceipt", pay(timelock, 7))
    (log,) = receipt["logs"]
    assert int(log["data"], 16) == 7
    assert int(log["topics"][1], 16) == int(deployer.address, 16)


@pytest.mark.parametrize("inner", ["execute", "queue", "cancel"])
def test_an_action_cannot_run_its_own_proposal_again(
    governor: Any, treasury: Any, voters: list[Any], trap: Any, inner: str
) -> None:
    proposal = propose(governor, POLICY, voters[0], [action(trap.run, value=ETHER)])
    again = getattr(governor, inner).encode_input(*proposal.arguments)
    send(trap.prepare, governor.address, again, sender=voters[0])
    proposal.enact([voters[0]])
    assert (trap.succeeded(), trap.runs(), proposal.state) == (False, 1, "Executed")
    assert web3.eth.get_balance(trap.address) == ETHER


def test_an_action_cannot_slip_a_setting_in(governor: Any, treasury: Any, voters: list[Any], trap: Any) -> None:
    """While one proposal runs, only its own calls to the governor are governance."""
    smuggled = governor.defineProposalType.encode_input(POLICY, EDITED)
    send(trap.prepare, governor.address, smuggled, sender=voters[0])
    own = action(governor.setLateQuorumVoteExtension, 60)
    propose(governor, POLICY, voters[0], [action(trap.run), own]).enact([voters[0]])
    assert (trap.succeeded(), trap.runs()) == (False, 1)
    assert governor.proposalType(POLICY)[-1] == "Policy"
    assert governor.lateQuorumVoteExtension() == 60


def test_only_a_proposal_defines_a_type(governor: Any, voters: list[Any]) -> None:
    new = rules(60, 120, 1, 500, 5_000, 2, False, True, "Quick poll")
    define = action(governor.defineProposalType, 5, new)
    receipt = propose(governor, POLICY, voters[0], [define]).enact([voters[0]])
    assert tuple(receipt.one("ProposalTypeDefined").values()) == (5, *new[:8], new[15])
    assert tuple(receipt.one("ProposalTypeBallots").values()) == (5, *new[8:13])
    assert receipt.one("ProposalTypeBounds") == {"typeId": 5, "reach": 0, "quorumLeast": 1}
    assert (governor.proposalType(5), governor.proposalTypeCount()) == (new, 5)
    quick = propose(governor, 5, voters[3], description="# Quick")
    assert (quick.snapshot - quick.created, quick.deadline - quick.snapshot) == (60, 120)
    assert (governor.votingDelay(), governor.votingPeriod()) == (DELAY, PERIOD)  # the default type's, as before


def test_an_edited_type_changes_no_proposal_that_exists(governor: Any, voters: list[Any]) -> None:
    """CVE-2022-31198: a new quorum made defeated proposals executable."""
    defeated = propose(governor, POLICY, voters[0], [(PAYEE, 0, b"")], "# Defeated").open()
    defeated.vote(voters[1], FOR)
    running = propose(governor, POLICY, voters[0], [(PAYEE, 0, b"")], "# Running")
    easier = rules(60, 120, 1, 1, 5_000, 2, True, True, "Anything goes", methods=1, reach=GOVERNANCE)
    payments = rules(60, 120, 1, 1, 5_000, 2, True, True, "Any payment")
    kinds = {ADVISORY: payments, MEMBERS_ONLY: payments, POLICY: easier}
    edits = [action(governor.defineProposalType, number, kind) for number, kind in kinds.items()]
    change = propose(governor, POLICY, voters[0], edits, "# Change").carry([voters[0]])
    late = propose(governor, POLICY, voters[0], [(PAYEE, 0, b"")], "# Late")
    change.queue(voters[0])
    before = [snapshot(governor, one.number) for one in (defeated, running, late)]
    move_to(now() + TIMELOCK_DELAY)
    change.execute(voters[0])
    assert governor.proposalType(POLICY) == easier
    assert [snapshot(governor, one.number) for one in (defeated, running, late)] == before
    assert defeated.state == running.state == "Defeated"
    late.vote(voters[2], FOR)
    assert (governor.proposalQuorum(late.number), late.close().state) == (25, "Defeated")


def snapshot(governor: Any, number: int) -> tuple[Any, ...]:
    """What a proposal froze."""
    times = (governor.proposalSnapshot(number), governor.proposalDeadline(number))
    return (governor.proposalRules(number), *times)


def test_a_retired_type_takes_no_new_proposal(governor: Any, voters: list[Any]) -> None:
    retired = rules(60, 120, 1, 500, 5_000, 2, True, False, "Retired")
    running = propose(governor, ADVISORY, voters[0], description="# Running")
    propose(governor, POLICY, voters[0], [action(governor.defineProposalType, ADVISORY, retired)]).enact([voters[0]])
    call = (governor.proposeTyped, ADVISORY, [], [], [], "# New")
    assert refusal(*call, sender=voters[0]) == ("ProposalTypes_InactiveType", ADVISORY)
    assert governor.proposalRules(running.number)[:4] == (ADVISORY, 2_000, 5_000, False)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (0, 0, "votingDelay: 1 second to 90 days"),
        (0, 90 * 86_400 + 1, "votingDelay: 1 second to 90 days"),
        (1, 59, "votingPeriod: 1 minute to 90 days"),
        (1, 90 * 86_400 + 1, "votingPeriod: 1 minute to 90 days"),
        (2, 0, "proposalThreshold: at least 1 unit"),
        (3, 0, "quorumBps: 1 to 10000"),
        (3, 10_001, "quorumBps: 1 to 10000"),
        (4, 4_999, "approvalBps: 5000 to 9999"),
        (4, 10_000, "approvalBps: 5000 to 9999"),
        (8, 0, "methods: one bit each of the five methods"),
        (8, 32, "methods: one bit each of the five methods"),
        (11, 10_000, "optionBps: 0 to 9999"),
        (11, 8_999, "optionBps: at least approvalBps, for binding choices"),
        (4, 9_001, "optionBps: at least approvalBps, for binding choices"),
        (12, 365 * 86_400 + 1, "answerPeriod: 0 to 365 days"),
        (13, 0, "quorumLeast: at least 1 unit"),
        (14, 1, "methods: for and against only, beyond payments"),
        (14, 2, "methods: for and against only, beyond payments"),
        (15, "", "name: not empty"),
    ],
)
def test_rules_that_would_break_voting_are_refused(
    governor: Any, voters: list[Any], field: int, value: Any, reason: str
) -> None:
    broken = tuple(value if index == field else one for index, one in enumerate(EDITED))
    proposal = propose(governor, POLICY, voters[0], [action(governor.defineProposalType, 5, broken)])
    proposal.carry([voters[0]]).queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    error = ("ProposalTypes_InvalidType", 5, reason)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == error


@pytest.mark.parametrize("type_id", [0, 6, 65_535])
def test_types_are_numbered_without_a_gap(governor: Any, voters: list[Any], type_id: int) -> None:
    proposal = propose(governor, POLICY, voters[0], [action(governor.defineProposalType, type_id, EDITED)])
    proposal.carry([voters[0]]).queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    error = ("ProposalTypes_UnknownType", type_id)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == error


def test_an_extension_that_is_too_long_is_refused(governor: Any, voters: list[Any]) -> None:
    week = 7 * 86_400
    assert governor.lateQuorumVoteExtension() == LATE_EXTENSION
    call = action(governor.setLateQuorumVoteExtension, week + 1)
    proposal = propose(governor, POLICY, voters[0], [call]).carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    error = ("BrandGovernor_LateQuorumExtensionTooLong", week + 1, week)
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0]) == error


def test_roles_change_by_proposal(governor: Any, access: Any, membership: Any, voters: list[Any], team: Any) -> None:
    calls = [
        action(access.revokeRole, BRAND, team.address),
        action(access.grantRole, BRAND, voters[1].address, 0),
    ]
    propose(governor, POLICY, voters[0], calls).enact([voters[0]])
    unauthorized = ("AccessManagedUnauthorized", team.address)
    assert refusal(membership.setTierURI, SEED, "ipfs://x", "ipfs://y", sender=team) == unauthorized
    send(membership.setTierURI, SEED, "ipfs://x", "ipfs://y", sender=voters[1])
