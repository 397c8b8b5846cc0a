"""Who voted, and who takes no part, is known by member number: up to the highest there can be."""

import random
from typing import Any

from brownie import BrandGovernor, ExcludedNumbersMock, accounts
from support.ballots import cast_batch, signed, skipped
from support.chain import create, impersonated, pass_time, rpc, send
from support.governance import CHARTER, FOR, propose, rules
from support.members import issue
from support.plan import ACTION_WINDOW, DAY, SEED
from support.signing import signer

LAST_NUMBER = 2**32 - 1
SLOTS = 64  # more than BrandMembership's variables take


def member_count_slot(membership: Any, issuer: Any, stranger: Any) -> tuple[int, int]:
    """Storage slot whose low 32 bits count the members, and its word."""
    count = membership.memberCount()
    before = [_word(membership.address, slot) for slot in range(SLOTS)]
    issue(membership, issuer, stranger, SEED)
    after = [_word(membership.address, slot) for slot in range(SLOTS)]
    (slot,) = [
        slot
        for slot in range(SLOTS)
        if before[slot] % 2**32 == count and after[slot] % 2**32 == count + 1 and before[slot] != after[slot]
    ]
    return slot, after[slot]


def _word(address: str, slot: int) -> int:
    word = rpc("eth_getStorageAt", address, hex(slot), "latest")
    return int(word, 16) if word != "0x" else 0


def test_the_highest_member_numbers(
    membership: Any, timelock: Any, access: Any, voters: list[Any], issuer: Any, team: Any, people: Any, stranger: Any
) -> None:
    """Four billion members are too many to issue to: the counter is set in the contract's storage. One of the last is
    excluded, beside it nobody."""
    slot, word = member_count_slot(membership, issuer, people[20])
    near_the_end = word - word % 2**32 + LAST_NUMBER - 3
    rpc("evm_setAccountStorageAt", membership.address, f"0x{slot:064x}", f"0x{near_the_end:064x}")
    last = [signer(f"one of the last: {number}") for number in range(3)]
    for one in last:
        issue(membership, issuer, one, SEED)
    assert [membership.memberNumberOf(one.address) for one in last] == [LAST_NUMBER - 2, LAST_NUMBER - 1, LAST_NUMBER]
    pass_time(1)
    kind = rules(60, DAY, 1, 1, 5_000, 2, False, True, "Only")
    for excluded, counted in (([], 3), ([last[1].address], 2), ([last[2].address], 2)):
        for one in excluded:
            send(membership.bindVotes, one, sender=impersonated(timelock.address))
        parts = (membership.address, timelock.address, access.address, ACTION_WINDOW, 0, [kind, CHARTER], excluded)
        governor = create(BrandGovernor, "Limits", *parts, sender=accounts[0])
        proposal = propose(governor, 1, team).open()
        ballots = [signed(governor, 1, one, FOR) for one in last]
        passed_over = skipped(cast_batch(governor, 1, ballots, stranger))
        assert passed_over == {place: "Excluded" for place, one in enumerate(last) if one.address in excluded}
        assert proposal.tally == (0, counted, 0)
        assert [governor.hasVoted(1, one.address) for one in last] == [one.address not in excluded for one in last]
        assert not any(governor.hasVoted(1, one.address) for one in voters)
        again = skipped(cast_batch(governor, 1, ballots, stranger))
        assert set(again.values()) <= {"AlreadyVoted", "Excluded"}
        assert len(again) == 3


def test_whether_a_number_is_one_of_eight() -> None:
    """Numbers at every edge, in every place, against a look at each."""
    chance = random.Random(8)
    edges = (0, 1, 2, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF)
    words, numbers, expected = [], [], []
    for _ in range(1_500):
        lanes = [chance.choice(edges) if chance.random() < 0.8 else chance.randrange(2**32) for _ in range(8)]
        number = chance.choice((*lanes, *edges)) or 1
        words.append(sum(lane << (32 * place) for place, lane in enumerate(lanes)))
        numbers.append(number)
        expected.append(number in lanes)
    mock = create(ExcludedNumbersMock, sender=accounts[0])
    assert mock.contain(words, numbers) == expected
    assert 200 < sum(expected) < 1_400
