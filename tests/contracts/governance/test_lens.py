"""What the lens and the governor's words say where nobody has voted yet, or nobody may."""

from typing import Any

import pytest
from brownie import BallotLens, BrandGovernor, accounts
from support.ballots import cast_batch, cast_choice, propose_choice, signed
from support.chain import create, impersonated, pass_time, refusal, send
from support.governance import ABSTAIN, AGAINST, CHARTER, FOR, action, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, POLICY, ROOT, TIMELOCK_DELAY
from support.signing import signer

from benchmarks.tallies import FOR_AGAINST, ONE_EACH, RANKED, SINGLE, SQUARE_ROOT

WORD_OF_OPTIONS = 3  # see IBallots.countWord
NOBODIES = [f"0x{number:040x}" for number in range(1, 9)]


def brand(membership: Any, timelock: Any, access: Any, kind: tuple[Any, ...], excluded: list[str]) -> Any:
    """A governor of one type, beside the one that every governor needs."""
    for account in excluded:
        send(membership.bindVotes, account, sender=impersonated(timelock.address))
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER])
    return create(BrandGovernor, "Lens", *parts, sorted(excluded, key=lambda one: int(one, 16)), sender=accounts[0])


def test_before_the_vote_there_is_no_quorum_yet(governor: Any, lens: Any, voters: list[Any]) -> None:
    proposal = propose(governor, ADVISORY, voters[0])
    assert lens.tallyOf(1) == (FOR_AGAINST, 0, 0, 0, [0, 0, 0], 0)
    proposal.open()
    assert lens.tallyOf(1) == (FOR_AGAINST, 25, 0, 0, [0, 0, 0], 0)


def test_rankings_only_of_ranked_ballots(governor: Any, lens: Any, voters: list[Any]) -> None:
    for method, rankings in ((SINGLE, ([], [])), (RANKED, ([0x1], [100]))):
        number = propose_choice(governor, ADVISORY, voters[0], method, 3, description=f"# {method}").open().number
        assert (lens.rankingsOf(number), lens.roundsOf(number)) == (([], []), [])
        cast_choice(governor, number, 1, voters[0])
        assert lens.rankingsOf(number) == rankings
        assert len(lens.roundsOf(number)) == len(rankings[0])


def test_a_tie_of_the_last_two_has_no_winner(governor: Any, lens: Any, voters: list[Any]) -> None:
    proposal = propose_choice(governor, ADVISORY, voters[0], RANKED, 3).open()
    assert governor.winningOption(1) == 0
    for voter, ranking in ((voters[1], 0x1), (voters[2], 0x2), (voters[3], 0x13), (voters[4], 0x23)):
        cast_choice(governor, 1, ranking, voter)
    assert [one[0] for one in lens.roundsOf(1)] == [[10, 10, 2], [11, 11, 0]]
    assert (governor.winningOption(1), proposal.close().state) == (0, "Defeated")


def test_words_as_they_are_stored(governor: Any, voters: list[Any]) -> None:
    """48 bits an option, five a word."""
    propose_choice(governor, ADVISORY, voters[0], SINGLE, 7).open()
    for voter, option in ((voters[0], 2), (voters[1], 7), (voters[3], 2)):
        cast_choice(governor, 1, option, voter)
    assert [governor.countWord(1, WORD_OF_OPTIONS + place) for place in (0, 1)] == [101 << 48, 10 << 48]


def test_one_vote_only_with_units(
    membership: Any, timelock: Any, access: Any, voters: list[Any], team: Any, stranger: Any
) -> None:
    kind = rules(60, DAY, 1, 1, 5_000, 2, False, True, "Heads", curve=ONE_EACH)
    governor = brand(membership, timelock, access, kind, [])
    proposal = propose(governor, 1, team).open()
    assert refusal(governor.castVote, 1, FOR, sender=stranger)[0] == "BallotCounting_NoVotingPower"
    beside = create(BallotLens, str(governor), sender=accounts[0])
    assert beside.powerOf(1, stranger.address) == (0, 0, 0, 5)
    assert beside.powerOf(1, voters[0].address) == (1, 100, 1, 0)
    proposal.vote(voters[0], AGAINST)
    assert proposal.tally == (1, 0, 0)


def test_against_in_a_batch_takes_no_part_under_a_curve_either(
    membership: Any, timelock: Any, access: Any, voters: list[Any], issuer: Any, team: Any, stranger: Any
) -> None:
    """The usual batch goes another way through the code."""
    signers = [signer(f"under a curve: {number}") for number in range(3)]
    for one in signers:
        issue(membership, issuer, one, ROOT)
    pass_time(1)
    kind = rules(60, DAY, 1, 1_000, 5_000, 2, False, True, "Roots", curve=SQUARE_ROOT)
    governor = brand(membership, timelock, access, kind, [])
    proposal = propose(governor, 1, team).open()
    ballots = [signed(governor, 1, one, choice) for one, choice in zip(signers, (AGAINST, FOR, ABSTAIN), strict=True)]
    cast_batch(governor, 1, ballots, stranger)
    assert proposal.tally == (3, 3, 3)
    beside = create(BallotLens, str(governor), sender=accounts[0])
    assert beside.tallyOf(1) == (FOR_AGAINST, 16, 20, 9, [3, 3, 3], 0)


def test_excluded_accounts_that_were_never_members(
    membership: Any, timelock: Any, access: Any, voters: list[Any], team: Any, stranger: Any
) -> None:
    """They do not change a quorum; a stranger is refused for missing units, whether a member is excluded or not."""
    kind = rules(60, DAY, 1, 2_000, 5_000, 2, False, True, "Only")
    for excluded, quorum in ((NOBODIES, 25), ([*NOBODIES[:7], voters[0].address], 5)):
        governor = brand(membership, timelock, access, kind, excluded)
        proposal = propose(governor, 1, team).open()
        assert governor.proposalQuorum(1) == quorum
        proposal.vote(voters[1], FOR)
        error = ("BallotCounting_NoVotingPower", 1, stranger.address)
        assert refusal(governor.castVote, 1, FOR, sender=stranger) == error
        assert (proposal.tally, governor.proposalQuorum(1)) == ((0, 10, 0), quorum)


def test_power_beside_excluded_accounts(governor: Any, lens: Any, membership: Any, voters: list[Any]) -> None:
    excluded = sorted((one.address for one in voters[5:7]), key=lambda address: int(address, 16))
    calls = [*(action(membership.bindVotes, one) for one in excluded), action(governor.setExcludedAccounts, excluded)]
    propose(governor, POLICY, voters[0], calls, "# Two").enact([voters[0]])
    number = propose(governor, ADVISORY, voters[0]).open().number
    problems = [lens.powerOf(number, voter.address)[3] for voter in voters[4:8]]
    assert problems == [0, 6, 6, 0]


@pytest.mark.parametrize("wrong", [[NOBODIES[0]] * 2, NOBODIES[1::-1], [*NOBODIES, "0x" + "11" * 20]])
def test_a_proposal_cannot_exclude_by_a_list_out_of_order(governor: Any, voters: list[Any], wrong: list[str]) -> None:
    proposal = propose(governor, POLICY, voters[0], [action(governor.setExcludedAccounts, wrong)], "# Wrong")
    proposal.carry([voters[0]]).queue(voters[0])
    pass_time(TIMELOCK_DELAY)
    error = refusal(governor.execute, *proposal.arguments, sender=voters[0])
    assert error == ("ProposalTypes_InvalidExclusions", wrong)
    assert governor.exclusionVersion() == 0
    send(governor.cancel, *proposal.arguments, sender=accounts[3])
