"""A binding choice runs the actions of the option that won, and no others."""

from typing import Any

import pytest
from support.ballots import cast_choice, propose_choice
from support.chain import NOBODY, move_to, now, refusal, rpc, send
from support.governance import GOVERNANCE, Action, action, columns, propose
from support.plan import MEMBERS_ONLY, TIMELOCK_DELAY

from benchmarks.tallies import APPROVAL, RANKED, SINGLE, SPLIT, encode

ETHER = 10**18
PAYEES = ["0x" + f"{number}" * 40 for number in (3, 4, 5)]


@pytest.fixture
def treasury(timelock: Any, deployer: Any) -> Any:
    """The timelock with ether in it."""
    rpc("eth_sendTransaction", {"from": deployer.address, "to": timelock.address, "value": hex(10 * ETHER)})
    return timelock


def payments() -> list[list[Action]]:
    """One for option 1, none for option 2, two for option 3."""
    first, second, third = ((payee, ETHER, b"") for payee in PAYEES)
    return [[first], [], [second, third]]


def paid() -> list[int]:
    """Ether each payee has."""
    return [int(rpc("eth_getBalance", payee, "latest"), 16) // ETHER for payee in PAYEES]


@pytest.mark.parametrize("method", [SINGLE, APPROVAL, SPLIT, RANKED])
@pytest.mark.parametrize(("option", "amounts"), [(1, [1, 0, 0]), (2, [0, 0, 0]), (3, [0, 1, 1])])
def test_only_the_winner_s_actions_run(
    governor: Any, treasury: Any, voters: list[Any], method: int, option: int, amounts: list[int]
) -> None:
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], method, 3, actions=payments()).open()
    ballot: Any = {SINGLE: option, APPROVAL: frozenset({option}), RANKED: (option,)}.get(
        method, tuple(10_000 * (number == option) for number in (1, 2, 3))
    )
    cast_choice(governor, 1, encode(method, ballot), voters[0])
    assert (proposal.close().state, governor.proposalNeedsQueuing(1)) == ("Succeeded", True)
    assert len(proposal.queue(voters[0]).all("CallScheduled")) == sum(amounts)
    assert (proposal.state, governor.winningOption(1)) == ("Queued", option)
    move_to(now() + TIMELOCK_DELAY)
    receipt = proposal.execute(voters[0])
    assert len(receipt.all("CallExecuted")) == sum(amounts)
    assert (proposal.state, paid()) == ("Executed", amounts)


def test_a_tie_runs_nothing(governor: Any, treasury: Any, voters: list[Any]) -> None:
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], APPROVAL, 3, actions=payments()).open()
    cast_choice(governor, 1, 0b101, voters[0])
    assert proposal.close().state == "Defeated"
    assert refusal(governor.queue, *proposal.arguments, sender=voters[0])[0] == "GovernorUnexpectedProposalState"


def test_no_option_slips_a_setting_in(governor: Any, voters: list[Any]) -> None:
    """Settings change by types for and against; in a choice they are not even proposed, whichever option has them."""
    setting = action(governor.setLateQuorumVoteExtension, 60)
    for index, groups in enumerate(([[setting], [(PAYEES[0], 1, b"")]], [[(PAYEES[0], 1, b"")], [setting]])):
        asked = (SINGLE, ["One", "Two"], [1, 1])
        call = (governor.proposeChoice, MEMBERS_ONLY, asked, *columns([*groups[0], *groups[1]]), "# Which")
        assert refusal(*call, sender=voters[0]) == ("ProposalTypes_BeyondReach", index, GOVERNANCE, 0)
    assert governor.latestProposalId() == 0


def test_two_proposals_with_one_description_and_the_same_winner(
    governor: Any, treasury: Any, voters: list[Any]
) -> None:
    """They schedule the same calls with the same description; each must run."""
    pay = (PAYEES[0], ETHER, b"")
    both = [
        propose_choice(governor, MEMBERS_ONLY, voters[0], SINGLE, 2, actions=[[pay], [other]])
        for other in ((PAYEES[1], ETHER, b""), (PAYEES[2], ETHER, b""))
    ]
    both[1].open()
    for proposal in both:
        cast_choice(governor, proposal.number, 1, voters[0])
    both[1].close()
    for proposal in both:
        proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    for proposal in both:
        proposal.execute(voters[0])
    assert paid() == [2, 0, 0]


def test_the_guardian_cancels_a_queued_choice(governor: Any, treasury: Any, voters: list[Any], guardian: Any) -> None:
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], RANKED, 3, actions=payments()).open()
    cast_choice(governor, 1, encode(RANKED, (3, 1)), voters[0])
    proposal.close().queue(voters[0])
    call = (governor.cancel, *proposal.arguments)
    assert refusal(*call, sender=voters[0]) == ("GovernorUnableToCancel", 1, voters[0].address)
    send(governor.cancel, *proposal.arguments, sender=guardian)
    move_to(now() + TIMELOCK_DELAY)
    assert proposal.state == "Canceled"
    assert refusal(governor.execute, *proposal.arguments, sender=voters[0])[0] == "GovernorUnexpectedProposalState"
    assert paid() == [0, 0, 0]


def test_actions_belong_to_options(governor: Any, voters: list[Any]) -> None:
    options = (SINGLE, ["One", "Two"], [1, 1])
    for targets, claimed in (([NOBODY], 1), ([NOBODY] * 3, 3)):
        call = (governor.proposeChoice, MEMBERS_ONLY, options, targets, [0] * claimed, [b""] * claimed, "# Which")
        assert refusal(*call, sender=voters[0]) == ("ProposalTypes_InvalidActions", claimed, 2)


def test_a_binding_proposal_for_or_against_is_as_ever(governor: Any, treasury: Any, voters: list[Any]) -> None:
    proposal = propose(governor, MEMBERS_ONLY, voters[0], [(PAYEES[0], ETHER, b"")])
    proposal.enact([voters[0]])
    assert (governor.winningOption(1), paid()) == (0, [1, 0, 0])
