"""Many voters' units in one call: the same as asking for each."""

from typing import Any

from support.chain import NOBODY, move_to, now, pass_time, refusal, send
from support.members import issue
from support.plan import GROVE, ROOT, SEED


def one_by_one(membership: Any, accounts: list[str], timepoint: int) -> list[int]:
    """Units above 32 bits of the member number."""
    each = (membership.ballotPower(account, timepoint) for account in accounts)
    return [units << 32 | number for number, units in each]


def test_the_same_as_one_by_one_at_every_second(membership: Any, issuer: Any, people: Any) -> None:
    """Present, earlier and historic checkpoints, somebody unknown, the zero address, repetitions."""
    first, second, third, stranger = (people[index] for index in range(4))
    begin = now()
    for tier in (SEED, ROOT, SEED, GROVE):
        issue(membership, issuer, first, tier)
        pass_time(7)
    issue(membership, issuer, second, ROOT)
    send(membership.delegate, third.address, sender=first)
    pass_time(5)
    send(membership.delegate, NOBODY, sender=first)
    accounts = [one.address for one in (third, first, stranger, second, first)]
    accounts.insert(2, NOBODY)
    move_to(now() + 1)
    for timepoint in range(begin - 1, now()):
        found = membership.ballotPowers(accounts, timepoint)
        assert found == one_by_one(membership, accounts, timepoint), timepoint
        assert [units >> 32 for units in found] == [membership.getPastVotes(one, timepoint) for one in accounts]
    assert membership.ballotPowers([], begin) == []


def test_only_of_the_past(membership: Any, people: Any, stranger: Any) -> None:
    for timepoint in (now(), now() + 1, 2**255):
        call = (membership.ballotPowers, [people[0].address], timepoint)
        assert refusal(*call, sender=stranger)[0] == "ERC5805FutureLookup"
