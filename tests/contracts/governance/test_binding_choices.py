"""A binding choice runs the actions of the option that won, and no others."""

from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from eth_utils.crypto import keccak
from support.ballots import cast_choice, propose_choice
from support.chain import NOBODY, move_to, now, pass_time, refusal, rpc, send
from support.governance import GOVERNANCE, Action, action, columns, propose
from support.plan import ADVISORY, MEMBERS_ONLY, ROOT, TIMELOCK_DELAY

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
        asked = (SINGLE, ["One", "Two", "None of these"], [1, 1, 0])
        call = (governor.proposeChoice, MEMBERS_ONLY, asked, *columns([*groups[0], *groups[1]]), "# Which")
        assert refusal(*call, sender=voters[0]) == ("ProposalTypes_BeyondReach", index, GOVERNANCE, 0)
    assert governor.latestProposalId() == 0


def test_two_proposals_with_one_description_and_the_same_winner(
    governor: Any, treasury: Any, voters: list[Any]
) -> None:
    """They schedule the same calls with the same description; each must run."""
    pay = (PAYEES[0], ETHER, b"")
    both = [
        propose_choice(governor, MEMBERS_ONLY, voters[0], SINGLE, 3, actions=[[pay], [], [other]])
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


def test_an_operation_cannot_be_taken_by_a_proposal_for_and_against(
    governor: Any, treasury: Any, voters: list[Any]
) -> None:
    """The description of the second is the preimage of the first one's salt: two words, the hash of the first
    description and the number of the first proposal. It schedules the same call first; the winner's must be scheduled
    all the same."""
    pay = (PAYEES[0], ETHER, b"")
    choice = propose_choice(governor, MEMBERS_ONLY, voters[0], SINGLE, 2, actions=[[pay], []])
    crafted = keccak(text=choice.description) + choice.number.to_bytes(32)
    types = ["uint16", "address[]", "uint256[]", "bytes[]", "bytes"]  # a string is bytes that nobody looks at
    selector = governor.proposeTyped.encode_input(MEMBERS_ONLY, [], [], [], "")[:10]
    data = selector + abi_encode(types, [MEMBERS_ONLY, *columns([pay]), crafted]).hex()
    rpc("eth_sendTransaction", {"from": voters[0].address, "to": governor.address, "data": data, "gas": hex(10**6)})
    taker = governor.latestProposalId()
    assert taker == choice.number + 1
    move_to(governor.proposalSnapshot(taker) + 1)
    send(governor.castVote, taker, 1, sender=voters[0])
    cast_choice(governor, choice.number, 1, voters[0])
    move_to(governor.proposalDeadline(taker) + 1)
    taking = (*columns([pay]), keccak(crafted))
    send(governor.queue, *taking, sender=voters[0])
    choice.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    send(governor.execute, *taking, sender=voters[0])
    choice.execute(voters[0])
    assert paid() == [2, 0, 0]


@pytest.mark.parametrize("method", [SINGLE, APPROVAL, SPLIT, RANKED])
def test_one_option_at_least_does_nothing(governor: Any, voters: list[Any], method: int) -> None:
    """Else whoever proposes pays himself, whatever the ballots say: each adds to the quorum and to some option."""
    pay = (PAYEES[0], ETHER, b"")
    for options in (2, 6):
        asked = (method, [f"Option {number}" for number in range(options)], [1] * options)
        call = (governor.proposeChoice, MEMBERS_ONLY, asked, *columns([pay] * options), "# Which")
        assert refusal(*call, sender=voters[0]) == ("ProposalTypes_NoOptionWithoutAction", options)
    for place in range(3):
        actions = [[pay] * (number != place) for number in range(3)]
        assert propose_choice(governor, MEMBERS_ONLY, voters[0], method, 3, actions=actions, description=f"# {place}")


@pytest.mark.parametrize("method", [SINGLE, APPROVAL, SPLIT, RANKED])
def test_a_minority_cannot_pay_itself_by_a_choice(
    governor: Any, treasury: Any, membership: Any, issuer: Any, voters: list[Any], people: Any, method: int
) -> None:
    """100 units ask who of them shall be paid; as many, spread over what there is to say no, elect none of them."""
    for person in people[20:30]:
        send(membership.issue, person.address, ROOT, sender=issuer)
    pass_time(1)
    pay = [(payee, ETHER, b"") for payee in PAYEES[:2]]
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], method, 3, actions=[[pay[0]], [pay[1]], []]).open()
    ballots: dict[int, tuple[Any, Any]] = {
        SINGLE: (1, 3),
        APPROVAL: (frozenset({1}), frozenset({3})),
        SPLIT: ((10_000, 0, 0), (0, 0, 10_000)),
        RANKED: ((1, 2), (3,)),
    }
    theirs, ours = ballots[method]
    cast_choice(governor, 1, encode(method, theirs), voters[0])
    for person in people[20:30]:
        cast_choice(governor, 1, encode(method, ours), person)
    assert (proposal.close().state, governor.winningOption(1)) == ("Defeated", 0)


def test_actions_belong_to_options(governor: Any, voters: list[Any]) -> None:
    options = (SINGLE, ["One", "Two"], [1, 1])
    for targets, claimed in (([NOBODY], 1), ([NOBODY] * 3, 3)):
        call = (governor.proposeChoice, MEMBERS_ONLY, options, targets, [0] * claimed, [b""] * claimed, "# Which")
        assert refusal(*call, sender=voters[0]) == ("ProposalTypes_InvalidActions", claimed, 2)


