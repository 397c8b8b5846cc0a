"""The same random moves on BrandMembership and on OpenZeppelin's Votes: both must say the same at every second.

Invariant 1 of docs/invariants.md.

Few, but shrunk to the smallest when they fail; benchmarks/votes_duel.py plays many.
"""

from typing import Any

import pytest
from brownie import BrandAccess, BrandMembership, MembershipRenderer, ReferenceVotes, VotesDuel, accounts
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import Seen, create, move_to, now, one_block_at, raw_call, refusal, rewound, rpc, send, submit
from support.plan import APPEAL_WINDOW, GRACE, WIDE

PUPPETS = 5
ISSUER, DROPS = 2, 5
# Units of the tiers; one has no vote, one is large.
UNITS = (1, 7, 0, 2**16 - 1)
DURATIONS = (0, 8, 0, 3)  # seconds: some expire while others are played
ISSUE, AIRDROP, TRANSFER, DELEGATE, UNDELEGATE, BURN, LAPSE, RENEW, CHANGE_TIER = range(9)
KINDS = st.sampled_from(
    (ISSUE, AIRDROP, TRANSFER, TRANSFER, TRANSFER, DELEGATE, DELEGATE, UNDELEGATE, BURN, LAPSE, RENEW, CHANGE_TIER)
)
MOVE = st.tuples(KINDS, st.integers(0, 11), st.integers(0, 11))
# A program is a list of (seconds since the one before, moves in several transactions of that one second).
SECOND = st.tuples(st.integers(1, 5), st.lists(st.lists(MOVE, min_size=1, max_size=3), min_size=1, max_size=3))
Program = list[tuple[int, list[list[tuple[int, int, int]]]]]


@pytest.fixture(scope="module")
def duel() -> Any:
    """Both contracts and five members that are contracts."""
    owner = accounts[0]
    authority = create(BrandAccess, str(owner), sender=owner)
    renderer = create(MembershipRenderer, sender=owner)
    arguments = ("Duel", "DUEL", str(authority), str(renderer), APPEAL_WINDOW, GRACE, *WIDE)
    subject = create(BrandMembership, *arguments, sender=owner)
    for number, (units, duration) in enumerate(zip(UNITS, DURATIONS, strict=True)):
        terms = (units, 10_000, duration, True, 0, "0x" + "00" * 20, f"Tier {number}")
        send(subject.defineTier, terms, "ipfs://document", "ipfs://image", sender=owner)
    reference = create(ReferenceVotes, sender=owner)
    arena = create(VotesDuel, str(subject), str(reference), len(UNITS), PUPPETS, [], sender=owner)
    for role, names in ((ISSUER, ("issue", "airdrop", "renew")), (DROPS, ("changeTier", "sellTime"))):
        selectors = [subject.signatures[name] for name in names]
        send(authority.setTargetFunctionRole, str(subject), selectors, role, sender=owner)
        send(authority.grantRole, role, str(arena), 0, sender=owner)
    return arena


def play(duel: Any, program: Program) -> None:
    """Play; compare after every second at those just before it, and in the end at every second and the one before."""
    time = now()
    seconds: list[int] = []
    for gap, transactions in program:
        time += gap
        with one_block_at(time):
            sent = [submit(duel.play, moves, sender=accounts[0]) for moves in transactions]
        assert {rpc("eth_getTransactionReceipt", one)["status"] for one in sent} == {"0x1"}
        compare(duel, [time - 1, *seconds[-2:]])
        seconds.append(time)
    move_to(time + 1)
    compare(duel, sorted({second + near for second in seconds for near in (-1, 0)}))


def compare(duel: Any, times: list[int]) -> None:
    """Votes, units held, delegates, past votes and past supply are the same in both."""
    subject, reference = duel.subject(), duel.reference_()
    if raw_call(duel.read, subject, times) != raw_call(duel.read, reference, times):
        assert duel.read(subject, times) == duel.read(reference, times)


@settings(max_examples=12)
@given(st.lists(SECOND, min_size=1, max_size=10))
def test_random_moves_give_the_same_votes_as_openzeppelin(duel: Any, program: Program) -> None:
    play_and_check_numbers(duel, program)


@pytest.mark.long
@pytest.mark.timeout(3_600)
@settings(max_examples=40)
@given(st.lists(SECOND, min_size=10, max_size=60))
def test_long_programs_give_the_same_votes_as_openzeppelin(duel: Any, program: Program) -> None:
    play_and_check_numbers(duel, program)


def play_and_check_numbers(duel: Any, program: Program) -> None:
    """Play on a chain that is rewound afterwards."""
    with rewound():
        play(duel, program)
        check_numbers(duel)


def check_numbers(duel: Any) -> None:
    """Member numbers are 1 to the count, each once; whoever has or had votes has one."""
    subject = Seen(BrandMembership.at(duel.subject()))
    numbers = [subject.memberNumberOf(puppet) for puppet in duel.accounts()]
    given_out = sorted(number for number in numbers if number)
    assert given_out == list(range(1, subject.memberCount() + 1))
    for puppet, number in zip(duel.accounts(), numbers, strict=True):
        assert number or subject.getVotes(puppet) == subject.heldUnits(puppet) == subject.balanceOf(puppet) == 0


def test_seven_changes_of_one_account_fill_slot_and_history(duel: Any) -> None:
    program: Program = [(1, [[(ISSUE, 0, 1)]]) for _ in range(7)]
    play(duel, [*program, (1, [[(TRANSFER, 0, 1)]]), (3, [[(DELEGATE, 0, 2)]]), (1, [[(UNDELEGATE, 0, 0)]])])


def test_all_in_one_second(duel: Any) -> None:
    moves = [(AIRDROP, 0, 1), (TRANSFER, 0, 1), (TRANSFER, 0, 0), (DELEGATE, 0, 2), (TRANSFER, 1, 2), (BURN, 2, 0)]
    play(duel, [(1, [moves]), (1, [[move] for move in moves[1:3]]), (2, [moves, [(UNDELEGATE, 0, 0)]])])


def test_units_beyond_what_a_membership_remembers_are_refused(duel: Any) -> None:
    subject = Seen(BrandMembership.at(duel.subject()))
    authority = Seen(BrandAccess.at(subject.authority()))
    someone = duel.accounts()[0]
    with rewound():
        send(authority.grantRole, ISSUER, str(accounts[0]), 0, sender=accounts[0])
        terms = (2**27, 10, 0, True, 0, "0x" + "00" * 20, "Whale")
        send(subject.defineTier, terms, "ipfs://document", "ipfs://image", sender=accounts[0])
        send(subject.issue, someone, len(UNITS) + 1, sender=accounts[0])
        before = subject.totalUnits()
        exhausted = ("BrandMembership_UnitsExhausted", before + 2**27, 2**28 - 1)
        assert refusal(subject.issue, someone, len(UNITS) + 1, sender=accounts[0]) == exhausted
        send(subject.issue, someone, 1, sender=accounts[0])
        assert subject.totalUnits() == subject.getVotes(someone) == before + 1
