"""Accounts that take no part: neither in votes nor in the quorum, and never in proposals that existed before."""

from typing import Any

import pytest
from brownie import BrandGovernor, BrandMembership, accounts
from support.ballots import cast_batch, signed, skipped
from support.chain import create, impersonated, now, pass_time, refusal, refused_creation, send
from support.governance import CHARTER, FOR, Action, Proposal, action, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, GROVE, POLICY, SEED, TIMELOCK_DELAY
from support.signing import DELEGATION, domain_of, sign, signer

BRAND_WALLET = signer("wallet of the brand")


@pytest.fixture(scope="module")
def members(voters: list[Any], membership: Any, issuer: Any) -> list[Any]:
    """The usual members with 125 units, and the brand's wallet with 200."""
    for _ in range(2):
        issue(membership, issuer, BRAND_WALLET, GROVE)
    pass_time(1)
    return voters


def exclude(governor: Any, members: list[Any], accounts_: list[str], description: str = "# Exclude") -> Any:
    """By proposal, which binds their votes first: with the 200 units in the quorum, 65 must take part."""
    return propose(governor, POLICY, members[0], exclusion(governor, accounts_), description).enact([members[0]])


def exclusion(governor: Any, accounts_: list[str]) -> list[Action]:
    """What such a proposal does."""
    ordered = sorted(accounts_, key=lambda address: int(address, 16))
    membership = BrandMembership.at(governor.membership())
    binds = [action(membership.bindVotes, account) for account in ordered]
    return [*binds, action(governor.setExcludedAccounts, ordered)]


def test_an_excluded_account_neither_votes_nor_counts(
    governor: Any, lens: Any, members: list[Any], stranger: Any
) -> None:
    before = propose(governor, ADVISORY, members[0], description="# Before").open()
    assert governor.proposalQuorum(before.number) == 65
    receipt = exclude(governor, members, [BRAND_WALLET.address])
    expected = {"version": 1, "accounts": [BRAND_WALLET.address]}
    assert receipt.one("ExcludedAccountsSet") == expected
    assert (governor.exclusionVersion(), governor.excludedAccounts(1)) == (1, [BRAND_WALLET.address])

    proposal = propose(governor, ADVISORY, members[0], description="# After").open()
    assert governor.proposalRules(proposal.number)[10] == 1
    assert (governor.proposalQuorum(proposal.number), governor.quorum(proposal.snapshot)) == (25, 25)
    ballots = [signed(governor, proposal.number, BRAND_WALLET, FOR)]
    assert lens.powerOf(proposal.number, BRAND_WALLET.address)[3] == 6
    assert skipped(cast_batch(governor, proposal.number, ballots, stranger)) == {0: "Excluded"}
    proposal.vote(members[1], FOR)
    error = ("BallotCounting_ExcludedAccount", proposal.number, BRAND_WALLET.address)
    assert refusal(governor.castVote, proposal.number, FOR, sender=BRAND_WALLET.address) == error
    assert skipped(cast_batch(governor, proposal.number, ballots, stranger)) == {0: "Excluded"}
    assert (proposal.tally, governor.proposalQuorum(proposal.number)) == ((0, 10, 0), 25)


def test_a_change_of_the_list_changes_no_proposal_that_exists(governor: Any, members: list[Any], stranger: Any) -> None:
    exclude(governor, members, [BRAND_WALLET.address])
    pending = propose(governor, ADVISORY, members[0], description="# Pending")
    call = action(governor.setExcludedAccounts, [])
    change = propose(governor, POLICY, members[0], [call], "# Nobody").carry([members[0]])
    change.queue(members[0])
    pass_time(TIMELOCK_DELAY - 600)
    late = propose(governor, ADVISORY, members[0], description="# Late")  # its snapshot comes after the change
    pass_time(600)
    change.execute(members[0])
    assert (governor.exclusionVersion(), governor.excludedAccounts(2)) == (2, [])
    assert governor.proposalQuorum(pending.number) == 25
    late.open()
    assert governor.proposalQuorum(late.number) == 25
    ballots = [signed(governor, late.number, BRAND_WALLET, FOR)]
    assert skipped(cast_batch(governor, late.number, ballots, stranger)) == {0: "Excluded"}
    after = propose(governor, ADVISORY, members[0], description="# After").open()
    assert governor.proposalQuorum(after.number) == 65
    ballots = [signed(governor, after.number, BRAND_WALLET, FOR)]
    assert skipped(cast_batch(governor, after.number, ballots, stranger)) == {}


