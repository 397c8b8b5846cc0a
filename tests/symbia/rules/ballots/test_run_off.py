"""Ties of a run-off: whatever the order in which the options are listed, the same one wins by name."""

import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

import pytest

from benchmarks.elections import tied_profile
from benchmarks.tallies import RANKED, ReferenceLot, ReferenceRound, encode, run_off
from symbia.rules.ballots.counting import count
from symbia.rules.ballots.run_off import TIE_BREAKS, Lot, Weighted, label_digest, wins_whatever_the_lot
from symbia.rules.ballots.run_off import run_off as counted_run_off

SEED = 0x5EED << 60
PROFILES = 10_000
ALL_LISTINGS = 4  # options up to which every order is tried
NAMES = "ABCDEF"

Profile = Sequence[tuple[int, str]]  # votes, and names by preference

CYCLE_OF_ISSUE: Profile = [(1, "A"), (1, "BC"), (1, "CB")]
TEN_VOTES: Profile = [(4, "ABC"), (3, "BCA"), (3, "CBA")]


class Told(NamedTuple):
    """A run-off by names: rounds as (votes by name, who goes out, what broke the tie, which preferences), who wins."""

    rounds: tuple[tuple[tuple[tuple[str, int], ...], tuple[str, ...], str, int], ...]
    winner: str


def told(names: Sequence[str], profile: Profile, seed: int = SEED) -> Told:
    """What the rules and the plain model, which must agree, make of a profile with the options in this order."""
    number = {name: place for place, name in enumerate(names, start=1)}
    rankings = [(votes, tuple(number[name] for name in ranking)) for votes, ranking in profile]
    units = 3 * sum(votes for votes, _ in profile)
    lot = Lot(seed, units, tuple(label_digest(name) for name in names))
    rounds, winner = counted_run_off(
        len(names), [Weighted(encode(RANKED, kind), votes) for votes, kind in rankings], lot
    )
    model = run_off(len(names), rankings, ReferenceLot(seed, units, tuple(names)))
    assert model == ([ReferenceRound.of_rules(one) for one in rounds], winner)
    by_name = [
        (
            tuple(sorted(zip(names, one.votes, strict=True))),
            tuple(sorted(names[option - 1] for option in one.eliminated)),
            one.tie_break,
            one.preference,
        )
        for one in rounds
    ]
    return Told(tuple(by_name), names[winner - 1] if winner else "")


