"""Counting, against the plain model that the contracts are held to as well, and against published run-offs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import tallies
from symbia.rules.ballots.choices import encode
from symbia.rules.ballots.counting import Lot, Weighted, count
from symbia.rules.ballots.names import CURVES, METHODS, Method, most_options, votes_of
from symbia.rules.ballots.run_off import label_digest, run_off


def _ballots(method: Method, options: int) -> st.SearchStrategy[tallies.Ballot]:
    some = st.lists(st.integers(1, options), min_size=1, unique=True)
    if method == "for_against":
        return st.integers(0, 2)
    if method == "single_choice":
        return st.integers(1, options)
    if method == "approval":
        return some.map(frozenset)
    if method == "ranked":
        return some.map(tuple)
    cuts = st.lists(st.integers(0, 10_000), min_size=options - 1, max_size=options - 1).map(sorted)
    return cuts.map(lambda at: tuple(b - a for a, b in zip([0, *at], [*at, 10_000], strict=True)))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_as_the_plain_model_counts(data: st.DataObject) -> None:
    method, curve = data.draw(st.sampled_from(METHODS)), data.draw(st.sampled_from(CURVES))
    options = 3 if method == "for_against" else data.draw(st.integers(2, most_options(method)))
    cap, share = data.draw(st.sampled_from((0, 1, 3, 50))), data.draw(st.sampled_from((0, 2_500, 5_000)))
    cast = data.draw(
        st.lists(
            st.builds(tallies.ReferenceBallot, st.integers(1, 60), _ballots(method, options)), min_size=1, max_size=12
        )
    )
    number, labels, seed = METHODS.index(method), tuple("ABCDEFGHIJ"[:options]), data.draw(st.integers(0, 2**80 - 1))
    lot = tallies.ReferenceLot(seed, sum(one.units for one in cast), labels)
    expected = tallies.count(number, options, CURVES.index(curve), cap, share, cast, lot)
    weighted = [Weighted(tallies.encode(number, one.ballot), votes_of(one.units, curve, cap)) for one in cast]
    drawn = Lot(seed, lot.participation, tuple(label_digest(label) for label in labels))
    counted = count(method, options, share, weighted, drawn)
    assert (counted.votes, counted.options, counted.winner) == (expected.votes, expected.options, expected.winner)
    if method == "ranked":
        kinds = [(one.votes, given.ballot) for one, given in zip(weighted, cast, strict=True)]
        assert [tallies.ReferenceRound.of_rules(one) for one in counted.rounds] == tallies.run_off(options, kinds, lot)[
            0
        ]


def test_nobody_voted() -> None:
    for method in METHODS:
        counted = count(method, 3, 0, [])
        assert (counted.votes, counted.options, counted.winner, counted.rounds) == (0, (0, 0, 0), 0, ())


def test_tennessee_chooses_its_capital() -> None:
    """The well-known example of an instant run-off: Memphis leads, Knoxville wins."""
    memphis, nashville, chattanooga, knoxville = 1, 2, 3, 4
    ballots = [
        ([memphis, nashville, chattanooga, knoxville], 42),
        ([nashville, chattanooga, knoxville, memphis], 26),
        ([chattanooga, knoxville, nashville, memphis], 15),
        ([knoxville, chattanooga, nashville, memphis], 17),
    ]
    cast = [Weighted(encode("ranked", 4, ranking), votes) for ranking, votes in ballots]
    rounds, winner = run_off(4, cast, Lot(0, 0, (0,) * 4))
    assert [one.votes for one in rounds] == [(42, 26, 15, 17), (42, 26, 0, 32), (42, 0, 0, 58)]
    assert [one.eliminated for one in rounds] == [(chattanooga,), (nashville,), ()]
    assert winner == knoxville