def test_units_are_those_of_the_snapshot(
    governor: Any, membership: Any, issuer: Any, members: list[Any], people: Any
) -> None:
    """What an excluded account gains or passes on after the snapshot moves no quorum."""
    wallet = people[20]
    issue(membership, issuer, wallet, SEED)
    exclude(governor, members, [wallet.address, BRAND_WALLET.address])
    proposal = propose(governor, ADVISORY, members[0]).open()
    token = 11  # of the wallet
    assert governor.proposalQuorum(proposal.number) == 25
    send(membership.transferFrom, wallet.address, members[3].address, token, sender=wallet)
    issue(membership, issuer, wallet, GROVE)
    proposal.vote(members[3], FOR)
    assert (proposal.tally, governor.proposalQuorum(proposal.number)) == ((0, 1, 0), 25)
    error = ("BallotCounting_ExcludedAccount", proposal.number, wallet.address)
    assert refusal(governor.castVote, proposal.number, FOR, sender=wallet) == error


def test_what_is_delegated_to_an_excluded_account_does_not_count_either(
    governor: Any, membership: Any, timelock: Any, members: list[Any]
) -> None:
    """Nobody can while its votes are bound; what was delegated before stays."""
    exclude(governor, members, [BRAND_WALLET.address])
    admin = impersonated(timelock.address)
    send(membership.releaseVotes, BRAND_WALLET.address, sender=admin)
    send(membership.delegate, BRAND_WALLET.address, sender=members[0])
    send(membership.bindVotes, BRAND_WALLET.address, sender=admin)
    pass_time(1)
    proposal: Proposal = propose(governor, ADVISORY, members[1]).open()
    assert governor.proposalQuorum(proposal.number) == 5  # of the 25 units that are left
    error = ("BallotCounting_NoVotingPower", proposal.number, members[0].address)
    assert refusal(governor.castVote, proposal.number, FOR, sender=members[0]) == error


def test_no_quorum_is_more_than_half_of_what_can_vote(governor: Any, membership: Any, members: list[Any]) -> None:
    """Seen before: 119 units must take part, half of all, beside 113 that could: nothing ever passed again."""
    exclude(governor, members, [BRAND_WALLET.address])
    assert membership.totalUnits() == 325
    for least in (62, 63, 162):
        kind = rules(60, DAY, 1, 1, 5_000, 0, False, True, "Never", quorum_least=least)
        change = propose(governor, POLICY, members[0], [action(governor.defineProposalType, 5, kind)], f"# {least}")
        change.carry([members[0]]).queue(members[0])
        pass_time(TIMELOCK_DELAY)
        if least == 62:
            change.execute(members[0])
            continue
        refused = refusal(governor.execute, *change.arguments, sender=members[0])
        assert refused == ("ProposalTypes_QuorumLeastTooHigh", 5, least, 62)


def test_where_everybody_is_excluded_nobody_wins(governor: Any, members: list[Any]) -> None:
    everyone = [*(one.address for one in members[:7]), BRAND_WALLET.address]
    exclude(governor, members, everyone)
    pass_time(1)
    proposal = propose(governor, ADVISORY, members[0]).open()
    assert governor.proposalQuorum(proposal.number) == 1  # one unit is left
    for voter in members[:7]:
        assert refusal(governor.castVote, proposal.number, FOR, sender=voter)[0] == "BallotCounting_ExcludedAccount"
    proposal.vote(members[7], FOR)
    assert proposal.close().state == "Succeeded"


@pytest.mark.parametrize("wrong", [["0x" + "00" * 20], ["0x" + "11" * 20] * 2, ["0x" + "22" * 20, "0x" + "11" * 20]])
def test_a_list_in_order_without_repetition(membership: Any, timelock: Any, access: Any, wrong: list[str]) -> None:
    parts = ("Listed", membership.address, timelock.address, access.address, ACTION_WINDOW, 0)
    kind = rules(60, DAY, 1, 1, 5_000, 0, True, True, "Only")
    assert refused_creation(BrandGovernor, *parts, [kind, CHARTER], wrong)[0] == "ProposalTypes_InvalidExclusions"
    nine = [f"0x{number:040x}" for number in range(1, 10)]
    assert refused_creation(BrandGovernor, *parts, [kind, CHARTER], nine)[0] == "ProposalTypes_InvalidExclusions"
    unbound = ("ProposalTypes_VotesNotBound", nine[0])
    assert refused_creation(BrandGovernor, *parts, [kind, CHARTER], nine[:8]) == unbound
    for one in nine[:8]:
        send(membership.bindVotes, one, sender=impersonated(timelock.address))
    governor = create(BrandGovernor, *parts, [kind, CHARTER], nine[:8], sender=accounts[0])
    assert governor.excludedAccounts(1) == [f"0x{number:040x}" for number in range(1, 9)]


