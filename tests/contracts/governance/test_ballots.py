"""Ballots: tallies, power, quorum, approval, late quorum."""

from typing import Any

import pytest
from support.chain import NOBODY, Receipt, move_to, refusal, send, send_at
from support.governance import ABSTAIN, AGAINST, FOR, Proposal, propose
from support.members import issue
from support.plan import ADVISORY, GROVE, GUEST, LATE_EXTENSION, POLICY, SEED

ACTION = (NOBODY, 0, b"")
DAY = 86_400


@pytest.fixture
def proposal(governor: Any, voters: list[Any]) -> Proposal:
    """An advisory proposal that is open."""
    return propose(governor, ADVISORY, voters[0]).open()


def test_each_support_counts_in_its_place(governor: Any, proposal: Proposal, voters: list[Any]) -> None:
    receipt: Receipt = proposal.vote(voters[0], AGAINST)
    cast = {"voter": voters[0].address, "proposalId": 1, "support": AGAINST, "weight": 100, "reason": ""}
    assert receipt.one("VoteCast") == cast
    proposal.vote(voters[1], FOR)
    proposal.vote(voters[3], ABSTAIN)
    assert proposal.tally == (100, 10, 1)
    assert [governor.hasVoted(1, voters[index].address) for index in range(4)] == [True, True, False, True]


def test_a_reason_and_parameters_travel_with_the_ballot(governor: Any, proposal: Proposal, voters: list[Any]) -> None:
    receipt = send(governor.castVoteWithReason, 1, FOR, "because", sender=voters[0])
    assert receipt.one("VoteCast")["reason"] == "because"
    call = (governor.castVoteWithReasonAndParams, 1, FOR, "so", b"\x01")
    event = send(*call, sender=voters[1]).one("VoteCastWithParams")
    assert (event["weight"], event["reason"], event["params"]) == (10, "so", b"\x01")
    assert proposal.tally == (0, 110, 0)


def test_one_ballot_a_member(governor: Any, proposal: Proposal, voters: list[Any]) -> None:
    proposal.vote(voters[0], FOR)
    for support in (FOR, AGAINST, 9):
        error = ("GovernorAlreadyCastVote", voters[0].address)
        assert refusal(governor.castVote, 1, support, sender=voters[0]) == error
    assert proposal.tally == (0, 100, 0)


@pytest.mark.parametrize("support", [3, 255])
def test_an_unknown_choice(governor: Any, proposal: Proposal, voters: list[Any], support: int) -> None:
    assert refusal(governor.castVote, 1, support, sender=voters[0]) == ("GovernorInvalidVoteType",)


def test_no_power_no_ballot(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any, stranger: Any
) -> None:
    guest, late = people[20], people[21]
    issue(membership, issuer, guest, GUEST)
    proposal = propose(governor, ADVISORY, voters[0]).open()
    issue(membership, issuer, late, GROVE)
    for account in (guest, late, stranger):
        error = ("BallotCounting_NoVotingPower", 1, account.address)
        assert refusal(governor.castVote, 1, FOR, sender=account) == error
    assert proposal.tally == (0, 0, 0)


