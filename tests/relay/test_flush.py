"""When waiting ballots leave, and whose come first."""

import pytest

from relay.ballots.flush import FlushRules, Group, due

RULES = FlushRules(batch=100, flush_seconds=30.0, lead=240.0)
NOW, CHAIN_NOW, FAR = 1_000, 5_000, 10**9


def group(proposal: int = 1, waiting: int = 1, oldest: int = NOW, deadline: int = FAR) -> Group:
    return Group(proposal, deadline, "member", waiting, oldest)


def leaving(*groups: Group, closes: int = FAR, under_way: dict[int, int] | None = None) -> list[int]:
    ends = dict.fromkeys((1, 2, 3), closes)
    found = due(groups, RULES, now=NOW, chain_now=CHAIN_NOW, closes=ends, under_way=under_way or {})
    return [one.proposal for one in found]


@pytest.mark.parametrize(
    ("one", "leaves"),
    [
        (group(), False),
        (group(waiting=99), False),
        (group(waiting=100), True),
        (group(oldest=NOW - 29), False),
        (group(oldest=NOW - 30), True),
        (group(deadline=CHAIN_NOW + 241), False),
        (group(deadline=CHAIN_NOW + 240), True),
    ],
)
def test_size_age_and_deadline(one: Group, leaves: bool) -> None:
    assert bool(leaving(one)) == leaves


def test_the_end_of_the_vote_is_a_deadline_too() -> None:
    assert leaving(group(), closes=CHAIN_NOW + 240) == [1]


def test_a_proposal_that_takes_no_ballots_does_not_leave() -> None:
    assert leaving(group(proposal=9, waiting=500)) == []


def test_whoever_has_least_under_way_first_then_full_ones_then_near_ones_then_the_oldest() -> None:
    old, older, near = group(2, oldest=NOW - 50), group(3, oldest=NOW - 60), group(3, deadline=CHAIN_NOW + 1)
    assert leaving(group(1, waiting=500), old, older) == [1, 3, 2]
    assert leaving(group(1, waiting=500), old, older, under_way={1: 2, 3: 1}) == [2, 3, 1]
    assert leaving(old, near) == [3, 2]


def test_deadlines_that_anybody_may_choose_push_no_full_batch_aside() -> None:
    singles = [group(1, deadline=CHAIN_NOW + place) for place in range(1, 200)]
    found = due([*singles, group(1, waiting=100)], RULES, now=NOW, chain_now=CHAIN_NOW, closes={1: FAR}, under_way={})
    assert found[0].waiting == 100
    assert len(found) == 200


def test_a_vote_that_ends_soon_comes_before_all() -> None:
    ends = {1: FAR, 2: CHAIN_NOW + 240}
    groups = [group(1, waiting=500, oldest=0), group(2)]
    found = due(groups, RULES, now=NOW, chain_now=CHAIN_NOW, closes=ends, under_way={2: 3})
    assert [one.proposal for one in found] == [2, 1]
