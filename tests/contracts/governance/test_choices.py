"""Proposals between options: what they freeze, what a choice is, curves, caps, tallies, and who wins.

Invariant 3 of docs/invariants.md.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ballots import batch, cast_choice, propose_choice, signed
from support.chain import move_to, now, refusal, rewound, send
from support.governance import ABSTAIN, AGAINST, FOR, Proposal, action, propose, rules
from support.members import issue
from support.plan import ADVISORY, GROVE, POLICY, SEED, TIMELOCK_DELAY
from support.signing import signer

from benchmarks.tallies import (
    APPROVAL,
    FOR_AGAINST,
    ONE_EACH,
    RANKED,
    SINGLE,
    SPLIT,
    SQUARE_ROOT,
    UNITS,
    Ballot,
    ReferenceBallot,
    ReferenceLot,
    ReferenceTally,
    count,
    encode,
)

NO_ACTION: tuple[list[str], list[int], list[bytes]] = ([], [], [])
NEW_TYPE = 5
SIGNERS = [signer(f"chooser {number}") for number in range(6)]
HELD = (1, 3, 10, 30, 107, 2)  # units of each signer


def asked(method: int, options: int, actions: list[int] | None = None) -> tuple[Any, ...]:
    """The Solidity struct Options."""
    return method, [f"Option {number + 1}" for number in range(options)], actions or [0] * options


def add_type(governor: Any, voters: list[Any], kind: tuple[Any, ...]) -> None:
    """Define type NEW_TYPE, by proposal."""
    calls = [action(governor.defineProposalType, NEW_TYPE, kind)]
    propose(governor, POLICY, voters[0], calls, "# A new type").enact([voters[0]])


@pytest.mark.parametrize(("method", "options"), [(SINGLE, 10), (APPROVAL, 10), (SPLIT, 10), (RANKED, 6), (SINGLE, 2)])
def test_what_a_choice_proposal_freezes(governor: Any, voters: list[Any], method: int, options: int) -> None:
    call = (governor.proposeChoice, ADVISORY, asked(method, options), *NO_ACTION, "# Which colour")
    receipt = send(*call, sender=voters[0])
    assert receipt.one("ProposalBallotsFrozen") == {
        "proposalId": 1,
        "method": method,
        "optionCount": options,
        "curve": UNITS,
        "cap": 0,
        "optionBps": 0,
        "answerPeriod": 0,
        "exclusions": 0,
    }
    labels = [f"Option {number + 1}" for number in range(options)]
    expected = {"proposalId": 1, "labels": labels, "actions": [0] * options}
    assert receipt.one("ProposalOptionsFrozen") == expected
    assert governor.proposalRules(1)[4:6] == (method, options)
    assert governor.proposalVotes(1) == (0, 0, 0)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (asked(SINGLE, 1), ("ProposalTypes_InvalidOptions", 1, 1, 10)),
        (asked(SINGLE, 11), ("ProposalTypes_InvalidOptions", 11, 11, 10)),
        (asked(SINGLE, 256), ("ProposalTypes_InvalidOptions", 256, 256, 10)),
        (asked(RANKED, 7), ("ProposalTypes_InvalidOptions", 7, 7, 6)),
        (asked(FOR_AGAINST, 3), ("ProposalTypes_InvalidOptions", 3, 3, 0)),
        (asked(SPLIT, 3, [0, 0]), ("ProposalTypes_InvalidOptions", 3, 2, 10)),
        (asked(SPLIT, 2, [0, 1]), ("ProposalTypes_InvalidActions", 0, 1)),
        (asked(SPLIT, 2, [256, 0]), ("ProposalTypes_InvalidActions", 0, 256)),
    ],
)
def test_options_that_make_no_proposal(
    governor: Any, voters: list[Any], options: tuple[Any, ...], error: tuple[Any, ...]
) -> None:
    call = (governor.proposeChoice, ADVISORY, options, *NO_ACTION, "# Which")
    assert refusal(*call, sender=voters[0]) == error


def test_a_type_allows_the_methods_it_names(governor: Any, voters: list[Any]) -> None:
    kind = rules(60, 120, 1, 500, 5_000, 2, False, True, "Ranked only", methods=1 << RANKED)
    add_type(governor, voters, kind)
    plain = (governor.proposeTyped, NEW_TYPE, *NO_ACTION, "# Plain")
    assert refusal(*plain, sender=voters[0]) == ("ProposalTypes_MethodNotAllowed", NEW_TYPE, FOR_AGAINST)
    single = (governor.proposeChoice, NEW_TYPE, asked(SINGLE, 3), *NO_ACTION, "# Single")
    assert refusal(*single, sender=voters[0]) == ("ProposalTypes_MethodNotAllowed", NEW_TYPE, SINGLE)
    assert propose_choice(governor, NEW_TYPE, voters[0], RANKED, 3).state == "Pending"


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        (SINGLE, (0, 5, 1 << 255)),
        (APPROVAL, (0, 1 << 4, (1 << 255) | 1)),
        (SPLIT, (0, 9_999, 10_001, 10_000 << 64, 5_000 | (5_001 << 16), (10_000 << 240) | 10_000)),
        (RANKED, (0, 0x5, 0x11, 0x1023, 0x12341, 0xF1, (1 << 252) | 1)),
    ],
)
def test_what_is_no_choice_of_four(
    governor: Any, lens: Any, voters: list[Any], method: int, wrong: tuple[int, ...]
) -> None:
    propose_choice(governor, ADVISORY, voters[0], method, 4).open()
    for choice in wrong:
        call = (governor.castVoteWithReasonAndParams, 1, 0, "", abi_encode(["uint256"], [choice]))
        assert refusal(*call, sender=voters[0]) == ("BallotCounting_InvalidChoice", 1, choice)
        assert lens.isChoice(1, choice) is False


def test_buttons_of_ordinary_front_ends_choose_no_option(governor: Any, voters: list[Any]) -> None:
    propose_choice(governor, ADVISORY, voters[0], SINGLE, 4).open()
    for support in (0, 1, 2):
        assert refusal(governor.castVote, 1, support, sender=voters[0]) == ("GovernorInvalidVoteType",)
    one = abi_encode(["uint256"], [1])
    for support, params in ((1, one), (0, one[:31]), (0, one + b"\0")):
        call = (governor.castVoteWithReasonAndParams, 1, support, "", params)
        assert refusal(*call, sender=voters[0]) == ("GovernorInvalidVoteType",)
    assert cast_choice(governor, 1, 1, voters[0]).one("VoteCastWithParams")["weight"] == 100
    again = (governor.castVoteWithReasonAndParams, 1, 0, "", one)
    assert refusal(*again, sender=voters[0]) == ("GovernorAlreadyCastVote", voters[0].address)


def test_every_ballot_of_a_choice_proposal_takes_part(governor: Any, lens: Any, voters: list[Any]) -> None:
    """20% of 125 units are 25."""
    proposal = propose_choice(governor, ADVISORY, voters[0], APPROVAL, 3).open()
    for voter in voters[1:3]:
        cast_choice(governor, 1, 0b001, voter)
    for voter in voters[3:7]:
        cast_choice(governor, 1, 0b110, voter)
    assert lens.tallyOf(1) == (APPROVAL, 25, 24, 24, [20, 4, 4], 1)
    with rewound():
        assert proposal.close().state == "Defeated"
    cast_choice(governor, 1, 0b110, voters[7])
    assert proposal.close().state == "Succeeded"
    assert governor.winningOption(1) == 1


def test_a_tie_has_no_winner(governor: Any, voters: list[Any]) -> None:
    proposal = propose_choice(governor, ADVISORY, voters[0], APPROVAL, 3).open()
    assert governor.winningOption(1) == 0
    cast_choice(governor, 1, 0b011, voters[0])
    assert governor.winningOption(1) == 0
    with rewound():
        assert proposal.close().state == "Defeated"
    cast_choice(governor, 1, 0b010, voters[3])
    assert (governor.winningOption(1), proposal.close().state) == (2, "Succeeded")


@pytest.mark.parametrize(("first", "winner"), [(60, 0), (61, 1)])
def test_the_winner_must_exceed_its_share(
    governor: Any, membership: Any, issuer: Any, people: Any, voters: list[Any], first: int, winner: int
) -> None:
    kind = rules(60, 86_400, 1, 1, 5_000, 2, False, True, "Shares", option_bps=6_000)
    add_type(governor, voters, kind)
    for index, units in ((20, first), (21, 100 - first)):
        send(membership.airdrop, [people[index].address] * units, SEED, sender=issuer)
    for method in (SINGLE, SPLIT, RANKED, APPROVAL):
        number = propose_choice(governor, NEW_TYPE, voters[0], method, 2, description=f"# {method}").open().number
        for index, option in ((20, 1), (21, 2)):
            ballot: Ballot = {SINGLE: option, APPROVAL: frozenset({option}), RANKED: (option,)}.get(
                method, (10_000, 0) if option == 1 else (0, 10_000)
            )
            cast_choice(governor, number, encode(method, ballot), people[index])
        assert governor.winningOption(number) == winner, method


def test_curve_and_cap(governor: Any, lens: Any, voters: list[Any]) -> None:
    """Votes are counted, units take part: 100, 10 and 1 units of 125."""
    add_type(governor, voters, rules(60, 86_400, 1, 5_000, 5_000, 2, False, True, "Roots", curve=1, cap=9))
    proposal = propose(governor, NEW_TYPE, voters[0], description="# Roots").open()
    weights = [proposal.vote(voters[index], FOR).one("VoteCast")["weight"] for index in (0, 1, 3)]
    assert weights == [9, 3, 1]
    assert proposal.tally == (0, 13, 0)
    assert lens.tallyOf(1 + 1) == (FOR_AGAINST, 63, 111, 13, [0, 13, 0], 0)
    assert lens.powerOf(2, voters[2].address) == (3, 10, 3, 0)
    assert proposal.close().state == "Succeeded"


def test_everything_about_ballots_is_told_and_frozen(
    governor: Any, lens: Any, voters: list[Any], stranger: Any
) -> None:
    """CVE-2022-31198, for what is new: an edit in the midst of a vote reaches neither counting nor outcome of it."""
    given = {"methods": 31, "curve": SQUARE_ROOT, "cap": 9, "option_bps": 4_000, "answer_period": 3_600}
    add_type(governor, voters, rules(60, 3 * 86_400, 1, 1, 5_000, 2, False, True, "Roots", **given))
    assert governor.proposalType(NEW_TYPE)[8:13] == tuple(given.values())
    running = propose_choice(governor, NEW_TYPE, voters[0], SINGLE, 3, description="# Running")
    frozen = (NEW_TYPE, 1, 5_000, False, SINGLE, 3, SQUARE_ROOT, 9, 4_000, 3_600, 0, 125, 1, 0)
    assert governor.proposalRules(running.number) == frozen
    running.open()
    cast_choice(governor, running.number, 1, voters[0])

    other = {"methods": 1 << APPROVAL, "curve": UNITS, "cap": 0, "option_bps": 5_000, "answer_period": 0}
    edit = action(
        governor.defineProposalType, NEW_TYPE, rules(60, 60, 1, 9_999, 5_000, 0, True, False, "Closed", **other)
    )
    receipt = propose(governor, POLICY, voters[0], [edit], "# Edit").enact([voters[0]])
    event = receipt.one("ProposalTypeBallots")
    assert tuple(event.values()) == (NEW_TYPE, 1 << APPROVAL, UNITS, 0, 5_000, 0)
    assert governor.proposalRules(running.number) == frozen
    cast_choice(governor, running.number, 2, voters[1])
    cast_choice(governor, running.number, 2, voters[2])
    assert lens.tallyOf(running.number) == (SINGLE, 1, 120, 15, [9, 6, 0], 1)
    assert running.close().state == "Succeeded"


def test_a_question_cannot_be_taken_by_a_front_runner(governor: Any, voters: list[Any], team: Any) -> None:
    """Options are not part of a proposal's hash: without the author's name somebody could ask something else."""
    description = f"# Which\n\n#proposer={voters[0].address}"
    for method in (SINGLE, RANKED):
        call = (governor.proposeChoice, ADVISORY, asked(method, 3), *NO_ACTION, description)
        for account in (voters[1], team):
            assert refusal(*call, sender=account) == ("GovernorRestrictedProposer", account.address)
    send(governor.proposeChoice, ADVISORY, asked(SINGLE, 2), *NO_ACTION, description, sender=voters[0])
    again = (governor.proposeChoice, ADVISORY, asked(RANKED, 3), *NO_ACTION, description)
    assert refusal(*again, sender=voters[0])[0] == "GovernorUnexpectedProposalState"
    assert (governor.latestProposalId(), governor.proposalRules(1)[4:6]) == (1, (SINGLE, 2))


def test_one_member_one_vote(governor: Any, voters: list[Any]) -> None:
    add_type(governor, voters, rules(60, 86_400, 1, 1, 5_000, 2, False, True, "Heads", curve=2))
    proposal = propose(governor, NEW_TYPE, voters[0], description="# Heads").open()
    for voter, support in zip(voters, (AGAINST, FOR, FOR, ABSTAIN), strict=False):
        proposal.vote(voter, support)
    assert (proposal.tally, proposal.close().state) == ((1, 2, 1), "Succeeded")


def test_the_lens_says_why_a_ballot_would_not_count(
    governor: Any, lens: Any, membership: Any, issuer: Any, voters: list[Any], people: Any, stranger: Any
) -> None:
    proposal = propose(governor, ADVISORY, voters[0])
    names = ("", "Pending", "Closed", "", "", "UnknownSigner", "Excluded", "NoPower", "AlreadyVoted")

    def problem(account: Any) -> str:
        return names[lens.powerOf(1, account.address)[3]]

    assert (problem(voters[0]), lens.powerOf(1, voters[0].address)[1]) == ("Pending", 100)
    proposal.open()
    issue(membership, issuer, people[20], GROVE)
    assert [problem(one) for one in (voters[0], people[20], stranger)] == ["", "NoPower", "UnknownSigner"]
    proposal.vote(voters[0], FOR)
    assert problem(voters[0]) == "AlreadyVoted"
    proposal.close()
    assert [problem(one) for one in (voters[0], stranger)] == ["Closed", "Closed"]


@pytest.fixture(scope="module")
def choosers(voters: list[Any], governor: Any, membership: Any, issuer: Any) -> list[Any]:
    """Signers with the units in HELD, and a type for each curve, with and without a cap."""
    for account, units in zip(SIGNERS, HELD, strict=True):
        send(membership.airdrop, [account.address] * units, SEED, sender=issuer)
    kinds = [
        rules(60, 86_400, 1, 1, 5_000, 2, False, True, "Any", curve=curve, cap=cap, option_bps=share)
        for curve, cap, share in KINDS
    ]
    calls = [action(governor.defineProposalType, NEW_TYPE + place, kind) for place, kind in enumerate(kinds)]
    proposal = propose(governor, POLICY, voters[0], calls, "# Types").carry([voters[0]])
    proposal.queue(voters[0])
    move_to(now() + TIMELOCK_DELAY)
    proposal.execute(voters[0])
    return voters


KINDS = [(curve, cap, share) for curve in (UNITS, SQUARE_ROOT, ONE_EACH) for cap, share in ((0, 0), (4, 4_000))]


@st.composite
def ballots_of(draw: Any, method: int, options: int) -> Ballot:
    """A valid ballot of a method."""
    option = st.integers(1, options)
    if method == FOR_AGAINST:
        return int(draw(st.integers(0, 2)))
    if method == SINGLE:
        return int(draw(option))
    if method == APPROVAL:
        return frozenset(draw(st.sets(option, min_size=1)))
    if method == RANKED:
        return tuple(draw(st.permutations(range(1, options + 1)))[: draw(option)])
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=options - 1, max_size=options - 1)))
    return tuple(end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True))


@st.composite
def elections(draw: Any) -> tuple[int, int, int, list[tuple[int, Ballot, bool]]]:
    """Kind, method, options; signer, ballot, and whether it comes in the second batch."""
    method = draw(st.integers(0, 4))
    options = 3 if method == FOR_AGAINST else draw(st.integers(2, 6 if method == RANKED else 10))
    voters = draw(st.lists(st.integers(0, len(SIGNERS) - 1), unique=True, min_size=1))
    cast = [(one, draw(ballots_of(method, options)), draw(st.booleans())) for one in voters]
    return draw(st.integers(0, len(KINDS) - 1)), method, options, cast


def begin(governor: Any, kind: int, method: int, options: int, sender: Any) -> Proposal:
    """An open proposal."""
    if method == FOR_AGAINST:
        return propose(governor, NEW_TYPE + kind, sender, description="# Random").open()
    return propose_choice(governor, NEW_TYPE + kind, sender, method, options, description="# Random").open()


def check(governor: Any, lens: Any, choosers: list[Any], stranger: Any, election: Any) -> None:
    """Hold an election in two batches and compare its count and outcome with the model's."""
    kind, method, options, cast = election
    curve, cap, share = KINDS[kind]
    with rewound():
        proposal = begin(governor, kind, method, options, choosers[0])
        for second in (False, True):
            part = [
                signed(governor, proposal.number, SIGNERS[one], encode(method, ballot))
                for one, ballot, late in cast
                if late is second
            ]
            send(governor.castBallots, proposal.number, *batch(part, method), sender=stranger)
        held = [ReferenceBallot(HELD[one], ballot) for one, ballot, _ in cast]
        labels = tuple(f"Option {number + 1}" for number in range(options))
        lot = ReferenceLot(lens.tieSeedOf(proposal.number), sum(one.units for one in held), labels)
        expected = count(method, options, curve, cap, share, held, lot)
        _, _, participation, votes, per_option, winner = lens.tallyOf(proposal.number)
        assert ReferenceTally(participation, votes, tuple(per_option), winner) == expected
        assert votes <= sum(HELD[one] for one, _, _ in cast)
        if method == FOR_AGAINST:
            against, in_favour, _ = expected.options
            succeeded = in_favour > against and participation >= governor.proposalQuorum(proposal.number)
        else:
            succeeded = winner != 0 and participation >= governor.proposalQuorum(proposal.number)
        assert proposal.close().state == ("Succeeded" if succeeded else "Defeated")


@pytest.fixture(scope="module")
def hold(governor: Any, lens: Any, choosers: list[Any], stranger: Any) -> Callable[[Any], None]:
    """Holds an election and checks it."""
    return partial(check, governor, lens, choosers, stranger)


@given(election=elections())
@settings(max_examples=60)
def test_random_elections_against_the_model(hold: Callable[[Any], None], election: Any) -> None:
    hold(election)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@given(election=elections())
@settings(max_examples=2_000)
def test_many_random_elections_against_the_model(hold: Callable[[Any], None], election: Any) -> None:
    hold(election)