def test_only_a_proposal_changes_the_list(governor: Any, team: Any) -> None:
    error = ("GovernorOnlyExecutor", team.address)
    assert refusal(governor.setExcludedAccounts, [], sender=team) == error


def test_what_an_excluded_account_holds_counts_for_nobody_whoever_it_delegated_to(
    governor: Any, membership: Any, members: list[Any], issuer: Any, people: Any
) -> None:
    """It delegates before it is excluded; being bound brings the votes back, where they do not count."""
    wallet, helper = people[20], members[3]
    issue(membership, issuer, wallet, GROVE)
    send(membership.delegate, helper.address, sender=wallet)
    assert membership.getVotes(helper.address) == 101
    exclude(governor, members, [wallet.address])
    assert (membership.getVotes(helper.address), membership.getVotes(wallet.address)) == (1, 100)
    assert (membership.delegates(wallet.address), membership.votesBound(wallet.address)) == (wallet.address, True)
    pass_time(1)
    proposal = propose(governor, ADVISORY, members[0], description="# After").open()
    assert governor.proposalQuorum(proposal.number) == 65  # of 325 units
    assert proposal.vote(helper, FOR).one("VoteCast")["weight"] == 1


def test_a_bound_account_delegates_to_nobody_in_any_way(
    governor: Any, membership: Any, members: list[Any], timelock: Any, people: Any
) -> None:
    wallet = signer("bound")
    send(membership.bindVotes, wallet.address, sender=impersonated(timelock.address))
    send(membership.bindVotes, members[0].address, sender=impersonated(timelock.address))
    for delegatee in (members[1].address, members[0].address, "0x" + "00" * 20):
        error = ("MembershipVotes_Bound", members[0].address)
        assert refusal(membership.delegate, delegatee, sender=members[0]) == error
    expiry = now() + DAY
    signature = sign(wallet, domain_of(membership), DELEGATION, delegatee=members[1].address, nonce=0, expiry=expiry)
    call = (membership.delegateBySig, members[1].address, 0, expiry, *signature.vrs)
    assert refusal(*call, sender=members[1]) == ("MembershipVotes_Bound", wallet.address)
    send(membership.transferFrom, members[1].address, wallet.address, 2, sender=members[1])  # what it gets stays there
    assert membership.getVotes(wallet.address) == 10


def test_only_governance_binds_and_releases(
    membership: Any, members: list[Any], team: Any, issuer: Any, timelock: Any
) -> None:
    for account in (members[0], team, issuer):
        for function in (membership.bindVotes, membership.releaseVotes):
            error = ("AccessManagedUnauthorized", account.address)
            assert refusal(function, members[0].address, sender=account) == error
    admin = impersonated(timelock.address)
    assert send(membership.bindVotes, members[0].address, sender=admin).one("VotesBound")
    assert send(membership.bindVotes, members[0].address, sender=admin).events == ()  # bound already
    assert send(membership.releaseVotes, members[0].address, sender=admin).one("VotesReleased")
    assert send(membership.releaseVotes, members[0].address, sender=admin).events == ()
    send(membership.delegate, members[1].address, sender=members[0])
    assert membership.getVotes(members[1].address) == 110


def test_who_is_not_bound_is_not_excluded(governor: Any, membership: Any, members: list[Any]) -> None:
    """The list is refused whole, with what to do first."""
    wallet = members[4].address
    proposal = propose(governor, POLICY, members[0], [action(governor.setExcludedAccounts, [wallet])])
    proposal.carry([members[0]]).queue(members[0])
    pass_time(TIMELOCK_DELAY)
    error = ("ProposalTypes_VotesNotBound", wallet)
    assert refusal(governor.execute, *proposal.arguments, sender=members[0]) == error
    assert governor.exclusionVersion() == 0
