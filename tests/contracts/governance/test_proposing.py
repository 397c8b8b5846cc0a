"""Who may propose what, and what a proposal is made of."""

from typing import Any

import pytest
from eth_utils.crypto import keccak
from support.chain import NOBODY, impersonated, now, pass_time, refusal, send, send_at
from support.governance import FOR, columns, propose, rules
from support.members import issue
from support.plan import ADVISORY, DELAY, MEMBERS_ONLY, PERIOD, POLICY, ROOT, TREASURY

DOCUMENT = "# Title\n\nipfs://doc"
NO_ACTION: tuple[list[str], list[int], list[bytes]] = ([], [], [])


@pytest.fixture
def payment(stranger: Any) -> tuple[str, int, bytes]:
    """An action."""
    return stranger.address, 1, b""


def test_an_advisory_proposal(governor: Any, voters: list[Any]) -> None:
    receipt = send(governor.proposeTyped, ADVISORY, *NO_ACTION, DOCUMENT, sender=voters[0])
    created = receipt.one("ProposalCreated")
    assert created["proposalId"] == governor.latestProposalId() == 1
    assert (created["proposer"], created["description"]) == (voters[0].address, DOCUMENT)
    assert created["voteStart"] == receipt.timestamp + DELAY == governor.proposalSnapshot(1)
    assert created["voteEnd"] == receipt.timestamp + DELAY + PERIOD == governor.proposalDeadline(1)
    frozen = {"proposalId": 1, "typeId": ADVISORY, "quorumBps": 2_000, "approvalBps": 5_000, "binding": False}
    assert receipt.one("ProposalRulesFrozen") == frozen
    assert governor.proposalRules(1) == (ADVISORY, 2_000, 5_000, False, 0, 3, 0, 0, 0, 0, 0, 125, 1, 0)
    assert governor.proposalProposer(1) == voters[0].address
    assert governor.getProposalId([NOBODY], [0], [b""], keccak(text=DOCUMENT)) == 1


def test_the_standard_propose_makes_one_of_type_one(governor: Any, voters: list[Any]) -> None:
    send(governor.propose, *NO_ACTION, DOCUMENT, sender=voters[0])
    assert governor.proposalRules(1)[0] == ADVISORY
    with_action = ([NOBODY], [0], [b""])
    error = ("ProposalTypes_AdvisoryCarriesNoAction", ADVISORY)
    assert refusal(governor.propose, *with_action, "# Other", sender=voters[0]) == error


def test_an_advisory_proposal_carries_no_action_in_any_column(governor: Any, voters: list[Any]) -> None:
    error = ("ProposalTypes_AdvisoryCarriesNoAction", ADVISORY)
    for columns_ in (([NOBODY], [], []), ([], [0], []), ([], [], [b""])):
        assert refusal(governor.proposeTyped, ADVISORY, *columns_, DOCUMENT, sender=voters[0]) == error


def test_a_binding_proposal_needs_complete_actions(governor: Any, voters: list[Any]) -> None:
    for targets, values, calldatas in (([], [], []), ([NOBODY], [], [b""]), ([NOBODY], [0], []), ([], [0], [])):
        lengths = (len(targets), len(calldatas), len(values))
        call = (governor.proposeTyped, POLICY, targets, values, calldatas, DOCUMENT)
        assert refusal(*call, sender=voters[0]) == ("GovernorInvalidProposalLength", *lengths)
    assert governor.latestProposalId() == 0


def test_only_brand_may_propose_brand_s_types(governor: Any, voters: list[Any], team: Any, payment: Any) -> None:
    call = (governor.proposeTyped, TREASURY, *columns([payment]), DOCUMENT)
    assert refusal(*call, sender=voters[0]) == ("ProposalTypes_OnlyBrand", voters[0].address, TREASURY)
    assert propose(governor, TREASURY, team, [payment]).state == "Pending"


def test_brand_needs_units_where_only_members_may(governor: Any, team: Any, voters: list[Any], payment: Any) -> None:
    call = (governor.proposeTyped, MEMBERS_ONLY, *columns([payment]), DOCUMENT)
    assert refusal(*call, sender=team) == ("GovernorInsufficientProposerVotes", team.address, 0, 10)
    assert propose(governor, MEMBERS_ONLY, voters[1], [payment]).state == "Pending"


def test_brand_or_a_member_with_enough(governor: Any, team: Any, voters: list[Any], payment: Any) -> None:
    call = (governor.proposeTyped, POLICY, *columns([payment]), DOCUMENT)
    # A hundredth of 125 units, rounded up: this type reaches governance.
    assert refusal(*call, sender=voters[3]) == ("GovernorInsufficientProposerVotes", voters[3].address, 1, 2)
    assert propose(governor, POLICY, voters[1], [payment], "# By a member").state == "Pending"
    assert propose(governor, POLICY, team, [payment], "# By the brand").state == "Pending"


def test_a_role_taken_away_is_gone(governor: Any, access: Any, team: Any, payment: Any) -> None:
    send(access.renounceRole, 1, team.address, sender=team)
    call = (governor.proposeTyped, TREASURY, *columns([payment]), DOCUMENT)
    assert refusal(*call, sender=team) == ("ProposalTypes_OnlyBrand", team.address, TREASURY)


def test_units_of_the_same_second_do_not_propose(
    governor: Any, membership: Any, issuer: Any, voters: list[Any], people: Any, payment: Any
) -> None:
    """Power is read one second before: what is borrowed for one transaction is not enough."""
    newcomer = people[20]
    issue(membership, issuer, newcomer, ROOT)
    call = (governor.proposeTyped, MEMBERS_ONLY, *columns([payment]), DOCUMENT)
    assert refusal(*call, sender=newcomer) == ("GovernorInsufficientProposerVotes", newcomer.address, 0, 10)
    pass_time(1)
    assert propose(governor, MEMBERS_ONLY, newcomer, [payment]).number == 1


