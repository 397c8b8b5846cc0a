"""Counting at the limits of what there can be: 2^28 - 1 units, ten options, the highest cap.

Invariant 2 of docs/invariants.md.
"""

from dataclasses import replace
from typing import Any

import pytest
from brownie import BrandGovernor, accounts
from support.ballots import batch, cast_batch, cast_choice, propose_choice, signed, skipped
from support.chain import NOBODY, create, pass_time, refusal, rpc, send
from support.governance import ABSTAIN, AGAINST, CHARTER, FOR, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, ADVISORY, DAY, SEED
from support.signing import signer

from benchmarks.tallies import APPROVAL, RANKED, SINGLE, SPLIT, Ballot, encode

ALL_UNITS = 2**28 - 1
HIGHEST_CAP = 2**40 - 1
SMALL, LARGE = signer("one unit"), signer("all the others")


@pytest.fixture(scope="module")
def everything(_module_isolation: None, membership: Any, issuer: Any, team: Any) -> None:
    """Every unit that can ever be issued: all but one belong to one membership."""
    terms = (ALL_UNITS - 1, 1, 0, True, 0, NOBODY, "Whale")
    send(membership.defineTier, terms, "ipfs://document", "ipfs://image", sender=team)
    issue(membership, issuer, SMALL, SEED)
    issue(membership, issuer, LARGE, 7)
    pass_time(1)
    assert membership.totalUnits() == ALL_UNITS
    assert refusal(membership.issue, SMALL.address, SEED, sender=issuer)[0] == "BrandMembership_UnitsExhausted"


@pytest.mark.parametrize(
    ("method", "large", "small", "votes"),
    [
        (SINGLE, 5, 6, [0, 0, 0, 0, ALL_UNITS - 1, 1, 0, 0, 0, 0]),
        (APPROVAL, frozenset(range(1, 11)), frozenset(range(1, 11)), [ALL_UNITS] * 10),
        (SPLIT, (10_000, *[0] * 9), (10_000, *[0] * 9), [ALL_UNITS * 10_000, *[0] * 9]),
        (SPLIT, (*[0] * 4, 10_000, *[0] * 5), (*[0] * 5, 10_000, *[0] * 4),
         [*[0] * 4, (ALL_UNITS - 1) * 10_000, 10_000, *[0] * 4]),
        (SPLIT, (*[0] * 9, 10_000), (*[0] * 9, 10_000), [*[0] * 9, ALL_UNITS * 10_000]),
        (RANKED, (1, 2, 3), (1, 2, 3), [ALL_UNITS, *[0] * 5]),
        (RANKED, (6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 1), [*[0] * 5, ALL_UNITS]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("in_batch", [True, False])
def test_nothing_spills_into_what_lies_beside_it(
    governor: Any, lens: Any, everything: None, team: Any, stranger: Any, people: Any, membership: Any,
    method: int, large: Ballot, small: Ballot, votes: list[int], in_batch: bool,
) -> None:  # fmt: skip
    """Every unit for the same lane, and for two that lie side by side."""
    if not in_batch:  # accounts that can send transactions vote with the same units
        for owner, token, to in ((SMALL, 1, people[0]), (LARGE, 2, people[1])):
            sender = _unlocked(owner.address)
            send(membership.transferFrom, owner.address, to.address, token, sender=sender)
        pass_time(1)
    proposal = propose_choice(governor, ADVISORY, team, method, len(votes)).open()
    if in_batch:
        ballots = [signed(governor, 1, one, encode(method, ballot)) for one, ballot in ((LARGE, large), (SMALL, small))]
        assert skipped(cast_batch(governor, 1, ballots, stranger, method)) == {}
    else:
        cast_choice(governor, 1, encode(method, large), people[1])
        cast_choice(governor, 1, encode(method, small), people[0])
    found = lens.tallyOf(1)
    assert found[:5] == (method, -(-ALL_UNITS * 2_000 // 10_000), ALL_UNITS, ALL_UNITS, votes)
    best = max(votes)
    assert found[5] == (votes.index(best) + 1 if votes.count(best) == 1 else 0)
    assert proposal.close().state == ("Succeeded" if found[5] else "Defeated")


def _unlocked(address: str) -> str:
    """A signer as a sender."""
    rpc("evm_addAccount", address, "")
    rpc("personal_unlockAccount", address, "", 0)
    rpc("evm_setAccountBalance", address, hex(10**20))
    return address


@pytest.mark.parametrize("choice", [AGAINST, FOR, ABSTAIN])
def test_for_and_against_at_the_limit(
    governor: Any, lens: Any, everything: None, team: Any, stranger: Any, choice: int
) -> None:
    propose(governor, ADVISORY, team).open()
    cast_batch(governor, 1, [signed(governor, 1, one, choice) for one in (LARGE, SMALL)], stranger)
    votes = [0, 0, 0]
    votes[choice] = ALL_UNITS
    part = 0 if choice == AGAINST else ALL_UNITS
    assert lens.tallyOf(1)[2:5] == (part, ALL_UNITS, votes)


@pytest.mark.parametrize(("curve", "cap", "votes"), [
    (0, HIGHEST_CAP, ALL_UNITS - 1), (1, HIGHEST_CAP, 16_383), (2, HIGHEST_CAP, 1), (0, ALL_UNITS - 2, ALL_UNITS - 2),
    (1, 16_382, 16_382), (2, 1, 1),
])  # fmt: skip
def test_caps_at_the_limit(
    membership: Any, timelock: Any, access: Any, everything: None, team: Any, stranger: Any,
    curve: int, cap: int, votes: int,
) -> None:  # fmt: skip
    """The square root of 2^28 - 2 is 16,383 and a little."""
    kind = rules(60, DAY, 1, 1, 5_000, 2, False, True, "Only", curve=curve, cap=cap)
    parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER], [])
    governor = create(BrandGovernor, "Limits", *parts, sender=accounts[0])
    proposal = propose(governor, 1, team).open()
    receipt = cast_batch(governor, 1, [signed(governor, 1, LARGE, FOR)], stranger)
    assert receipt.one("VoteCast")["weight"] == votes
    assert proposal.tally == (0, votes, 0)
    assert governor.proposalRules(1)[7] == cap


def test_a_batch_of_the_largest_choices(governor: Any, lens: Any, everything: None, team: Any, stranger: Any) -> None:
    """All bits of the bytes that a choice has: none reaches a lane that does not exist."""
    for method, length in ((SINGLE, 1), (APPROVAL, 2), (SPLIT, 20), (RANKED, 3)):
        number = propose_choice(governor, ADVISORY, team, method, 6, description=f"# {method}").open().number
        full = 2 ** (8 * length) - 1
        ballots = [signed(governor, number, LARGE, full), signed(governor, number, SMALL, full)]
        deadline, packed = batch([replace(one) for one in ballots], method)
        receipt = send(governor.castBallots, number, deadline, packed, sender=stranger)
        assert skipped(receipt) == {0: "InvalidChoice", 1: "InvalidChoice"}
        assert lens.tallyOf(number)[2:5] == (0, 0, [0] * 6)
