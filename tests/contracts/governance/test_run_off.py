"""The instant run-off: numbering of rankings, published examples, ties, and random elections against the model."""

import random
from itertools import permutations
from typing import Any

import pytest
from brownie import RankingsMock, accounts
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chain import create

from benchmarks.elections import tied_profile
from benchmarks.published import ELECTIONS, Published
from benchmarks.tallies import RANKED, Ballot, ReferenceLot, ReferenceRound, encode, run_off
from symbia.rules.ballots.run_off import Lot, Weighted, label_digest
from symbia.rules.ballots.run_off import run_off as counted_run_off

NAMES = "ABCDEF"
LARGEST = ReferenceLot(2**80 - 1, 2**40 - 1, tuple(NAMES))  # what a lot is drawn from, unless a test says otherwise

Election = tuple[int, list[tuple[int, tuple[int, ...]]]]  # options; votes and ranking of each kind of ballot


@pytest.fixture(scope="module")
def rankings(_module_isolation: None) -> Any:
    """The library from outside."""
    return create(RankingsMock, sender=accounts[0])


def held(
    rankings: Any,
    options: int,
    ballots: list[tuple[int, tuple[int, ...]]],
    lot: ReferenceLot = LARGEST,
    needed: int = 0,
) -> tuple[list[ReferenceRound], int]:
    """What the library makes of ballots."""
    choices = [encode(RANKED, ranking) for _, ranking in ballots]
    tally = lot.seed << 120 | lot.participation << 40  # a TallyWord
    rounds, winner = rankings.runOff(choices, [votes for votes, _ in ballots], lot.labels[:options], tally, needed)
    return [ReferenceRound.of_chain(one) for one in rounds], winner


@pytest.mark.parametrize(("options", "total"), [(2, 2), (3, 9), (4, 40), (5, 205), (6, 1_236)])
def test_every_ranking_has_a_number_of_its_own(rankings: Any, options: int, total: int) -> None:
    every = [one for length in range(1, options) for one in permutations(range(1, options + 1), length)]
    assert rankings.total(options) == len(every) == total
    choices = [encode(RANKED, one) for one in every]
    numbers, valid = rankings.numbersOf(choices, options)
    assert all(valid)
    assert sorted(numbers) == list(range(total))
    back = rankings.rankingsOf(0, total - 1, options)
    assert [back[number] for number in numbers] == choices


@pytest.mark.parametrize("options", range(2, 7))
def test_the_tree_of_rankings_is_walked_as_it_is_numbered(rankings: Any, options: int) -> None:
    total = rankings.total(options)
    words = [sum(1 << 32 * place for place in range(min(8, total - first))) for first in range(0, total, 8)]
    assert rankings.unpack(words, options) == (rankings.rankingsOf(0, total - 1, options), [1] * total)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_rankings_come_out_of_their_words(rankings: Any, data: st.DataObject) -> None:
    """Numbers that follow each other take another way through the tree than those that do not."""
    options = data.draw(st.integers(2, 6))
    total = rankings.total(options)
    runs = data.draw(st.lists(st.tuples(st.integers(0, total - 1), st.integers(1, 9)), max_size=12))
    numbers = sorted({number for first, length in runs for number in range(first, min(first + length, total))})
    weights = {number: 1 + number * 3_000_000 % (2**32 - 1) for number in numbers}
    words = [sum(weights.get(first + place, 0) << 32 * place for place in range(8)) for first in range(0, total, 8)]
    every = rankings.rankingsOf(0, total - 1, options)
    assert rankings.unpack(words, options) == ([every[number] for number in numbers], [weights[n] for n in numbers])


def test_a_last_preference_says_nothing(rankings: Any) -> None:
    whole, short = encode(RANKED, (3, 1, 2)), encode(RANKED, (3, 1))
    (numbers, valid) = rankings.numbersOf([whole, short], 3)
    assert valid == [True, True]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("ranking", [0, 0x4, 0xF, 0x11, 0x121, 0x10, 0x102, 0x1321, 1 << 252, 0x3201])
def test_what_is_no_ranking_of_three(rankings: Any, ranking: int) -> None:
    assert rankings.numbersOf([ranking], 3)[1] == [False]


@pytest.mark.parametrize("election", ELECTIONS, ids=str)
def test_published_elections(rankings: Any, election: Published) -> None:
    rounds, winner = held(rankings, election.options, list(election.kinds))
    assert winner == election.winner
    assert rounds == list(election.rounds)


@pytest.mark.parametrize(
    ("options", "ballots", "eliminated", "winner"),
    [
        (2, [(5, (1,)), (5, (2,))], [0], 0),  # the last two: a tie is a tie
        (3, [(5, (1,)), (5, (2,)), (5, (3, 1))], [{3}, 0], 1),  # nobody has 2 or 3 as second preference: by lot
        (3, [(5, (1, 2)), (5, (2, 3)), (5, (3, 2))], [{1}, 0], 2),  # the fewest second preferences
        # 2 and 3 are equal in the second round; 3 had fewer first preferences.
        (4, [(6, (1,)), (4, (2,)), (3, (3,)), (1, (4, 3))], [{4}, {3}, 0], 1),
        # 2 and 3 are equal in the first two rounds and as first preferences; 2 is second more often.
        (4, [(5, (1,)), (4, (2,)), (4, (3,)), (1, (4, 1)), (2, (1, 2))], [{4}, {3}, 0], 1),
        (4, [(6, (1,)), (5, (2,)), (2, (3, 2)), (2, (4, 1))], [{3, 4}, 0], 1),  # together fewer than option 2
        (6, [(4, (5, 1)), (4, (6, 2)), (1, (1, 5))], [{2, 3, 4}, {1}, 0], 5),  # nobody's first preferences
        (3, [(7, (1,)), (1, (2,)), (1, (3,))], [0], 1),  # more than half at once
        (6, [(1, (6,))], [0], 6),
    ],
)
def test_ties(rankings: Any, options: int, ballots: Any, eliminated: list[Any], winner: int) -> None:
    rounds, found = held(rankings, options, ballots)
    assert ([one.eliminated for one in rounds], found) == ([frozenset(one or ()) for one in eliminated], winner)