def test_delegated_units_propose(governor: Any, membership: Any, voters: list[Any], payment: Any) -> None:
    send(membership.delegate, voters[3].address, sender=voters[1])
    pass_time(1)
    assert propose(governor, MEMBERS_ONLY, voters[3], [payment]).number == 1
    call = (governor.proposeTyped, MEMBERS_ONLY, *columns([payment]), "# Again")
    assert refusal(*call, sender=voters[1]) == ("GovernorInsufficientProposerVotes", voters[1].address, 0, 10)


@pytest.mark.parametrize("type_id", [0, 5, 65_535])
def test_unknown_types(governor: Any, team: Any, type_id: int) -> None:
    error = ("ProposalTypes_UnknownType", type_id)
    assert refusal(governor.proposeTyped, type_id, *NO_ACTION, DOCUMENT, sender=team) == error
    assert refusal(governor.proposalType, type_id, sender=team) == error


def test_the_same_proposal_twice(governor: Any, voters: list[Any]) -> None:
    first = propose(governor, ADVISORY, voters[0])
    call = (governor.proposeTyped, ADVISORY, *NO_ACTION, first.description)
    error = ("GovernorUnexpectedProposalState", first.number, 0, bytes(32))
    assert refusal(*call, sender=voters[1]) == error
    send(governor.cancel, *first.arguments, sender=voters[0])
    assert refusal(*call, sender=voters[1])[0] == "GovernorUnexpectedProposalState"
    assert propose(governor, ADVISORY, voters[1], description="# Another").number == 2


def test_a_signed_description_cannot_be_taken_by_a_front_runner(governor: Any, voters: list[Any], team: Any) -> None:
    """CVE-2023-34234: whoever submits first may cancel, and then it can never be submitted again."""
    author, thief = voters[0], voters[1]
    description = f"{DOCUMENT}\n#proposer={author.address}"
    for type_id in (ADVISORY, POLICY):
        actions = NO_ACTION if type_id == ADVISORY else columns([(NOBODY, 0, b"")])
        for account in (thief, team):
            call = (governor.proposeTyped, type_id, *actions, description)
            assert refusal(*call, sender=account) == ("GovernorRestrictedProposer", account.address)
    standard = (governor.propose, *NO_ACTION, description)
    assert refusal(*standard, sender=thief) == ("GovernorRestrictedProposer", thief.address)
    assert propose(governor, ADVISORY, author, description=description).number == 1


def test_the_snapshot_lies_after_creation(governor: Any, membership: Any, issuer: Any, voters: list[Any]) -> None:
    """What is issued or bought in the second of the proposal, or any later, cannot be known to be for this vote."""
    proposal = propose(governor, ADVISORY, voters[0])
    assert proposal.snapshot > proposal.created
    assert proposal.state == "Pending"
    send_at(proposal.snapshot, membership.delegate, voters[0].address, sender=voters[1])
    assert proposal.state == "Pending"
    not_active = ("GovernorUnexpectedProposalState", 1, 0, (1 << 1).to_bytes(32, "big"))
    assert refusal(governor.castVote, 1, FOR, sender=voters[0]) == not_active
    pass_time(1)
    assert proposal.state == "Active"
    assert proposal.vote(voters[0], FOR).one("VoteCast")["weight"] == 110  # moved in the second of the snapshot


def test_settings_as_front_ends_ask_for_them(governor: Any, membership: Any, timelock: Any, voters: list[Any]) -> None:
    assert (governor.votingDelay(), governor.votingPeriod(), governor.proposalThreshold()) == (DELAY, PERIOD, 5)
    assert governor.quorum(now() - 1) == 25
    assert governor.COUNTING_MODE() == "support=bravo&quorum=for,abstain&params=choice"
    assert (governor.CLOCK_MODE(), governor.clock()) == ("mode=timestamp", now())
    assert (governor.timelock(), governor.membership()) == (timelock.address, membership.address)
    assert governor.token() == membership.address
    assert (governor.name(), governor.version()) == ("Test Brand Governor", "1")
    assert governor.getVotes(voters[0], now() - 1) == 100
    assert governor.proposalTypeCount() == 4
    assert governor.supportsInterface("0x01ffc9a7")


def test_unknown_proposals(governor: Any, stranger: Any) -> None:
    assert refusal(governor.state, 7, sender=stranger) == ("GovernorNonexistentProposal", 7)
    assert refusal(governor.castVote, 7, FOR, sender=stranger) == ("GovernorNonexistentProposal", 7)
    nothing = ([NOBODY], [0], [b""], bytes(32))
    for function in (governor.queue, governor.execute, governor.cancel):
        assert refusal(function, *nothing, sender=stranger) == ("GovernorNonexistentProposal", 0)
    assert governor.hasVoted(7, stranger.address) is False


def test_governance_functions_need_governance(governor: Any, team: Any, timelock: Any, voters: list[Any]) -> None:
    mine = rules(1, 60, 1, 1, 5_000, 0, True, True, "Mine")
    for account in (team, voters[0]):
        only_executor = ("GovernorOnlyExecutor", account.address)
        assert refusal(governor.defineProposalType, 1, mine, sender=account) == only_executor
        assert refusal(governor.setLateQuorumVoteExtension, 1, sender=account) == only_executor
    for account in (voters[0], impersonated(timelock.address)):  # nobody, not even by a proposal
        unsupported = ("BrandGovernor_Unsupported",)
        assert refusal(governor.updateTimelock, str(account), sender=account) == unsupported
        assert refusal(governor.relay, str(account), 0, b"", sender=account) == unsupported