def test_nothing_after_the_snapshot_changes_power_tally_or_quorum(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    proposal = propose(governor, ADVISORY, voters[0]).open()
    quorum = governor.proposalQuorum(1)
    token = 2  # of voters[1], 10 units
    send(membership.transferFrom, voters[1].address, people[20].address, token, sender=voters[1])
    send(membership.delegate, people[20].address, sender=voters[2])
    send(membership.airdrop, [people[20].address] * 5, GROVE, sender=issuer)
    assert proposal.vote(voters[1], FOR).one("VoteCast")["weight"] == 10
    assert proposal.vote(voters[2], AGAINST).one("VoteCast")["weight"] == 10
    assert refusal(governor.castVote, 1, FOR, sender=people[20])[0] == "BallotCounting_NoVotingPower"
    assert (proposal.tally, governor.proposalQuorum(1), quorum) == ((10, 10, 0), 25, 25)


def test_delegated_votes_are_cast_once(governor: Any, membership: Any, voters: list[Any]) -> None:
    send(membership.delegate, voters[3].address, sender=voters[0])
    proposal = propose(governor, ADVISORY, voters[1]).open()
    assert proposal.vote(voters[3], FOR).one("VoteCast")["weight"] == 101
    assert refusal(governor.castVote, 1, FOR, sender=voters[0])[0] == "BallotCounting_NoVotingPower"


def test_ballots_count_from_after_the_snapshot_to_the_deadline(governor: Any, voters: list[Any]) -> None:
    proposal = propose(governor, ADVISORY, voters[0])
    send_at(proposal.snapshot + 1, governor.castVote, 1, FOR, sender=voters[3])
    send_at(proposal.deadline, governor.castVote, 1, FOR, sender=voters[4])
    assert proposal.state == "Active"
    move_to(proposal.deadline + 1)
    assert refusal(governor.castVote, 1, FOR, sender=voters[0])[0] == "GovernorUnexpectedProposalState"
    assert (proposal.tally, proposal.state) == ((0, 2, 0), "Defeated")


def test_who_voted_is_kept_apart_over_many_members(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any
) -> None:
    """Member numbers around 256 lie in two words of the bitmap."""
    strangers = [f"0x{number:040x}" for number in range(1_000, 1_245)]
    send(membership.airdrop, strangers, SEED, sender=issuer)
    late = [people[20 + index] for index in range(6)]
    for account in late:
        issue(membership, issuer, account, SEED)
    assert [membership.memberNumberOf(account) for account in late] == list(range(254, 260))
    proposal = propose(governor, ADVISORY, voters[0]).open()
    for account in late[::2]:
        proposal.vote(account, FOR)
    assert [governor.hasVoted(1, account.address) for account in late] == [True, False] * 3
    assert not any(governor.hasVoted(1, account) for account in [*strangers[:3], *voters])
    proposal.vote(voters[1], FOR)  # number 2, where 258 would lie in a single word
    assert refusal(governor.castVote, 1, FOR, sender=late[2])[0] == "GovernorAlreadyCastVote"


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ({3: FOR, 1: FOR, 2: FOR}, "Defeated"),  # 21 of 25
        ({1: FOR, 2: FOR, 3: FOR, 4: FOR, 5: FOR, 6: FOR}, "Defeated"),  # 24 of 25
        ({1: FOR, 2: FOR, 3: FOR, 4: FOR, 5: FOR, 6: FOR, 7: ABSTAIN}, "Succeeded"),  # exactly 25
        ({1: FOR, 2: FOR, 3: AGAINST, 4: AGAINST, 5: AGAINST, 6: AGAINST, 7: AGAINST}, "Defeated"),  # against: no part
        ({0: ABSTAIN, 3: FOR}, "Succeeded"),  # an abstention takes part and decides nothing
        ({0: ABSTAIN}, "Defeated"),  # nobody in favour
        ({0: AGAINST, 1: FOR, 2: FOR}, "Defeated"),
        ({}, "Defeated"),
    ],
)
def test_quorum_and_majority(
    governor: Any, proposal: Proposal, voters: list[Any], choices: dict[int, int], outcome: str
) -> None:
    for index, support in choices.items():
        proposal.vote(voters[index], support)
    assert governor.proposalQuorum(1) == 25
    assert proposal.close().state == outcome


def test_a_tie_is_defeated(governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any) -> None:
    issue(membership, issuer, people[20], GROVE)
    proposal = propose(governor, ADVISORY, voters[0]).open()
    proposal.vote(voters[0], FOR)
    proposal.vote(people[20], AGAINST)
    assert proposal.close().state == "Defeated"


def test_a_late_quorum_leaves_time_to_answer_once(governor: Any, voters: list[Any]) -> None:
    proposal = propose(governor, ADVISORY, voters[0])
    send_at(proposal.deadline - 1, governor.castVote, 1, FOR, sender=voters[1])
    assert governor.proposalDeadline(1) == proposal.deadline
    receipt = send_at(proposal.deadline, governor.castVote, 1, FOR, sender=voters[0])
    extended = proposal.deadline + LATE_EXTENSION
    assert receipt.one("ProposalExtended") == {"proposalId": 1, "extendedDeadline": extended}
    assert governor.proposalDeadline(1) == extended
    again = send_at(extended, governor.castVote, 1, AGAINST, sender=voters[2])
    assert again.all("ProposalExtended") == []
    assert governor.proposalDeadline(1) == extended
    move_to(extended + 1)
    assert proposal.state == "Succeeded"


def test_an_early_quorum_extends_nothing_and_uses_up_the_extension(governor: Any, voters: list[Any]) -> None:
    proposal = propose(governor, ADVISORY, voters[0]).open()
    assert proposal.vote(voters[0], FOR).all("ProposalExtended") == []
    receipt = send_at(proposal.deadline, governor.castVote, 1, FOR, sender=voters[1])
    assert receipt.all("ProposalExtended") == []
    assert governor.proposalDeadline(1) == proposal.deadline


def test_a_proposal_of_a_binding_type_counts_the_same(governor: Any, voters: list[Any]) -> None:
    proposal = propose(governor, POLICY, voters[0], [ACTION]).open()
    proposal.vote(voters[0], FOR)
    assert (proposal.tally, proposal.close().state) == ((0, 100, 0), "Succeeded")