def listings(chance: random.Random, names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Every order, or some of too many."""
    if len(names) <= ALL_LISTINGS:
        yield from permutations(names)
    else:
        for _ in range(6):
            yield chance.sample(names, len(names))


def test_no_listing_changes_who_wins() -> None:
    chance = random.Random(13)
    broken = dict.fromkeys(TIE_BREAKS, 0)
    for _ in range(PROFILES):
        names = NAMES[: chance.randint(2, 6)]
        profile = tied_profile(chance, names)
        seed = chance.getrandbits(80)
        found = {told(listing, profile, seed) for listing in listings(chance, names)}
        assert len(found) == 1, (profile, seed, found)
        for _, _, tie_break, _ in next(iter(found)).rounds:
            broken[tie_break] += 1
    assert min(broken.values()) > PROFILES // 20, broken


@pytest.mark.parametrize(
    ("profile", "winner"),
    [
        (CYCLE_OF_ISSUE, ""),
        (TEN_VOTES, "B"),
        ([(1, "A"), (1, "B"), (1, "CA"), (3, "D")], "D"),
        ([(2, "AB"), (2, "BA"), (1, "C"), (1, "DB")], "B"),
    ],
)
def test_known_profiles(profile: Profile, winner: str) -> None:
    names = sorted({name for _, ranking in profile for name in ranking})
    assert {told(listing, profile).winner for listing in permutations(names)} == {winner}


def test_what_broke_a_tie_is_said() -> None:
    (first, *_), winner = told("ABC", TEN_VOTES)
    assert (first[1:], winner) == ((("C",), "preferences", 2), "B")
    (first, *_), winner = told("ABC", CYCLE_OF_ISSUE)
    assert (first[1:], winner) == ((("A",), "preferences", 2), "")


def test_those_who_cannot_catch_up_go_together() -> None:
    """2 + 2 votes are fewer than 5; 2 + 3 are not fewer than 5, so only one of the two goes, whoever would follow."""
    rounds, winner = told("ABCD", [(6, "A"), (5, "B"), (2, "CB"), (2, "DA")])
    assert [one[1:] for one in rounds] == [(("C", "D"), "together", 0), ((), "none", 0)]
    assert (rounds[1][0], winner) == ((("A", 8), ("B", 7), ("C", 0), ("D", 0)), "A")
    rounds, _ = told("ABCD", [(5, "A"), (4, "B"), (2, "CB"), (2, "DA")])
    assert rounds[0][2] == "lot"


def test_options_that_nobody_ranks_first_go_together_at_once() -> None:
    rounds, winner = told("ABCDEF", [(2, "AC"), (2, "BE"), (1, "CA")])
    assert (rounds[0][1:], winner) == ((("D", "E", "F"), "together", 0), "A")


def test_nobody_is_left_with_nobody() -> None:
    """All six equal in everything: one goes at a time, until the last two are equal."""
    everyone = [(1, "".join(kind)) for kind in permutations(NAMES)]
    rounds, winner = told(NAMES, everyone)
    assert [(len(one[1]), one[2]) for one in rounds] == [(1, "lot")] * 4 + [(0, "none")]
    assert winner == ""


def test_a_last_preference_is_not_counted() -> None:
    """Third preferences of three would put B behind; a ranking of all is the same without them."""
    whole, short = [(1, "ABC"), (1, "BA"), (1, "CA")], [(1, "AB"), (1, "BA"), (1, "CA")]
    assert told("ABC", whole) == told("ABC", short)


def test_the_lot_depends_on_seed_and_participation() -> None:
    by_seed = {told(NAMES, [(1, name) for name in NAMES], seed).rounds[0][1] for seed in range(1, 60)}
    assert by_seed == {(name,) for name in NAMES}
    digests = tuple(label_digest(name) for name in NAMES)
    assert {Lot(SEED, units, digests).draw(range(1, 7)) for units in range(60)} == set(range(1, 7))


def test_the_lot_is_what_anybody_can_compute() -> None:
    """keccak256(abi.encode(seed, participation, digest)) of each, the smallest goes out."""
    digests = (label_digest("Juniper"), label_digest("Rye"), label_digest("Smoke"))
    assert [f"{one:08x}" for one in digests] == ["5528377d", "d4c8167c", "98760dc3"]
    for tied in ((1, 2, 3), (1, 2), (1, 3), (2, 3)):
        assert Lot(7, 9, digests).draw(tied) == ReferenceLot(7, 9, ("Juniper", "Rye", "Smoke")).draw(tied)


def test_a_run_off_needs_its_lot() -> None:
    with pytest.raises(ValueError, match="lots"):
        count("ranked", 3, 0, [Weighted(1, 1)])
    assert count("ranked", 3, 0, []).rounds == ()


def test_by_lot_is_said_of_the_count() -> None:
    lot = Lot(SEED, 3, (1, 2, 3))
    assert count("ranked", 3, 0, [Weighted(option, 1) for option in (1, 2, 3)], lot).by_lot
    assert not count("ranked", 3, 0, [Weighted(1, 2), Weighted(2, 1)], lot).by_lot
    assert not count("single_choice", 3, 0, [Weighted(1, 2)]).by_lot


def test_whatever_the_lot_is_whatever_the_seed() -> None:
    """An option wins under every lot if and only if no seed makes another win."""
    chance = random.Random(8)
    sure, never = 0, 0
    for _ in range(400):
        options = chance.randint(2, 5)
        profile = tied_profile(chance, NAMES[:options])
        cast = [
            Weighted(encode(RANKED, tuple(NAMES.index(name) + 1 for name in kind)), votes) for votes, kind in profile
        ]
        digests = tuple(label_digest(name) for name in NAMES[:options])
        winners = {counted_run_off(options, cast, Lot(seed, 5, digests))[1] for seed in range(80)}
        for option in range(1, options + 1):
            least = wins_whatever_the_lot(options, cast, option)
            assert bool(least) == (winners == {option}), (profile, winners)
            sure, never = sure + bool(least), never + (option not in winners)
    assert sure > 50
    assert never > 50