def test_a_binding_proposal_for_or_against_is_as_ever(governor: Any, treasury: Any, voters: list[Any]) -> None:
    proposal = propose(governor, MEMBERS_ONLY, voters[0], [(PAYEES[0], ETHER, b"")])
    proposal.enact([voters[0]])
    assert (governor.winningOption(1), paid()) == (0, [1, 0, 0])


def ballot_for(method: int, option: int, options: int) -> int:
    """One option alone."""
    alone: dict[int, Any] = {SINGLE: option, APPROVAL: frozenset({option}), RANKED: (option,)}
    return encode(method, alone.get(method, tuple(10_000 * (number == option) for number in range(1, options + 1))))


@pytest.fixture
def crowd(membership: Any, issuer: Any, voters: list[Any], people: Any) -> list[Any]:
    """Nine members with 10 units each beside the 125: 20% of 215 are 43."""
    members = list(people[20:29])
    for person in members:
        send(membership.issue, person.address, ROOT, sender=issuer)
    pass_time(1)
    return members


@pytest.mark.parametrize("method", [SINGLE, APPROVAL, SPLIT, RANKED])
@pytest.mark.parametrize(("noes", "others"), [(0, 0), (3, 0), (0, 3), (2, 1)])
def test_who_is_against_does_not_fill_the_quorum(
    governor: Any, treasury: Any, voters: list[Any], crowd: list[Any], method: int, noes: int, others: int
) -> None:
    """40 of 43 units are for paying. Whether others stay away, refuse, or want somebody else paid, it is not paid."""
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], method, 3, actions=payments()).open()
    plain = propose(governor, MEMBERS_ONLY, voters[0], [payments()[0][0]], "# Plain").open()
    for place, person in enumerate(crowd[: 4 + noes + others]):
        option = 1 if place < 4 else 2 if place < 4 + noes else 3
        cast_choice(governor, proposal.number, ballot_for(method, option, 3), person)
        plain.vote(person, 1 if option == 1 else 0)
    assert governor.proposalQuorum(proposal.number) == 43
    plain.close()
    assert (plain.state, proposal.state, governor.winningOption(proposal.number)) == ("Defeated", "Defeated", 0)


@pytest.mark.parametrize("method", [SINGLE, APPROVAL, SPLIT, RANKED])
@pytest.mark.parametrize(("seeds", "state"), [(2, "Defeated"), (3, "Succeeded")])
def test_the_winner_s_own_votes_reach_it(
    governor: Any, treasury: Any, voters: list[Any], crowd: list[Any], method: int, seeds: int, state: str
) -> None:
    """42 units are too few, 43 are enough, whatever the ten against say."""
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], method, 3, actions=payments()).open()
    for person in (*crowd[:4], *voters[3 : 3 + seeds]):
        cast_choice(governor, proposal.number, ballot_for(method, 1, 3), person)
    cast_choice(governor, proposal.number, ballot_for(method, 2, 3), crowd[4])
    assert proposal.close().state == state


def test_nothing_is_done_by_a_quorum_either(
    governor: Any, treasury: Any, voters: list[Any], crowd: list[Any], lens: Any
) -> None:
    """The option without actions needs as many, or it loses; nothing depends on it. The count itself is as ever."""
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], SINGLE, 3, actions=payments()).open()
    for place, person in enumerate(crowd[:6]):
        cast_choice(governor, proposal.number, 2 if place < 4 else 1, person)
    _, quorum, participation, votes, options, winner = lens.tallyOf(proposal.number)
    assert (quorum, participation, votes, tuple(options), winner) == (43, 60, 60, (20, 40, 0), 0)


def test_a_choice_that_binds_nothing_is_counted_as_ever(
    governor: Any, voters: list[Any], crowd: list[Any], lens: Any
) -> None:
    """Each ballot takes part, and 30 of 50 win."""
    proposal = propose_choice(governor, ADVISORY, voters[0], SINGLE, 3).open()
    for place, person in enumerate(crowd[:5]):
        cast_choice(governor, proposal.number, 1 if place < 3 else 2, person)
    assert (governor.winningOption(proposal.number), proposal.close().state) == (1, "Succeeded")


def test_a_run_off_goes_on_for_the_quorum_too(
    governor: Any, treasury: Any, voters: list[Any], crowd: list[Any], lens: Any
) -> None:
    """More than half at once, with 40 of the 43 that the quorum asks for: what a third option leaves makes it 50."""
    proposal = propose_choice(governor, MEMBERS_ONLY, voters[0], RANKED, 3, actions=payments()).open()
    ballots = [(1,)] * 4 + [(3, 1)] + [(2,)] * 2
    for person, ballot in zip(crowd, ballots, strict=False):
        cast_choice(governor, proposal.number, encode(RANKED, ballot), person)
    rounds = lens.roundsOf(proposal.number)
    assert [tuple(one[0]) for one in rounds] == [(40, 20, 10), (50, 20, 0)]
    assert (proposal.close().state, governor.winningOption(proposal.number)) == ("Succeeded", 1)
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    proposal.execute(voters[0])
    assert paid() == [1, 0, 0]