@pytest.mark.parametrize(
    ("ballots", "needed", "last", "rounds"),
    [
        # Two more rank A first, and it has more than half too early: it was defeated with 51 of 100, 60% being needed.
        ([(49, (1,)), (24, (2, 1)), (27, (3,))], 61, 73, 2),
        ([(49, (1,)), (24, (2, 1)), (25, (3,)), (2, (1, 3))], 61, 75, 2),
        ([(51, (1,)), (22, (2, 1)), (27, (3,))], 61, 73, 2),
        ([(61, (1,)), (12, (2, 1)), (27, (3,))], 61, 61, 1),  # enough at once
        ([(60, (1,)), (13, (2, 1)), (27, (3,))], 61, 73, 2),
        ([(51, (1,)), (22, (2,)), (27, (3, 2))], 61, 51, 2),  # nobody else comes; the last round says how few it has
        ([(51, (1,)), (9, (2, 1)), (8, (3, 1)), (7, (4, 1)), (25, (5,))], 70, 75, 4),
        ([(51, (1,)), (9, (2, 1)), (8, (3, 1)), (7, (4, 1)), (25, (5,))], 66, 66, 3),
        ([(51, (1,)), (24, (2,)), (25, (3,))], 0, 51, 1),
        ([(90, (1,)), (5, (2, 1)), (5, (3, 1))], 96, 100, 2),  # both others go out together: one option is left
    ],
)
def test_a_majority_goes_on_until_it_is_enough(
    rankings: Any, ballots: Any, needed: int, last: int, rounds: int
) -> None:
    options = max(option for _, kind in ballots for option in kind)
    found, winner = held(rankings, options, ballots, needed=needed)
    assert (winner, found[-1].votes[0], len(found)) == (1, last, rounds)


def test_no_listing_changes_who_wins(rankings: Any) -> None:
    """The contract, the rules of Python and the plain model, for profiles full of ties and every order of the list."""
    chance = random.Random(14)
    broken: set[str] = set()
    for _ in range(60):
        names = NAMES[: chance.randint(2, 4)]
        profile, seed, units = tied_profile(chance, names), chance.getrandbits(80), chance.getrandbits(28)
        winners = set()
        for listing in permutations(names):
            ballots = [(votes, tuple(listing.index(name) + 1 for name in kind)) for votes, kind in profile]
            lot = ReferenceLot(seed, units, listing)
            rounds, winner = held(rankings, len(names), ballots, lot)
            assert (rounds, winner) == run_off(len(names), ballots, lot)
            drawn = Lot(seed, units, tuple(label_digest(label) for label in listing))
            cast = [Weighted(encode(RANKED, kind), votes) for votes, kind in ballots]
            counted, other = counted_run_off(len(names), cast, drawn)
            assert (rounds, winner) == ([ReferenceRound.of_rules(one) for one in counted], other)
            winners.add(listing[winner - 1] if winner else "")
            broken |= {one.tie_break for one in rounds}
        assert len(winners) == 1, (profile, seed)
    assert broken == {"none", "together", "preferences", "lot"}


def test_nobody_voted(rankings: Any) -> None:
    assert held(rankings, 4, []) == ([ReferenceRound((0, 0, 0, 0), 0)], 0)


@st.composite
def elections(draw: Any) -> Election:
    """Small weights, so that ties are frequent."""
    options = draw(st.integers(2, 6))
    order = st.permutations(range(1, options + 1))
    ranking = st.tuples(order, st.integers(1, options)).map(lambda drawn: tuple(drawn[0][: drawn[1]]))
    return options, draw(st.lists(st.tuples(st.integers(1, 4), ranking), min_size=1, max_size=12))


@given(election=elections())
@settings(max_examples=300)
def test_random_elections(rankings: Any, election: Election) -> None:
    options, ballots = election
    weighted: list[tuple[int, Ballot]] = list(ballots)
    lot = ReferenceLot(len(ballots) << 72 | 0xABC, sum(votes for votes, _ in ballots), tuple(NAMES[:options]))
    total = sum(votes for votes, _ in ballots)
    for needed in (0, total // 2 + 1, total * 3 // 5 + 1, total, total + 1):
        found = held(rankings, options, ballots, lot, needed)
        assert found == run_off(options, weighted, lot, needed)
        cast = [Weighted(encode(RANKED, kind), votes) for votes, kind in ballots]
        drawn = Lot(lot.seed, lot.participation, tuple(label_digest(name) for name in lot.labels))
        counted, other = counted_run_off(options, cast, drawn, needed)
        assert found == ([ReferenceRound.of_rules(one) for one in counted], other)


@given(election=elections())
@settings(max_examples=100)
def test_going_on_changes_no_winner_and_takes_nothing_from_it(rankings: Any, election: Election) -> None:
    """Who has more than half is never last; each further round can only bring it votes."""
    options, ballots = election
    early, winner = held(rankings, options, list(ballots))
    late, same = held(rankings, options, list(ballots), needed=2**40)
    assert (late[: len(early) - 1], same) == (early[:-1], winner)
    if winner:
        gained = [one.votes[winner - 1] for one in late[len(early) - 1 :]]
        assert gained == sorted(gained)
        assert len(late) >= len(early)
